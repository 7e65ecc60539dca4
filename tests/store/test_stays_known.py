"""What does not depend on an act stays known after it; what does, or what others wrote, is read anew."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from photos_ml.provenance import Field
from photos_ml.store import Library, Mark, Status
from photos_ml.store.acts import Act
from photos_ml.store.database import Database
from photos_ml.store.steps import Outcome, Record
from photos_ml.store.while_same import FAVORITE, MARKS, NOTHING


class Asked:
    """Three values of a library, and how often each was read."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self.reads: list[str] = []

    def __call__(self) -> list[str]:
        """What was read for this asking."""
        self.reads = []
        for name, but in (("any", frozenset[str]()), ("favorite", FAVORITE), ("marks", MARKS)):
            value = self._db.while_same(("test", name), lambda name=name: self._read(name), but=but)  # type: ignore[misc]
            assert value == name
        return self.reads

    def _read(self, name: str) -> str:
        self.reads.append(name)
        return name


@pytest.fixture
def asked(library: Library) -> Asked:
    return Asked(library.database)


def test_after_a_heart_and_after_hiding(shelf: Any, library: Library, asked: Asked) -> None:
    photo = shelf.add()
    assert asked() == ["any", "favorite", "marks"]
    assert asked() == []
    library.marks.set(photo, Mark.FAVORITE, True)
    assert asked() == ["any"]
    library.marks.set(photo, Mark.HIDE, True)
    assert asked() == ["any", "favorite"]
    gesture = library.marks.set_all([photo], Mark.FAVORITE, False)
    library.acts.undo(gesture)
    assert asked() == ["any"], "one after the other"


def test_after_anything_else_all_is_read(shelf: Any, library: Library, asked: Asked) -> None:
    photo = shelf.add()
    asked()
    for change in (
        lambda: library.acts.do([Act(Field.RATING, "5", photo)]),
        lambda: library.acts.do([Act(Field.FAVORITE, "true", photo), Act(Field.CAPTION, '"sea"', photo)]),
        lambda: shelf.add("b.jpg"),
        lambda: library.database.execute("UPDATE photos SET width = 3"),
    ):
        change()
        assert asked() == ["any", "favorite", "marks"]


def test_what_says_nothing_of_a_photo_leaves_it_known(shelf: Any, library: Library, asked: Asked) -> None:
    photo = shelf.add()
    asked()
    changes: tuple[Callable[[], object], ...] = (
        lambda: library.set_setting("a", 1),
        lambda: library.albums.look(photo),
        lambda: library.runs.end(library.runs.start("index"), "done", {}),
    )
    for change in changes:
        change()
        assert asked() == ["any"]
    assert library.setting("a") == 1
    library.set_setting("a", 2)
    assert library.setting("a") == 2


def test_what_another_wrote_before_or_meanwhile_is_seen(
    shelf: Any, library: Library, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = shelf.add()
    with Library.open(library.folder) as other:
        asked()
        other.set_setting("a", 1)
        library.marks.set(photo, Mark.FAVORITE, True)
        assert asked() == ["any", "favorite", "marks"], "before it, unseen as yet"
        library.marks.set(photo, Mark.FAVORITE, False)
        assert asked() == ["any"]
        tell, told = library.database.version, list[int]()

        def version() -> int:
            """The second time the transaction asks, another has just written."""
            told.append(1)
            if len(told) == 2:
                other.set_setting("a", 2)
            return tell()

        monkeypatch.setattr(library.database, "version", version)
        library.marks.set(photo, Mark.FAVORITE, True)
        monkeypatch.undo()
        assert len(told) == 2
        assert asked() == ["any", "favorite", "marks"], "between the transaction and what follows it"


def test_after_a_file_of_what_was_read_all_stays_known(shelf: Any, library: Library, asked: Asked) -> None:
    shelf.add()
    asked()

    def file() -> int:
        with library.database.transaction(NOTHING):
            return library.database.set_stamp("a file")

    assert file() != file()
    assert asked() == []
    stamp = library.database.while_same("one that files something", file)
    assert library.database.while_same("one that files something", file) == stamp


def test_what_fails_changes_nothing(shelf: Any, library: Library, asked: Asked) -> None:
    shelf.add()
    asked()
    with pytest.raises(ZeroDivisionError), library.database.transaction(FAVORITE):
        raise ZeroDivisionError
    assert asked() == []


def test_a_transaction_inside_a_larger_one_is_not_known_by_its_own(
    shelf: Any, library: Library, asked: Asked
) -> None:
    photo = shelf.add()
    asked()
    with library.database.transaction():
        library.marks.set(photo, Mark.FAVORITE, True)
    assert asked() == ["any", "favorite", "marks"]


def test_counts_are_what_they_would_be_read_anew(shelf: Any, library: Library) -> None:
    photos = [shelf.add(f"{n}.jpg") for n in range(6)]
    vectors = library.vectors("model", "1", 4)

    def told(library: Library) -> tuple[Any, ...]:
        found = library.vectors("model", "1", 4)
        return library.photos.count(), found.count(), found.count_missing(), library.newest_id()

    before = told(library)
    for mark in Mark:
        for on in (True, False):
            library.marks.set_all(photos[:3], mark, on)
            with Library.open(library.folder) as anew:
                assert told(library) == told(anew) == before
    assert vectors.count_missing() == 6


def test_counts_of_steps_are_of_what_is_present(shelf: Any, library: Library) -> None:
    photos = [shelf.add(f"{n}.jpg", content=f"{n // 2:064x}") for n in range(20)]
    step, dice = Record("test", "1", ()), random.Random(0)
    contents = library.steps.due(step)
    outcomes = [
        Outcome(one, reason=dice.choice(("", "", "odd")), retry=one % 2 == 0, ms=2.0) for one in contents
    ]
    library.steps.write(step, outcomes[:8])
    for _ in range(12):
        library.set_status(dice.sample(photos, 4), dice.choice([Status.PRESENT, Status.MISSING, Status.GONE]))
        photos.append(shelf.add(f"new {len(photos)}.jpg"))
        held = library.database.query(
            "SELECT DISTINCT c.id, m.reason FROM contents c JOIN photos p ON p.content_id = c.id "
            "AND p.status = 'present' LEFT JOIN step_marks m ON m.content_id = c.id"
        )
        counts = library.steps.counts(step)
        marked = {one.content_id: one.reason for one in outcomes[:8]}
        assert counts.done == sum(marked.get(row[0]) == "" for row in held)
        assert counts.failed == sum(bool(marked.get(row[0])) for row in held)
        assert counts.due == len(library.steps.due(step)) == library.steps.count_due(step)
