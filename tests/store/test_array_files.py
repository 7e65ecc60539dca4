"""What is kept in files beside a library is what would be read anew, whatever was done since by whomever."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import astuple, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from photos_ml.corrections import Correction, Where
from photos_ml.provenance import Field
from photos_ml.store import Batch, Library, Mark, PhotoFilter, Status, TagRow, VectorRow
from photos_ml.store import database as database_module
from photos_ml.store import facets as facets_module
from photos_ml.store import photo_table as table_module
from photos_ml.store.acts import Act
from photos_ml.store.array_files import NUMBER, ArrayFiles
from photos_ml.store.correcting import correct
from photos_ml.store.database import ARRAYS, FILE_NAME, STAMPS
from photos_ml.store.people import read_people
from photos_ml.store.photo_table import PhotoArrays
from photos_ml.store.positions import read_positions
from photos_ml.store.private.vault import set_up
from photos_ml.store.steps import Outcome, Record
from photos_ml.store.while_same import ASIDE, NOTHING
from photos_ml.types import (
    Camera,
    DateSource,
    Kind,
    Media,
    Metadata,
    PersonTag,
    Place,
    Position,
    Precision,
    Tag,
    TaggerInfo,
    Taken,
)

TAGGER = TaggerInfo("model", "1", "1")
WORDS = ("sea", "dog", "snow")
NAMES = ("Ann", "Ben", "Cleo")
FACES = Record("faces", "1", ())
COLUMNS: dict[str, npt.NDArray[Any]] = {
    "ids": np.arange(9),
    "names": np.frombuffer(b"[1, 2]", np.uint8),
    "degrees": np.ones((3, 2)),
}


def anything(dice: random.Random) -> Metadata:
    when = datetime(2015 + dice.randrange(3), dice.randrange(1, 13), dice.randrange(1, 28), 12)
    taken = Taken(when, None, dice.choice([DateSource.EXIF, DateSource.MTIME]), dice.choice([*Precision]))
    return Metadata(
        width=dice.choice((0, 400, 600)),
        height=300,
        media=dice.choice([Media.PHOTO, Media.PHOTO, Media.VIDEO]),
        taken=dice.choice([None, taken, taken]),
        position=dice.choice([None, Position(dice.random(), dice.random())]),
        place=dice.choice([None, Place("Bergen", "", "Norway", "no")]),
        camera=dice.choice([Camera(), Camera("Canon", "R6")]),
        people=tuple(PersonTag(name, (0.1, 0.1, 0.2, 0.2)) for name in dice.sample(NAMES, dice.randrange(3))),
        kinds=frozenset(dice.sample([Kind.SCREENSHOT, Kind.SELFIE], dice.randrange(2))),
        rating=dice.choice((None, 2, 5)),
        burst_id=dice.choice(("", "", "a", "b")),
    )


def told(library: Library) -> dict[str, Any]:
    """All that is kept in files, and what is made of it."""
    table, vectors = library.photo_table.current(), library.vectors("model", "1", 4)
    positions = read_positions(library.database, library.photo_table, papers=False)
    shown = {field.name: getattr(table, field.name).tolist() for field in fields(PhotoArrays)}
    bursts = shown.pop("bursts")  # by the number that each has in a process
    return {
        "arrays": {name: list(map(repr, column)) for name, column in shown.items()},
        "bursts": [bursts.index(one) if one >= 0 else -1 for one in bursts],
        "months": library.timeline(),
        "no papers": library.timeline(papers=False),
        "positions": [positions.ids.tolist(), positions.degrees.tolist(), positions.place_ids.tolist()],
        "names": astuple(library.names()),
        "people": read_people(library.database, library.photo_table),
        "tags": library.tags(TAGGER).counts(),
        "facets": astuple(library.facets(table.ids[table.present])),
        "counts": [library.photos.count(), vectors.count(), vectors.count_missing()],
        "step": library.steps.counts(FACES),
        "setting": library.setting("a"),
        "last run": library.runs.last(),
        "all": library.photo_ids(PhotoFilter()).tolist(),
        "favorites": library.photo_ids(PhotoFilter(favorite=True)).tolist(),
        "contents": vectors.contents_of(np.arange(1, 30)).tolist(),
        "vectors": vectors.of_content(np.arange(1, 60)).tolist(),
    }


@pytest.fixture(autouse=True)
def _all_are_filed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "LONG_S", 0.0)
    monkeypatch.setattr(table_module, "FILED_ROWS", 1)
    monkeypatch.setattr(table_module, "FILED_SHARE", 0.0)
    monkeypatch.setattr(facets_module, "FEW", 0)


def assert_as_anew(folder: Path) -> None:
    """As told by a process that finds files, and by another that reads what these wrote."""
    with Library.open(folder) as plain:
        plain.database.files = None
        anew = told(plain)
    for _ in range(2):
        with Library.open(folder) as library:
            kept = told(library)
        for name, value in anew.items():
            assert kept[name] == value, name


@pytest.fixture
def filled(shelf: Any, library: Library) -> Iterator[Library]:
    dice = random.Random(1)
    for number in range(24):
        shelf.add(f"{number % 3}/{number}.jpg", anything(dice))
    hold(library, dice, [row[0] for row in library.database.query("SELECT hash FROM contents LIMIT 12")])
    yield library


def hold(library: Library, dice: random.Random, hashes: list[str]) -> None:
    """Vectors and tags of contents."""
    rows = [VectorRow(one, np.ones(4, np.float16)) for one in hashes]
    tags = [TagRow(one, (Tag(dice.choice(WORDS), 0.25 + dice.random() / 2),)) for one in hashes]
    library.write(Batch(vectors=tuple(rows), tags=tuple(tags)), library.vectors("model", "1", 4),
                  library.tags(TAGGER))  # fmt: skip


def changes(shelf: Any, library: Library, dice: random.Random) -> dict[str, Callable[[], Any]]:
    """Everything that what is told depends on, changed in one place."""

    def some(number: int = 3) -> list[int]:
        return dice.sample(library.all_present(), number)

    def say(**values: Any) -> None:
        correct(library, some(), Correction(**values))

    def steps() -> None:
        due = library.steps.due(FACES)
        library.steps.write(FACES, [Outcome(one, ms=1.0, reason=dice.choice(("", "odd"))) for one in due[:4]])

    def vectors() -> None:
        missing = "SELECT hash FROM contents WHERE id NOT IN (SELECT content_id FROM vectors) LIMIT 2"
        hold(library, dice, [row[0] for row in library.database.query(missing)])

    when = Taken(datetime(2019, 2, 3, 4), None, DateSource.USER)
    return {
        "heart": lambda: library.marks.set_all(some(), Mark.FAVORITE, dice.random() < 0.6),
        "hide": lambda: library.marks.set_all(some(), Mark.HIDE, dice.random() < 0.6),
        "archive": lambda: library.acts.do([Act(Field.ARCHIVED, "true", one) for one in some()]),
        "rating": lambda: say(rating=dice.randrange(6)),
        "date": lambda: say(taken=when),
        "no date": lambda: say(undated=True),
        "place": lambda: say(where=Where(Position(dice.random(), 1.0), Place("Oslo", "", "Norway", "no"))),
        "nowhere": lambda: say(where=Where()),
        "person": lambda: say(people=(PersonTag(dice.choice(NAMES)),)),
        "no person": lambda: say(no_people=(dice.choice(NAMES),)),
        "kind": lambda: say(kind=dice.choice(("photo", Kind.DOCUMENT.value))),
        "tag": lambda: say(tags=(dice.choice(WORDS),)),
        "no tag": lambda: say(no_tags=(dice.choice(WORDS),)),
        "undo": lambda: library.acts.undo(int(library.database.scalar("SELECT max(gesture) FROM acts"))),
        "steps": steps,
        "run": lambda: library.runs.end(library.runs.start("index"), "done", {}),
        "look": lambda: library.albums.look(some(1)[0]),
        "setting": lambda: library.set_setting("a", dice.random()),
        "vectors": vectors,
        "missing": lambda: library.set_status(some(2), Status.MISSING),
        "back": lambda: library.set_status(range(1, 9), Status.PRESENT),
        "new": lambda: shelf.add(f"new/{dice.random()}.jpg", anything(dice)),
        "other bytes": lambda: shelf.add("0/0.jpg", anything(dice), photo_id=some(1)[0]),
        "straight": lambda: library.database.execute("UPDATE photos SET width = 900, lat = 3 WHERE id < 5"),
    }


@pytest.mark.parametrize("seed", range(3))
def test_after_every_change_they_are_what_would_be_read(shelf: Any, filled: Library, seed: int) -> None:
    dice = random.Random(seed)
    assert_as_anew(filled.folder)
    assert len(list((filled.folder / ARRAYS).glob("*"))) > 8, "all of them are kept"
    every = changes(shelf, filled, dice)
    order = dice.sample(list(every), len(every))
    for name in order:
        every[name]()
        kept = told(filled)  # of the process that changed it
        assert_as_anew(filled.folder)
        with Library.open(filled.folder) as anew:
            anew.database.files = None
            assert kept == told(anew), name


def test_after_another_copy_took_its_place(shelf: Any, filled: Library, tmp_path: Path) -> None:
    """A backup that is put back has numbers that were given before: none is taken for the other."""
    copy, dice = tmp_path / "copy.sqlite", random.Random(0)
    told(filled)
    with closing(sqlite3.connect(copy)) as target:
        filled.database.connection.backup(target)
    every = changes(shelf, filled, dice)
    for name in ("date", "heart", "new"):
        every[name]()
        told(filled)
    folder = filled.folder
    filled.close()
    for name in (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copyfile(copy, folder / FILE_NAME)
    shutil.rmtree(folder / "acts")
    with Library.open(folder) as library:
        every = changes(shelf, library, dice)
        for name in ("rating", "heart", "place"):  # as many changes as before
            every[name]()
    assert_as_anew(folder)


def test_what_is_forgotten_and_what_is_private_is_in_none(shelf: Any, filled: Library) -> None:
    other = filled.add_root(Path("/other"))
    shelf.add("a.jpg", Metadata(position=Position(12.3456789, 1.0), height=300), root=other)
    private = shelf.add("b.jpg", Metadata(position=Position(23.456789, 1.0), height=300))
    folder = filled.folder / ARRAYS

    def hold(degrees: float) -> bool:
        return any(np.float64(degrees).tobytes() in file.read_bytes() for file in folder.glob("*"))

    told(filled)
    assert hold(12.3456789)
    filled.forget_root(other.id)
    filled.erase_traces()
    assert not list(folder.glob("*"))
    told(filled)
    assert hold(23.456789)
    assert not hold(12.3456789)
    with set_up(filled, "correct horse battery") as vault:
        vault.add([private])
        assert told(vault.library)["counts"][0] == 1
    told(filled)
    assert not hold(23.456789)
    assert not list(filled.folder.glob("private/**/*.arrays"))


def test_each_kind_of_change_has_its_number(shelf: Any, library: Library) -> None:
    photo, database = shelf.add(), library.database

    def renewed(change: Callable[[], Any]) -> set[str]:
        before = {name: database.stamp(name) for name in STAMPS}
        change()
        return {name for name in STAMPS if database.stamp(name) != before[name]}

    def fail() -> None:
        with pytest.raises(ZeroDivisionError), database.transaction():
            database.execute("UPDATE photos SET width = 5")
            raise ZeroDivisionError

    def nothing() -> None:
        with database.transaction(NOTHING):
            database.set_stamp("a file")

    database.filed("for all but looks", lambda: 1, ASIDE, NUMBER)
    every = set(STAMPS)
    assert renewed(lambda: library.marks.set(photo, Mark.FAVORITE, True)) == {"anything", "more than looks"}
    assert renewed(lambda: library.marks.set(photo, Mark.HIDE, True)) == every - {"more than marks"}
    assert renewed(lambda: library.set_setting("a", 1)) == {"anything"}
    assert renewed(lambda: library.set_setting("a", 1)) == set(), "it says so already"
    assert renewed(lambda: library.albums.look(photo)) == {"anything"}
    assert renewed(lambda: library.runs.end(library.runs.start("index"), "done", {})) == {"anything"}
    assert renewed(lambda: database.execute("UPDATE photos SET width = 7")) == every
    assert renewed(shelf.add) == every
    assert renewed(lambda: told(library)) == renewed(fail) == renewed(nothing) == set()


def test_another_writer_is_not_waited_for(filled: Library) -> None:
    with closing(sqlite3.connect(filled.folder / FILE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        anew = told(filled)
        assert not list((filled.folder / ARRAYS).glob("photos-*"))
        other.execute("ROLLBACK")
    assert anew == told(filled)
    filled.marks.set(1, Mark.FAVORITE, True)
    told(filled)
    assert list((filled.folder / ARRAYS).glob("photos-*"))
    assert filled.database.scalar("PRAGMA busy_timeout") == 1000 * database_module.BUSY_TIMEOUT_S


def test_written_while_another_writes_it_is_not_kept(
    shelf: Any, filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read in the course of a change may be half of it."""
    tags = filled.tags(TAGGER)
    read = type(tags)._counts

    def late(self: Any) -> Any:
        found = read(self)
        with Library.open(filled.folder) as other:
            other.database.execute("UPDATE photos SET width = 3")
        return found

    monkeypatch.setattr(type(tags), "_counts", late)
    tags.counts()
    assert not list((filled.folder / ARRAYS).glob("*tag*"))


def test_arrays_come_back_and_nothing_else_does(tmp_path: Path) -> None:
    files = ArrayFiles(tmp_path / "arrays", 3)
    assert files.read("a", 1) is None
    assert files.write("a", 1, COLUMNS)
    found = files.read("a", 1)
    assert found is not None
    for name, column in COLUMNS.items():
        np.testing.assert_array_equal(found[name], column)
    assert files.read("a", 2) is None, "another state"
    assert files.read("b", 1) is None, "another name"
    assert ArrayFiles(tmp_path / "arrays", 4).read("a", 1) is None, "another schema"
    whole = files.path("a").read_bytes()
    dice = random.Random(0)
    for damaged in (whole[:-1], whole + b" ", b"", whole[:30], whole[: len(whole) // 2]):
        files.path("a").write_bytes(damaged)
        assert files.read("a", 1) is None
    padding = 0
    for _ in range(200):
        place = dice.randrange(len(whole))
        files.path("a").write_bytes(whole[:place] + bytes([whole[place] ^ 8]) + whole[place + 1 :])
        found = files.read("a", 1)
        padding += found is not None
        assert found is None or all(np.array_equal(found[name], COLUMNS[name]) for name in COLUMNS)
    assert padding < 120


def test_a_folder_that_takes_nothing_costs_nothing(filled: Library) -> None:
    shutil.rmtree(filled.folder / ARRAYS, ignore_errors=True)
    (filled.folder / ARRAYS).write_text("in the way")
    kept = told(filled)
    assert (filled.folder / ARRAYS).read_text() == "in the way"
    assert_as_anew(filled.folder)
    assert kept["counts"][0] == 24
