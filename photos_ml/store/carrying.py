"""What was said of copies of a photo, said of the one that is kept: acts like any other, of one gesture."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Row

from photos_ml.provenance import FILE, NONE, USER, Claim, Fact, Field
from photos_ml.store.acts import Act
from photos_ml.store.albums import in_album_act
from photos_ml.store.face_names import BY_FACES
from photos_ml.store.facts import facts_of
from photos_ml.store.library import Library
from photos_ml.store.rows import PhotoRow
from photos_ml.store.said_faces import Of
from photos_ml.store.settled_albums import COVER

_THESE = "(SELECT value FROM json_each(?))"
_NEVER = frozenset((Field.HIDDEN, Field.ARCHIVED))
"""What is about the copy, not about the picture."""
_BY_HAND = frozenset((Field.DATE, Field.PLACE, Field.KIND, Field.TAG))
"""Facts of which each file has its own word: only the user's is worth more than that."""


@dataclass(frozen=True, slots=True)
class Carrying:
    """A photo that is kept, and those it is kept instead of. `same_picture`: they show the very same, so that
    what the files say and where faces are is true of both; else they are other shots of the moment."""

    kept: int
    others: tuple[int, ...]
    same_picture: bool


def acts_of_carrying(library: Library, plans: Sequence[Carrying]) -> list[Act]:
    """What the photos kept are to be given of the others: albums, names, ratings, favourites, words. Nothing
    for what they have already, or what the user said otherwise of them."""
    ids = sorted({photo for plan in plans for photo in (plan.kept, *plan.others)})
    rows, claims = library.photos.get(ids), library.claims.of_all(ids)
    found: list[Act] = []
    for plan in plans:
        others = [rows[photo] for photo in plan.others if photo in rows]
        if plan.kept in rows and others:
            found += _facts(rows[plan.kept], others, claims, same_picture=plan.same_picture)
    by_copy = {photo: plan for plan in plans for photo in plan.others}
    return found + list(_albums(library, by_copy)) + list(_faces(library, by_copy))


def _facts(
    kept: PhotoRow, others: Sequence[PhotoRow], claims: Mapping[int, list[Claim]], *, same_picture: bool
) -> Iterator[Act]:
    holds = facts_of(kept.metadata)
    by_hand = {claim.fact for claim in claims.get(kept.id, ()) if claim.source == USER}
    new: dict[Fact, str] = {}
    for other in others:
        for fact, said, source in _said(other, claims.get(other.id, ())):
            taken_back = fact[0] is Field.FAVORITE and said == "false" and kept.metadata.favorite
            if said == NONE or taken_back or not _is_carried(fact, source, same_picture=same_picture):
                continue
            value = said if same_picture else _without_box(fact, said)
            value = _value(fact, holds.get(fact, NONE), value, is_by_hand=fact in by_hand)
            if value != holds.get(fact, NONE):
                new[fact] = holds[fact] = value
            if fact[0] in _BY_HAND:
                by_hand.add(fact)
    for (field, key), value in new.items():
        yield Act(field, value, kept.id, key)


def _value(fact: Fact, has: str, other: str, *, is_by_hand: bool) -> str:
    """What is to hold where the one that is kept has this, NONE for nothing, and a copy the other."""
    field = fact[0]
    if has != NONE and (field is Field.CAPTION or (field is Field.RATING and not is_by_hand)):
        return _both(field, has, other)
    if is_by_hand or (has != NONE and field not in _BY_HAND):
        return has
    return other


def _said(photo: PhotoRow, claims: Sequence[Claim]) -> Iterator[tuple[Fact, str, str]]:
    """(fact, value, who says so) of all that holds of a photo."""
    best: dict[Fact, Claim] = {}
    for claim in sorted(claims, key=lambda claim: claim.rank):
        best[claim.fact] = claim
    for fact, value in facts_of(photo.metadata).items():
        yield fact, value, best[fact].source if fact in best else FILE
    for fact, claim in best.items():
        if fact[0] in (Field.KIND, Field.TAG):  # in no metadata
            yield fact, claim.value, claim.source


def _is_carried(fact: Fact, source: str, *, same_picture: bool) -> bool:
    field = fact[0]
    if field in _NEVER or source.startswith("model:"):
        return False
    if field in _BY_HAND:
        return source == USER and (same_picture or field not in (Field.DATE, Field.TAG))
    if field is Field.PERSON and source == BY_FACES:
        return not same_picture  # else the faces are carried, and bring the name
    return same_picture or source != FILE or field in (Field.RATING, Field.FAVORITE)


def _both(field: Field, has: str, other: str) -> str:
    """The better rating; captions one below the other, unless one says it all."""
    one, two = json.loads(has), json.loads(other)
    if field is Field.RATING:
        return json.dumps(max(one, two))
    return has if two in one else json.dumps(f"{one}\n{two}", ensure_ascii=False)


def _without_box(fact: Fact, value: str) -> str:
    """A person is elsewhere in another shot."""
    if fact[0] is not Field.PERSON:
        return value
    return json.dumps([json.loads(value)[0], None], ensure_ascii=False)


def _albums(library: Library, by_copy: Mapping[int, Carrying]) -> Iterator[Act]:
    """Into the albums of the copies, at their places; and on the covers that show them."""
    ids = json.dumps([*by_copy])
    rows = library.database.query(
        f"SELECT album_id, photo_id, position FROM album_photos WHERE photo_id IN {_THESE} "
        "ORDER BY album_id, position",
        (ids,),
    )
    kept = json.dumps([plan.kept for plan in by_copy.values()])
    sql = f"SELECT album_id, photo_id FROM album_photos WHERE photo_id IN {_THESE}"
    inside = {(row["album_id"], row["photo_id"]) for row in library.database.query(sql, (kept,))}
    for row in rows:
        new = (row["album_id"], by_copy[row["photo_id"]].kept)
        if new not in inside:
            inside.add(new)
            yield in_album_act(*new, row["position"])
    sql = f"SELECT id, cover_id FROM albums WHERE cover_id IN {_THESE}"
    for row in library.database.query(sql, (ids,)):
        yield Act(COVER, None, row["cover_id"], row["id"])
        yield Act(COVER, "true", by_copy[row["cover_id"]].kept, row["id"])


def _faces(library: Library, by_copy: Mapping[int, Carrying]) -> Iterator[Act]:
    """Whose faces they are, of the same picture: places are parts of its sides, whatever its size."""
    pictures = {photo: plan.kept for photo, plan in by_copy.items() if plan.same_picture}
    kept = json.dumps([*pictures.values()])
    known = {(row["photo_id"], row["field"], row["key"]) for row in _of_faces(library, kept)}
    for row in _of_faces(library, json.dumps([*pictures])):
        new = (pictures[row["photo_id"]], row["field"], row["key"])
        if new not in known and row["value"] is not None and row["field"] != Of.FORGOTTEN:
            known.add(new)
            yield Act(row["field"], row["value"], new[0], row["key"])


def _of_faces(library: Library, photos: str) -> list[Row]:
    return library.database.query(
        "SELECT p.photo_id, a.field, a.key, a.value FROM acts a JOIN act_photos p ON p.id = a.act_photo_id "
        "WHERE a.id IN (SELECT max(o.id) FROM acts o JOIN act_photos q ON q.id = o.act_photo_id "
        f"WHERE q.photo_id IN {_THESE} AND o.field GLOB 'face.*' "
        "GROUP BY o.act_photo_id, o.field, o.key) ORDER BY a.id",
        (photos,),
    )
