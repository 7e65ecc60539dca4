"""Google Takeout's JSON beside a picture, and in an album's folder."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Any

from photos_ml.indexer.metadata.dates import on_earth
from photos_ml.indexer.metadata.facts import Facts, WrittenDate
from photos_ml.indexer.metadata.text import clean
from photos_ml.types import DateSource, Kind, PersonTag, Position

PUT_ASIDE = (Kind.ARCHIVED, Kind.TRASHED)
MAX_JSON_BYTES = 1 << 20


def read_takeout(data: bytes) -> Facts:
    """What the export says of a photo. Raises ValueError for what is no such file."""
    found = _read(data)
    if "photoTakenTime" not in found:
        raise ValueError("not a photo's export")
    date = _date(found.get("photoTakenTime"))
    return Facts(
        dates=(date,) if date else (),
        position=_position(found.get("geoData")) or _position(found.get("geoDataExif")),
        caption=_text(found.get("description")),
        people=tuple(PersonTag(name) for name in _names(found.get("people"))),
        favorite=found.get("favorited") is True,
        file_name=_text(found.get("title")),
        kinds=frozenset(kind for kind in PUT_ASIDE if found.get(kind.value) is True),
    )


def read_album(data: bytes) -> Facts:
    """The album that all photos of a folder are in. Raises ValueError for what is no album's record."""
    found = _read(data)
    album = found.get("albumData", found)
    title = _text(album.get("title")) if isinstance(album, dict) else ""
    if "photoTakenTime" in found or not title:
        raise ValueError("not an album's export")
    return Facts(albums=(title,))


def _read(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data[:MAX_JSON_BYTES])
    except (UnicodeDecodeError, RecursionError) as error:
        raise ValueError(type(error).__name__) from None
    if not isinstance(found, dict):
        raise ValueError("not an export")
    return found


def _date(value: Any) -> WrittenDate | None:
    """Seconds since 1970: the moment is known, the wall clock is not."""
    try:
        moment = datetime.fromtimestamp(int(value["timestamp"]), UTC)
    except (TypeError, KeyError, ValueError, OverflowError, OSError):
        return None
    return WrittenDate(moment.replace(tzinfo=None), 0, DateSource.SIDECAR, utc=True)


def _position(value: Any) -> Position | None:
    found = value if isinstance(value, dict) else {}
    lat, lon, altitude = (_number(found.get(key)) for key in ("latitude", "longitude", "altitude"))
    return on_earth(lat, lon, altitude or None)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _text(value: Any) -> str:
    return clean(value) if isinstance(value, str) else ""


def _names(value: Any) -> list[str]:
    people = value if isinstance(value, list) else []
    names = (_text(person.get("name")) for person in people if isinstance(person, dict))
    return [name for name in names if name]
