"""What acts say of faces and persons: their fields, keys and values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from photos_ml.store.acts import Act
from photos_ml.store.database import Database
from photos_ml.store.faces import Place, Said


class Of(StrEnum):
    """Fields of acts on a photo, with the place of a face as their key."""

    IS = "face.is"
    """Value: [uid of the person or null for nobody, whether it was said of the face's whole group]."""
    NOT = "face.not"
    """The key has the uid behind the place."""
    NO_FACE = "face.none"
    DRAWN = "face.drawn"
    FORGOTTEN = "face.forgotten"
    """Nothing may be described there any more."""


class OfPerson(StrEnum):
    """Fields of acts on no photo, with a person's uid as their key."""

    NAME = "person.name"
    BIRTH = "person.birth"
    HIDDEN = "person.hidden"
    STRANGER = "person.stranger"
    INTO = "person.into"
    """Value: the uid of the person that this one turned out to be."""
    COVER = "person.cover"
    """Value: [id of the photo's content hash, place]."""
    DIFFER = "person.differ"
    """The key is two uids, in order."""


_PAIR = re.compile(r"([0-9a-f]{16}|n:.*?) ([0-9a-f]{16}|n:.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SaidOfFace:
    """One thing said of a place in a content, in the order it was said."""

    of: Of
    place: Place
    uid: str | None
    said: Said


def place_key(place: Place) -> str:
    """A place as the key of an act."""
    second, box = place
    return f"{'' if second is None else f'{second:.2f}'}@" + ",".join(f"{number:.4f}" for number in box)


def place_from(key: str) -> Place:
    """The inverse of `place_key`; ValueError for what is none."""
    second, _, numbers = key.partition("@")
    x, y, width, height = map(float, numbers.split(","))
    return (float(second) if second else None), (x, y, width, height)


def is_act(photo: int, key: str, uid: str | None, *, by_group: bool = False) -> Act:
    """That a face is a person, or nobody."""
    return Act(Of.IS, json.dumps([uid, by_group]), photo, key)


def not_act(photo: int, key: str, uid: str) -> Act:
    """That a face is not a person."""
    return Act(Of.NOT, "true", photo, f"{key} {uid}")


def person_act(field: OfPerson, uid: str, value: object) -> Act:
    """Something of a person."""
    return Act(field, json.dumps(value, ensure_ascii=False), None, uid)


def differ_act(one: str, other: str) -> Act:
    """That two persons are two."""
    return Act(OfPerson.DIFFER, "true", None, " ".join(sorted((one, other))))


def uids_in(field: str, key: str) -> tuple[str, ...]:
    """The persons that the key of an act on a face or a person names: uids made of names have spaces."""
    if field == OfPerson.DIFFER:
        pair = _PAIR.fullmatch(key)
        return pair.groups() if pair else ()
    if field == Of.NOT:
        return (key.partition(" ")[2],)
    return (key,) if field.startswith("person.") else ()


def said_of_contents(database: Database, content_ids: Iterable[int]) -> dict[int, list[SaidOfFace]]:
    """Content id -> all that holds of places in it, whichever of its photos it was said of, the last last."""
    rows = database.query(
        "SELECT p.content_id, a.field, a.key, a.value FROM acts a JOIN act_photos t ON t.id = a.act_photo_id "
        "JOIN photos p ON p.id = t.photo_id WHERE p.content_id IN (SELECT value FROM json_each(?)) "
        "AND a.field GLOB 'face.*' AND a.value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM acts o "
        "WHERE o.act_photo_id = a.act_photo_id AND o.field = a.field AND o.key = a.key AND o.id > a.id) "
        "ORDER BY a.id",
        (json.dumps(list(content_ids)),),
    )
    found: dict[int, list[SaidOfFace]] = {}
    for content, field, key, value in rows:
        found.setdefault(content, []).append(_said(Of(field), key, json.loads(value)))
    return found


def _said(of: Of, key: str, value: object) -> SaidOfFace:
    where, _, uid = key.partition(" ")
    if of is Of.IS:
        assert isinstance(value, list)
        who, by_group = value
        return SaidOfFace(of, place_from(where), who, Said.GROUP if by_group else Said.HAND)
    return SaidOfFace(of, place_from(where), uid or None, Said.HAND)
