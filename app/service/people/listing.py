"""Who there is in a library: persons, groups of faces that are nobody's yet, and the faces of each."""

from __future__ import annotations

from dataclasses import dataclass

from photos_ml.app.service.context import Context
from photos_ml.app.service.people.acting import faces_of_group, faces_of_person, person_of
from photos_ml.store.faces import FACES, Face
from photos_ml.store.person_lists import (
    Cover,
    ListedGroup,
    ListedPerson,
    covers_of,
    read_groups,
    read_persons,
)
from photos_ml.store.persons import Persons


@dataclass(frozen=True, slots=True)
class Listed:
    """Persons and groups; `on` says whether faces are looked for at all."""

    on: bool
    persons: list[ListedPerson]
    groups: list[ListedGroup]


@dataclass(frozen=True, slots=True)
class ShownFace:
    """A face with the photo it is shown by."""

    face: Face
    cover: Cover


def listed(context: Context, *, hidden: bool = False) -> Listed:
    """Who is in most photos first; those hidden and strangers only with `hidden`."""
    settle_names(context)
    library = context.library()
    persons = [p for p in read_persons(library.database) if hidden or not (p.hidden or p.stranger)]
    return Listed(library.steps.is_on(FACES, asks=True), persons, read_groups(library.database))


def settle_names(context: Context) -> None:
    """Names that files brought since are persons, too; where nothing can be written, they wait."""
    library = context.library()
    if not library.is_read_only and library.database.scalar(
        "SELECT 1 FROM people n WHERE EXISTS (SELECT 1 FROM photo_people l WHERE l.person_id = n.id) "
        "AND NOT EXISTS (SELECT 1 FROM persons p WHERE p.key = n.key) LIMIT 1"
    ):
        with library.database.transaction():
            Persons(library.database).settle()


def person_faces(context: Context, person_id: int) -> list[ShownFace]:
    """The faces of a person, the best first; UsageError where there is no such person."""
    library = context.library()
    return _shown(context, faces_of_person(library, person_of(library, person_id).id))


def group_faces(context: Context, group_id: int) -> list[ShownFace]:
    """The faces of a group, the best first; UsageError where there is none such."""
    return _shown(context, faces_of_group(context.library(), group_id))


def _shown(context: Context, faces: list[Face]) -> list[ShownFace]:
    covers = covers_of(context.library().database, [face.id for face in faces])
    return [ShownFace(face, covers[face.id]) for face in faces if face.id in covers]
