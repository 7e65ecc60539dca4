"""Corrections as acts: one gesture, whatever the number of photos."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence

from photos_ml.corrections import Correction, Moved
from photos_ml.provenance import NONE, USER, Field
from photos_ml.store.acts import Act
from photos_ml.store.face_names import FaceNames
from photos_ml.store.fact_rows import read_facts
from photos_ml.store.facts import date_value, person_value, read_date, tag_value, where_value
from photos_ml.store.library import Library
from photos_ml.store.paths import name_key
from photos_ml.store.settled_settings import SETTING
from photos_ml.store.trashed import TRASHED


def correct(library: Library, photo_ids: Sequence[int], correction: Correction) -> tuple[int, int]:
    """Say this of photos: the number to undo it by, and of how many photos something was said. Dates that
    cannot be moved (a year, a month, a file's own time) stay as they are."""
    with library.database.transaction():
        acts = list(acts_of_correction(library, photo_ids, correction))
        gesture = library.acts.do(acts)
        if people := {act.photo for act in acts if act.field == Field.PERSON}:
            _settle_names(library, people)
    return gesture, len({act.photo for act in acts})


def _settle_names(library: Library, photos: Collection[int | None]) -> None:
    """A name may be of somebody who turned out to be another, or was renamed."""
    sql = "SELECT DISTINCT content_id FROM photos WHERE id IN (SELECT value FROM json_each(?))"
    contents = [row[0] for row in library.database.query(sql, (json.dumps([*photos]),))]
    FaceNames(library.database, library.claims).settle(contents)


def last_gesture(library: Library) -> int | None:
    """The last that was done by hand and can be undone here: no choice on the page Settings, no file moved to
    the trash. None where nothing was."""
    sql = "SELECT gesture FROM acts WHERE source = ? AND field NOT IN (?, ?) ORDER BY id DESC LIMIT 1"
    found = library.database.scalar(sql, (USER, SETTING, TRASHED))
    return None if found is None else int(found)


def acts_of_correction(library: Library, photo_ids: Sequence[int], said: Correction) -> Iterator[Act]:
    """The acts that a correction is."""
    same = list(_said(said))
    for photo in dict.fromkeys(photo_ids):
        for field, key, value in same:
            yield Act(field, value, photo, key)
    if said.moved:
        yield from _moved(library, photo_ids, said.moved)


def _said(said: Correction) -> Iterator[tuple[Field, str, str]]:
    if said.taken is not None or said.undated:
        yield Field.DATE, "", date_value(said.taken)
    if said.where is not None:
        yield Field.PLACE, "", where_value(said.where.position, said.where.place)
    for field, text in ((Field.TITLE, said.title), (Field.CAPTION, said.caption)):
        if text is not None:
            yield field, "", json.dumps(text, ensure_ascii=False) if text else NONE
    if said.rating is not None:
        yield Field.RATING, "", json.dumps(said.rating) if said.rating else NONE
    if said.favorite is not None:
        yield Field.FAVORITE, "", json.dumps(said.favorite)
    if said.kind is not None:
        yield Field.KIND, "", json.dumps(said.kind) if said.kind else NONE
    yield from _names(said)


def _names(said: Correction) -> Iterator[tuple[Field, str, str]]:
    for word in said.keywords:
        yield Field.KEYWORD, name_key(word), json.dumps(word, ensure_ascii=False)
    for tag in said.people:
        yield Field.PERSON, name_key(tag.name), person_value(tag)
    for given, words in ((True, said.tags), (False, said.no_tags)):
        for word in words:
            yield Field.TAG, name_key(word), tag_value(word, given=given)
    for word in said.no_keywords:
        yield Field.KEYWORD, name_key(word), NONE
    for name in said.no_people:
        yield Field.PERSON, name_key(name), NONE


def _moved(library: Library, photo_ids: Sequence[int], moved: Moved) -> Iterator[Act]:
    for (photo, _), value in sorted(read_facts(library.database, Field.DATE, photo_ids).items()):
        taken = read_date(json.loads(value))
        found = moved.of(taken) if taken else None
        if found is not None:
            yield Act(Field.DATE, date_value(found), photo)
