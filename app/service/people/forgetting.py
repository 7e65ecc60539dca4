"""Forgetting a person: what was measured of the faces is deleted, and all that was said of them. For good."""

from __future__ import annotations

from dataclasses import dataclass, replace

from photos_ml.app.service.context import Context
from photos_ml.app.service.people.acting import faces_of_person, person_of, places_to_act_on
from photos_ml.store.acts import Act
from photos_ml.store.face_names import FaceNames
from photos_ml.store.forgotten_names import forget_names, forget_said
from photos_ml.store.said_faces import Of
from photos_ml.store.traces import Trace


@dataclass(frozen=True, slots=True)
class ToForget:
    """What goes when a person is forgotten."""

    name: str
    faces: int
    photos: int
    traces: tuple[Trace, ...] = ()
    """Where it was looked for."""


def check_forget(context: Context, person_id: int) -> ToForget:
    """What forgetting would delete; UsageError where there is no such person."""
    library = context.library()
    person = person_of(library, person_id)
    faces = faces_of_person(library, person.id)
    return ToForget(person.name, len(faces), len({face.content_id for face in faces}))


def forget(context: Context, person_id: int) -> ToForget:
    """Delete the vectors of a person's faces, whatever was said of the person, and the name from photos that
    have it by a face alone. No later version describes these places again. Nothing brings it back."""
    library = context.library()
    database = library.database
    person, gone = person_of(library, person_id), check_forget(context, person_id)
    names = FaceNames(database, library.claims)
    with database.transaction():
        contents = names.contents_of([person.id])
        rows = database.query("SELECT uid, name FROM persons WHERE into_id = ?", (person.id,))
        into, names_of = {row["uid"] for row in rows}, [person.name, *(row["name"] for row in rows)]
        uids = [person.uid, *into]
        places = places_to_act_on(library, faces_of_person(library, person.id))
        library.acts.do([Act(Of.FORGOTTEN, "true", photo, key) for _, photo, key in places])
        forget_said(database, uids)
        database.note_act(forgotten=True)
        database.note_erasing()
        names.settle(contents)
        forget_names(database, names_of)
    return replace(gone, traces=library.erase_traces())
