"""Every file of the development data, hostile ones included, through real decoding processes."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from photos_ml.errors import DecodeError
from photos_ml.indexer.decode import decode_image
from photos_ml.indexer.reasons import is_known

GIB = 1 << 30
DONE_WITH_FAILURES = 3
HOSTILE = frozenset(("reallybig.bmp", "decompression_bomb.gif", "decompression_bomb.ico"))
PROGRAM = [str(Path(sys.executable).with_name("photos-ml"))]


@pytest.fixture(scope="module")
def files(shared_data: Path) -> list[Path]:
    folders = (shared_data / "formats", shared_data / "exif")
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


class PeakMemory:
    """The most memory a process and its children held at once, shared pages counted once, sampled."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.bytes = 0
        self._process = process
        self._thread = threading.Thread(target=self._sample)
        self._thread.start()

    def stop(self) -> int:
        self._thread.join()
        return self.bytes

    def _sample(self) -> None:
        while self._process.poll() is None:
            self.bytes = max(self.bytes, sum(map(proportional_bytes, family_of(self._process.pid))))
            threading.Event().wait(0.02)


def family_of(pid: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    family = [pid]
    for member in family:
        family += [child for child, parent in parents.items() if parent == member]
    return family


def proportional_bytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.timeout(280)
def test_every_file_ends_indexed_or_failed_with_a_reason(shared_data: Path, tmp_path: Path) -> None:
    """The command a user runs, with its encoder and its decoding processes, stays below 1 GB in all."""
    folders = [str(shared_data / "formats"), str(shared_data / "exif")]
    library = ["--library", str(tmp_path / "library"), "--json"]
    process = subprocess.Popen([*PROGRAM, "index", *folders, *library], stdout=subprocess.PIPE, text=True)
    memory = PeakMemory(process)
    counts = json.loads(process.communicate()[0])
    peak_bytes = memory.stop()
    assert process.returncode == DONE_WITH_FAILURES
    failures = listed_failures(library)
    assert counts["failed"] == len(failures)
    assert counts["new"] > 800
    assert {Path(failure["path"]).name for failure in failures} >= HOSTILE
    for failure in failures:
        assert failure["stage"] == "decode"
        assert not failure["retry"], failure
        assert is_known(failure["reason"]), failure
        for word in ("killed", "crashed", "took longer"):
            assert word not in failure["reason"], failure
    assert peak_bytes < GIB


def listed_failures(library: list[str]) -> list[dict[str, Any]]:
    done = subprocess.run([*PROGRAM, "failures", *library], capture_output=True, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


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
