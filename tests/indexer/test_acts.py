"""What was done by hand finds its photo again: moved, changed, forgotten, in a library made anew."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from photos_ml.errors import LibraryError
from photos_ml.provenance import Field
from photos_ml.store import Library, Mark
from photos_ml.store.acts import Act
from photos_ml.store.forget import forget_acts
from photos_ml.store.memories import Excluded, Memories

Paint = Callable[..., Path]


@pytest.fixture
def marked(studio: Any, painter: Paint) -> Any:
    """a.jpg: a caption, a favourite. c.jpg: kept out of memories. Of two same files one is hidden."""
    for seed, name in ((0, "a.jpg"), (1, "x/same.jpg"), (1, "y/same.jpg"), (2, "c.jpg"), (3, "plain.jpg")):
        painter(studio.photos / name, seed)
    studio.index()
    library = studio.library
    library.marks.set(studio.at("a.jpg").id, Mark.FAVORITE, True)
    library.acts.do([Act(Field.CAPTION, '"the old boat"', studio.at("a.jpg").id)])
    library.marks.set(studio.at("x/same.jpg").id, Mark.HIDE, True)
    Memories(library.database).exclude(Excluded.PHOTO, str(studio.at("c.jpg").id))
    return studio


def done(studio: Any, folder: Path | None = None) -> dict[str, set[str]]:
    """What is done to each photo, by its path in the folder."""
    library, folder = studio.library, folder or studio.photos
    excluded = {subject for _, subject in Memories(library.database).exclusions()}
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*.jpg")):
        row = library.photos.find(path)
        assert row is not None
        words = {
            "favourite": row.metadata.favorite,
            "the old boat": row.metadata.caption == "the old boat",
            "found by its words": row.id in library.match_ids("boat"),
            "hidden": row.id in library.marks.hidden(),
            "excluded": str(row.id) in excluded,
        }
        if said := {word for word, is_so in words.items() if is_so}:
            found[path.relative_to(folder).as_posix()] = said
    return found


BOAT = {"favourite", "the old boat", "found by its words"}
ALL = {"a.jpg": BOAT, "x/same.jpg": {"hidden"}, "c.jpg": {"excluded"}}


@contextmanager
def made_anew(studio: Any) -> Iterator[Any]:
    """The same studio with a new library that was given the backup of the old one."""
    old = studio.library
    with Library.open(old.folder.parent / "anew", create=True) as studio.library:
        file = old.folder.parent / "acts.jsonl"
        assert old.backup(file) > 0
        assert studio.library.restore(file).known == 0
        yield studio
    studio.library = old


def test_what_was_done_is_done(marked: Any) -> None:
    assert done(marked) == ALL
    marked.index()
    assert done(marked) == ALL


def test_a_renamed_folder(marked: Any) -> None:
    (marked.photos / "x").rename(marked.photos / "z")
    marked.index()
    assert done(marked) == {"a.jpg": BOAT, "z/same.jpg": {"hidden"}, "c.jpg": {"excluded"}}


@pytest.mark.parametrize("order", [("x", "y"), ("y", "x")])
def test_folders_of_copies_that_are_all_renamed(marked: Any, order: tuple[str, str]) -> None:
    """Copies of the same name in two folders: the whole moves, and each stays what it was."""
    marked.library.marks.set(marked.at("y/same.jpg").id, Mark.FAVORITE, True)
    away = marked.photos / "moved"
    away.mkdir()
    for name in order:
        (marked.photos / name).rename(away / name)
    marked.index()
    assert done(marked) == {
        "a.jpg": BOAT,
        "moved/x/same.jpg": {"hidden"},
        "moved/y/same.jpg": {"favourite"},
        "c.jpg": {"excluded"},
    }


def test_a_moved_disk(marked: Any) -> None:
    elsewhere = marked.photos.parent / "other disk"
    marked.photos.rename(elsewhere)
    marked.index(elsewhere)
    assert done(marked, elsewhere) == ALL


def test_bytes_changed_in_place(marked: Any, painter: Paint) -> None:
    painter(marked.photos / "a.jpg", 50)
    painter(marked.photos / "x/same.jpg", 51)
    marked.index()
    assert done(marked) == ALL


def test_names_that_are_swapped(marked: Any) -> None:
    """A photo is its bytes first."""
    a, plain, between = (marked.photos / name for name in ("a.jpg", "plain.jpg", "between.jpg"))
    for one, other in ((a, between), (plain, a), (between, plain)):
        one.rename(other)
    marked.index()
    assert done(marked) == {"plain.jpg": BOAT, "x/same.jpg": {"hidden"}, "c.jpg": {"excluded"}}


def test_a_folder_that_is_forgotten_and_comes_back(marked: Any) -> None:
    (root,) = marked.library.roots()
    marked.library.forget_root(root.id)
    assert Memories(marked.library.database).exclusions() == []
    assert marked.library.marks.hidden() == frozenset()
    marked.index()
    assert done(marked) == ALL


def test_a_folder_that_is_forgotten_with_all_that_was_done(marked: Any) -> None:
    (root,) = marked.library.roots()
    marked.library.forget_root(root.id, acts_too=True)
    for table in ("acts", "act_photos", "claims"):
        assert marked.library.database.scalar(f"SELECT count(*) FROM {table}") == 0
    marked.index()
    assert done(marked) == {}


def test_a_copy_that_was_always_there_is_not_taken_for_the_forgotten_photo(marked: Any) -> None:
    elsewhere = marked.photos.parent / "copies"
    elsewhere.mkdir()
    shutil.copy2(marked.photos / "a.jpg", elsewhere / "copy.jpg")
    marked.index(elsewhere)
    marked.library.forget_root(marked.library.roots()[0].id)
    marked.index(elsewhere)
    assert done(marked, elsewhere) == {}


def test_a_library_made_anew(marked: Any) -> None:
    with made_anew(marked) as anew:
        anew.index()
        assert done(anew) == ALL


def test_a_library_made_anew_on_another_disk(marked: Any) -> None:
    elsewhere = marked.photos.parent / "other disk"
    marked.photos.rename(elsewhere)
    with made_anew(marked) as anew:
        anew.index(elsewhere)
        assert done(anew, elsewhere) == ALL


def test_a_library_made_anew_after_all_was_moved_about(marked: Any, painter: Paint) -> None:
    """By bytes and name where one photo alone has them, by bytes alone, by the place alone."""
    (marked.photos / "a.jpg").rename(marked.photos / "y/boat.jpg")
    painter(marked.photos / "c.jpg", 60)
    (marked.photos / "x").rename(marked.photos / "z")
    with made_anew(marked) as anew:
        anew.index()
        # Two copies of the old name, neither in the old place: which of them was hidden is not known.
        assert done(anew) == {"y/boat.jpg": BOAT, "c.jpg": {"excluded"}}
        (anew.photos / "y/same.jpg").unlink()
        (anew.photos / "z").rename(anew.photos / "x")
        anew.index()
        assert done(anew) == {"y/boat.jpg": BOAT, "x/same.jpg": {"hidden"}, "c.jpg": {"excluded"}}


def test_names_that_are_swapped_in_a_library_made_anew(marked: Any) -> None:
    """Bytes go before the place: neither photo takes the other's."""
    marked.library.acts.do([Act(Field.CAPTION, '"plain"', marked.at("plain.jpg").id)])
    a, plain, between = (marked.photos / name for name in ("a.jpg", "plain.jpg", "between.jpg"))
    for one, other in ((a, between), (plain, a), (between, plain)):
        one.rename(other)
    with made_anew(marked) as anew:
        anew.index()
        assert done(anew)["plain.jpg"] == BOAT
        assert anew.at("a.jpg").metadata.caption == "plain"


def test_restoring_into_a_library_in_use(marked: Any, tmp_path: Path) -> None:
    """What is known changes nothing, what was done since stands, and a forgotten act comes back."""
    library, file = marked.library, tmp_path / "acts.jsonl"
    library.backup(file)
    assert library.restore(file).added == 0
    with library.database.transaction() as connection:
        connection.execute("UPDATE acts SET at = '2020-01-01T00:00:00+00:00'")
    library.backup(file)
    library.acts.do([Act(Field.CAPTION, '"said since"', marked.at("a.jpg").id)])
    forget_acts(library.database, [marked.at("x/same.jpg").id])
    library.claims.unsay("user", [(marked.at("x/same.jpg").id, (Field.HIDDEN, ""))])
    assert library.restore(file).added == 1
    assert marked.at("a.jpg").metadata.caption == "said since"
    assert library.marks.hidden() == {marked.at("x/same.jpg").id}


@pytest.mark.parametrize(
    "damage",
    [lambda data: data[:-20], lambda data: data.replace(b"boat", b"goat"), lambda data: b"", bytes.upper],
)
def test_a_damaged_backup_is_refused_whole(
    marked: Any, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "acts.jsonl"
    marked.library.backup(file)
    assert file.stat().st_mode & 0o077 == 0 or os.name == "nt"
    file.write_bytes(damage(file.read_bytes()))
    before = marked.library.database.scalar("SELECT count(*) FROM acts")
    with pytest.raises(LibraryError, match=r"cannot be read as a backup|damaged"):
        marked.library.restore(file)
    assert marked.library.database.scalar("SELECT count(*) FROM acts") == before


def test_what_was_taken_back_is_taken_back_by_a_backup_too(marked: Any, tmp_path: Path) -> None:
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    marked.library.backup(before)
    marked.library.acts.do([Act(Field.CAPTION, None, marked.at("a.jpg").id)])
    marked.library.backup(after)
    with Library.open(tmp_path / "other", create=True) as marked.library:
        marked.index()
        marked.library.restore(before)
        assert marked.at("a.jpg").metadata.caption == "the old boat"
        assert marked.library.restore(after).added == 1
        assert marked.at("a.jpg").metadata.caption == ""
