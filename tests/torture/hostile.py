"""Thousands of broken files through real decoding processes: how each ended, and what it cost.

    python -m tests.torture.hostile [--files 10000] [--seed 1] [--folder DIR...]

Each file is made by its seed (see `mutate`), read and decoded as `index` does, and deleted. `--folder` adds
every file of folders of your own. Prints one JSON document: how many were decoded and how many refused, each
reason with its number, decoders that crashed, hung or were killed, reasons that are on no list, and the most
memory that all processes took together. Exit code 1 where any of these is not as it must be.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from photos_ml.indexer.enrich.needs import NeedsPixels
from photos_ml.indexer.reasons import Cause, is_known
from photos_ml.indexer.workers import Done, Look, Work, WorkerPool
from tests.bench.peak import Peak
from tests.torture.mutate import Seeds

AHEAD = 16
SIDE = 256
MOST_MEMORY_BYTES = 1 << 30
WORKERS = 2
SAMPLE_S = 0.05
_CRASHED = Cause.CRASHED.value.partition("{")[0]
_HUNG = (Cause.SLOW.value.partition("{")[0], Cause.MUCH_TIME.value)


@dataclass
class Outcome:
    """What became of all files."""

    files: int = 0
    decoded: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    problems: int = 0
    crashes: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    killed: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    memory_mb: float = 0.0
    seconds: float = 0.0

    @property
    def is_well(self) -> bool:
        return not (self.crashes or self.hangs or self.killed or self.unknown) and (
            self.memory_mb * 1e6 <= MOST_MEMORY_BYTES
        )

    def note(self, name: str, done: Done) -> None:
        """Take in how one file ended. Its name is that of its seed, never what is in it."""
        self.files += 1
        looked = done.looks.get("see")
        failure = done.failure or (looked.failure if looked else None)
        if done.metadata is not None:
            self.problems += bool(done.metadata.problems)
        if failure is None:
            self.decoded += 1
            return
        reason = failure.reason
        self.reasons[_without_numbers(reason)] += 1
        if reason.startswith(_CRASHED):
            self.crashes.append(f"{name}: {reason}")
        elif reason.startswith(_HUNG):
            self.hangs.append(f"{name}: {reason}")
        elif reason.startswith(Cause.KILLED.value):
            self.killed.append(f"{name}: {reason}")
        if not is_known(reason):
            self.unknown.append(f"{name}: {reason}")


def mutated_files(seeds: Seeds, folder: Path, first: int, number: int) -> Iterator[tuple[str, Path]]:
    """(name of the seed, file) of as many; each is deleted by who used it."""
    for seed in range(first, first + number):
        suffix, data = seeds.mutated(seed)
        path = folder / f"{seed}{suffix}"
        path.write_bytes(data)
        yield f"seed {seed} {suffix}", path


def run(
    files: Iterable[tuple[str, Path]], *, ours: Path, workers: int = WORKERS, timeout_s: float = 60.0
) -> Outcome:
    """All files through a pool of processes. Those below `ours` are deleted."""
    outcome, started = Outcome(), time.perf_counter()
    waiting: deque[tuple[str, Path, Future[Done]]] = deque()

    def finish() -> None:
        name, path, future = waiting.popleft()
        outcome.note(name, future.result())
        if path.is_relative_to(ours):
            path.unlink(missing_ok=True)

    looks = {"see": Look(NeedsPixels(SIDE), b"")}
    with (
        WorkerPool(workers, None, looks=looks, timeout_s=timeout_s) as pool,
        Peak(lambda: _bytes_of(pool), SAMPLE_S) as memory,
    ):
        for name, path in files:
            waiting.append((name, path, pool.submit(Work(path, (), False, True, looks=("see",)))))
            if len(waiting) > AHEAD:
                finish()
        while waiting:
            finish()
    outcome.memory_mb = round(memory.most / 1e6, 1)
    outcome.seconds = round(time.perf_counter() - started, 1)
    return outcome


def _bytes_of(pool: WorkerPool) -> float:
    """What this process and the pool's hold."""
    total = psutil.Process().memory_info().rss
    for pid in pool.pids:
        with suppress(psutil.Error):
            total += psutil.Process(pid).memory_info().rss
    return float(total)


def _without_numbers(reason: str) -> str:
    return "".join("#" if char.isdigit() else char for char in reason)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, action="append", default=[])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        seeds = Seeds.make(folder)

        def files() -> Iterator[tuple[str, Path]]:
            yield from mutated_files(seeds, folder, options.seed, options.files)
            for root in options.folder:
                yield from ((path.name, path) for path in sorted(root.rglob("*")) if path.is_file())

        outcome = run(files(), ours=folder)
    figures = {
        "files": outcome.files,
        "kinds": sorted(seeds.files),
        "decoded": outcome.decoded,
        "refused": sum(outcome.reasons.values()),
        "with problems in metadata": outcome.problems,
        "reasons": dict(outcome.reasons.most_common()),
        "crashes": outcome.crashes,
        "hangs": outcome.hangs,
        "killed": outcome.killed,
        "reasons on no list": outcome.unknown,
        "memory_mb": outcome.memory_mb,
        "seconds": outcome.seconds,
    }
    print(json.dumps(figures, indent=2))
    return 0 if outcome.is_well else 1


if __name__ == "__main__":
    sys.exit(main())
