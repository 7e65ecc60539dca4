"""Faces that come later, and many regroupings: nothing that a person said is ever changed by them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from photos_ml.app.service.people import acting, grouping, naming
from photos_ml.people.cohesion import cohesive
from photos_ml.people.faces import FaceSet, SaidOfPersons
from photos_ml.people.gate import Measures
from photos_ml.people.grouping import brought_up, regrouped
from photos_ml.people.joining import Groups, joined


def made_up(persons: int, each: int, seed: int, dimension: int = 128) -> tuple[FaceSet, np.ndarray]:
    random = np.random.default_rng(seed)
    whose = np.repeat(np.arange(persons), each)
    middles = random.normal(0, 0.06, (persons, dimension))
    vectors = (middles[whose] + random.normal(0, 0.027, (len(whose), dimension))).astype(np.float32)
    return face_set(vectors, np.arange(len(whose))), whose


def face_set(vectors: np.ndarray, contents: np.ndarray, person: np.ndarray | None = None) -> FaceSet:
    number = len(vectors)
    score, sharpness, residual = (np.full(number, value, np.float32) for value in (0.9, 0.15, 4.0))
    none = np.zeros(number, np.int64)
    return FaceSet(
        vectors,
        contents,
        Measures(score, sharpness, residual, np.full(number, 120)),
        none if person is None else person,
        none,
        np.zeros(number, np.bool_),
        np.zeros(number, np.float32),
    )


def partition(group: np.ndarray, names: np.ndarray) -> set[frozenset[int]]:
    found: dict[int, set[int]] = {}
    for label, name in zip(group.tolist(), names.tolist(), strict=True):
        if label >= 0:
            found.setdefault(label, set()).add(name)
    return {frozenset(members) for members in found.values()}


def test_groups_are_persons() -> None:
    faces, whose = made_up(20, 8, 1)
    found = regrouped(faces, SaidOfPersons())
    assert partition(found.group, np.arange(len(whose))) == partition(whose, np.arange(len(whose)))


def test_two_faces_of_a_photo_are_two_people_unless_they_are_the_same_picture() -> None:
    faces, _ = made_up(1, 6, 2)
    contents = np.array([0, 0, 1, 2, 3, 4])
    apart = regrouped(face_set(faces.vectors, contents), SaidOfPersons()).group
    assert apart[0] != apart[1]
    mirrored = faces.vectors.copy()
    mirrored[1] = mirrored[0] + 0.005
    together = regrouped(face_set(mirrored, contents), SaidOfPersons()).group
    assert together[0] == together[1]


def test_a_confirmed_face_stays_and_a_denied_one_never_comes() -> None:
    faces, whose = made_up(6, 10, 3)
    random = np.random.default_rng(4)
    for _ in range(30):
        person = np.zeros(len(whose), np.int64)
        confirmed = random.choice(len(whose), 12, replace=False)
        person[confirmed] = random.integers(1, 4, 12)
        denied = {(int(random.integers(len(whose))), int(random.integers(1, 4))) for _ in range(15)}
        denied = {(face, who) for face, who in denied if person[face] != who}
        told = face_set(faces.vectors, faces.contents, person)
        found = regrouped(told, SaidOfPersons(denied=frozenset(denied)))
        assert (found.person[confirmed] == person[confirmed]).all()
        assert all(found.person[face] != who for face, who in denied)


def test_a_face_far_from_the_rest_of_its_group_is_none_of_it() -> None:
    faces, _ = made_up(1, 9, 11)
    faces.vectors[0] += 0.06
    group = np.full(9, 0)
    kept = cohesive(faces, group, far=0.5)
    assert kept.tolist() == [-1] + [1] * 8
    confirmed = face_set(faces.vectors, faces.contents, np.array([7] + [0] * 8))
    assert cohesive(confirmed, group, far=0.5).tolist() == [0] * 9
    assert cohesive(faces, np.full(9, -1), far=0.5).tolist() == [-1] * 9


def test_what_hangs_together_by_a_chain_alone_is_no_group() -> None:
    steps = np.tril(np.ones((12, 12), np.float32)) * 0.45  # each is near to the one before and the one after
    vectors = np.hstack([steps, np.zeros((12, 116), np.float32)])
    chain = face_set(vectors, np.arange(12))
    kept = cohesive(chain, np.full(12, 0), far=9.0)
    assert 0 < (kept >= 0).sum() <= 6
    named = face_set(vectors, np.arange(12), np.array([7] + [0] * 11))
    assert (cohesive(named, np.full(12, 0), far=9.0) >= 0).all()


@pytest.mark.parametrize(("tenths", "stays"), [(1, False), (2, True)])
def test_of_few_faces_more_must_be_near(tenths: int, stays: bool) -> None:
    """A third of the pairs are near: in a group of 10 by chance, in one of 20 hardly."""
    corners = np.repeat(np.arange(3), np.array([5, 3, 2]) * tenths)
    faces = face_set(np.eye(3, 128, dtype=np.float32)[corners] / 2, np.arange(len(corners)))
    kept = cohesive(faces, np.full(len(corners), 0), far=9.0)
    assert (kept >= 0).all() == stays


@pytest.mark.parametrize(("founders", "joins"), [(7, False), (8, True)])
def test_poor_faces_join_a_group_of_enough_good_ones(founders: int, joins: bool) -> None:
    faces, _ = made_up(1, 12, 12)
    faces.measures.height_px[founders:] = 40  # too small to found a group, large enough to join one
    group = regrouped(faces, SaidOfPersons()).group
    assert (group[:founders] >= 0).all()
    assert (group[founders:] >= 0).all() == joins
    told = np.array([7] + [0] * 11)
    assert (regrouped(face_set(faces.vectors, faces.contents, told), SaidOfPersons()).person == 7).all()


def test_what_is_brought_up_is_like_what_is_grouped_anew() -> None:
    faces, whose = made_up(12, 9, 5)
    first = np.arange(len(whose)) % 3 > 0
    before = np.full(len(whose), -1)
    few = regrouped(face_set(faces.vectors[first], faces.contents[first]), SaidOfPersons()).group
    before[first] = np.where(few >= 0, np.nonzero(first)[0][few], -1)
    later = brought_up(faces, before, SaidOfPersons()).group
    names = np.arange(len(whose))
    assert partition(later, names) == partition(regrouped(faces, SaidOfPersons()).group, names)


def test_a_new_photo_joins_whom_it_shows() -> None:
    faces, whose = made_up(12, 9, 6)
    person = np.where(whose == 0, 7, 0) * (np.arange(len(whose)) % 3 == 0)
    told = face_set(faces.vectors, faces.contents, person.astype(np.int64))
    groups = Groups.of(told, regrouped(told, SaidOfPersons()))
    new = face_set(faces.vectors[[1, 12]] + 0.004, np.array([900, 900]))
    found = joined(new, groups, SaidOfPersons())
    assert found.person.tolist() == [7, 0]
    assert found.group[1] >= 0
    twins = joined(face_set(faces.vectors[[1, 2]], np.array([901, 901])), groups, SaidOfPersons())
    assert sorted(twins.person.tolist()) == [0, 7]
    born_later = SaidOfPersons(births={7: 700_000})
    early = FaceSet(
        new.vectors, new.contents, new.measures, new.person, np.full(2, 600_000), new.video, new.young
    )
    assert joined(early, groups, born_later).person[0] == 0


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_indexing_does_not_matter(family: Any, seed: int, tmp_path: Any) -> None:
    """The same photos in another order, in another library: the same groups."""
    from photos_ml.app.service import Context

    random = np.random.default_rng(seed)
    rows = [(f"{n:064x}", family.row(n % 5, (0.1, 0.2, 0.1, 0.15))) for n in range(30)]

    def groups(order: np.ndarray, folder: Any) -> set[frozenset[str]]:
        with Context(folder) as context:
            context.library(create=True)
            other = type(family)(context)
            for number in order.tolist():
                content, row = rows[number]
                photo = other.photo(content=content)
                other.write_rows(photo, [row])
            grouping.regroup(context)
            found: dict[int, set[str]] = {}
            for cluster, content in context.library().database.query(
                "SELECT f.cluster_id, c.hash FROM faces f JOIN contents c ON c.id = f.content_id"
            ):
                found.setdefault(cluster or -1, set()).add(content)
            return {frozenset(members) for label, members in found.items() if label > 0}

    first = groups(np.arange(30), tmp_path / "a")
    assert first == groups(random.permutation(30), tmp_path / "b")
    assert len(first) == 5


def test_nothing_said_is_rewritten(family: Any, rounds: int = 25) -> None:
    """Random regroupings, versions and photos: every word of the user holds after each. The long run is
    tests/torture's."""
    random = np.random.default_rng(8)
    photos = [(family.photo(n % 4), n % 4) for n in range(24)]
    said: dict[int, str | None] = {}
    for photo, person in photos[::5]:
        naming.name_faces(family.context, [family.face(photo)], f"Person {person}")
        said[photo] = f"Person {person}"
    grouping.group_new(family.context)
    denied = next(photo for photo, person in photos if person == 0 and photo not in said)
    naming.not_person(family.context, [family.face(denied)])
    for _ in range(rounds):
        match int(random.integers(4)):
            case 0:
                grouping.regroup(family.context)
            case 1:
                photo, person = photos[int(random.integers(len(photos)))]
                family.find_faces(photo, [person], shift=float(random.uniform(-0.02, 0.02)))
                acting.settle(family.context)
            case 2:
                photos.append((family.photo(int(random.integers(4))), 9))
                photos[-1] = (photos[-1][0], int(random.integers(4)))
                grouping.group_new(family.context)
            case _:
                acting.settle(family.context)
        assert {photo: family.names(photo) for photo in said} == {p: [name] for p, name in said.items()}
        assert "Person 0" not in family.names(denied)


def test_only_a_few_new_faces_are_joined_without_reading_all(family: Any) -> None:
    for _ in range(6):
        family.photo(1)
    grouping.regroup(family.context)
    before = family.library.database.scalar("SELECT max(id) FROM face_groupings")
    new = family.photo(1)
    done = grouping.group_new(family.context)
    assert done is not None
    assert done.faces == 1
    clusters = {row[0] for row in family.library.database.query("SELECT cluster_id FROM faces")}
    assert (len(clusters), family.face(new) > 0) == (1, True)
    assert family.library.database.scalar("SELECT max(id) FROM face_groupings") == before + 1
    assert grouping.group_new(family.context) is None
