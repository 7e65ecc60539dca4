"""Whether what another program says can be kept: files get damaged, and may be anybody's."""

from __future__ import annotations

import json
import math
from typing import Any

from photos_ml.indexer.metadata.bounds import CAPTION_CHARACTERS, NAME_CHARACTERS, TITLE_CHARACTERS
from photos_ml.provenance import Field
from photos_ml.store.facts import read_date, read_where
from photos_ml.types import LOOKS, Place

FURTHEST_OFFSET_MINUTES = 24 * 60 - 1
_LONGEST = {Field.TITLE: TITLE_CHARACTERS, Field.CAPTION: CAPTION_CHARACTERS}


def is_sound(field: Field, value: str) -> bool:
    """Whether a value, JSON as claims have it, is one of that field; that there is none always is."""
    try:
        value.encode()
        said = json.loads(value)
        return said is None or _is_of(field, said)
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError, AttributeError):
        return False


def cut(field: Field, value: str) -> str:
    """A title or caption no longer than one is; anything else as it is."""
    most = _LONGEST.get(field)
    if most is None or len(value) <= most:
        return value
    said = json.loads(value)
    return json.dumps(said[:most], ensure_ascii=False) if isinstance(said, str) else value


def is_name(value: Any, most: int = NAME_CHARACTERS) -> bool:
    """Whether it is a text with something in it, no longer than this."""
    if not isinstance(value, str) or not value.strip() or len(value) > most or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_of(field: Field, said: Any) -> bool:
    match field:
        case Field.DATE:
            return _is_date(said)
        case Field.PLACE:
            return _is_where(said)
        case Field.TITLE | Field.CAPTION:
            return is_name(said, _LONGEST[field])
        case Field.RATING:
            return type(said) is int and said in range(1, 6)
        case Field.KEYWORD:
            return is_name(said)
        case Field.PERSON:
            name, box = said
            return is_name(name) and (box is None or _are_numbers(box, 4))
        case Field.TAG:
            word, given = said
            return is_name(word) and isinstance(given, bool)
        case Field.KIND:
            return said in ("photo", *(kind.value for kind in LOOKS))
    return isinstance(said, bool)


def _is_date(said: Any) -> bool:
    taken = read_date(said)
    if taken is None or taken.local.tzinfo is not None:
        return False
    if taken.local.isoformat(timespec="milliseconds") != said["local"]:
        return False
    offset = taken.offset_minutes
    return offset is None or (type(offset) is int and abs(offset) <= FURTHEST_OFFSET_MINUTES)


def _is_where(said: Any) -> bool:
    position, place = read_where(said)
    if position is None and place is None:
        return False
    at = said["position"]
    if at and not (len(at) == 3 and _are_numbers(at[:2], 2) and abs(at[0]) <= 90 and abs(at[1]) <= 180):
        return False
    if at and at[2] is not None and not _are_numbers(at[2:], 1):
        return False
    return place is None or _is_place(place)


def _is_place(place: Place) -> bool:
    parts = (place.city, place.region, place.country, place.country_code)
    return all(part == "" or is_name(part) for part in parts)


def _are_numbers(values: Any, count: int) -> bool:
    return (
        isinstance(values, list)
        and len(values) == count
        and all(type(one) in (int, float) and math.isfinite(one) for one in values)
    )
