"""Folders that cannot be read, links that lead elsewhere, and files that nothing here reads."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.cli.index_command import report_lines
from photos_ml.app.service import Context
from photos_ml.app.service.indexing import links_not_followed
from photos_ml.indexer import links, scan
from photos_ml.indexer.decode import missing
from photos_ml.indexer.links import is_of_system
from photos_ml.store import Failure, Status

Paint = Callable[..., Path]
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + bytes(4000)


def failures(studio: Any) -> dict[str, Failure]:
    return {failure.path.name: failure for failure in studio.library.failures.all()}


@pytest.fixture
def shut(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """shut(path) makes reading a folder end in an error, as without permission; shut() opens all again.
    Tests may run as a user whom no permission stops."""
    closed: set[str] = set()
    scandir = os.scandir

    def refusing(path: str) -> Any:
        if os.fspath(path) in closed:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    def close(*paths: Path) -> None:
        closed.clear()
        closed.update(map(str, paths))

    monkeypatch.setattr("photos_ml.indexer.scan.os.scandir", refusing)
    return close


@POSIX
def test_a_folder_that_cannot_be_read_is_said_and_its_photos_are_missing(
    studio: Any, painter: Paint, shut: Callable[..., None]
) -> None:
    painter(studio.photos / "a.jpg", 1)
    painter(studio.photos / "shut/b.jpg", 2)
    painter(studio.photos / "shut/below/c.jpg", 3)
    assert studio.counts()["new"] == 3
    shut(studio.photos / "shut")
    report = studio.index()
    assert (report.counts.unreadable, report.counts.missing, report.counts.gone) == (1, 2, 0)
    assert any("1 folders cannot be read" in line for line in report_lines(report))
    failure = failures(studio)["shut"]
    assert failure.path == studio.photos / "shut"
    assert failure.retry
    assert "permission to read it is denied" in failure.reason
    assert studio.at("shut/b.jpg").status is Status.MISSING
    assert studio.index().counts.unreadable == 1, "said at every run"
    assert len(failures(studio)) == 1
    shut()
    assert studio.counts() == {"unchanged": 3}
    assert failures(studio) == {}


@POSIX
def test_a_run_over_the_folder_alone_takes_its_failure_back(
    studio: Any, painter: Paint, shut: Callable[..., None]
) -> None:
    painter(studio.photos / "a.jpg", 1)
    painter(studio.photos / "shut/b.jpg", 2)
    shut(studio.photos / "shut")
    studio.index()
    shut()
    assert studio.counts(studio.photos / "shut") == {"new": 1, "embedded": 1}
    assert failures(studio) == {}


@POSIX
def test_files_of_a_folder_that_may_be_listed_and_not_entered_are_missing(
    studio: Any, painter: Paint, monkeypatch: pytest.MonkeyPatch
) -> None:
    painter(studio.photos / "a.jpg", 1)
    painter(studio.photos / "shut/b.jpg", 2)
    studio.index()

    stat = scan._stat

    def refused(entry: os.DirEntry[str], errors: list[OSError]) -> Any:
        if "shut" in entry.path:
            errors.append(PermissionError(13, "Permission denied"))
            return None
        return stat(entry, errors)

    monkeypatch.setattr(scan, "_stat", refused)
    counts = studio.index().counts
    assert (counts.unreadable, counts.missing, counts.gone) == (1, 1, 0)
    assert "shut" in failures(studio)


@POSIX
def test_links_that_lead_out_are_followed_to_where_files_are_kept_and_said_once(
    studio: Any, painter: Paint, tmp_path: Path
) -> None:
    painter(tmp_path / "elsewhere/a.jpg", 1)
    painter(studio.photos / "inside/b.jpg", 2)
    (studio.photos / "out").symlink_to(tmp_path / "elsewhere")
    (studio.photos / "within").symlink_to(studio.photos / "inside")
    (studio.photos / "processes").symlink_to("/proc/self")
    (studio.photos / "devices").symlink_to("/dev")
    report = studio.index()
    assert report.counts.new == 2
    assert {(link.path.name, link.followed) for link in report.links} == {
        ("out", True),
        ("processes", False),
        ("devices", False),
    }
    assert sum("a link leads out of the folder" in line for line in report_lines(report)) == 3
    assert studio.index().links == ()
    with Context(studio.library.folder) as context:
        assert [Path(path).name for path, _ in links_not_followed(context)] == ["devices", "processes"]
        (studio.photos / "devices").unlink()
        assert [Path(path).name for path, _ in links_not_followed(context)] == ["processes"]
    (studio.photos / "again").symlink_to(tmp_path / "elsewhere")
    assert [link.path.name for link in studio.index().links] == ["again"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc here")
def test_what_the_system_makes_up_is_told_by_its_kind_wherever_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_of_system(Path("/proc/self").resolve())
    assert not is_of_system(tmp_path)
    monkeypatch.setattr(links, "SYSTEM_PLACES", ())
    assert is_of_system(Path("/proc")), "by the kind of its file system"
    assert not is_of_system(tmp_path / "nowhere")


class TestNothingReadsIt:
    """The first bytes decide before a file is hashed."""

    @pytest.fixture
    def without(self) -> Iterator[Callable[..., None]]:
        """without('av') is an installation that lacks a package; without() one that lacks none."""
        patch = pytest.MonkeyPatch()
        find_spec = importlib.util.find_spec

        def lack(*packages: str) -> None:
            patch.undo()
            missing._is_installed.cache_clear()
            if packages:
                patch.setattr(
                    importlib.util, "find_spec", lambda name: name not in packages and find_spec(name)
                )
            for package in packages:
                patch.setitem(sys.modules, package, None)

        yield lack
        lack()

    def test_a_video_without_its_extra_is_listed_and_never_read_whole(
        self, studio: Any, painter: Paint, hashed: list[str], without: Callable[..., None]
    ) -> None:
        without("av")
        (studio.photos / "clip.mp4").write_bytes(MP4)
        (studio.photos / "drawing.svg").write_text("<svg/>")
        painter(studio.photos / "picture.mp4", 1)  # whatever it is called
        assert studio.counts() == {"new": 1, "failed": 2, "embedded": 1}
        assert hashed == ["picture.mp4"]
        failure = failures(studio)["clip.mp4"]
        assert (failure.stage, failure.retry, failure.attempts) == ("decode", True, 1)
        assert "'video'" in failure.reason
        assert studio.counts() == {"unchanged": 1, "failed": 2}
        assert hashed == ["picture.mp4"]
        assert failures(studio)["clip.mp4"].attempts == 1, "nor tried again"

    def test_with_the_extra_it_is_tried_again(
        self, studio: Any, hashed: list[str], without: Callable[..., None]
    ) -> None:
        without("av")
        (studio.photos / "clip.mp4").write_bytes(MP4)
        assert studio.counts() == {"failed": 1}
        assert hashed == []
        without()
        if not missing.missing_families():
            studio.index()
            assert hashed == ["clip.mp4"]

    def test_where_videos_are_known_a_new_one_may_be_one_of_them_that_moved(
        self, studio: Any, painter: Paint, hashed: list[str], without: Callable[..., None]
    ) -> None:
        painter(studio.photos / "taken in.mp4", 1)
        studio.index()
        without("av")
        (studio.photos / "other.mp4").write_bytes(MP4)
        hashed.clear()
        studio.index()
        assert hashed == ["other.mp4"]
