"""What is forgotten on purpose stands nowhere any more: not in the file, its log, its copies, its backups."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from photos_ml.store import Library, Mark, database
from photos_ml.store.database import FILE_NAME
from photos_ml.store.feedback import Feedback, FeedbackEvent, FeedbackKind
from photos_ml.store.traces import Fate
from photos_ml.types import Metadata, PersonTag
from tests.store.test_act_log import NOW

if TYPE_CHECKING:
    from tests.store.conftest import Shelf

SECRET = "Wxyzzyqq"


def holding(folder: Path, secret: str = SECRET) -> list[str]:
    """Files of a folder that hold a word, in any letter case."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.name for path in files if secret.lower().encode() in path.read_bytes().lower())


@pytest.fixture
def known(shelf: Shelf, tmp_path: Path) -> Library:
    """A library that knows a person by name in many places, with its copies and a backup."""
    library = shelf.library
    metadata = Metadata(title=SECRET, keywords=(SECRET,), people=(PersonTag(SECRET),))
    photo = shelf.add(f"{SECRET}/{SECRET}.jpg", metadata)
    library.marks.set(photo, Mark.FAVORITE, True)
    Feedback(library.database).add(FeedbackEvent(NOW, FeedbackKind.LESS, subject=f"person:{SECRET}"))
    other = library.add_root(Path("/other"))
    library.marks.set(shelf.add("kept.jpg", root=other), Mark.FAVORITE, True)
    library.backup(tmp_path / "backup")
    shutil.copy2(library.database.path, library.folder / f"{FILE_NAME}.schema-3.backup")
    shutil.copy2(library.database.path, library.folder / f"{FILE_NAME}.damaged-2026-11-29")
    (library.folder / f"{FILE_NAME}.damaged-2026-11-29").write_bytes(SECRET.encode())
    return library


def test_a_forgotten_folder_stands_in_no_file(known: Library, tmp_path: Path) -> None:
    assert len(holding(tmp_path)) >= 4
    known.forget_root(1, acts_too=True)
    Feedback(known.database).clear()
    traces = known.erase_traces()
    assert [trace.fate for trace in traces].count(Fate.DELETED) == 2
    assert {trace.fate for trace in traces} == {Fate.CLEAN, Fate.DELETED}
    assert holding(tmp_path) == []
    assert b"kept.jpg" in (tmp_path / "backup").read_bytes(), "what was not forgotten is still backed up"


def test_what_a_killed_process_forgot_is_erased_by_the_next(
    known: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(known.act_log, "tell_anew", lambda: None)
        known.forget_root(1, acts_too=True)
        Feedback(known.database).clear()
    known.close()
    assert len(holding(tmp_path)) >= 4
    Library.open(known.folder).close()
    assert holding(tmp_path) == []
    with monkeypatch.context() as watched:
        watched.setattr("photos_ml.store.traces.erase_traces", lambda database: pytest.fail("done before"))
        Library.open(known.folder).close()


def test_a_backup_that_is_out_of_reach_or_another_library_s_is_said(known: Library, tmp_path: Path) -> None:
    (tmp_path / "backup").unlink()
    with Library.open(tmp_path / "another", create=True) as another:
        another.backup(tmp_path / "backup")
    before = (tmp_path / "backup").read_bytes()
    fates = {trace.place.name: trace.fate for trace in known.erase_traces()}
    assert fates["backup"] is Fate.OUT_OF_REACH
    assert (tmp_path / "backup").read_bytes() == before


def test_a_file_that_another_program_reads_is_said_to_be_in_use(
    known: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.1)
    known.database.close()
    with closing(sqlite3.connect(known.database.path)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM photos").fetchone()
        known.set_setting("written", 1)
        assert known.erase_traces()[0].fate is Fate.IN_USE
    assert known.erase_traces()[0].fate is Fate.CLEAN
