"""What was done by hand is told once more beside the library, and comes back from there."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from photos_ml.store import Library, Mark
from photos_ml.store import act_log as act_logs
from photos_ml.store.act_log import FOLDER
from photos_ml.store.database import FILE_NAME
from photos_ml.store.feedback import Feedback, FeedbackEvent, FeedbackKind
from photos_ml.store.log_lines import from_lines, to_lines
from photos_ml.types import Metadata

if TYPE_CHECKING:
    from tests.store.conftest import Shelf


NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def told(library: Library) -> list[tuple[str, str]]:
    """(field, value) of every act in the log."""
    documents = library.act_log.read().documents
    return [(found["act"]["field"], found["act"]["value"]) for found in documents if "act" in found]


def favourites(library: Library) -> dict[int, bool]:
    rows = library.database.query("SELECT id, favorite FROM photos ORDER BY id")
    return {row["id"]: bool(row["favorite"]) for row in rows}


def lose_last_commits(folder: Path, before: Path) -> None:
    """As after a power cut: the library's file is as it was, the log is not."""
    for name in (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"):
        (folder / name).unlink(missing_ok=True)
        if (before / name).exists():
            shutil.copy2(before / name, folder / name)


def test_acts_and_events_are_told_with_their_photos(shelf: Shelf) -> None:
    photo = shelf.add("2024/a.jpg", content="c" * 64)
    shelf.library.marks.set(photo, Mark.FAVORITE, True)
    Feedback(shelf.library.database).add(FeedbackEvent(NOW, FeedbackKind.OPEN, "m", photo))
    act, event = shelf.library.act_log.read().documents
    assert act["act"]["field"] == "favorite"
    assert act["photo"] == {
        "photo": 1,
        "content_hash": "c" * 64,
        "root": "/pictures",
        "folder": "2024",
        "name": "a.jpg",
    }
    assert (event["event"]["event"], event["photo"]["name"]) == ("open", "a.jpg")


def test_what_was_acknowledged_before_the_power_went_comes_back(shelf: Shelf, tmp_path: Path) -> None:
    library = shelf.library
    photos = [shelf.add(f"{number}.jpg") for number in range(3)]
    library.marks.set(photos[0], Mark.FAVORITE, True)
    library.close()
    shutil.copytree(library.folder, tmp_path / "before")
    with Library.open(library.folder) as again:
        again.marks.set(photos[1], Mark.FAVORITE, True)
        again.marks.set(photos[0], Mark.FAVORITE, False)
    lose_last_commits(library.folder, tmp_path / "before")
    with Library.open(library.folder) as again:
        assert favourites(again) == {photos[0]: False, photos[1]: True, photos[2]: False}
        assert again.acts.undo(3) == 4, "the numbers of gestures are those of before"
        assert favourites(again)[photos[0]] is True


def test_a_library_made_anew_takes_what_the_log_tells(shelf: Shelf) -> None:
    library = shelf.library
    library.marks.set(shelf.add("a.jpg", content="a" * 64), Mark.FAVORITE, True)
    library.close()
    for file in library.folder.glob(f"{FILE_NAME}*"):
        file.unlink()
    with Library.open(library.folder, create=True) as again:
        other = type(shelf)(again)
        photos = other.add("b.jpg"), other.add("a.jpg", content="a" * 64)
        assert favourites(again) == dict(zip(photos, (False, True), strict=True))
        assert told(again) == [("favorite", "true")]
        assert len(again.act_log.files) == 1


def test_acts_of_before_there_was_a_log_are_told_when_the_library_is_opened(shelf: Shelf) -> None:
    library = shelf.library
    library.marks.set(shelf.add(), Mark.HIDE, True)
    library.close()
    shutil.rmtree(library.folder / FOLDER)
    with Library.open(library.folder) as again:
        assert told(again) == [("hidden", "true")]


def test_a_damaged_line_costs_itself_alone(shelf: Shelf) -> None:
    library = shelf.library
    photos = [shelf.add(f"{number}.jpg") for number in range(3)]
    for photo in photos:
        library.marks.set(photo, Mark.FAVORITE, True)
    (file,) = library.act_log.files
    lines = file.read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b"favorite", b"favorits")
    file.write_bytes(b"".join(lines)[:-5])
    assert len(told(library)) == 2
    assert library.act_log.read().damaged == 2
    library.marks.set(photos[0], Mark.HIDE, True)
    assert told(library)[-1] == ("hidden", "true"), "after a line that was cut short comes a new one"


def test_an_act_that_failed_is_not_told(shelf: Shelf) -> None:
    library = shelf.library
    photo = shelf.add()
    library.marks.set(photo, Mark.FAVORITE, True)
    with pytest.raises(ZeroDivisionError), library.database.transaction():
        library.marks.set(photo, Mark.HIDE, True)
        raise ZeroDivisionError
    assert told(library) == [("favorite", "true")]
    with pytest.raises(sqlite3.IntegrityError), library.database.transaction():
        library.database.execute("PRAGMA defer_foreign_keys = ON")
        library.marks.set(photo, Mark.HIDE, True)
        library.database.execute("UPDATE photos SET content_id = 999")
    assert told(library) == [("favorite", "true")], "told before it was committed, and taken back"
    library.marks.set(photo, Mark.FAVORITE, False)
    assert told(library) == [("favorite", "true"), ("favorite", "false")]


def test_what_a_full_disk_took_of_an_act_that_failed_is_not_told(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = shelf.library
    photos = [shelf.add(f"{name}.jpg") for name in "ab"]
    library.marks.set(photos[0], Mark.FAVORITE, True)
    whole = os.write
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda file, data: whole(file, data[: data.index(b"\n") + 10]))
        with pytest.raises(ZeroDivisionError), library.database.transaction():
            library.marks.set_all(photos, Mark.HIDE, True)
            library.database._tell()  # as before a commit, which fails now
            library.act_log.untell()
            raise ZeroDivisionError
    library.close()
    with Library.open(library.folder) as again:
        assert told(again) == [("favorite", "true")]
        assert again.marks.said(photos[0], Mark.HIDE) is None


def test_what_is_forgotten_is_in_no_file_of_the_log(shelf: Shelf) -> None:
    library = shelf.library
    library.marks.set(shelf.add("secret.jpg"), Mark.FAVORITE, True)
    library.forget_root(shelf.root.id)
    assert b"secret" in library.act_log.files[0].read_bytes(), "kept for when the photo comes back"
    again = shelf.root = library.add_root(shelf.root.path)
    shelf.add("secret.jpg", content=f"{1001:064x}")
    library.forget_root(again.id, acts_too=True)
    (file,) = library.act_log.files
    assert b"secret" not in file.read_bytes()


def test_a_library_of_before_something_was_forgotten_and_its_log_tell_the_same(shelf: Shelf) -> None:
    library = shelf.library
    first, second = shelf.add("a.jpg"), shelf.add("b.jpg")
    library.marks.set(first, Mark.FAVORITE, True)
    library.database.query("PRAGMA wal_checkpoint(TRUNCATE)")
    before = library.database.path.read_bytes()
    with library.database.transaction():
        library.database.execute("DELETE FROM acts")
        library.database.note_act(forgotten=True)
    library.marks.set(second, Mark.FAVORITE, True)
    library.close()
    library.database.path.write_bytes(before)  # what came later was not on the disk when the power went
    with Library.open(library.folder) as again:
        held = {row[0] for row in again.database.query("SELECT id FROM acts")}
        assert len(held) == 2
        assert {one["act"]["id"] for one in again.act_log.read().documents} == held


def test_an_event_taken_back_is_not_told(library: Library) -> None:
    feedback = Feedback(library.database)
    first = feedback.add(FeedbackEvent(NOW, FeedbackKind.OPEN, "one"))
    feedback.add(FeedbackEvent(NOW, FeedbackKind.OPEN, "two"))
    feedback.remove(first)
    assert [found["event"]["memory_id"] for found in library.act_log.read().documents] == ["two"]
    feedback.clear()
    assert library.act_log.read().documents == ()


def test_the_log_goes_on_in_another_file(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(act_logs, "ROTATED_BYTES", 2000)
    library = shelf.library
    photos = [shelf.add(f"{number}.jpg") for number in range(30)]
    for photo in photos:
        library.marks.set(photo, Mark.FAVORITE, True)
    assert len(library.act_log.files) > 3
    assert len(told(library)) == 30
    with Library.open(library.folder) as other:
        other.marks.set(photos[0], Mark.HIDE, True)
    library.marks.set(photos[0], Mark.HIDE, False)
    assert told(library)[-2:] == [("hidden", "true"), ("hidden", "false")], "two processes take turns"


def test_what_was_told_is_on_the_disk_within_a_second(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[tuple[str, float]] = []
    monkeypatch.setattr(act_logs, "sync_file", lambda path: kept.append((path.name, time.monotonic())))
    library = shelf.library
    photo = shelf.add()
    library.marks.set(photo, Mark.FAVORITE, True)  # the first is written whole, and so at once
    begun = time.monotonic()
    library.marks.set(photo, Mark.FAVORITE, False)
    while not kept and time.monotonic() < begun + 10:
        time.sleep(0.02)
    assert kept[0][0] == library.act_log.files[0].name
    assert kept[0][1] - begun < 1


def test_a_log_that_cannot_be_written_stops_no_act(shelf: Shelf) -> None:
    library = shelf.library
    photo = shelf.add()
    (library.folder / FOLDER).write_text("in its place")
    library.marks.set(photo, Mark.FAVORITE, True)
    assert favourites(library) == {photo: True}
    (library.folder / FOLDER).unlink()
    library.marks.set(photo, Mark.HIDE, True)
    assert told(library) == [("favorite", "true"), ("hidden", "true")], "what was missed is told as well"


def test_done_and_taken_back_within_a_second_is_restored_in_its_order(shelf: Shelf, tmp_path: Path) -> None:
    library = shelf.library
    photo = shelf.add("a.jpg", Metadata(), content="a" * 64)
    for on in (True, False, True):
        library.marks.set(photo, Mark.FAVORITE, on)
    library.database.execute("UPDATE acts SET at = '2026-11-29T12:00:00+00:00'")  # as they were kept once
    library.backup(tmp_path / "acts")
    with Library.open(tmp_path / "other", create=True) as other:
        type(shelf)(other).add("a.jpg", content="a" * 64)
        assert other.restore(tmp_path / "acts").added == 3
        assert favourites(other) == {1: True}
        assert other.restore(tmp_path / "acts").added == 0


def test_lines_that_are_whole_are_read_and_no_others() -> None:
    data = to_lines([{"a": 1}, {"b": "é"}])
    assert list(from_lines(data)) == [{"a": 1}, {"b": "é"}]
    for at in range(len(data)):
        broken = bytearray(data)
        broken[at] ^= 0x15
        assert all(found in ({"a": 1}, {"b": "é"}) for found in from_lines(bytes(broken)))
