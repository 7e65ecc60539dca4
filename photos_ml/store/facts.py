"""The facts in a photo's metadata one by one, and what holds where several sources say something else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from photos_ml.provenance import NONE, Claim, Fact, Facts, Field, Trust
from photos_ml.store.paths import name_key
from photos_ml.types import DateSource, Kind, Metadata, PersonTag, Place, Position, Precision, Taken

PUT_ASIDE = MappingProxyType({Field.HIDDEN: Kind.TRASHED, Field.ARCHIVED: Kind.ARCHIVED})
"""The facts that files say by a kind."""
_GUESSES = frozenset({DateSource.MTIME.value, DateSource.GUESS.value})


def facts_of(metadata: Metadata) -> Facts:
    """What metadata says; nothing for a field that is empty."""
    said: dict[Fact, Any] = {
        (Field.DATE, ""): _date(metadata.taken),
        (Field.PLACE, ""): _where(metadata.position, metadata.place),
        (Field.TITLE, ""): metadata.title or None,
        (Field.CAPTION, ""): metadata.caption or None,
        (Field.RATING, ""): metadata.rating,
        (Field.FAVORITE, ""): metadata.heart,
        **{(field, ""): True for field, kind in PUT_ASIDE.items() if kind in metadata.kinds},
        **{(Field.KEYWORD, name_key(word)): word for word in metadata.keywords},
        **{(Field.PERSON, name_key(tag.name)): [tag.name, tag.box] for tag in metadata.people},
    }
    return {fact: json.dumps(value, ensure_ascii=False) for fact, value in said.items() if value is not None}


def with_facts(metadata: Metadata, facts: Mapping[Fact, str]) -> Metadata:
    """The same photo with exactly these facts."""
    said = {fact: json.loads(value) for fact, value in facts.items()}
    position, place = read_where(said.get((Field.PLACE, "")))
    people = [value for (field, _), value in said.items() if field is Field.PERSON and value]
    return replace(
        metadata,
        taken=read_date(said.get((Field.DATE, ""))),
        position=position,
        place=place,
        title=said.get((Field.TITLE, "")) or "",
        caption=said.get((Field.CAPTION, "")) or "",
        rating=said.get((Field.RATING, "")),
        heart=None if (heart := said.get((Field.FAVORITE, ""))) is None else bool(heart),
        kinds=(metadata.kinds - set(PUT_ASIDE.values()))
        | {kind for field, kind in PUT_ASIDE.items() if said.get((field, ""))},
        keywords=tuple(value for (field, _), value in said.items() if field is Field.KEYWORD and value),
        people=tuple(PersonTag(name, tuple(box) if box else None) for name, box in people),
    )


def resolved(of_file: Mapping[Fact, str], claims: Iterable[Claim]) -> Facts:
    """What holds: of each fact what its most trusted source says. Every reader sees the outcome of this."""
    found = dict(of_file)
    best: dict[Fact, Claim] = {}
    for claim in claims:
        if claim.fact not in best or claim.rank > best[claim.fact].rank:
            best[claim.fact] = claim
    for fact, claim in best.items():
        if fact not in of_file or claim.rank[0] > _trust_in_file(fact, of_file[fact]):
            found[fact] = claim.value
    return found


def date_value(taken: Taken | None) -> str:
    """The value of a date that someone says; None: that it has none."""
    return NONE if taken is None else json.dumps(_date(taken))


def where_value(position: Position | None, place: Place | None) -> str:
    """The value of where a photo was taken."""
    return json.dumps(_where(position, place), ensure_ascii=False)


def person_value(tag: PersonTag) -> str:
    """The value of a person in the picture."""
    return json.dumps([tag.name, tag.box], ensure_ascii=False)


def tag_value(word: str, *, given: bool) -> str:
    """The value of a word that the user says a picture shows, or does not."""
    return json.dumps([word, given], ensure_ascii=False)


def _trust_in_file(fact: Fact, value: str) -> Trust:
    guessed = fact[0] is Field.DATE and json.loads(value)["source"] in _GUESSES
    return Trust.GUESS if guessed else Trust.FILE


def _date(taken: Taken | None) -> dict[str, Any] | None:
    if taken is None:
        return None
    return {
        "local": taken.local.isoformat(timespec="milliseconds"),
        "offset_minutes": taken.offset_minutes,
        "source": taken.source.value,
        "precision": taken.precision.value,
    }


def read_date(value: Mapping[str, Any] | None) -> Taken | None:
    """The inverse of `date_value`, of the value read from JSON."""
    if value is None:
        return None
    local, precision = datetime.fromisoformat(value["local"]), Precision(value["precision"])
    return Taken(local, value["offset_minutes"], DateSource(value["source"]), precision)


def _where(position: Position | None, place: Place | None) -> dict[str, Any] | None:
    if position is None and place is None:
        return None
    return {
        "position": position and [position.lat, position.lon, position.altitude_m],
        "place": place and [place.city, place.region, place.country, place.country_code],
    }


def read_where(value: Mapping[str, Any] | None) -> tuple[Position | None, Place | None]:
    """The inverse of `where_value`, of the value read from JSON."""
    if value is None:
        return None, None
    return (
        Position(*value["position"]) if value["position"] else None,
        Place(*value["place"]) if value["place"] else None,
    )
