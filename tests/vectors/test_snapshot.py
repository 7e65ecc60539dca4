"""Snapshots: what was written comes back, anything else is noticed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photos_ml.vectors import exact
from photos_ml.vectors import snapshot as module
from photos_ml.vectors.base import IndexKey
from photos_ml.vectors.exact import ExactIndex
from photos_ml.vectors.snapshot import SnapshotError, read_snapshot, write_snapshot
from photos_ml.vectors.storage import Storage

KEY = IndexKey("builtin", "r1", 16)


def written(path: Path, units: Any, n: int = 300) -> tuple[Any, Any]:
    ids, rows = np.arange(1, n + 1, dtype=np.int64) * 3, units(0, n, 16)
    write_snapshot(path, KEY, ids, rows, generation=41, last_id=5_000)
    return ids, rows


@pytest.mark.parametrize("n", [0, 1, 300])
def test_comes_back_as_it_was(tmp_path: Path, units: Any, n: int) -> None:
    ids, rows = written(tmp_path / "a.vectors", units, n)
    found = read_snapshot(tmp_path / "a.vectors", KEY)
    assert np.array_equal(found.segment.ids, ids)
    assert np.array_equal(found.segment.vectors, rows)
    assert (found.generation, found.last_id) == (41, 5_000)
    assert [path.name for path in tmp_path.iterdir()] == ["a.vectors"]


def test_searching_and_adding_leave_the_file_alone(tmp_path: Path, units: Any, brute: Any) -> None:
    path = tmp_path / "a.vectors"
    ids, rows = written(path, units, 3000)
    before = path.read_bytes()
    index = ExactIndex(16, [read_snapshot(path, KEY).segment])
    query = units(9, 1, 16)[0].astype(np.float32)
    for _ in range(30):
        assert index.search(query, 10) == brute(ids, rows, query, 10)
    index.add(np.array([99_999]), units(3, 1, 16))
    index.remove(ids[:10])
    index.search(query, 10)
    assert path.read_bytes() == before


def resident_kib() -> int:
    """What this process holds of files and of its own, by Linux's book."""
    (line,) = [one for one in Path("/proc/self/smaps_rollup").read_text().splitlines() if one[:4] == "Rss:"]
    return int(line.split()[1])


@pytest.mark.parametrize("at_once", [1, 7, 1000, 2999, 3000])
def test_what_was_checked_is_let_go_and_is_still_there(
    tmp_path: Path, units: Any, brute: Any, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(module, "LOOKED_AT_ROWS", at_once)
    path = tmp_path / "a.vectors"
    ids, rows = written(path, units, 3000)
    index = ExactIndex(16, [read_snapshot(path, KEY).segment])
    query = units(9, 1, 16)[0].astype(np.float32)
    assert index.search(query, 10) == brute(ids, rows, query, 10)
    content = bytearray(path.read_bytes())
    content[-5] ^= 4
    path.write_bytes(content)
    with pytest.raises(SnapshotError, match="damaged"):
        read_snapshot(path, KEY)


def test_many_rows_that_are_read_at_once_are_let_go_and_are_still_there(
    tmp_path: Path, units: Any, brute: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exact, "MANY_ROWS", 100)
    monkeypatch.setattr(exact, "LARGE_BYTES", 1)
    gone: list[tuple[int, int]] = []
    let_go = Storage.let_go

    def noted(self: Storage, start: int, stop: int) -> None:
        gone.append((start, stop))
        let_go(self, start, stop)

    monkeypatch.setattr(Storage, "let_go", noted)
    ids, rows = written(tmp_path / "a.vectors", units, 3000)
    index = ExactIndex(16, [read_snapshot(tmp_path / "a.vectors", KEY).segment])
    gone.clear()  # what was checked
    index.add(np.array([99_999]), added := units(3, 1, 16))
    query = units(9, 1, 16)[0].astype(np.float32)
    asked = np.concatenate([[99_999], ids[::-7]])
    for _ in range(3):
        expected = np.concatenate([added, rows[::-7]]).astype(np.float32)
        assert np.array_equal(index.rows(asked), expected)
        assert np.array_equal(index.rows(ids[5:60]), rows[5:60].astype(np.float32))
        assert index.search(query, 10, ids) == brute(ids, rows, query, 10)
    assert gone == 3 * [(0, 3000)], "few are not let go"


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="Linux tells it")
def test_opening_a_large_one_takes_little_memory(tmp_path: Path) -> None:
    key, path = IndexKey("wide", "1", 512), tmp_path / "a.vectors"
    ids, rows = np.arange(1, 130_001), np.ones((130_000, 512), np.float16)
    write_snapshot(path, key, ids, rows, generation=1, last_id=130_000)
    before = resident_kib()
    found = read_snapshot(path, key)
    assert resident_kib() - before < rows.nbytes / 1024 / 3
    assert np.array_equal(found.segment.vectors[::997], rows[::997])


@pytest.mark.parametrize(
    "key", [IndexKey("other", "r1", 16), IndexKey("builtin", "r2", 16), IndexKey("builtin", "r1", 8)]
)
def test_another_models_vectors_are_refused(tmp_path: Path, units: Any, key: IndexKey) -> None:
    written(tmp_path / "a.vectors", units)
    with pytest.raises(SnapshotError, match="another model"):
        read_snapshot(tmp_path / "a.vectors", key)


def test_an_absent_an_empty_and_a_foreign_file(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError):
        read_snapshot(tmp_path / "none.vectors", KEY)
    for content in (b"", b"x", b"SQLite format 3\0" * 1000, module.MAGIC, module.MAGIC + b"\xff" * 40):
        (tmp_path / "bad.vectors").write_bytes(content)
        with pytest.raises(SnapshotError):
            read_snapshot(tmp_path / "bad.vectors", KEY)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_changed_byte_that_matters_is_noticed(tmp_path: Path, units: Any, data: st.DataObject) -> None:
    path = tmp_path / "a.vectors"
    ids, rows = written(path, units, 40)
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    try:
        found = read_snapshot(path, KEY)
    except SnapshotError:
        return
    # Only padding may change unnoticed.
    assert np.array_equal(found.segment.ids, ids)
    assert np.array_equal(found.segment.vectors, rows)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1, exclude_max=True))
def test_a_file_cut_short_is_noticed(tmp_path: Path, units: Any, share: float) -> None:
    path = tmp_path / "a.vectors"
    written(path, units, 40)
    os.truncate(path, int(path.stat().st_size * share))
    with pytest.raises(SnapshotError):
        read_snapshot(path, KEY)


def test_a_file_with_more_behind_it_is_noticed(tmp_path: Path, units: Any) -> None:
    path = tmp_path / "a.vectors"
    written(path, units)
    with path.open("ab") as stream:
        stream.write(b"\0")
    with pytest.raises(SnapshotError, match="cut short"):
        read_snapshot(path, KEY)


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, units: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.vectors"
    ids, _ = written(path, units)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_snapshot(path, KEY, ids[:5], units(1, 5, 16), generation=42, last_id=9)
    monkeypatch.undo()
    assert read_snapshot(path, KEY).generation == 41
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.vectors"]


def test_the_folder_is_made(tmp_path: Path, units: Any) -> None:
    written(tmp_path / "deep" / "er" / "a.vectors", units)
    assert read_snapshot(tmp_path / "deep" / "er" / "a.vectors", KEY).generation == 41


def test_the_rows_of_a_large_file_are_read_once_and_of_a_changed_one_again(
    tmp_path: Path, units: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    checksum = module._checksum

    def counted(ids: Any, blocks: Any) -> str:
        read.append(len(ids))
        return checksum(ids, blocks)

    monkeypatch.setattr(module, "_checksum", counted)
    path, note = tmp_path / "a.vectors", tmp_path / "a.checked"
    written(path, units)
    read_snapshot(path, KEY)
    assert (len(read), note.exists()) == (1, False)  # a small one each time

    monkeypatch.setattr(module, "CHECKED_ONCE_BYTES", 1000)
    read_snapshot(path, KEY)
    read_snapshot(path, KEY)
    assert len(read) == 2

    note.write_bytes(b"\xff")  # what is no note is none
    read_snapshot(path, KEY)
    read_snapshot(path, KEY)
    assert len(read) == 3

    written(path, units)  # whoever writes it knows that it is whole
    read_snapshot(path, KEY)
    assert len(read) == 3

    content = bytearray(path.read_bytes())
    content[-5] ^= 4
    with path.open("r+b") as stream:  # in place: neither its size nor its number changes
        stream.write(content)
    with pytest.raises(SnapshotError, match="damaged"):
        read_snapshot(path, KEY)
    with pytest.raises(SnapshotError, match="damaged"):
        read_snapshot(path, KEY)


def test_a_large_file_in_a_folder_that_cannot_be_written_is_checked_each_time(
    tmp_path: Path, units: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(path := tmp_path / "a.vectors", units)
    monkeypatch.setattr(module, "CHECKED_ONCE_BYTES", 1000)

    def refused(*_: Any) -> None:
        raise PermissionError("read-only")

    monkeypatch.setattr(module, "replace_file", refused)
    assert len(read_snapshot(path, KEY).segment.ids) == len(read_snapshot(path, KEY).segment.ids) == 300
