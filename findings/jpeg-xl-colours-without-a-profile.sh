#!/usr/bin/env bash
# imagecodecs 2026.3.6 (libjxl inside) and a JPEG XL picture whose colours are not sRGB. Needs Python 3.11+ and
# Debian's libjxl-tools (cjxl 0.7.0).
#
# Valid input: a lossless picture, pure green of Display P3, written by libjxl's own cjxl, which says so in its header
# ("RGB, D65, P3 primaries" by jxlinfo).
# One would expect: pixels turned into sRGB, or the profile beside them, as Pillow gives `icc_profile` for other
# formats; or an option to ask for it.
# What happens: the numbers of the file's own space, (0, 255, 0), and nothing that says which space it is: the array
# is all there is, and no function of the package reads the profile. A wide-gamut photo
# looks faded wherever such pixels are taken for sRGB.
# Seen: "decoded [0, 255, 0]; functions: jpegxl_check jpegxl_decode jpegxl_decode_jpeg jpegxl_encode
# jpegxl_encode_jpeg jpegxl_version; of a profile: none".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet imagecodecs==2026.3.6 numpy
cd "$folder"
{ printf 'P6 8 8 255\n'; for _ in $(seq 64); do printf '\0\377\0'; done; } > green.ppm
cjxl green.ppm green.jxl -d 0 -x color_space=RGB_D65_DCI_Rel_SRG 2> /dev/null
jxlinfo green.jxl | tee told.txt
grep -q 'P3 primaries' told.txt
venv/bin/python - << 'PY'
from pathlib import Path

import imagecodecs

pixels = imagecodecs.jpegxl_decode(Path("green.jxl").read_bytes())
functions = sorted(name for name in dir(imagecodecs) if name.startswith("jpegxl_"))
told = [name for name in functions if "icc" in name or "profile" in name]
signature = str(imagecodecs.jpegxl_decode.__doc__) + str(getattr(imagecodecs.jpegxl_decode, "__text_signature__", ""))
told += [word for word in ("icc", "profile", "colorspace") if word in signature.lower()]
print(f"decoded {pixels[0, 0].tolist()}; functions: {' '.join(functions)}; of a profile: {' '.join(told) or 'none'}")
assert pixels[0, 0].tolist() == [0, 255, 0], "the pixels are converted now"
assert not told, "the profile can be had now"
PY
echo "as it was found"
