"""Saying who is who. Each is one gesture: its number takes it back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from photos_ml.app.service.context import Context
from photos_ml.app.service.people.acting import (
    do,
    faces_by_id,
    faces_of_group,
    person_of,
    places_to_act_on,
)
from photos_ml.boxes import Box
from photos_ml.errors import UsageError
from photos_ml.store import Library
from photos_ml.store.acts import Act
from photos_ml.store.faces import Face, Said, faces_of
from photos_ml.store.persons import Persons, new_uid
from photos_ml.store.said_faces import (
    Of,
    OfPerson,
    is_act,
    not_act,
    person_act,
    place_key,
)

_BIRTH = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
NAME_CHARACTERS = 200


def name_group(context: Context, group_id: int, who: str | int) -> int:
    """Say whose the faces of a group are: a name, or the id of a person."""
    library = context.library()
    return _name(context, library, faces_of_group(library, group_id), who, by_group=True)


def name_faces(context: Context, face_ids: Iterable[int], who: str | int) -> int:
    """Say whose faces these are, each by itself."""
    library = context.library()
    return _name(context, library, faces_by_id(library, face_ids), who, by_group=False)


def rename(context: Context, person_id: int, name: str) -> int:
    """Give a person a name; UsageError where another has it: those are merged, or keep two names."""
    library = context.library()
    person, name = person_of(library, person_id), checked_name(name)
    other = Persons(library.database).named(name)
    if other is not None and other.id != person.id:
        raise UsageError(
            f"person {other.id} is called {other.name} already",
            hint=f"if they are one: photos-ml people merge {other.id} {person.id}",
        )
    return do(context, [person_act(OfPerson.NAME, person.uid, name)], (), [person.id])


def merge(context: Context, person_id: int, others: Sequence[int]) -> int:
    """Say that other persons are this one."""
    library = context.library()
    person = person_of(library, person_id)
    gone = [other for one in others if (other := person_of(library, one)).id != person.id]
    if not gone:
        raise UsageError("a person cannot be merged with itself")
    acts = [person_act(OfPerson.INTO, other.uid, person.uid) for other in gone]
    named = next((other for other in gone if other.name), None)
    if not person.name and named is not None:
        acts.append(person_act(OfPerson.NAME, person.uid, named.name))
    return do(context, acts, (), [person.id, *(other.id for other in gone)])


def split(context: Context, person_id: int, face_ids: Sequence[int], who: str | int | None = None) -> int:
    """Take faces out of a person: they are another's, of a name or id, or of one without a name."""
    library = context.library()
    person = person_of(library, person_id)
    faces = faces_by_id(library, face_ids)
    if any(face.person_id != person.id for face in faces):
        raise UsageError(f"not all of these faces are of person {person_id}")
    uid, acts = _someone(library, who)
    for _, photo, key in places_to_act_on(library, faces):
        acts += [is_act(photo, key, uid), not_act(photo, key, person.uid)]
    return do(context, acts, (face.content_id for face in faces), [person.id])


def not_person(context: Context, face_ids: Iterable[int], person_id: int | None = None) -> int:
    """Say that faces are not the person they are taken for, or not this one: for ever."""
    library = context.library()
    faces = faces_by_id(library, face_ids)
    acts = []
    for face, photo, key in places_to_act_on(library, faces):
        who = person_id or face.person_id
        if who is None:
            raise UsageError(f"face {face.id} is taken for nobody", hint="say whose it is not")
        person = person_of(library, who)
        acts.append(not_act(photo, key, person.uid))
        if face.person_id == person.id and face.said >= Said.GROUP:
            acts.append(Act(Of.IS, None, photo, key))
    return do(context, acts, (face.content_id for face in faces))


def nobody(context: Context, face_ids: Iterable[int]) -> int:
    """Say that these are no faces at all."""
    library = context.library()
    faces = faces_by_id(library, face_ids)
    acts = [Act(Of.NO_FACE, "true", photo, key) for _, photo, key in places_to_act_on(library, faces)]
    return do(context, acts, (face.content_id for face in faces))


def ignore_group(context: Context, group_id: int) -> int:
    """Say that a group is of a stranger: it is neither listed nor asked about."""
    library = context.library()
    uid = new_uid()
    acts = [person_act(OfPerson.STRANGER, uid, True)]
    faces = faces_of_group(library, group_id)
    acts += [is_act(photo, key, uid, by_group=True) for _, photo, key in places_to_act_on(library, faces)]
    return do(context, acts, (face.content_id for face in faces))


def mark_person(
    context: Context, person_id: int, *, hidden: bool | None = None, stranger: bool | None = None
) -> int:
    """Hide a person from lists, or say that it is a stranger, or take that back."""
    person = person_of(context.library(), person_id)
    marks = ((OfPerson.HIDDEN, hidden), (OfPerson.STRANGER, stranger))
    acts = [person_act(field, person.uid, value) for field, value in marks if value is not None]
    return do(context, acts, (), [person.id])


def set_birth(context: Context, person_id: int, birth: str | None) -> int:
    """Say when a person was born: a day, a month or a year, ISO; None takes it back."""
    person = person_of(context.library(), person_id)
    if birth is not None and not _is_date(birth):
        raise UsageError(f"{birth} is no date of birth", hint="write 2019-05-31, 2019-05 or 2019")
    act = Act(OfPerson.BIRTH, None, None, person.uid)
    if birth is not None:
        act = person_act(OfPerson.BIRTH, person.uid, birth)
    return do(context, [act], (), [person.id])


def set_cover(context: Context, person_id: int, face_id: int) -> int:
    """Choose the face that stands for a person."""
    library = context.library()
    person, face = person_of(library, person_id), faces_by_id(library, [face_id])[0]
    content = library.database.scalar("SELECT hash FROM contents WHERE id = ?", (face.content_id,))
    return do(context, [person_act(OfPerson.COVER, person.uid, [content, face.box])], ())


def draw_face(context: Context, photo_id: int, box: Box, who: str | int | None = None) -> int:
    """Say that there is a face in a photo, and whose."""
    library = context.library()
    content = library.database.scalar("SELECT content_id FROM photos WHERE id = ?", (photo_id,))
    if content is None:
        raise UsageError(f"there is no photo {photo_id}")
    if not (0 <= box[0] < 1 and 0 <= box[1] < 1 and 0 < box[2] <= 1 and 0 < box[3] <= 1):
        raise UsageError("a face is drawn inside its photo, in fractions of it")
    key = place_key((None, box))
    acts = [Act(Of.DRAWN, "true", photo_id, key)]
    if who is not None:
        uid, more = _someone(library, who)
        acts += [*more, is_act(photo_id, key, uid)]
    return do(context, acts, [content])


def faces_of_photo(context: Context, photo_id: int) -> list[Face]:
    """The faces in a photo, from left to right."""
    library = context.library()
    content = library.database.scalar("SELECT content_id FROM photos WHERE id = ?", (photo_id,))
    return [] if content is None else sorted(faces_of(library.database, [content]), key=lambda f: f.box)


def names_of(context: Context, faces: Iterable[Face]) -> dict[int, str]:
    """Person -> name, of those whose faces these are."""
    persons = Persons(context.library().database)
    found = {face.person_id for face in faces if face.person_id is not None}
    return {person: known.name for person in found if (known := persons.get(person)) is not None}


def checked_name(name: str) -> str:
    """A name as it is kept; UsageError for none."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_CHARACTERS:
        raise UsageError("a name has 1 to 200 letters")
    return name


def _name(
    context: Context, library: Library, faces: Sequence[Face], who: str | int, *, by_group: bool
) -> int:
    uid, acts = _someone(library, who)
    acts += [is_act(photo, key, uid, by_group=by_group) for _, photo, key in places_to_act_on(library, faces)]
    return do(context, acts, (face.content_id for face in faces), _ids(library, uid))


def _someone(library: Library, who: str | int | None) -> tuple[str, list[Act]]:
    """The uid of a person, and the acts that make one where it is new."""
    if isinstance(who, int):
        return person_of(library, who).uid, []
    if who is None:
        return new_uid(), []
    name = checked_name(who)
    known = Persons(library.database).named(name)
    if known is not None:
        return known.uid, []
    uid = new_uid()
    return uid, [person_act(OfPerson.NAME, uid, name)]


def _ids(library: Library, uid: str) -> list[int]:
    found = library.database.scalar("SELECT id FROM persons WHERE uid = ?", (uid,))
    return [] if found is None else [int(found)]


def _is_date(text: str) -> bool:
    if not _BIRTH.fullmatch(text):
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True
