"""Who is in the photos, and which photo stands for each."""

from __future__ import annotations

from typing import Any

from photos_ml.store import Library
from photos_ml.store.marks import Mark
from photos_ml.store.people import read_people
from photos_ml.types import Metadata, PersonTag


def with_people(*names: str, **boxes: tuple[float, float, float, float]) -> Metadata:
    tags = [PersonTag(name) for name in names] + [PersonTag(name, box) for name, box in boxes.items()]
    return Metadata(people=tuple(tags), width=1000, height=1000)


def covers(library: Library) -> dict[str, int]:
    return {person.name: person.cover for person in read_people(library.database)}


def test_a_photo_of_few_people_stands_for_a_person(shelf: Any, library: Library) -> None:
    shelf.add("crowd.jpg", with_people("Ann", "Ben", "Cleo"))
    alone = shelf.add("alone.jpg", with_people("Ann"))
    shelf.add("pair.jpg", with_people("Ann", "Ben"))
    assert covers(library)["Ann"] == alone


def test_a_known_face_counts_for_more_and_the_largest_most(shelf: Any, library: Library) -> None:
    shelf.add("alone.jpg", with_people("Ann"))
    shelf.add("far.jpg", with_people(Ann=(0.4, 0.4, 0.05, 0.05)))
    near = shelf.add("near.jpg", with_people("Ben", Ann=(0.3, 0.3, 0.4, 0.4)))
    assert covers(library)["Ann"] == near


def test_a_hidden_photo_stands_for_nobody(shelf: Any, library: Library) -> None:
    alone = shelf.add("alone.jpg", with_people("Ann"))
    pair = shelf.add("pair.jpg", with_people("Ann", "Ben"))
    library.marks.set(alone, Mark.HIDE, True)
    assert covers(library) == {"Ann": pair, "Ben": pair}


def test_who_is_in_most_photos_comes_first(shelf: Any, library: Library) -> None:
    for name in ("a", "b"):
        shelf.add(name, with_people("Zoe"))
    shelf.add("c", with_people("Ann"))
    assert [(p.name, p.photos) for p in read_people(library.database)] == [("Zoe", 2), ("Ann", 1)]
