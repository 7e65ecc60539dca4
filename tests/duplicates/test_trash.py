"""Copies moved to the trash: only when asked, only what is there twice, nothing without being listed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.service import Context, corrections
from photos_ml.app.service.choices import change_settings
from photos_ml.app.service.spare_files import NOWHERE_ELSE, NotMovedError
from photos_ml.app.service.trash import ConfirmedCopy, list_trashed, move_copies
from photos_ml.errors import UsageError
from photos_ml.indexer.decide import Action, Decision
from photos_ml.indexer.route import Router
from photos_ml.store import Batch, Library, Mark, Status, Upsert
from photos_ml.store.backup import read_acts, write_acts
from photos_ml.store.correcting import last_gesture
from photos_ml.store.trashed import trashed_files
from photos_ml.types import Metadata

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the trash of others cannot be put aside")


def moved(home: Any, kept: int, copy: int, name: str = "copy.jpg", **how: Any) -> str:
    """Why the copy was not moved; '' where it was."""
    (one,) = move_copies(home.context, [ConfirmedCopy(copy, kept, name)], **how)
    assert (one.photo, one.name) == (copy, name)
    return one.problem


def stays(home: Any, problem: str) -> None:
    assert problem
    assert home.in_trash() == []
    assert list_trashed(home.context) == []


def test_a_copy_is_moved_listed_and_gone(home: Any) -> None:
    kept, copy = home.pair()
    assert moved(home, kept, copy) == ""
    path = home.folder / "trip" / "copy.jpg"
    assert (path.exists(), home.in_trash()) == (False, ["copy.jpg"])
    assert (home.trash / "files" / "copy.jpg").read_bytes() == (home.folder / "kept.jpg").read_bytes()
    assert home.library.photos.get([copy])[copy].status is Status.GONE
    (listed,) = list_trashed(home.context)
    assert (listed.file.path, listed.file.kept, listed.is_back) == (path, home.folder / "kept.jpg", False)
    assert (listed.file.size, listed.file.photo) == (len(b"the bytes"), copy)
    (home.trash / "files" / "copy.jpg").rename(path)
    assert list_trashed(home.context)[0].is_back


def test_nothing_is_moved_while_it_is_switched_off(home: Any) -> None:
    kept, copy = home.pair()
    change_settings(home.context, trash=False)
    with pytest.raises(UsageError, match="switched off"):
        moved(home, kept, copy)
    stays(home, "switched off")


def test_the_last_copy_stays(home: Any) -> None:
    kept, copy = home.pair(other=b"alike but")
    assert moved(home, kept, copy) == NOWHERE_ELSE
    kept, copy = home.pair()
    (home.folder / "kept.jpg").write_bytes(b"THE BYTES")  # behind the library's back
    stays(home, moved(home, kept, copy))
    (home.folder / "kept.jpg").unlink()
    stays(home, moved(home, kept, copy))


def test_one_that_is_kept_is_seen_and_another(home: Any) -> None:
    kept, copy = home.pair()
    stays(home, moved(home, copy, copy))
    stays(home, moved(home, 99, copy))
    stays(home, moved(home, copy, kept, "kept.jpg"))
    home.library.marks.set(kept, Mark.HIDE, True)
    both = [ConfirmedCopy(copy, kept, "copy.jpg"), ConfirmedCopy(kept, copy, "kept.jpg")]
    assert all(one.problem for one in move_copies(home.context, both))
    stays(home, "each for the other")


def test_what_changed_since_it_was_looked_at_stays(home: Any) -> None:
    kept, copy = home.pair()
    path = home.folder / "trip" / "copy.jpg"
    stays(home, moved(home, kept, copy, "another.jpg"))
    known = path.stat()
    os.utime(path, ns=(known.st_atime_ns, known.st_mtime_ns + 1))
    stays(home, moved(home, kept, copy))
    path.write_bytes(b"THE BYTES")
    os.utime(path, ns=(known.st_atime_ns, known.st_mtime_ns))
    assert moved(home, kept, copy) == NOWHERE_ELSE, "by its bytes"
    path.unlink()
    stays(home, moved(home, kept, copy))


def test_links_and_one_file_by_two_names_stay(home: Any, tmp_path: Path) -> None:
    kept, copy = home.pair()
    path = home.folder / "trip" / "copy.jpg"
    path.unlink()
    os.link(home.folder / "kept.jpg", path)
    home.library.write(Batch())
    linked = home.add("trip/hard.jpg")
    (home.folder / "trip" / "hard.jpg").unlink()
    os.link(home.folder / "kept.jpg", home.folder / "trip" / "hard.jpg")
    os.utime(home.folder / "kept.jpg", ns=(1, home.library.photos.group_of(linked).primary.mtime_ns))
    home.library.marks.set(linked, Mark.HIDE, True)
    assert "same file" in moved(home, kept, linked, "hard.jpg")
    path.unlink()
    path.symlink_to(home.folder / "kept.jpg")
    assert "link" in moved(home, kept, copy)
    outside = tmp_path / "elsewhere"
    (home.folder / "trip").rename(outside)
    (home.folder / "trip").symlink_to(outside)
    away = home.add("trip/away.jpg")
    home.library.marks.set(away, Mark.HIDE, True)
    assert "outside" in moved(home, kept, away, "away.jpg")
    stays(home, "none")


def test_what_belongs_to_it_goes_with_it_if_that_is_kept_too(home: Any) -> None:
    kept = home.add("kept.jpg", live=b"moving", sidecars=b"mine")
    copy = home.add("trip/copy.jpg", live=b"moving", sidecars=b"yours")
    other = home.add("trip/other.jpg", live=b"moving otherwise")
    for photo in (copy, other):
        home.library.marks.set(photo, Mark.HIDE, True)
    assert moved(home, kept, other, "other.jpg") == NOWHERE_ELSE
    assert moved(home, kept, copy) == ""
    assert home.in_trash() == ["copy.jpg", "copy.live"]
    assert (home.folder / "trip" / "copy.sidecars").read_bytes() == b"yours"
    alone = home.add("alone.jpg")
    assert "has no such file" in moved(home, alone, other, "other.jpg")


def test_what_the_system_refuses_is_said_and_not_listed(home: Any) -> None:
    kept, copy = home.pair()

    def refuse(path: Path) -> None:
        raise NotMovedError("its disk can only be read")

    assert moved(home, kept, copy, move=refuse) == "its disk can only be read"
    stays(home, "refused")

    def fail(path: Path) -> None:
        raise ModuleNotFoundError("no trash is installed")

    with pytest.raises(ModuleNotFoundError):
        moved(home, kept, copy, move=fail)
    stays(home, "failed")
    assert home.library.photos.get([copy])[copy].status is Status.PRESENT
    home.trash.parent.mkdir(exist_ok=True)
    home.trash.write_text("no folder")
    assert moved(home, kept, copy), "the real one, whose trash cannot be made"
    home.trash.unlink()
    stays(home, "refused")


def test_it_is_listed_before_it_is_moved(home: Any) -> None:
    kept, copy = home.pair()
    seen: list[int] = []

    def die(path: Path) -> None:
        seen.append(len(trashed_files(home.library.database)))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        moved(home, kept, copy, move=die)
    assert seen == [1]
    assert [one.is_back for one in list_trashed(home.context)] == [True], "it says that the file is in place"


def test_the_list_outlives_undoing_and_the_library(home: Any, tmp_path: Path) -> None:
    kept, copy = home.pair()
    gesture = last_gesture(home.library)
    moved(home, kept, copy)
    number = home.library.database.scalar("SELECT max(gesture) FROM acts")
    assert last_gesture(home.library) == gesture, "the last that can be undone"
    assert corrections.undo(home.context).in_trash == 1, "it puts no file back"
    assert corrections.undo(home.context).in_trash == 1, "nor hides one again"
    with pytest.raises(UsageError, match="by the system"):
        corrections.undo(home.context, number)
    write_acts(home.library.database, tmp_path / "backup")
    with Library.open(tmp_path / "anew", create=True) as anew:
        read_acts(anew.database, tmp_path / "backup")
        assert trashed_files(anew.database)[0].path == home.folder / "trip" / "copy.jpg"


def test_a_renamed_photo_is_the_one_that_was_kept(home: Any) -> None:
    """The trashed one has the same bytes, is hidden, and may be the likelier by its number."""
    copy, kept = home.add("a/IMG.jpg"), home.add("b/IMG.jpg")
    home.library.marks.set(copy, Mark.HIDE, True)
    assert moved(home, kept, copy, "IMG.jpg") == ""
    (home.folder / "b").rename(home.folder / "c")
    row = home.library.photos.get([kept])[kept]
    group = home.library.photos.group_of(kept)
    found = type(group)(group.root_id, group.root, "c", group.primary)
    router = Router(home.library, home.library.vectors("m", "1", 2))
    job = router.route(Decision(Action.NEW, found), row.content_hash)
    assert (job.photo_id, job.category) == (kept, "moved")
    home.library.write(Batch((Upsert(found, row.content_hash, Metadata(4, 3), job.photo_id),)))
    assert not home.library.marks.is_hidden(job.photo_id or 0)


@pytest.mark.parametrize("is_kept_there", [False, True])
def test_what_is_moved_to_the_place_of_one_in_the_trash_is_the_one_that_was_kept(
    home: Any, is_kept_there: bool
) -> None:
    """Else the copy would be back, hidden, and the photo seen nowhere. Put back beside it, it is the copy."""
    kept, copy = home.pair()
    place, known = home.folder / "trip" / "copy.jpg", home.library.photos.group_of(copy)
    assert moved(home, kept, copy) == ""
    if is_kept_there:
        place.write_bytes(b"the bytes")
    else:
        (home.folder / "kept.jpg").rename(place)
    (in_trash,) = home.library.photos.known_in(home.root.id, "trip")
    hashed = in_trash.content_hash
    router = Router(home.library, home.library.vectors("m", "1", 2))
    job = router.route(Decision(Action.CONTENT, known, in_trash), hashed)
    assert (job.photo_id, job.category) == ((copy, "unchanged") if is_kept_there else (kept, "moved"))
    home.library.write(Batch((Upsert(known, hashed, Metadata(4, 3), job.photo_id),)))
    assert home.library.photos.find(place).id == job.photo_id
    assert home.library.marks.is_hidden(job.photo_id) is is_kept_there


@pytest.mark.parametrize("is_kept_there", [False, True])
def test_what_is_moved_over_a_hidden_copy_is_the_one_that_was_kept(home: Any, is_kept_there: bool) -> None:
    """By hand, without the trash: else only the hidden one would be left, and the photo seen nowhere."""
    kept, copy = home.pair()
    place, known = home.folder / "trip" / "copy.jpg", home.library.photos.group_of(copy)
    if is_kept_there:
        place.write_bytes(place.read_bytes())
    else:
        (home.folder / "kept.jpg").replace(place)
    (was,) = home.library.photos.known_in(home.root.id, "trip")
    router = Router(home.library, home.library.vectors("m", "1", 2))
    job = router.route(Decision(Action.CONTENT, known, was), was.content_hash)
    assert (job.photo_id, job.category) == ((copy, "unchanged") if is_kept_there else (kept, "moved"))
    assert router.displaced == (set() if is_kept_there else {copy})


def test_each_time_a_file_is_moved_is_listed(home: Any) -> None:
    kept, copy = home.pair()
    path = home.folder / "trip" / "copy.jpg"
    for times in (1, 2):
        assert moved(home, kept, copy) == ""
        assert len(list_trashed(home.context)) == times
        (home.trash / "files" / "copy.jpg").rename(path)
        (home.trash / "info" / "copy.jpg.trashinfo").unlink()
        home.library.set_status([copy], Status.PRESENT)


def test_a_backup_allows_no_act_on_the_files_of_another_machine(home: Any, tmp_path: Path) -> None:
    change_settings(home.context, trash=True, documents_in_grid=False)
    write_acts(home.library.database, tmp_path / "acts")
    with Context(tmp_path / "other") as other:
        library = other.library(create=True)
        read_acts(library.database, tmp_path / "acts")
        library.acts.renew([])
        assert (other.settings.trash, other.settings.documents_in_grid) == (False, False)
