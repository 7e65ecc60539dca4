#!/usr/bin/env bash
# gpxpy 1.6.2, asked by a photo's time where it was taken. Needs Python 3.11+.
#
# Valid input: a track whose receiver was off for an hour (in a tunnel, on a plane, asleep): two fixes, a degree of
# latitude apart. The photo was taken a minute after the first.
# One would expect: of `get_location_at`, which "gets approx. location at given time", the place in between (48.02), or
# the nearer fix (48.0). (Guess before: in between.)
# What happens: the next fix, however far it is: the photo lies 109 km from where it was taken, at the place of 59
# minutes later, and the point's own time is not that asked for. A second before the track begins: nothing, however near.
# Seen: "1 minute after the first fix: 49.0 at 11:00; at the first fix: 48.0; a second before it: none".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet gpxpy==1.6.2
cd "$folder"
cat > track.gpx << 'GPX'
<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="by hand" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>
<trkpt lat="48.0" lon="2.0"><time>2024-05-01T10:00:00Z</time></trkpt>
<trkpt lat="49.0" lon="2.0"><time>2024-05-01T11:00:00Z</time></trkpt>
</trkseg></trk></gpx>
GPX
venv/bin/python - << 'PY'
from datetime import UTC, datetime, timedelta
from pathlib import Path

import gpxpy

track, start = gpxpy.parse(Path("track.gpx").read_text()), datetime(2024, 5, 1, 10, tzinfo=UTC)
later = track.get_location_at(start + timedelta(minutes=1))
first = track.get_location_at(start)
before = track.get_location_at(start - timedelta(seconds=1))
print(
    f"1 minute after the first fix: {later[0].latitude} at {later[0].time:%H:%M}; "
    f"at the first fix: {first[0].latitude}; a second before it: {before or 'none'}"
)
assert [later[0].latitude, first[0].latitude, before] == [49.0, 48.0, []], "it looks in between now"
PY
echo "as it was found"
