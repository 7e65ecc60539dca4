"""Doing something to persons and faces: acts, and what they make hold, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from photos_ml.app.service.context import Context
from photos_ml.errors import UsageError
from photos_ml.store import Library
from photos_ml.store.acts import Act
from photos_ml.store.face_names import FaceNames
from photos_ml.store.faces import Face, Place, face_by_id, faces_where, same_faces
from photos_ml.store.persons import KnownPerson, Persons
from photos_ml.store.said_faces import Of, place_key, said_of_contents, uids_in
from photos_ml.store.trashed import TRASHED

LISTS = "photos-ml people list shows the ids"


def do(context: Context, acts: Sequence[Act], contents: Iterable[int], persons: Iterable[int] = ()) -> int:
    """Keep acts and make them hold in these contents and those of these persons; the gesture's number."""
    library = context.library()
    names = FaceNames(library.database, library.claims)
    with library.database.transaction():
        touched = set(contents) | (names.contents_of(list(persons)) if persons else set())
        gesture = library.acts.do(acts)
        names.settle(touched)
    return gesture


def undo(context: Context, gesture: int) -> int:
    """Take a gesture back, as a gesture of its own; UsageError for one that cannot be."""
    library = context.library()
    rows = library.database.query(
        "SELECT a.field, a.key, a.value, p.content_id FROM acts a LEFT JOIN act_photos t "
        "ON t.id = a.act_photo_id LEFT JOIN photos p ON p.id = t.photo_id WHERE a.gesture = ?",
        (gesture,),
    )
    if not rows:
        raise UsageError(f"nothing was done as number {gesture}")
    if any(row["field"] == Of.FORGOTTEN for row in rows):
        raise UsageError("forgetting cannot be undone")
    if any(row["field"] == TRASHED for row in rows):
        raise UsageError("files are put back out of the trash by the system", hint="open its trash")
    names = FaceNames(library.database, library.claims)
    with library.database.transaction():
        about = [row for row in rows if row["field"].startswith(("person", "face."))]
        uids = {uid for row in about for uid in uids_in(row["field"], row["key"])}
        persons = list(Persons(library.database).ids(uids).values())
        contents = {row["content_id"] for row in about if row["content_id"] is not None}
        contents |= names.contents_of(persons)
        back = library.acts.undo(gesture)
        if about:
            names.settle(contents)
            names.settle(names.contents_of(persons))
    return back


def settle(context: Context) -> None:
    """Make hold all that was said: after a restore, or where photos came back."""
    library = context.library()
    FaceNames(library.database, library.claims).settle()


def person_of(library: Library, person_id: int) -> KnownPerson:
    """A person; UsageError where there is none such."""
    found = Persons(library.database).get(person_id)
    if found is None:
        raise UsageError(f"there is no person {person_id}", hint=LISTS)
    return found


def faces_by_id(library: Library, face_ids: Iterable[int]) -> list[Face]:
    """Faces; UsageError for one that is not there."""
    found = []
    for face_id in dict.fromkeys(face_ids):
        face = face_by_id(library.database, face_id)
        if face is None:
            raise UsageError(f"there is no face {face_id}")
        found.append(face)
    return found


def faces_of_group(library: Library, group_id: int) -> list[Face]:
    """The faces in a group that are nobody's, the best first; UsageError where there is none such."""
    found = faces_where(
        library.database, "f.cluster_id = ? AND f.person_id IS NULL AND f.said = 0", (group_id,)
    )
    if not found:
        raise UsageError(f"there is no group {group_id}", hint=LISTS)
    return found


def faces_of_person(library: Library, person_id: int) -> list[Face]:
    """The faces of a person, the best first."""
    return faces_where(library.database, "f.person_id = ?", (person_id,))


def places_to_act_on(library: Library, faces: Sequence[Face]) -> list[tuple[Face, int, str]]:
    """(face, photo, key): every photo of a face's content, and the key of the acts that are about it. What
    was said before of the same place has the same key, so that the last word holds."""
    contents = sorted({face.content_id for face in faces})
    said = said_of_contents(library.database, contents)
    photos: dict[int, list[int]] = {}
    for row in library.database.query(
        "SELECT content_id, id FROM photos WHERE content_id IN (SELECT value FROM json_each(?))",
        (json.dumps(contents),),
    ):
        photos.setdefault(row[0], []).append(row[1])
    found = []
    for face in faces:
        place: Place = (face.second, face.box)
        known = [one.place for one in said.get(face.content_id, ())]
        for _, j in same_faces([place], known):
            place = known[j]
        found += [(face, photo, place_key(place)) for photo in photos.get(face.content_id, ())]
    return found
