"""IPTC-IIM, the caption block of agencies and older photo managers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from photos_ml.indexer.metadata.dates import ImpossibleDateError, parse_date
from photos_ml.indexer.metadata.facts import Facts, WrittenDate
from photos_ml.indexer.metadata.text import caption, clean, decode
from photos_ml.types import DateSource, Place

CHARSET = (1, 90)
TITLE, KEYWORD, DATE, TIME, CITY, REGION, CODE, COUNTRY, HEADLINE, CAPTION = (
    (2, number) for number in (5, 25, 55, 60, 90, 95, 100, 101, 105, 120)
)
_UTF8 = b"\x1b%G"
MAX_DATASETS = 5_000
PHOTOSHOP_HEADER = b"Photoshop 3.0\0"
_IPTC_RESOURCE = 0x0404

Datasets = dict[tuple[int, int], list[str]]


def iptc_of_photoshop(block: bytes) -> bytes:
    """The IPTC block among the image resources of a Photoshop segment; empty where there is none."""
    position = 0
    while block[position : position + 4] == b"8BIM" and position + 12 <= len(block):
        name_size = block[position + 6] + 1
        start = position + 6 + name_size + name_size % 2
        size = int.from_bytes(block[start : start + 4], "big")
        if int.from_bytes(block[position + 4 : position + 6], "big") == _IPTC_RESOURCE:
            return block[start + 4 : start + 4 + size]
        position = start + 4 + size + size % 2
    return b""


def read_iptc(block: bytes) -> Facts:
    """What an IPTC block says; an unreadable rest is ignored."""
    found = _datasets(block)
    problems: list[str] = []
    place = Place(_first(found, CITY), _first(found, REGION), _first(found, COUNTRY), "")
    return Facts(
        dates=tuple(_dates(found, problems)),
        place=place if any((place.city, place.region, place.country)) else None,
        title=_first(found, TITLE) or _first(found, HEADLINE),
        caption=caption(_first(found, CAPTION)),
        keywords=tuple(found.get(KEYWORD, ())),
        problems=tuple(problems),
    )


def _first(found: Datasets, key: tuple[int, int]) -> str:
    return next(iter(found.get(key, ())), "")


def _dates(found: Datasets, problems: list[str]) -> Iterator[WrittenDate]:
    day, clock = _first(found, DATE), _first(found, TIME)
    if len(day) != 8 or not day.isdigit():
        return
    timed = clock[:6].isdigit() and len(clock) >= 6
    time = f" {clock[:2]}:{clock[2:4]}:{clock[4:6]}{clock[6:11]}" if timed else ""
    try:
        date = parse_date(f"{day[:4]}-{day[4:6]}-{day[6:]}{time}", DateSource.IPTC)
    except ImpossibleDateError as error:
        problems.append(str(error))
        return
    if date is not None:  # writers without a zone say +0000, so that it tells nothing
        yield replace(date, offset_minutes=date.offset_minutes or None)


def _datasets(block: bytes) -> Datasets:
    raw = list(_raw_datasets(block))
    utf8 = any(key == CHARSET and value.startswith(_UTF8) for key, value in raw)
    found: Datasets = defaultdict(list)
    for key, value in raw:
        text = clean(value.decode("utf-8", errors="replace")) if utf8 else decode(value)
        if text:
            found[key].append(text)
    return found


def _raw_datasets(block: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    position = 0
    for _ in range(MAX_DATASETS):
        if block[position : position + 1] != b"\x1c" or position + 5 > len(block):
            return
        size = int.from_bytes(block[position + 3 : position + 5], "big")
        if size & 0x8000:  # extended sizes are for objects, not for text
            return
        yield (block[position + 1], block[position + 2]), block[position + 5 : position + 5 + size]
        position += 5 + size
