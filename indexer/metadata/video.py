"""What a video's container says: when, where, how long, how big. PyAV reads kinds other than MP4 and MOV."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from photos_ml.indexer.metadata.dates import ImpossibleDateError, on_earth, parse_date
from photos_ml.indexer.metadata.facts import PARSE_ERRORS, Facts, WrittenDate
from photos_ml.indexer.metadata.text import decode
from photos_ml.indexer.pyav import open_video, words_of
from photos_ml.indexer.regular import open_regular
from photos_ml.types import Camera, DateSource, Kind, Position

MAX_BOXES = 10_000
MAX_BOX_BYTES = 1 << 20
QUICKTIME_EPOCH = datetime(1904, 1, 1)
UNIX_EPOCH = datetime(1970, 1, 1)
EPOCHS_APART = UNIX_EPOCH - QUICKTIME_EPOCH
"""Some programs count a container's clock from 1970, or count these 66 years twice."""
FIRST_VIDEO_YEAR = 1970
"""Older moments in a container are of the wrong epoch, or of a film that was digitised."""
_CONTAINERS = frozenset((b"moov", b"trak", b"udta", b"mdia"))
_ISO6709 = re.compile(r"([+\-]\d+(?:\.\d+)?)([+\-]\d+(?:\.\d+)?)([+\-]\d+(?:\.\d+)?)?")
_APPLE = "com.apple.quicktime."


@dataclass(frozen=True, slots=True)
class Video:
    """A video's size as shown, its length and its facts."""

    width: int = 0
    height: int = 0
    duration_s: float | None = None
    facts: Facts = field(default_factory=Facts)


def read_video(path: Path) -> Video:
    """The container's own words; only a problem where it makes no sense. Raises OSError if unreadable."""
    with open_regular(path) as file:
        head = file.read(12)
        try:
            if head[4:8] in (b"ftyp", b"moov", b"wide", b"mdat", b"free"):
                return _quicktime(file)
            return _by_pyav(file)
        except ImportError:
            return Video(facts=Facts(problems=("the extra 'video' reads this kind of video",)))
        except PARSE_ERRORS as error:
            return Video(
                facts=Facts(problems=(f"not readable as a video: {' '.join(str(error).split())[:120]}",))
            )


def _quicktime(file: BinaryIO) -> Video:
    file.seek(0, 2)
    words: dict[str, str] = {}
    moments: list[datetime] = []
    duration_s: float | None = None
    size = (0, 0)
    for kind, data in _boxes(file, 0, file.tell(), [MAX_BOXES]):
        if kind == b"mvhd":
            moments, duration_s = _movie_header(data)
        elif kind == b"tkhd":
            size = max(size, _track_size(data))
        elif kind == b"\xa9xyz":
            words["location"] = decode(data[4:])
        elif kind == b"\xa9day":
            words.setdefault("creationdate", decode(data[4:]))
        elif kind == b"loci":
            words.setdefault("location", _3gpp_location(data))
        elif kind == b"meta":
            words |= {key.removeprefix(_APPLE): value for key, value in _meta(data).items()}
    return Video(*size, duration_s, _facts(words, moments))


def _boxes(file: BinaryIO, start: int, end: int, budget: list[int]) -> Iterator[tuple[bytes, bytes]]:
    """(kind, payload) of the boxes of use, containers opened; `budget` counts down over the whole file."""
    position = start
    while position + 8 <= end and budget[0] > 0:
        budget[0] -= 1
        file.seek(position)
        head = file.read(16)
        size, kind, skip = int.from_bytes(head[:4], "big"), head[4:8], 8
        if size == 1:
            size, skip = int.from_bytes(head[8:16], "big"), 16
        elif size == 0:
            size = end - position
        if size < skip:
            return
        inner_end = min(position + size, end)
        if kind in _CONTAINERS:
            yield from _boxes(file, position + skip, inner_end, budget)
        elif kind in (b"mvhd", b"tkhd", b"\xa9xyz", b"\xa9day", b"loci", b"meta"):
            file.seek(position + skip)
            yield kind, file.read(min(inner_end - position - skip, MAX_BOX_BYTES))
        position += size


def _movie_header(data: bytes) -> tuple[list[datetime], float | None]:
    wide = data[:1] == b"\1"
    created = int.from_bytes(data[4:12] if wide else data[4:8], "big")
    scale = int.from_bytes(data[20:24] if wide else data[12:16], "big")
    length = int.from_bytes(data[24:32] if wide else data[16:20], "big")
    moments = _moments(QUICKTIME_EPOCH + timedelta(seconds=created)) if 0 < created < 2**33 else []
    known = scale and length and length != 2 ** (64 if wide else 32) - 1
    return moments, length / scale if known else None


def _moments(written: datetime) -> list[datetime]:
    """What a container's clock may mean, the likeliest first."""
    if written.year < FIRST_VIDEO_YEAR:
        return [written + EPOCHS_APART, written]
    return [written, written - EPOCHS_APART]


def _track_size(data: bytes) -> tuple[int, int]:
    """Shown width and height of a track: 16.16 fixed point, swapped where its matrix is a quarter turn."""
    matrix = data[52:88] if data[:1] == b"\1" else data[40:76]
    size = data[88:96] if data[:1] == b"\1" else data[76:84]
    if len(size) < 8:
        return 0, 0
    width, height = int.from_bytes(size[:2], "big"), int.from_bytes(size[4:6], "big")
    turned = not any(matrix[:4]) and any(matrix[4:8])
    return (height, width) if turned else (width, height)


def _3gpp_location(data: bytes) -> str:
    """3GPP's box: a language, a name, a role, then longitude, latitude and altitude in 16.16 fixed point."""
    wide = data[6:8] in (b"\xfe\xff", b"\xff\xfe")
    end = data.find(b"\0\0" if wide else b"\0", 6)
    if end < 0 or len(data) < end + 14:
        return ""
    at = end + (3 if wide else 2)
    lon, lat, high = (
        int.from_bytes(data[at + n : at + n + 4], "big", signed=True) / 65536 for n in (0, 4, 8)
    )
    return f"{lat:+.5f}{lon:+.5f}{high:+.1f}/"


def _meta(data: bytes) -> dict[str, str]:
    """Apple's keyed metadata: a list of keys and a list of values numbered by key."""
    body = data if data[4:8] == b"hdlr" else data[4:]
    boxes = dict(_flat(body))
    keys = [decode(key[8:]) for key in _sized(boxes.get(b"keys", b"")[8:])]
    found = {}
    for number, item in _flat(boxes.get(b"ilst", b"")):
        index = int.from_bytes(number, "big") - 1
        if 0 <= index < len(keys) and item[4:8] == b"data":
            found[keys[index]] = decode(item[16:])
    return found


def _flat(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    for box in _sized(data):
        yield box[4:8], box[8:]


def _sized(data: bytes) -> Iterator[bytes]:
    position = 0
    while position + 8 <= len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        if size < 8:
            return
        yield data[position : position + size]
        position += size


def _facts(words: dict[str, str], moments: Sequence[datetime]) -> Facts:
    problems: list[str] = []
    dates = []
    try:
        written = parse_date(words.get("creationdate", ""), DateSource.VIDEO)
        dates = [written] if written else []
    except ImpossibleDateError as error:
        problems.append(str(error))
    made = [WrittenDate(moment, 0, DateSource.VIDEO, utc=True) for moment in moments]
    location = words.get("location.ISO6709") or words.get("location", "")
    return Facts(
        dates=tuple(dates),
        digitized=tuple(made),
        position=_position(location),
        camera=Camera(make=words.get("make", ""), model=words.get("model", "")),
        title=words.get("displayname", "") or words.get("title", ""),
        caption=words.get("description", "") or words.get("comment", ""),
        kinds=frozenset({Kind.LIVE}) if words.get("content.identifier") else frozenset(),
        content_id=words.get("content.identifier", ""),
        problems=tuple(problems),
    )


def _position(location: str) -> Position | None:
    """'+48.8577+002.295+035/', degrees and metres as ISO 6709 writes them."""
    match = _ISO6709.match(location)
    if match is None:
        return None
    return on_earth(float(match[1]), float(match[2]), float(match[3]) if match[3] else None)


def _by_pyav(file: BinaryIO) -> Video:
    import av

    file.seek(0)
    try:
        return _of_container(av, file)
    except av.FFmpegError as error:  # only some of its errors are of Python's kinds
        raise ValueError(str(error)) from None


def _of_container(av: Any, file: BinaryIO) -> Video:
    with open_video(file) as container:
        words = {key.lower().removeprefix(_APPLE): decode(raw) for key, raw in words_of(container).items()}
        stream: Any = next(iter(container.streams.video), None)
        size = (stream.codec_context.width, stream.codec_context.height) if stream else (0, 0)
        duration_s = container.duration / av.time_base if container.duration else None
        words.setdefault("creationdate", words.get("creation_time", words.get("date", "")))
        return Video(size[0], size[1], duration_s, _facts(words, ()))
