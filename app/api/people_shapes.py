"""What requests about persons and faces may hold."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from photos_ml.app.api.shapes import Body, Parameters, PhotoId

Name = Annotated[str, Field(min_length=1, max_length=200)]
Ids = Annotated[tuple[PhotoId, ...], Field(min_length=1, max_length=1000, strict=False)]
Share = Annotated[float, Field(ge=0, le=1)]


class PeopleParameters(Parameters):
    """With `hidden` also those that are hidden, and strangers."""

    hidden: bool = False


class FacePlace(Parameters):
    """Where in a photo a face is, in fractions of the upright picture."""

    x: Share
    y: Share
    width: Annotated[float, Field(gt=0, le=1)]
    height: Annotated[float, Field(gt=0, le=1)]


class Suggestions(Parameters):
    """How many pairs."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20


class Whose(Body):
    """A name, or a person's id: one of the two."""

    name: Name | None = None
    person: PhotoId | None = None


class FaceIds(Body):
    """Faces, by their ids."""

    faces: Ids


class FacesOf(FaceIds, Whose):
    """Faces, and whose they are."""


class FacesNot(FaceIds):
    """Faces, and whose they are not; whose they are taken for where it is left out."""

    person: PhotoId | None = None


class SplitOff(FaceIds):
    """Faces, and whose they are; somebody without a name where both are left out."""

    name: Name | None = None
    person: PhotoId | None = None


class Merged(Body):
    """Persons that are one with another."""

    others: Ids


class Someone(Body):
    """A person or a group."""

    kind: Literal["person", "group"]
    id: PhotoId


class Answer(Body):
    """Whether two are one person."""

    one: Someone
    other: Someone
    same: bool


class PersonBody(Body):
    """What the user says of a person; what is left out stays."""

    name: Name | None = None
    birth: Annotated[str, Field(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")] | None = None
    hidden: bool | None = None
    stranger: bool | None = None
    cover: PhotoId | None = None
    """A face."""


class Forget(Body):
    """Whether it is meant."""

    sure: bool = False


class DrawnFace(Body):
    """x, y, width and height in fractions of the upright photo, and whose face it is."""

    box: Annotated[tuple[Share, Share, Share, Share], Field(strict=False)]
    name: Name | None = None
    person: PhotoId | None = None


class Gesture(Body):
    """The number of what was done."""

    gesture: PhotoId
