"""The index follows the store: only appended rows are read, doubt means a rebuild, a snapshot is a cache."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.vectors.base import IndexKey
from photos_ml.vectors.cache import SAVE_ROWS, IndexCache, snapshot_path
from photos_ml.vectors.snapshot import read_snapshot, write_snapshot


def assert_same(cache: IndexCache, source: Any, brute: Any, seed: int = 50) -> None:
    index = cache.current()
    assert len(index) == len(source.ids)
    query = np.random.default_rng(seed).standard_normal(16).astype(np.float32)
    assert index.search(query, 20) == brute(source.ids, source.vectors, query, 20)


def filled(list_source: Any, units: Any, n: int = 100) -> Any:
    source = list_source(16)
    source.append(units(0, n, 16), gap=2)
    return source


def test_an_empty_store(tmp_path: Path, key: IndexKey, list_source: Any) -> None:
    cache = IndexCache(tmp_path, key, list_source(16))
    assert cache.current().search(np.ones(16, np.float32), 3) == []


def test_built_saved_and_opened_without_reading_the_store(
    tmp_path: Path, key: IndexKey, list_source: Any, units: Any, brute: Any
) -> None:
    source = filled(list_source, units)
    assert_same(IndexCache(tmp_path, key, source), source, brute)
    assert snapshot_path(tmp_path, key).is_file()
    source.rows_read = 0
    assert_same(IndexCache(tmp_path, key, source), source, brute)
    assert source.rows_read == 0


def test_what_is_saved_already_is_not_written_again(
    tmp_path: Path, key: IndexKey, list_source: Any, units: Any, brute: Any
) -> None:
    source, path = filled(list_source, units, 3000), snapshot_path(tmp_path, key)
    IndexCache(tmp_path, key, source).current()

    def written() -> bool:
        """Whether a process that begins now writes it."""
        before = path.stat().st_ino if path.exists() else None
        cache = IndexCache(tmp_path, key, source)
        cache.current()
        assert cache.save()
        assert cache.save()
        assert_same(IndexCache(tmp_path, key, source), source, brute)
        return path.stat().st_ino != before

    assert not written()
    source.append(units(1, 1, 16))
    assert written()
    assert not written()
    path.unlink()
    assert written()
    cache = IndexCache(tmp_path, key, source)
    cache.current()
    path.unlink()
    assert cache.save()
    assert path.exists()


def test_only_appended_rows_are_read(
    tmp_path: Path, key: IndexKey, list_source: Any, units: Any, brute: Any
) -> None:
    source = filled(list_source, units)
    cache = IndexCache(tmp_path, key, source)
    cache.current()
    source.rows_read = 0
    for seed in range(1, 6):
        source.append(units(seed, 9, 16))
        assert_same(cache, source, brute)
    assert source.rows_read == 45
    source.rows_read = 0
    assert_same(IndexCache(tmp_path, key, source), source, brute)
    assert source.rows_read <= 9


def test_nothing_new_nothing_done(tmp_path: Path, key: IndexKey, list_source: Any, units: Any) -> None:
    source = filled(list_source, units)
    cache = IndexCache(tmp_path, key, source)
    index = cache.current()
    segments = index.segments
    assert cache.current() is index
    assert index.segments is segments


def test_removed_rows_mean_a_rebuild(
    tmp_path: Path, key: IndexKey, list_source: Any, units: Any, brute: Any
) -> None:
    source = filled(list_source, units)
    cache = IndexCache(tmp_path, key, source)
    cache.current()
    source.drop(source.ids[10:20])
    assert_same(IndexCache(tmp_path, key, source), source, brute)
    source.drop(source.ids[:5])
    source.append(units(7, 3, 16))
    assert_same(cache, source, brute)


@pytest.mark.parametrize("damage", ["flip", "cut", "garbage", "gone"])
def test_a_damaged_snapshot_is_replaced(
    tmp_path: Path, key: IndexKey, list_source: Any, units: Any, brute: Any, damage: str
) -> None:
    source = filled(list_source, units)
    IndexCache(tmp_path, key, source).current()
    path = snapshot_path(tmp_path, key)
    content = bytearray(path.read_bytes())
    if damage == "flip":
        content[-3] ^= 0x40
        path.write_bytes(content)
    elif damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "garbage":
        path.write_bytes(os.urandom(5_000))
    else:
        path.unlink()
    cache = IndexCache(tmp_path, key, source)
    assert_same(cache, source, brute)
    assert read_snapshot(path, key).segment.live == 100


def test_a_snapshot_of_another_library_is_not_believed(
    tmp_path: Path, key: IndexKey, list_source: Any, units: Any, brute: Any
) -> None:
    IndexCache(tmp_path, key, filled(list_source, units, 300)).current()
    fresh = list_source(16)
    fresh.append(units(8, 20, 16))
    assert_same(IndexCache(tmp_path, key, fresh), fresh, brute)


def test_a_folder_that_cannot_be_written_costs_only_time(
    tmp_path: Path, key: IndexKey, list_source: Any, units: Any, brute: Any
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    source = filled(list_source, units)
    cache = IndexCache(blocked / "below", key, source)
    assert_same(cache, source, brute)
    assert cache.save() is False


def test_few_new_rows_are_not_worth_a_file(
    tmp_path: Path, key: IndexKey, list_source: Any, units: Any
) -> None:
    source = filled(list_source, units, 100 * 2)
    cache = IndexCache(tmp_path, key, source)
    cache.current()
    assert cache.path is not None
    before = cache.path.stat().st_mtime_ns
    source.append(units(1, 3, 16))
    cache.current()
    assert cache.path.stat().st_mtime_ns == before
    source.append(units(2, SAVE_ROWS, 16))
    cache.current()
    assert cache.path.stat().st_mtime_ns != before
    source.append(units(3, 1, 16))
    cache.current()
    assert cache.save() is True
    assert read_snapshot(cache.path, key).segment.live == len(source.ids)


def test_models_have_files_of_their_own(tmp_path: Path) -> None:
    keys = [
        IndexKey("a/b", "1", 16),
        IndexKey("a_b", "1", 16),
        IndexKey("a/b", "2", 16),
        IndexKey("a/b", "1", 8),
        IndexKey("A" * 300, "1", 16),
    ]
    paths = {snapshot_path(tmp_path, key) for key in keys}
    assert len(paths) == len(keys)
    assert all(path.parent == tmp_path and len(path.name) < 100 for path in paths)


class LateSource:
    """A store that another process writes to between counting and reading."""

    def __init__(self, inner: Any, late: Any) -> None:
        self.inner, self.late = inner, late

    def generation(self) -> int:
        return int(self.inner.generation())

    def count(self) -> int:
        return int(self.inner.count())

    def keys(self) -> Any:
        return self.inner.keys()

    def rows(self, after_id: int | None = None) -> Iterator[Any]:
        if self.late is not None:
            self.inner.append(self.late)
            self.late = None
        yield from self.inner.rows(after_id)


@pytest.mark.parametrize("warm", [False, True])
def test_rows_written_during_the_reading_are_not_lost(
    tmp_path: Path, key: IndexKey, list_source: Any, units: Any, brute: Any, warm: bool
) -> None:
    source = filled(list_source, units)
    late = LateSource(source, None)
    cache = IndexCache(tmp_path, key, late)
    if warm:
        cache.current()
        source.append(units(1, 4, 16))
    late.late = units(2, 30, 16)
    cache.current()
    assert_same(cache, source, brute)


def test_a_writer_and_many_searchers(
    tmp_path: Path, key: IndexKey, list_source: Any, units: Any, brute: Any
) -> None:
    """Whatever was in the store before a search is asked for is found by it."""
    source = filled(list_source, units)
    cache = IndexCache(tmp_path, key, source)
    blocks = [units(seed, 5, 16) for seed in range(100, 140)]
    stop = threading.Event()
    problems: list[str] = []

    def search() -> None:
        while not stop.is_set():
            ids, vectors = source.state
            found = dict(cache.current().search(vectors[-1].astype(np.float32), 10_000))
            if not set(ids.tolist()) <= found.keys():
                problems.append(f"missing {set(ids.tolist()) - found.keys()}")

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for block in blocks:
        source.append(block)
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
    assert_same(cache, source, brute)


def test_a_cold_search_over_a_small_library_does_not_import_faiss(
    tmp_path: Path, key: IndexKey, list_source: Any, units: Any
) -> None:
    IndexCache(tmp_path, key, filled(list_source, units, 5_000)).current()
    program = f"""
import sys
import numpy as np
from pathlib import Path
from photos_ml.vectors.base import IndexKey
from photos_ml.vectors.snapshot import read_snapshot
from photos_ml.vectors.exact import ExactIndex
key = IndexKey("builtin", "r1", 16)
segment = read_snapshot(Path({str(snapshot_path(tmp_path, key))!r}), key).segment
index = ExactIndex(16, [segment])
print(len(index.search(np.ones(16, np.float32), 10)), "faiss" in sys.modules)
for _ in range(12):
    index.search(np.ones(16, np.float32), 10)
print("faiss" in sys.modules)
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["10", "False", "True"]


def test_nobody_waits_for_the_disk(
    tmp_path: Path, key: IndexKey, list_source: Any, units: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever brings the index up to the store writes the snapshot; the others search meanwhile."""
    source = list_source(16)
    source.append(units(0, 600, 16))
    cache = IndexCache(tmp_path, key, source)
    writing, go_on = threading.Event(), threading.Event()

    def slowly(*arguments: Any, **more: Any) -> None:
        writing.set()
        assert go_on.wait(30)
        write_snapshot(*arguments, **more)

    monkeypatch.setattr("photos_ml.vectors.cache.write_snapshot", slowly)
    first = threading.Thread(target=cache.current)
    first.start()
    try:
        assert writing.wait(30)
        assert len(cache.current()) == 600
        source.append(units(1, 5, 16))
        assert len(cache.current()) == 605, "what came meanwhile is there too"
    finally:
        go_on.set()
        first.join()
    assert len(IndexCache(tmp_path, key, source).current()) == 605
