#!/usr/bin/env bash
# usearch 2.26.6 and pillow-heif 1.8.1 in one process. Needs Python 3.11+ on Linux (x86-64).
#
# Valid input: a plain red picture, written as HEIC, as a gallery does that keeps its vectors in usearch.
# One would expect: the file, in whatever order two packages without a word about each other are imported.
# (Guess before: the same bytes.)
# What happens: imported before pillow-heif, usearch makes every HEIC impossible to write, for the whole process and in
# every thread; imported after it, it does no harm. Its extension holds a C++ library of its own and shows its names to
# all others (4,799 names), and the encoder x265 inside pillow-heif, loaded later, takes them. usearch 2.21.0 does not.
# Seen: "usearch first: Error during encoding or writing output file: Initialization problem: x265 encoder could not be
# opened with the given parameters; usearch last: written; usearch 2.21.0 first: written".
set -euo pipefail
test "$(uname -sm)" = "Linux x86_64" || { echo "seen on Linux, x86-64, alone"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
cd "$folder"
cat > written.py << 'PY'
import importlib
import io
import sys

for name in sys.argv[1:]:
    importlib.import_module(name)
import pillow_heif
from PIL import Image

try:
    pillow_heif.from_pillow(Image.new("RGB", (640, 480), "red")).save(io.BytesIO())
    print("written")
except RuntimeError as error:
    print(error)
PY
venv/bin/pip install --quiet usearch==2.26.6 pillow-heif==1.8.1 pillow==12.3.0
first=$(venv/bin/python written.py usearch.index pillow_heif)
last=$(venv/bin/python written.py pillow_heif usearch.index)
venv/bin/pip install --quiet usearch==2.21.0
older=$(venv/bin/python written.py usearch.index pillow_heif)
echo "usearch first: $first; usearch last: $last; usearch 2.21.0 first: $older"
[[ "$first" == *"x265 encoder could not be opened"* && "$last" == written && "$older" == written ]]
echo "as it was found"
