#!/usr/bin/env bash
# PyAV 19.0.2 and a video whose title is Latin-1. Needs Python 3.12+ (PYTHON names it) and ffmpeg to make the video.
#
# Valid input: an AVI file. Its INFO chunk has no encoding of its own, and cameras and converters wrote the system's.
# One would expect: bytes, or an error, or a replacement character; PyAV 18.1.0 raises UnicodeDecodeError unless
# `av.open(metadata_errors=...)` says otherwise.
# What happens: the argument is gone, and the title comes as 'caf\udce9', a str that looks whole, compares and
# concatenates, and cannot be written: to UTF-8, to JSON bytes, to SQLite. The failure comes far from the video, where
# the library of the user is saved. `title.encode("utf-8", "surrogateescape")` gives the file's bytes back.
# Seen: "PyAV 19.0.2: title 'caf\udce9'; to UTF-8: surrogates not allowed; metadata_errors: unexpected".
set -euo pipefail
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' || { echo "needs Python 3.12 or later: set PYTHON"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet av==19.0.2
cd "$folder"
ffmpeg -loglevel error -f lavfi -i color=size=32x32:duration=0.2 -metadata title="$(printf 'caf\351')" clip.avi
venv/bin/python - << 'PY'
import av

with av.open("clip.avi") as clip:
    title = clip.metadata["title"]
try:
    title.encode("utf-8")
    written = "written"
except UnicodeEncodeError as error:
    written = error.reason
try:
    av.open("clip.avi", metadata_errors="replace")
    asked = "taken"
except TypeError:
    asked = "unexpected"
print(f"PyAV {av.__version__}: title {title!r}; to UTF-8: {written}; metadata_errors: {asked}")
assert (title, written, asked) == ("caf\udce9", "surrogates not allowed", "unexpected"), "it is otherwise now"
PY
echo "as it was found"
