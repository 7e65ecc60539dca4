"""Which photo stands for a memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest

from photos_ml.ranker.ranking.covers import cover_of, people_shown
from photos_ml.ranker.scene.scene import Scene
from photos_ml.store.dated import DatedPhoto
from photos_ml.store.faces import SeenFace

MakePhoto = Callable[..., DatedPhoto]


def scene_of(photos: list[DatedPhoto], vectors: Sequence[Sequence[float]] = ()) -> Scene:
    count = len(photos)
    rows = np.array(vectors or np.zeros((count, 4)), np.float16)
    shares = np.zeros((count, 1), np.float32)
    return Scene(photos, rows, [(0.0, "")] * count, shares, np.zeros(count, np.float32), date(2026, 6, 10))


def face(
    x: float = 0.4, height: float = 0.25, turn: float = 0.0, eyes: float = 1.0, person: str = ""
) -> SeenFace:
    return SeenFace((x, 0.3, height, height), turn, eyes, person)


def test_a_cover_is_good_and_broad(make_photo: MakePhoto) -> None:
    upright = make_photo(1, "2024-06-01T10:00", width=3000, height=4000)
    scene = scene_of([upright, make_photo(2, "2024-06-01T11:00"), make_photo(3, "2024-06-01T12:00")])
    assert cover_of(scene, [0, 1, 2], {0: 0.55, 1: 0.5, 2: 0.1}) == 1
    assert cover_of(scene, [0, 1, 2], {0: 0.9, 1: 0.5, 2: 0.1}) == 0


def test_what_is_unlike_the_rest_is_no_cover(make_photo: MakePhoto) -> None:
    photos = [make_photo(i + 1, f"2024-06-0{i + 1}T10:00") for i in range(6)]
    scene = scene_of(photos, [(1, 0, 0, 0)] * 4 + [(0, 1, 0, 0), (0, 0, 1, 0)])
    scores = {0: 0.5, 1: 0.5, 2: 0.6, 3: 0.5, 4: 0.9, 5: 0.2}
    assert cover_of(scene, range(6), scores) == 2
    assert cover_of(scene, (0, 1, 4), scores) == 4, "of so few none is odd"
    assert cover_of(scene, range(6), scores, {4: 0.8}) == 4, "nor is one that shows people well"


def test_a_cover_shows_its_people(make_photo: MakePhoto) -> None:
    scene = scene_of([make_photo(i + 1, f"2024-06-0{i + 1}T10:00") for i in range(3)])
    scores = {0: 0.7, 1: 0.5, 2: 0.9}
    assert cover_of(scene, range(3), scores, {0: 0.0, 1: 0.9, 2: -1.0}) == 1


@pytest.mark.parametrize(
    ("faces", "names", "shown"),
    [
        ([], ("Ann",), 0.0),
        ([face(person="Ann")], ("Ann",), 1.0),
        ([face()], (), 1.0),
        ([face(height=0.05)], (), 0.25),
        ([face(person="Ann")], ("Ann", "Ben"), 0.5),
        ([face(person="Ann"), face(height=0.1, person="Ben")], ("Ben",), 0.5),
        ([face(person="Cleo")], ("Ann",), 0.0),
        ([face(turn=0.25, person="Ann")], ("Ann",), 0.5),
        ([face(eyes=0.0)], (), 0.5),
        ([face(turn=-0.8)], (), -1.0),
        ([face(x=0.75)], (), -1.0),
        ([face(x=0.0), face(height=0.2)], (), -1.0),
        ([face(x=0.0, height=0.05)], (), 0.0),
    ],
)
def test_people_are_shown_large_whole_and_from_the_front(
    faces: list[SeenFace], names: tuple[str, ...], shown: float
) -> None:
    assert people_shown(faces, names) == pytest.approx(shown)
