"""What a run does when files come, change, move, vanish and come back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.store import FileGroup, Holder, Library, PhotoFilter, Status

Paint = Callable[..., Path]
Touch = Callable[..., None]


@pytest.fixture
def five(studio: Any, painter: Paint) -> Any:
    """A studio with five photos in three folders, indexed."""
    for seed, name in enumerate(("a.jpg", "b.jpg", "2020/c.jpg", "2020/d.jpg", "2021/e.jpg")):
        painter(studio.photos / name, seed)
    assert studio.counts() == {"new": 5, "embedded": 5}
    return studio


def ids(studio: Any) -> dict[str, int]:
    return {name: row.id for name, row in studio.present().items()}


def test_second_run_changes_nothing(five: Any) -> None:
    before = five.present()
    assert five.counts() == {"unchanged": 5}
    assert five.present() == before


def test_photos_are_stored_with_what_is_known_of_them(five: Any) -> None:
    row = five.at("2020/c.jpg")
    assert row.status is Status.PRESENT
    assert (row.metadata.width, row.metadata.height) == (48, 32)
    assert row.size == (five.photos / "2020/c.jpg").stat().st_size
    assert np.linalg.norm(five.vector("2020/c.jpg")) == pytest.approx(1, abs=1e-3)


def test_new_file_is_the_only_work(five: Any, painter: Paint) -> None:
    painter(five.photos / "2021/f.jpg", 5)
    assert five.counts() == {"new": 1, "unchanged": 5, "embedded": 1}


def test_changed_file_keeps_its_photo_and_gets_a_new_vector(five: Any, painter: Paint) -> None:
    before, vector = five.at("a.jpg"), five.vector("a.jpg")
    painter(five.photos / "a.jpg", 77)
    assert five.counts() == {"changed": 1, "unchanged": 4, "embedded": 1}
    after = five.at("a.jpg")
    assert after.id == before.id
    assert after.content_hash != before.content_hash
    assert vector @ five.vector("a.jpg") < 0.99


def test_touched_file_is_hashed_and_found_unchanged(five: Any, toucher: Touch) -> None:
    before = ids(five)
    toucher(five.photos / "a.jpg")
    assert five.counts() == {"unchanged": 5}
    assert ids(five) == before
    assert five.encoder.encoded == 5


@pytest.mark.parametrize("target", ["z.jpg", "2020/a.jpg", "new/deep/a.jpg", "café\n😀.jpg"])
def test_moved_or_renamed_file_keeps_its_id(five: Any, target: str) -> None:
    before = five.at("a.jpg").id
    (five.photos / target).parent.mkdir(parents=True, exist_ok=True)
    (five.photos / "a.jpg").rename(five.photos / target)
    assert five.counts() == {"moved": 1, "unchanged": 4}
    assert five.at(target).id == before
    assert five.library.photos.find(five.photos / "a.jpg") is None
    assert five.counts() == {"unchanged": 5}


def test_copied_file_is_a_photo_of_its_own_with_the_same_vector(five: Any) -> None:
    shutil.copy2(five.photos / "a.jpg", five.photos / "2021/copy of a.jpg")
    assert five.counts() == {"new": 1, "unchanged": 5}
    assert five.at("a.jpg").id != five.at("2021/copy of a.jpg").id
    assert five.vectors() == 5


def test_same_photo_twice_from_the_start_is_two_photos_with_one_vector(studio: Any, painter: Paint) -> None:
    painter(studio.photos / "a.jpg", 1)
    painter(studio.photos / "again/b.jpg", 1)
    painter(studio.photos / "c.jpg", 1)
    assert studio.counts() == {"new": 3, "embedded": 1}
    assert len(set(ids(studio).values())) == 3
    vectors = studio.library.vectors("projection", "1", 32)
    everything = PhotoFilter()
    (only,) = studio.library.vector_ids(everything, vectors).tolist()
    assert vectors.photos_of([only]) == {only: studio.library.photo_ids(everything).tolist()}


def test_rename_over_another_photo_moves_the_one_and_loses_the_other(five: Any) -> None:
    a, b = five.at("a.jpg").id, five.at("b.jpg").id
    os.replace(five.photos / "b.jpg", five.photos / "a.jpg")  # noqa: PTH105
    assert five.counts() == {"moved": 1, "unchanged": 3, "gone": 1}
    assert five.at("a.jpg").id == b
    assert five.library.photos.get([a])[a].status is Status.GONE
    assert five.counts() == {"unchanged": 4}


def test_overwritten_photo_comes_back_with_its_id(five: Any, painter: Paint) -> None:
    a, b = five.at("a.jpg").id, five.at("b.jpg").id
    os.replace(five.photos / "b.jpg", five.photos / "a.jpg")  # noqa: PTH105
    five.index()
    painter(five.photos / "a.jpg", 0)
    painter(five.photos / "b.jpg", 1)
    assert five.counts() == {"moved": 2, "unchanged": 3}
    assert (five.at("a.jpg").id, five.at("b.jpg").id) == (a, b)


def test_two_photos_that_swap_names_swap_places(five: Any) -> None:
    a, b = five.at("a.jpg").id, five.at("b.jpg").id
    (five.photos / "a.jpg").rename(five.photos / "t")
    (five.photos / "b.jpg").rename(five.photos / "a.jpg")
    (five.photos / "t").rename(five.photos / "b.jpg")
    assert five.counts() == {"moved": 2, "unchanged": 3}
    assert (five.at("a.jpg").id, five.at("b.jpg").id) == (b, a)
    assert five.counts() == {"unchanged": 5}


@pytest.mark.parametrize("step", [1, -1])
def test_series_renumbered_by_one_keeps_every_id(studio: Any, painter: Paint, step: int) -> None:
    for seed in range(10, 16):
        painter(studio.photos / f"IMG_{seed}.jpg", seed)
    studio.index()
    before = ids(studio)
    for number in sorted(range(10, 16), reverse=step > 0):
        (studio.photos / f"IMG_{number}.jpg").rename(studio.photos / f"IMG_{number + step}.jpg")
    assert studio.counts() == {"moved": 6}
    assert ids(studio) == {f"IMG_{int(name[4:6]) + step}.jpg": number for name, number in before.items()}


@pytest.mark.parametrize("copy", ["a (original).jpg", "z.jpg"])
def test_edit_in_place_with_the_original_kept_beside_loses_nothing(
    five: Any, painter: Paint, copy: str
) -> None:
    shutil.copy2(five.photos / "a.jpg", five.photos / copy)
    painter(five.photos / "a.jpg", 50)
    report = five.index()
    assert report.counts.photos == 6
    assert report.counts.embedded == 1
    assert len(set(ids(five).values())) == 6
    assert five.counts() == {"unchanged": 6}


def test_deleted_file_is_gone_and_counted_once(five: Any) -> None:
    before = five.at("2020/c.jpg")
    (five.photos / "2020/c.jpg").unlink()
    assert five.counts() == {"unchanged": 4, "gone": 1}
    assert five.counts() == {"unchanged": 4}
    assert five.library.photos.get([before.id])[before.id].status is Status.GONE
    assert "2020/c.jpg" not in five.present()


def test_deleted_file_that_comes_back_is_the_same_photo(five: Any, painter: Paint) -> None:
    before = five.at("a.jpg").id
    (five.photos / "a.jpg").unlink()
    five.index()
    painter(five.photos / "a.jpg", 0)
    assert five.counts() == {"unchanged": 5}
    assert five.at("a.jpg").id == before
    assert five.at("a.jpg").status is Status.PRESENT


def test_deleted_file_that_comes_back_elsewhere_is_the_same_photo(five: Any, painter: Paint) -> None:
    before = five.at("a.jpg").id
    (five.photos / "a.jpg").unlink()
    five.index()
    painter(five.photos / "2021/found.jpg", 0)
    assert five.counts() == {"moved": 1, "unchanged": 4}
    assert five.at("2021/found.jpg").id == before


def test_folder_that_vanished_whole_is_missing_not_gone(five: Any, painter: Paint) -> None:
    before = ids(five)
    shutil.rmtree(five.photos / "2020")
    assert five.counts() == {"unchanged": 3, "missing": 2}
    assert five.library.photos.count(Status.MISSING) == 2
    painter(five.photos / "2020/c.jpg", 2)
    painter(five.photos / "2020/d.jpg", 3)
    assert five.counts() == {"unchanged": 5}
    assert ids(five) == before


def test_folder_found_empty_may_be_an_unmounted_disk(five: Any) -> None:
    for photo in (five.photos / "2020").iterdir():
        photo.unlink()
    assert five.counts() == {"unchanged": 3, "missing": 2}


def test_folder_emptied_of_photos_alone_has_lost_them(five: Any) -> None:
    for photo in (five.photos / "2020").iterdir():
        photo.unlink()
    (five.photos / "2020/notes.txt").write_text("moved to the attic")
    assert five.counts() == {"unchanged": 3, "gone": 2}


def test_gone_photo_stays_gone_when_its_folder_vanishes(five: Any) -> None:
    gone = five.at("2020/c.jpg").id
    (five.photos / "2020/c.jpg").unlink()
    five.index()
    shutil.rmtree(five.photos / "2020")
    assert five.counts() == {"unchanged": 3, "missing": 1}
    assert five.library.photos.get([gone])[gone].status is Status.GONE


def test_folder_moved_and_renamed_embeds_nothing_and_keeps_ids(five: Any) -> None:
    before = {name: row.id for name, row in five.present().items()}
    (five.photos / "2020").rename(five.photos / "2021/Summer, 2020")
    assert five.counts() == {"moved": 2, "unchanged": 3}
    expected = {name.replace("2020/", "2021/Summer, 2020/"): number for name, number in before.items()}
    assert ids(five) == expected


def test_whole_library_folder_moved_and_renamed_embeds_nothing(five: Any) -> None:
    before = ids(five)
    five.photos = five.photos.rename(five.photos.with_name("Pictures of mine"))
    assert five.counts() == {"moved": 5}
    assert ids(five) == before
    assert [root.path for root in five.library.roots()] == [five.photos]
    assert five.counts() == {"unchanged": 5}


def test_library_file_moved_to_another_folder_goes_on(five: Any, tmp_path: Path) -> None:
    five.library.close()
    (tmp_path / "library").rename(tmp_path / "elsewhere")
    with Library.open(tmp_path / "elsewhere") as library:
        five.library = library
        assert five.counts() == {"unchanged": 5}


def test_copy_of_many_equal_files_looks_at_each_place_once(
    studio: Any, painter: Paint, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = painter(studio.photos / "cover.jpg", 1)
    studio.index()
    for number in range(200):
        shutil.copy2(original, studio.photos / f"cover {number}.jpg")
    from photos_ml.indexer import route

    looks: list[Path] = []
    real = route._has_left

    def look(holder: Holder, group: FileGroup, hashed: str) -> bool:
        looks.append(holder.path)
        return real(holder, group, hashed)

    monkeypatch.setattr(route, "_has_left", look)
    assert studio.counts() == {"new": 200, "unchanged": 1}
    assert len(looks) < 450


def test_progress_adds_up_and_never_goes_back(five: Any, painter: Paint) -> None:
    (five.photos / "broken.jpg").write_bytes(b"no picture")
    painter(five.photos / "new.jpg", 90)
    five.progress.clear()
    report = five.index()
    assert five.progress == sorted(five.progress)
    assert five.progress[-1][0] == report.counts.photos == 7
    assert report.counts.files == report.counts.total_files == 7
    last = five.library.runs.last()
    assert last["outcome"] == "done"
    assert last["counts"] == report.counts.numbers()
