"""Files that look the same and are not: same size, same time, other bytes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.cli.index_command import report_lines
from photos_ml.indexer import scan

Paint = Callable[..., Path]


def exchange(path: Path, other: Path) -> None:
    """Give a file another picture's bytes, cut or filled to its size, and leave its time as it was."""
    before = path.stat()
    data = other.read_bytes()
    path.write_bytes((data + bytes(before.st_size))[: before.st_size])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


@pytest.mark.skipif(not scan.TELLS_CHANGES, reason="this system does not say when a file was changed")
def test_other_bytes_of_the_same_size_and_time_are_noticed(
    studio: Any, painter: Paint, tmp_path: Path
) -> None:
    painter(studio.photos / "a.jpg", 1)
    painter(studio.photos / "b.jpg", 2)
    studio.index()
    before = studio.at("a.jpg").content_hash
    exchange(studio.photos / "a.jpg", painter(tmp_path / "other.jpg", 3))
    assert studio.counts()["changed"] == 1
    assert studio.at("a.jpg").content_hash != before
    assert studio.counts() == {"unchanged": 2}


@pytest.mark.skipif(not scan.TELLS_CHANGES, reason="this system does not say when a file was changed")
def test_a_file_that_was_only_touched_is_read_once_and_left_as_it_is(
    studio: Any, painter: Paint, hashed: list[str]
) -> None:
    painter(studio.photos / "a.jpg", 1)
    studio.index()
    hashed.clear()
    (studio.photos / "a.jpg").chmod(0o640)
    report = studio.index()
    assert (report.counts.verified, report.counts.unchanged, report.counts.changed) == (1, 1, 0)
    assert hashed == ["a.jpg"]
    assert studio.index().counts.verified == 0
    assert hashed == ["a.jpg"]


def test_where_the_system_does_not_say_it_verify_finds_it(
    studio: Any, painter: Paint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "TELLS_CHANGES", False)
    painter(studio.photos / "a.jpg", 1)
    painter(studio.photos / "b.jpg", 2)
    studio.index()
    exchange(studio.photos / "a.jpg", painter(tmp_path / "other.jpg", 3))
    assert studio.counts() == {"unchanged": 2}
    report = studio.index(verify=True)
    assert (report.counts.verified, report.counts.unchanged, report.counts.changed) == (2, 1, 1)
    assert any("2 that looked the same were read whole" in line for line in report_lines(report))
    assert studio.index(verify=True).counts.changed == 0


def test_a_library_of_before_this_was_kept_notes_it_without_reading(
    studio: Any, painter: Paint, hashed: list[str]
) -> None:
    painter(studio.photos / "a.jpg", 1)
    studio.index()
    noted = studio.library.database.scalar("SELECT changed_ns FROM files")
    studio.library.database.execute("UPDATE files SET changed_ns = 0")
    hashed.clear()
    assert studio.counts() == {"unchanged": 1}
    assert hashed == []
    assert studio.library.database.scalar("SELECT changed_ns FROM files") == noted
