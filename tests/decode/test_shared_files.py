"""Every file of the development data, hostile ones included, through real decoding processes."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from photos_ml.encoders.preprocess import SquarePreprocessor
from photos_ml.errors import DecodeError
from photos_ml.indexer.decode import decode_image
from photos_ml.indexer.workers import Work, WorkerPool

GIB = 1 << 30
OWN_BYTES = 350 << 20
"""Of an indexer. What other tests left in this process is not counted, its growth is."""
HOSTILE = frozenset(
    ("reallybig.bmp", "decompression_bomb.gif", "decompression_bomb.ico", "png_decompression_dos.png")
)


@pytest.fixture(scope="module")
def files(shared_data: Path) -> list[Path]:
    folders = (shared_data / "formats", shared_data / "exif")
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


@contextmanager
def peak_memory(pool: WorkerPool) -> Iterator[list[int]]:
    """The peak resident bytes of the pool's largest process and an indexer together, sampled."""
    peak, over = [0], threading.Event()
    before = resident("self", "VmRSS")

    def sample() -> None:
        while not over.wait(0.02):
            grown = max(0, resident("self", "VmRSS") - before)
            largest = max((resident(pid, "VmHWM") for pid in pool.pids), default=0)
            peak[0] = max(peak[0], largest + OWN_BYTES + grown)

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


def resident(pid: int | str, field: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(field)), 0)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.timeout(200)
def test_every_file_ends_decoded_or_failed_with_a_reason(files: list[Path]) -> None:
    with (
        WorkerPool(2, SquarePreprocessor(256), min_side=256, timeout_s=60) as pool,
        peak_memory(pool) as peak,
    ):
        futures = {path: pool.submit(Work(path, (), want_pixels=True, want_metadata=False)) for path in files}
        outcomes = {path: future.result() for path, future in futures.items()}
    failed = {path: done.failure for path, done in outcomes.items() if done.failure is not None}
    assert all(done.pixels is not None for path, done in outcomes.items() if path not in failed)
    for path, failure in failed.items():
        assert failure.stage == "decode"
        assert failure.reason, path
        assert len(failure.reason.splitlines()) == 1, path
        assert "killed" not in failure.reason, (path, failure)
        assert "crashed" not in failure.reason, (path, failure)
        assert "took longer" not in failure.reason, (path, failure)
    assert {path.name for path in failed} >= HOSTILE
    assert peak[0] < GIB


def test_ordinary_pictures_are_all_decoded(files: list[Path]) -> None:
    """Failures are for broken and hostile files; those that every viewer shows must not be among them."""
    ordinary = [path for path in files if path.suffix.lower() in (".heic", ".avif", ".webp", ".mpo")]
    folders = ("orientation", "timestamps", "4MinsAroundTheWorld")
    ordinary += [path for path in files if path.parent.name in folders and path.suffix.lower() == ".jpg"]
    failed: Counter[str] = Counter()
    for path in ordinary:
        try:
            decode_image(path, min_side=64)
        except DecodeError as error:
            failed[f"{path.name}: {error}"] += 1
    assert len(ordinary) > 80
    assert not failed
