#!/usr/bin/env bash
# piexif 1.1.3 and exif 1.6.1, one after the other on a photo. Needs Python 3.11+.
#
# Valid input: a photo to which piexif gave a latitude (51 degrees north), as programs do that read it from a name or
# a track; then a longitude is added by the package exif. Each by its documented way.
# One would expect: 51 degrees north as before, and the longitude. (Guess before: both kept.)
# What happens: the photo moves north. After the longitude alone it lies at 87 degrees, after its reference too at 99,
# which no place on earth is. No error, no warning. piexif ends the directory of GPS tags without the four bytes that
# point to a next one (known), and readers take no notice; exif takes the first four bytes of the values there, the
# degrees of the latitude, for that pointer, and moves it on by what it inserts: 36 bytes, then 12.
# Seen: "before 51.0; longitude added 87.0; and its reference 99.0; the same from Pillow: 51.0".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet piexif==1.1.3 exif==1.6.1 exifread==3.5.1 pillow==12.3.0
cd "$folder"
venv/bin/python - << 'PY'
import io

import exif
import exifread
import piexif
from PIL import Image


def degrees(photo: bytes) -> float:
    """By a third reader."""
    return float(exifread.process_file(io.BytesIO(photo), details=False)["GPS GPSLatitude"].values[0])


blank = Image.new("RGB", (64, 48), "navy")
written, tags = io.BytesIO(), {piexif.GPSIFD.GPSLatitudeRef: b"N", piexif.GPSIFD.GPSLatitude: ((51, 1), (30, 1), (0, 1))}
blank.save(written, "JPEG", exif=piexif.dump({"GPS": tags}))
other, made = io.BytesIO(), Image.Exif()
made.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 0.0)})
blank.save(other, "JPEG", exif=made)

seen = []
for photo in (written.getvalue(), other.getvalue()):
    seen.append(degrees(photo))
    image = exif.Image(photo)
    image.gps_longitude = (0.0, 7.0, 0.0)
    seen.append(degrees(image.get_file()))
    image.gps_longitude_ref = "W"
    seen.append(degrees(image.get_file()))
print(f"before {seen[0]}; longitude added {seen[1]}; and its reference {seen[2]}; the same from Pillow: {seen[5]}")
assert seen == [51.0, 87.0, 99.0, 51.0, 51.0, 51.0], seen
PY
echo "as it was found"
