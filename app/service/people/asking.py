"""'Same person?': what to ask, and what an answer does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from photos_ml.app.service.context import Context
from photos_ml.app.service.people.acting import do, faces_of_group, person_of, places_to_act_on
from photos_ml.app.service.people.describing import answering
from photos_ml.app.service.people.naming import merge, name_group
from photos_ml.store import Library
from photos_ml.store.acts import Act
from photos_ml.store.faces import DescribedBy, read_arrays
from photos_ml.store.person_lists import Cover, covers_of
from photos_ml.store.person_photos import named_beside
from photos_ml.store.persons import Persons, new_uid
from photos_ml.store.said_faces import differ_act, is_act, not_act

Kind: TypeAlias = Literal["person", "group"]


@dataclass(frozen=True, slots=True)
class Who:
    """A person or a group, by id."""

    kind: Kind
    id: int


@dataclass(frozen=True, slots=True)
class Side:
    """One of two that may be one."""

    who: Who
    name: str
    faces: int
    covers: tuple[Cover, ...]
    """A few faces, the nearest to their middle first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Two that may be one person."""

    one: Side
    other: Side
    likely: float
    settles: int
    """Faces that a yes names at once."""


def suggestions(context: Context, number: int = 20, *, shown: int = 4) -> list[Asked]:
    """Pairs to ask about, the most useful first."""
    from photos_ml.people.asking import questions, settles

    library = context.library()
    by = answering(context)
    sets = _sets(library, by)
    beside = {
        (Who("person", one), Who("group", other)): n for one, other, n in named_beside(library.database)
    }
    for someone, _ in beside:
        sets.setdefault(someone, np.empty(0, np.int64))
    who = list(sets)
    place = {one: number for number, one in enumerate(who)}
    arrays = read_arrays(library.database, "(f.person_id IS NOT NULL OR f.cluster_id IS NOT NULL)", by)
    vectors = [arrays.vectors[rows] for rows in sets.values()]
    people = {person.id: person for person in Persons(library.database).all()}
    asked = questions(
        vectors,
        _settled(library, who, sets, arrays.ids, arrays.contents),
        number,
        {
            (min(pair), max(pair)): likely
            for (one, other), likely in beside.items()
            if other in place
            for pair in [(place[one], place[other])]
        },
    )

    def side(place: int) -> Side:
        rows, own = sets[who[place]], vectors[place]
        order = rows[np.argsort(((own - own.mean(0)) ** 2).sum(1), kind="stable")] if len(rows) else rows
        ids = arrays.ids[order[:shown]].tolist()
        covers = covers_of(library.database, ids)
        name = people[who[place].id].name if who[place].kind == "person" else ""
        return Side(who[place], name, len(rows), tuple(covers[i] for i in ids if i in covers))

    return [
        Asked(side(q.one), side(q.other), round(q.likely, 3), settles(vectors[q.one], vectors[q.other]))
        for q in asked
    ]


def answer(context: Context, one: Who, other: Who, *, same: bool) -> int:
    """Say whether two are one person; the number of the gesture."""
    if one.kind == "group" and other.kind == "person":
        one, other = other, one
    if one.kind == "person" and other.kind == "person":
        return merge(context, one.id, [other.id]) if same else _differ(context, one.id, other.id)
    if one.kind == "person":
        return name_group(context, other.id, one.id) if same else _not_group(context, other.id, one.id)
    return _groups(context, one.id, other.id, same=same)


def _differ(context: Context, one: int, other: int) -> int:
    library = context.library()
    return do(context, [differ_act(person_of(library, one).uid, person_of(library, other).uid)], ())


def _not_group(context: Context, group: int, person_id: int) -> int:
    library = context.library()
    faces, person = faces_of_group(library, group), person_of(library, person_id)
    acts = [not_act(photo, key, person.uid) for _, photo, key in places_to_act_on(library, faces)]
    return do(context, acts, (face.content_id for face in faces))


def _groups(context: Context, one: int, other: int, *, same: bool) -> int:
    """Two groups: both are somebody's who has no name yet, or the one is, and the other is not."""
    library = context.library()
    uid, acts = new_uid(), list[Act]()
    faces = faces_of_group(library, one)
    others = faces_of_group(library, other)
    acts += [is_act(photo, key, uid, by_group=True) for _, photo, key in places_to_act_on(library, faces)]
    for _, photo, key in places_to_act_on(library, others):
        acts.append(is_act(photo, key, uid, by_group=True) if same else not_act(photo, key, uid))
    return do(context, acts, (face.content_id for face in (*faces, *others)))


def _sets(library: Library, by: DescribedBy) -> dict[Who, np.ndarray]:
    """Person or group -> rows of its faces in `read_arrays`; of strangers and hidden ones nobody is asked."""
    rows = library.database.query(
        "SELECT f.person_id, f.cluster_id, coalesce(q.stranger OR q.hidden, 0) AS aside FROM faces f "
        "JOIN contents c ON c.id = f.content_id LEFT JOIN persons q ON q.id = f.person_id "
        f"WHERE {by.described} AND f.no_face = 0 "
        "AND (f.person_id IS NOT NULL OR f.cluster_id IS NOT NULL) "
        "ORDER BY c.hash, f.second, f.x, f.y, f.id"
    )
    found: dict[Who, list[int]] = {}
    for place, row in enumerate(rows):
        if row["aside"]:
            continue
        who = Who("person", row["person_id"]) if row["person_id"] else Who("group", row["cluster_id"])
        found.setdefault(who, []).append(place)
    ordered = sorted(found, key=lambda who: (who.kind, who.id))
    return {who: np.array(found[who]) for who in ordered if who.kind == "person" or len(found[who]) > 1}


def _settled(
    library: Library, who: list[Who], sets: dict[Who, np.ndarray], ids: np.ndarray, contents: np.ndarray
) -> set[tuple[int, int]]:
    """Pairs of places in `who` that were answered, or that a photo shows side by side."""
    place = {one: number for number, one in enumerate(who)}
    found: set[tuple[int, int]] = set()

    def add(one: int | None, other: int | None) -> None:
        if one is not None and other is not None and one != other:
            found.add((min(one, other), max(one, other)))

    persons = Persons(library.database)
    resolved = persons.resolution()
    for one, other in persons.forbidden():
        add(place.get(Who("person", resolved[one])), place.get(Who("person", resolved[other])))
    of_face = {int(ids[row]): place[one] for one, rows in sets.items() for row in rows.tolist()}
    for row in library.database.query("SELECT face_id, person_id FROM face_denials"):
        add(of_face.get(row["face_id"]), place.get(Who("person", resolved[row["person_id"]])))
    of_content: dict[int, set[int]] = {}
    for whose, rows in sets.items():
        for content in contents[rows].tolist():
            of_content.setdefault(content, set()).add(place[whose])
    for together in of_content.values():
        for one in together:
            for other in together:
                add(one, other)
    return found
