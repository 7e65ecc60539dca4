"""The keyword-and-text chunks of PNG."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

from photos_ml.indexer.metadata.dates import ImpossibleDateError, parse_date
from photos_ml.indexer.metadata.facts import Facts, WrittenDate
from photos_ml.indexer.metadata.kinds import is_screenshot
from photos_ml.indexer.metadata.text import caption, clean
from photos_ml.types import DateSource, Kind

XMP_KEYWORD = "XML:com.adobe.xmp"
RAW_PROFILES = ("exif", "APP1", "iptc", "8bim", "xmp")
"""Blocks that ImageMagick and others keep as text in hexadecimal digits."""
CHANGED = b"tIME"
"""The chunk that says when the picture was last changed."""
MAX_TEXT_BYTES = 8 << 20


def text_of_chunk(kind: bytes, data: bytes) -> tuple[str, bytes]:
    """(keyword, text) of a tEXt, zTXt or iTXt chunk; text longer than XMP may be is cut."""
    keyword, _, rest = data.partition(b"\0")
    if kind == b"iTXt":
        compressed, text = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
    else:
        compressed, text = kind == b"zTXt", rest[1:] if kind == b"zTXt" else rest
    if compressed:
        text = zlib.decompressobj().decompress(text, MAX_TEXT_BYTES)
    return keyword[:79].decode("latin-1"), text if kind == b"iTXt" else _utf8(text)


def raw_profile(text: bytes) -> bytes:
    """The block in a 'Raw profile type' text: a name, a length, digits; empty where it is damaged."""
    lines = text.strip().split(b"\n")
    try:
        return bytes.fromhex("".join(line.decode("ascii") for line in lines[2:]))
    except ValueError:
        return b""


def read_words(words: Mapping[str, bytes]) -> Facts:
    """The registered keywords that tell of the picture: Title, Description, Comment, Creation Time."""
    changed = _changed(words.get(CHANGED.decode(), b""))
    told = {keyword: text for keyword, text in words.items() if keyword != CHANGED.decode()}
    texts = {keyword: clean(text.decode("utf-8", errors="replace")) for keyword, text in told.items()}
    problems: list[str] = []
    date = _date(texts.get("Creation Time", ""), problems)
    return Facts(
        dates=(date,) if date else (),
        late_dates=(changed,) if changed else (),
        title=texts.get("Title", ""),
        caption=caption(texts.get("Description", "") or texts.get("Comment", "")),
        kinds=frozenset({Kind.SCREENSHOT} if any(map(is_screenshot, texts.values())) else ()),
        problems=tuple(problems),
    )


def _changed(data: bytes) -> WrittenDate | None:
    """Year in two bytes, then month, day, hour, minute and second in one each, in UTC."""
    try:
        moment = datetime(int.from_bytes(data[:2], "big"), *data[2:7])
    except (TypeError, ValueError):
        return None
    return WrittenDate(moment, 0, DateSource.XMP, utc=True, late=True)


def _utf8(latin: bytes) -> bytes:
    """Latin-1 by the standard; many programs write UTF-8 all the same."""
    try:
        latin.decode("utf-8")
    except UnicodeDecodeError:
        return latin.decode("latin-1").encode("utf-8")
    return latin


def _date(text: str, problems: list[str]) -> WrittenDate | None:
    """The standard asks for the form of e-mail; EXIF's and ISO 8601's are met as often."""
    try:
        found = parse_date(text, DateSource.XMP)
        if found is not None or not text:
            return found
        moment = parsedate_to_datetime(text)
    except ImpossibleDateError as error:
        problems.append(str(error))
        return None
    except (ValueError, TypeError, OverflowError):
        return None
    offset = moment.utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else None
    return WrittenDate(moment.replace(tzinfo=None), minutes, DateSource.XMP)
