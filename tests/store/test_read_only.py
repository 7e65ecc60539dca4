"""Libraries that can only be read: where nothing can be written, and those that another machine writes."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from photos_ml.errors import LibraryBusyError, LibraryError, LibraryReadOnlyError
from photos_ml.store import Library, Mark, PhotoFilter, database
from photos_ml.store.database import FILE_NAME, open_database
from photos_ml.store.schema import LATEST, MIGRATIONS
from photos_ml.store.sharing import OWNER_NAME, PUBLISHED_NAME, this_machine
from tests.store.test_repair import HOLD_OPEN

if TYPE_CHECKING:
    from tests.store.conftest import Shelf


@pytest.fixture
def fixed(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """fixed(folder): nothing there may be written from now on. Tests may run as a user who may always."""
    folders: set[Path] = set()
    monkeypatch.setattr(database, "may_be_written", lambda file: file.parent not in folders)
    return folders.add


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """elsewhere('name') makes this another machine."""

    def be(name: str) -> None:
        monkeypatch.setattr("photos_ml.store.sharing.this_machine", lambda: name)
        monkeypatch.setattr("platform.node", lambda: name)

    return be


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_where_nothing_can_be_written_a_library_is_read_and_left_as_it_is(
    shelf: Shelf, fixed: Callable[[Path], None]
) -> None:
    photo, folder = shelf.add("a.jpg"), shelf.library.folder
    shelf.library.close()
    before = contents(folder)
    fixed(folder)
    with Library.open(folder) as library:
        assert library.is_read_only
        assert library.photo_ids(PhotoFilter()).tolist() == [photo]
        assert not library.is_indexed_now
        for change in (
            lambda: library.marks.set(photo, Mark.FAVORITE, True),
            lambda: library.set_setting("key", 1),
            lambda: library.add_root(Path("/other")),
            lambda: library.indexing().__enter__(),
            lambda: library.database.note_act(),
        ):
            with pytest.raises(LibraryReadOnlyError, match="can only be read here"):
                change()
        with pytest.raises(sqlite3.OperationalError):
            library.database.connection.execute("DELETE FROM photos")
    assert contents(folder) == before


def test_what_only_its_write_ahead_log_holds_is_read_too(
    shelf: Shelf, tmp_path: Path, fixed: Callable[[Path], None]
) -> None:
    shelf.add("a.jpg")
    killed = shutil.copytree(shelf.library.folder, tmp_path / "killed")
    assert (killed / f"{FILE_NAME}-wal").stat().st_size
    before, temporary = contents(killed), set(Path(tempfile.gettempdir()).glob("photos-ml-*"))
    fixed(killed)
    with Library.open(killed) as library:
        assert library.photos.count() == 1
        with pytest.raises(LibraryReadOnlyError):
            library.set_setting("key", 1)
    assert contents(killed) == before
    assert set(Path(tempfile.gettempdir()).glob("photos-ml-*")) == temporary, "the copy is gone"


def test_a_library_of_an_older_schema_is_read_through_a_copy(
    tmp_path: Path, fixed: Callable[[Path], None]
) -> None:
    open_database(tmp_path / "old", create=True, migrations=MIGRATIONS[:8]).close()
    fixed(tmp_path / "old")
    with Library.open(tmp_path / "old") as library:
        assert library.is_read_only
        assert library.database.scalar("PRAGMA user_version") == LATEST
    with closing(sqlite3.connect(tmp_path / "old" / FILE_NAME)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (8,)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may write anywhere")
def test_permissions_are_told(shelf: Shelf) -> None:
    shelf.library.close()
    shelf.library.folder.chmod(0o500)
    try:
        with Library.open(shelf.library.folder) as library:
            assert library.is_read_only
    finally:
        shelf.library.folder.chmod(0o700)


class TestShared:
    def test_another_machine_reads_what_was_published(
        self, shelf: Shelf, elsewhere: Callable[[str], None]
    ) -> None:
        library, first = shelf.library, shelf.add("a.jpg")
        library.share()
        second = shelf.add("b.jpg")
        elsewhere("tower")
        with Library.open(library.folder) as other:
            assert other.is_read_only
            assert other.photo_ids(PhotoFilter()).tolist() == [first], "as it was published"
            with pytest.raises(LibraryReadOnlyError, match="is written by") as caught:
                other.marks.set(first, Mark.FAVORITE, True)
            assert "share --take-over" in caught.value.hint
            with pytest.raises(LibraryReadOnlyError):
                other.share()
        elsewhere(this_machine())
        library.close()
        elsewhere("tower")
        with Library.open(library.folder) as other:
            assert other.photo_ids(PhotoFilter()).tolist() == [first, second], "closing publishes"

    def test_closed_unchanged_it_is_not_published_again(self, shelf: Shelf) -> None:
        shelf.add()
        shelf.library.close()
        with Library.open(shelf.library.folder) as library:
            library.share()
        before = (shelf.library.folder / PUBLISHED_NAME).stat()
        with Library.open(shelf.library.folder) as library:
            assert library.photos.count() == 1
        after = (shelf.library.folder / PUBLISHED_NAME).stat()
        assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    def test_the_machine_that_lost_it_writes_no_more(
        self, shelf: Shelf, elsewhere: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Also where it has the library open all the while: the system's locks did not reach the other."""
        photo = shelf.add()
        shelf.library.share()
        elsewhere("tower")
        monkeypatch.setattr("photos_ml.store.library.check_nobody_else", lambda path: None)
        with Library.open(shelf.library.folder) as other:
            other.share(take_over=True)
        elsewhere("laptop")
        with pytest.raises(LibraryReadOnlyError, match="written by tower"):
            shelf.library.marks.set(photo, Mark.FAVORITE, True)
        elsewhere("tower")
        shelf.library.marks.set(photo, Mark.FAVORITE, True)

    def test_it_is_not_taken_over_while_its_machine_has_it_open(
        self, shelf: Shelf, elsewhere: Callable[[str], None]
    ) -> None:
        if sys.platform == "win32":
            pytest.skip("Windows has other locks")
        shelf.library.share()
        shelf.library.close()
        command = [sys.executable, "-c", HOLD_OPEN, str(shelf.library.folder)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
            assert owner.stdout
            owner.stdout.readline()
            elsewhere("tower")
            with Library.open(shelf.library.folder) as other, pytest.raises(LibraryBusyError):
                other.share(take_over=True)
            owner.communicate("")
        with Library.open(shelf.library.folder) as other:
            other.share(take_over=True)
        with Library.open(shelf.library.folder) as other:
            assert not other.is_read_only

    def test_what_is_damaged_or_missing_is_said(self, shelf: Shelf, elsewhere: Callable[[str], None]) -> None:
        shelf.library.share()
        shelf.library.close()
        (shelf.library.folder / PUBLISHED_NAME).unlink()
        elsewhere("tower")
        with pytest.raises(LibraryError, match="published nothing yet"):
            Library.open(shelf.library.folder)
        (shelf.library.folder / OWNER_NAME).write_text("{")
        with pytest.raises(LibraryError, match="cannot be read"):
            Library.open(shelf.library.folder)

    def test_a_machine_is_told_by_what_lasts(self) -> None:
        this_machine.cache_clear()
        first = this_machine()
        this_machine.cache_clear()
        assert this_machine() == first
        assert len(first) == 16
