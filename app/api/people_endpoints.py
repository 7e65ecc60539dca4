"""Persons and faces: who there is, who is who, what to ask, forgetting."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query

from photos_ml.app.api import people_shapes as shapes
from photos_ml.app.api.backend import Backend, Served
from photos_ml.app.api.problems import Problem, answered
from photos_ml.app.api.shapes import Nothing, PhotoId
from photos_ml.app.api.strict import StrictRoute
from photos_ml.app.present import traces_json
from photos_ml.app.service.people import acting, asking, forgetting, listing, naming
from photos_ml.app.service.people.documents import asked_json, face_json, people_json

router = APIRouter(route_class=StrictRoute)


@router.get("/people")
def people(backend: Served, asked: Annotated[shapes.PeopleParameters, Query()]) -> dict[str, Any]:
    """Everybody in a photo, who is in most first; and groups of faces that are nobody's yet, the largest
    first. `on`: whether faces are looked for."""
    listing.settle_names(backend.writing)
    return people_json(listing.listed(backend.context, hidden=asked.hidden and backend.shows_hidden))


@router.get("/people/{person}/faces")
def person_faces(backend: Served, person: PhotoId) -> dict[str, Any]:
    """The faces of a person, the best first."""
    found = answered(lambda: listing.person_faces(backend.context, person))
    return {"faces": [face_json(one.face, one.cover) for one in found]}


@router.get("/people/groups/{group}/faces")
def group_faces(backend: Served, group: PhotoId) -> dict[str, Any]:
    """The faces of a group, the best first."""
    found = answered(lambda: listing.group_faces(backend.context, group))
    return {"faces": [face_json(one.face, one.cover) for one in found]}


@router.get("/photos/{photo}/faces")
def photo_faces(backend: Served, photo: PhotoId) -> dict[str, Any]:
    """The faces in a photo, from left to right, each with whose it is."""
    backend.photo(photo)
    return _faces_of(backend, photo)


@router.post("/photos/{photo}/faces")
def draw_face(backend: Served, photo: PhotoId, asked: shapes.DrawnFace) -> dict[str, Any]:
    """Say that there is a face in a photo, and whose."""
    backend.photo(photo)
    who = asked.name if asked.person is None else asked.person
    gesture = answered(lambda: naming.draw_face(backend.context, photo, asked.box, who))
    return {**_faces_of(backend, photo), "gesture": gesture}


@router.get("/people/suggestions")
def people_suggestions(backend: Served, asked: Annotated[shapes.Suggestions, Query()]) -> dict[str, Any]:
    """Pairs that may be one person, what settles most faces first."""
    return {"suggestions": [asked_json(one) for one in asking.suggestions(backend.context, asked.limit)]}


@router.post("/people/answer")
def answer(backend: Served, asked: shapes.Answer) -> dict[str, Any]:
    """Say whether two, each a person or a group, are one person."""
    pair = asking.Who(asked.one.kind, asked.one.id), asking.Who(asked.other.kind, asked.other.id)
    return _done(lambda: asking.answer(backend.context, *pair, same=asked.same))


@router.post("/people/groups/{group}/name")
def name_group(backend: Served, group: PhotoId, asked: shapes.Whose) -> dict[str, Any]:
    """Say whose the faces of a group are: a name, new or known, or a person."""
    return _done(lambda: naming.name_group(backend.context, group, _whose(asked)))


@router.post("/people/groups/{group}/ignore")
def ignore_group(backend: Served, group: PhotoId, asked: Nothing) -> dict[str, Any]:
    """Say that a group is of a stranger."""
    return _done(lambda: naming.ignore_group(backend.context, group))


@router.post("/people/{person}/change")
def change_person(backend: Served, person: PhotoId, asked: shapes.PersonBody) -> dict[str, Any]:
    """Rename, hide, ignore a person, say when they were born ('' that nobody knows), choose a cover; what is
    left out stays. `gestures` take it back, one a change."""
    context, gestures = backend.context, []
    if asked.name is not None:
        name = asked.name
        gestures.append(answered(lambda: naming.rename(context, person, name)))
    if asked.birth is not None:
        day = asked.birth or None
        gestures.append(answered(lambda: naming.set_birth(context, person, day)))
    if asked.hidden is not None or asked.stranger is not None:
        marks = {"hidden": asked.hidden, "stranger": asked.stranger}
        gestures.append(answered(lambda: naming.mark_person(context, person, **marks)))
    if asked.cover is not None:
        face = asked.cover
        gestures.append(answered(lambda: naming.set_cover(context, person, face)))
    return {"gestures": gestures}


@router.post("/people/{person}/merge")
def merge_people(backend: Served, person: PhotoId, asked: shapes.Merged) -> dict[str, Any]:
    """Say that other persons are this one."""
    return _done(lambda: naming.merge(backend.context, person, asked.others))


@router.post("/people/{person}/split")
def split_person(backend: Served, person: PhotoId, asked: shapes.SplitOff) -> dict[str, Any]:
    """Take faces out of a person: they are another's, of a name or id, or of somebody without a name."""
    who = asked.name if asked.person is None else asked.person
    return _done(lambda: naming.split(backend.context, person, asked.faces, who))


@router.post("/people/{person}/forget")
def forget_person(backend: Served, person: PhotoId, asked: shapes.Forget) -> dict[str, Any]:
    """Delete what was measured of a person's faces and all that was said of them, for good; without `sure`
    only what would go. `traces`: where it was looked for."""
    act = forgetting.forget if asked.sure else forgetting.check_forget
    gone = answered(lambda: act(backend.context, person))
    traces = traces_json(gone.traces)
    return {"faces": gone.faces, "photos": gone.photos, "forgotten": asked.sure, "traces": traces}


@router.post("/faces/name")
def name_faces(backend: Served, asked: shapes.FacesOf) -> dict[str, Any]:
    """Say whose faces these are, each by itself."""
    return _done(lambda: naming.name_faces(backend.context, asked.faces, _whose(asked)))


@router.post("/faces/not")
def not_person(backend: Served, asked: shapes.FacesNot) -> dict[str, Any]:
    """Say that faces are not who they are taken for, or not this person."""
    return _done(lambda: naming.not_person(backend.context, asked.faces, asked.person))


@router.post("/faces/none")
def no_faces(backend: Served, asked: shapes.FaceIds) -> dict[str, Any]:
    """Say that these are no faces."""
    return _done(lambda: naming.nobody(backend.context, asked.faces))


@router.post("/people/undo")
def undo(backend: Served, asked: shapes.Gesture) -> dict[str, Any]:
    """Take back what was done by its number; the answer's takes that back."""
    return _done(lambda: acting.undo(backend.context, asked.gesture))


def _faces_of(backend: Backend, photo: int) -> dict[str, Any]:
    faces = naming.faces_of_photo(backend.context, photo)
    names = naming.names_of(backend.context, faces)
    return {"faces": [face_json(face, name=names.get(face.person_id or 0, "")) for face in faces]}


def _whose(asked: shapes.Whose) -> str | int:
    if (asked.name is None) == (asked.person is None):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Give a name or a person.")
    return asked.person if asked.name is None else asked.name  # type: ignore[return-value]


def _done(act: Callable[[], int]) -> dict[str, Any]:
    return {"gesture": answered(act)}
