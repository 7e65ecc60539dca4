"""Runs that are killed, stopped by Ctrl-C, or find another at work."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from photos_ml.store import Library


@pytest.fixture
def killing(projection: ModuleType) -> Iterator[ModuleType]:
    import killing as module

    yield module
    for process in module.started:
        process.kill()
        process.communicate()
    for name in ("killing", "conftest"):
        sys.modules.pop(name, None)


def test_killed_at_random_instants_it_loses_nothing(killing: ModuleType, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    killing.fill(photos, 90)
    ordeal = killing.kill_at_random(photos, tmp_path, 5, seed=1, batch_s=0.05)
    assert ordeal.kills == 5
    assert ordeal.survived
    assert ordeal.worst_again <= killing.BATCH


def test_kill_in_the_middle_of_a_batch_costs_that_batch_alone(killing: ModuleType, tmp_path: Path) -> None:
    photos, library, log = tmp_path / "photos", tmp_path / "library", tmp_path / "log"
    killing.fill(photos, 100)
    process = killing.start(library, photos, log, batch_s=0.5)
    killing.wait_for_lines(log, 2 * killing.BATCH)
    process.kill()
    process.communicate()
    with Library.open(library) as opened:
        kept = opened.vectors("projection", "1", 32).count()
    assert kept >= killing.BATCH
    out, _ = killing.start(library, photos, log).communicate()
    assert json.loads(out)["embedded"] == 90 - kept
    assert killing.encoded_again(log) <= killing.BATCH
    with Library.open(library) as opened:
        assert opened.database.query("SELECT outcome FROM runs ORDER BY id")[0]["outcome"] == "killed"


def test_ctrl_c_stops_at_once_and_keeps_what_was_done(killing: ModuleType, tmp_path: Path) -> None:
    photos, library, log = tmp_path / "photos", tmp_path / "library", tmp_path / "log"
    killing.fill(photos, 200)
    process = killing.start(library, photos, log, batch_s=0.5)
    killing.wait_for_lines(log, 3 * killing.BATCH)
    before = sum(killing.encoded(log).values())
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "")
    # The batch under way ends, and on a busy machine one more may have begun before the signal came.
    assert sum(killing.encoded(log).values()) <= before + 2 * killing.BATCH
    with Library.open(library) as opened:
        kept = opened.vectors("projection", "1", 32).count()
        assert kept >= 2 * killing.BATCH
        last = opened.runs.last()
        assert last is not None
        assert last["outcome"] == "interrupted"
    assert not _children_of(process.pid)
    out, _ = killing.start(library, photos, log).communicate()
    assert json.loads(out)["unchanged"] >= kept
    assert killing.encoded_again(log) <= killing.BATCH


def test_second_indexer_is_refused_politely(killing: ModuleType, tmp_path: Path) -> None:
    photos, library, log = tmp_path / "photos", tmp_path / "library", tmp_path / "log"
    killing.fill(photos, 20)
    with Library.open(library, create=True) as first, first.indexing():
        second = killing.start(library, photos, log)
        out, errors = second.communicate()
    assert (second.returncode, out) == (4, "")
    assert errors.count("\n") == 1
    assert "another photos-ml is indexing this library" in errors
    assert not log.exists()
    out, _ = killing.start(library, photos, log).communicate()
    assert json.loads(out)["new"] == 20


def test_library_can_be_read_while_it_is_indexed(killing: ModuleType, tmp_path: Path) -> None:
    photos, library, log = tmp_path / "photos", tmp_path / "library", tmp_path / "log"
    killing.fill(photos, 100)
    indexer = killing.start(library, photos, log, batch_s=0.2)
    killing.wait_for_lines(log, 2 * killing.BATCH)
    with Library.open(library) as opened:
        seen = opened.photos.count()
        assert seen >= killing.BATCH
        assert opened.vectors("projection", "1", 32).count() > 0
        out, _ = indexer.communicate()
        assert json.loads(out)["new"] == 100
        assert opened.photos.count() == 100


def _children_of(pid: int) -> list[str]:
    """Processes whose parent was `pid`; empty where the system does not tell."""
    folder = Path("/proc")
    if not folder.is_dir():
        return []
    found = []
    for stat in folder.glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[1] == str(pid) and fields[0] != "Z":
            found.append(os.fspath(stat.parent))
    return found
