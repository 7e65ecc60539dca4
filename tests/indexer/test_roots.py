"""Which folders a run covers, and what is left alone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from photos_ml.errors import UsageError
from photos_ml.store import PhotoFilter, Status

Paint = Callable[..., Path]


@pytest.fixture
def two(studio: Any, painter: Paint, tmp_path: Path) -> tuple[Any, Path]:
    """A studio with two indexed roots: its own with two photos, and a disk with one."""
    painter(studio.photos / "a.jpg", 1)
    painter(studio.photos / "sub/b.jpg", 2)
    disk = tmp_path / "disk"
    painter(disk / "c.jpg", 3)
    assert studio.counts(studio.photos, disk) == {"new": 3, "embedded": 3}
    return studio, disk


def roots(studio: Any) -> list[Path]:
    return [root.path for root in studio.library.roots()]


def run_all(studio: Any) -> dict[str, int]:
    """Index without naming a folder."""
    from photos_ml.indexer.pipeline import Indexer

    counts = Indexer(studio.library, studio.encoder, workers=1).run().counts
    return {name: number for name, number in counts.numbers().items() if number and "files" not in name}


def test_every_known_root_is_covered_when_none_is_named(two: tuple[Any, Path]) -> None:
    studio, _ = two
    assert run_all(studio) == {"unchanged": 3}


def test_one_root_is_refreshed_without_touching_the_other(two: tuple[Any, Path], painter: Paint) -> None:
    studio, disk = two
    painter(disk / "d.jpg", 4)
    assert studio.counts() == {"unchanged": 2}
    assert studio.counts(disk) == {"new": 1, "unchanged": 1, "embedded": 1}


@pytest.mark.parametrize("empty", [True, False])
def test_root_that_vanished_deletes_nothing(two: tuple[Any, Path], tmp_path: Path, empty: bool) -> None:
    studio, disk = two
    disk.rename(tmp_path / "unplugged")
    if empty:
        disk.mkdir()  # the mount point stays
    report = studio.index(studio.photos, disk)
    assert report.offline == (disk,)
    assert (report.counts.gone, report.counts.missing) == (0, 0)
    photo = studio.library.photos.find(disk / "c.jpg")
    assert photo is not None
    assert photo.status is Status.PRESENT
    assert not photo.online
    if empty:
        disk.rmdir()
    (tmp_path / "unplugged").rename(disk)
    assert run_all(studio) == {"unchanged": 3}
    assert studio.library.photos.find(disk / "c.jpg").online


def test_root_that_is_empty_from_the_start_is_no_error(studio: Any) -> None:
    assert studio.counts() == {}
    assert studio.index().offline == ()


def test_folder_that_is_not_there_is_bad_use(studio: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        studio.index(tmp_path / "nowhere")
    file = tmp_path / "file.jpg"
    file.touch()
    with pytest.raises(UsageError, match="not a folder"):
        studio.index(file)
    assert roots(studio) == []


def test_inner_folder_of_a_root_is_refreshed_alone(two: tuple[Any, Path], painter: Paint) -> None:
    studio, _ = two
    painter(studio.photos / "sub/new.jpg", 5)
    (studio.photos / "a.jpg").unlink()
    assert studio.counts(studio.photos / "sub") == {"new": 1, "unchanged": 1, "embedded": 1}
    assert len(roots(studio)) == 2
    assert studio.at("a.jpg").status is Status.PRESENT
    assert studio.counts() == {"unchanged": 2, "gone": 1}


def test_folder_beside_one_that_its_name_begins_with_is_left_alone(studio: Any, painter: Paint) -> None:
    painter(studio.photos / "Work/a.jpg", 1)
    painter(studio.photos / "Workshop/b.jpg", 2)
    studio.index()
    shutil.rmtree(studio.photos / "Workshop")
    assert studio.counts(studio.photos / "Work") == {"unchanged": 1}
    assert studio.counts() == {"unchanged": 1, "missing": 1}


def test_outer_folder_takes_over_the_roots_inside_it(studio: Any, painter: Paint) -> None:
    painter(studio.photos / "2020/trip/a.jpg", 1)
    painter(studio.photos / "2021/b.jpg", 2)
    painter(studio.photos / "c.jpg", 3)
    (studio.photos / "2021/broken.jpg").write_bytes(b"nothing")
    inner = studio.counts(studio.photos / "2020/trip", studio.photos / "2021")
    assert inner == {"new": 2, "failed": 1, "embedded": 2}
    before = {name: row.id for name, row in studio.present().items()}
    assert studio.counts() == {"new": 1, "unchanged": 2, "failed": 1, "embedded": 1}
    assert roots(studio) == [studio.photos]
    assert {name: studio.at(name).id for name in before} == before
    assert studio.library.match_ids('folder : "trip"').tolist() == [studio.at("2020/trip/a.jpg").id]
    assert studio.library.photo_ids(PhotoFilter(folders=("2020/trip",))).tolist() == [
        studio.at("2020/trip/a.jpg").id
    ]


@pytest.mark.parametrize("order", [("", "sub"), ("sub", "")])
def test_nested_folders_named_together_are_indexed_once(
    studio: Any, painter: Paint, order: tuple[str, str]
) -> None:
    painter(studio.photos / "a.jpg", 1)
    painter(studio.photos / "sub/b.jpg", 2)
    assert studio.counts(*(studio.photos / name for name in order)) == {"new": 2, "embedded": 2}
    assert roots(studio) == [studio.photos]


def test_root_given_by_a_link_is_the_same_root(two: tuple[Any, Path], tmp_path: Path) -> None:
    studio, _ = two
    (tmp_path / "link").symlink_to(studio.photos)
    assert studio.counts(tmp_path / "link") == {"unchanged": 2}
    assert studio.counts(tmp_path / "link/sub") == {"unchanged": 1}
    assert len(roots(studio)) == 2


def test_library_folder_inside_the_photos_is_not_indexed(studio: Any, painter: Paint, tmp_path: Path) -> None:
    painter(tmp_path / "photos/a.jpg", 1)
    painter(studio.library.folder / "thumbnails-of-ours/t.jpg", 2)
    assert studio.counts(tmp_path) == {"new": 1, "embedded": 1}


@pytest.mark.parametrize("first", ["the folder", "the root with the link"])
def test_a_folder_behind_a_link_is_no_second_time_a_root(
    studio: Any, painter: Any, tmp_path: Path, first: str
) -> None:
    outside = tmp_path / "outside"
    painter(studio.photos / "a.jpg", 1)
    painter(outside / "b.jpg", 2)
    painter(outside / "deep/c.jpg", 3)
    (studio.photos / "link").symlink_to(outside)
    order = [outside, studio.photos] if first == "the folder" else [studio.photos, outside]
    studio.index(order[0])
    studio.index(order[1])
    studio.index(outside / "deep")
    assert len(studio.present()) == 3
    assert studio.counts(studio.photos / "link")["unchanged"] == 2
    assert len(studio.present()) == 3


def test_folder_linked_into_a_root_is_indexed_once_and_a_loop_ends(
    studio: Any, painter: Paint, tmp_path: Path
) -> None:
    painter(studio.photos / "a.jpg", 1)
    painter(tmp_path / "outside/b.jpg", 2)
    (studio.photos / "loop").symlink_to(studio.photos)
    (studio.photos / "link 1").symlink_to(tmp_path / "outside")
    (studio.photos / "link 2").symlink_to(tmp_path / "outside")
    assert studio.counts() == {"new": 2, "embedded": 2}
    assert set(studio.present()) == {"a.jpg", "link 1/b.jpg"}
    assert studio.counts() == {"unchanged": 2}


def test_photos_moved_from_one_root_to_another_keep_their_ids(two: tuple[Any, Path]) -> None:
    studio, disk = two
    before = studio.at("sub/b.jpg").id
    (studio.photos / "sub/b.jpg").rename(disk / "b.jpg")
    assert run_all(studio) == {"moved": 1, "unchanged": 2}
    assert studio.library.photos.find(disk / "b.jpg").id == before


def test_folder_that_cannot_be_read_is_missing_not_gone(
    two: tuple[Any, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    studio, _ = two
    real = os.scandir

    def refuse(path: str) -> Any:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", refuse)
        assert studio.counts() == {"unchanged": 1, "missing": 1}
    assert studio.counts() == {"unchanged": 2}
