"""Facts in the words of claims, out of the values that other programs give."""

from __future__ import annotations

import json
from collections.abc import Iterable

from photos_ml.indexer.metadata.facts import Facts as FileFacts
from photos_ml.indexer.metadata.facts import WrittenDate
from photos_ml.provenance import Fact, Facts, Field
from photos_ml.store.facts import date_value, person_value, where_value
from photos_ml.store.paths import name_key
from photos_ml.types import DateSource, Kind, PersonTag, Place, Position, Taken

_DATE: Fact = (Field.DATE, "")


def text_fact(field: Field, text: str) -> Facts:
    """A title or caption; nothing where it is empty."""
    return {(field, ""): json.dumps(text, ensure_ascii=False)} if text else {}


def rating_fact(stars: int | None) -> Facts:
    """One to five stars; nothing else is said."""
    return {(Field.RATING, ""): json.dumps(stars)} if stars in range(1, 6) else {}


def flag_fact(field: Field, *, on: bool) -> Facts:
    """That it is so; that it is not is the default everywhere and says nothing."""
    return {(field, ""): "true"} if on else {}


def keyword_facts(words: Iterable[str]) -> Facts:
    """Each keyword by its key."""
    kept = filter(None, (word.strip() for word in words))
    return {(Field.KEYWORD, name_key(word)): json.dumps(word, ensure_ascii=False) for word in kept}


def person_facts(tags: Iterable[PersonTag]) -> Facts:
    """Each person by the key of the name, one with a box before one without."""
    found: dict[str, PersonTag] = {}
    for tag in tags:
        key = name_key(tag.name)
        if tag.name.strip() and (key not in found or found[key].box is None):
            found[key] = tag
    return {(Field.PERSON, key): person_value(tag) for key, tag in found.items()}


def date_fact(taken: Taken | None) -> Facts:
    """When it was taken, as an import says it."""
    if taken is None:
        return {}
    said = Taken(taken.local, taken.offset_minutes, DateSource.IMPORT, taken.precision)
    return {_DATE: date_value(said)}


def place_fact(position: Position | None, place: Place | None = None) -> Facts:
    """Where it was taken."""
    return {(Field.PLACE, ""): where_value(position, place)} if position or place else {}


def facts_of_file(said: FileFacts) -> Facts:
    """What a sidecar says, as claims have it."""
    kinds = {Kind.ARCHIVED: Field.ARCHIVED, Kind.TRASHED: Field.HIDDEN}
    found: Facts = {}
    found |= date_fact(taken_of(said.dates[0]) if said.dates else None)
    found |= place_fact(said.position, said.place)
    found |= text_fact(Field.TITLE, said.title) | text_fact(Field.CAPTION, said.caption)
    found |= rating_fact(said.rating) | flag_fact(Field.FAVORITE, on=said.favorite)
    for kind, field in kinds.items():
        found |= flag_fact(field, on=kind in said.kinds)
    return found | keyword_facts(said.keywords) | person_facts(said.people)


def taken_of(written: WrittenDate) -> Taken:
    """A date as it is written; one in UTC stays in UTC."""
    return Taken(written.local, written.offset_minutes, DateSource.IMPORT, written.precision)
