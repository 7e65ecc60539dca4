"""Persons, groups and faces as JSON: the same from the command line and from the service."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from photos_ml.app.service.people.asking import Asked, Side
from photos_ml.app.service.people.listing import Listed
from photos_ml.store.faces import Face
from photos_ml.store.person_lists import Cover, ListedPerson


def people_json(listed: Listed) -> dict[str, Any]:
    """`cover` is a photo, `box` where in it the face is, `ratio` the photo's width per 100 of its height."""
    return {
        "on": listed.on,
        "people": [person_json(person) for person in listed.persons],
        "groups": [
            {
                "id": group.id,
                "faces": group.faces,
                "photos": group.photos,
                **cover_json(group.cover),
                "examples": list(group.examples),
            }
            for group in listed.groups
        ],
    }


def person_json(person: ListedPerson) -> dict[str, Any]:
    """A person as lists have them."""
    return {
        **{name: getattr(person, name) for name in ("id", "name", "faces", "confirmed", "photos")},
        **cover_json(person.cover),
        **{name: getattr(person, name) for name in ("birth", "hidden", "stranger")},
    }


def cover_json(cover: Cover | None) -> dict[str, Any]:
    """Null where there is nothing to show."""
    return {
        "cover": cover.photo if cover else None,
        "box": list(cover.box) if cover and cover.box else None,
        "ratio": cover.ratio if cover else 100,
    }


def face_json(face: Face, cover: Cover | None = None, name: str | None = None) -> dict[str, Any]:
    """`said`: guess, file, group or hand; `group` where the face is nobody's yet."""
    return {
        "id": face.id,
        "box": list(face.box),
        "second": face.second,
        "person": face.person_id,
        **({} if name is None else {"name": name}),
        "said": face.said.name.lower(),
        "group": face.cluster_id if face.person_id is None else None,
        "score": round(face.score, 3),
        "origin": face.origin,
        **({} if cover is None else {"photo": cover.photo, "ratio": cover.ratio}),
    }


def asked_json(asked: Asked) -> dict[str, Any]:
    """A pair that may be one person."""
    return {
        "one": _side(asked.one),
        "other": _side(asked.other),
        "likely": asked.likely,
        "settles": asked.settles,
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        **asdict(side.who),
        "name": side.name,
        "faces": side.faces,
        "covers": [cover_json(cover) for cover in side.covers],
    }
