"""Kill a real indexer again and again, and compare what comes of it with a run that was left alone."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from projection import DIMENSION

from photos_ml.indexer.enrich.plan import BATCH_PHOTOS
from photos_ml.store import Library, PhotoFilter

started: list[subprocess.Popen[str]] = []
RUNNER = Path(__file__).with_name("run_indexer.py")


@dataclass(frozen=True)
class Contents:
    """What matters of a library, by relative path."""

    photos: dict[str, tuple[str, object]]
    vectors: dict[str, np.ndarray | None]
    failures: dict[str, tuple[str, str, bool]]

    @classmethod
    def of(cls, folder: Path, photos: Path) -> Contents:
        with Library.open(folder) as library:
            rows = library.photos.get(library.photo_ids(PhotoFilter()).tolist()).values()
            vectors = library.vectors("projection", "1", DIMENSION)
            return cls(
                {os.path.relpath(row.path, photos): (row.content_hash, row.metadata) for row in rows},
                {row.content_hash: vectors.get(row.content_hash) for row in rows},
                {
                    os.path.relpath(failure.path, photos): (failure.stage, failure.reason, failure.retry)
                    for failure in library.failures.all()
                },
            )

    def same_as(self, other: Contents) -> bool:
        """The same photos and failures, and vectors of cosine at least 0.9999."""
        return (
            self.photos == other.photos
            and self.failures == other.failures
            and self.vectors.keys() == other.vectors.keys()
            and all(cosine(vector, other.vectors[key]) >= 0.9999 for key, vector in self.vectors.items())
        )


def cosine(one: np.ndarray | None, other: np.ndarray | None) -> float:
    """-1 where one is not there."""
    if one is None or other is None:
        return -1.0
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


def start(library: Path, photos: Path, log: Path, batch_s: float = 0.0) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, str(RUNNER), str(library), str(photos), str(log), "--batch-s", str(batch_s)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    started.append(process)
    return process


def encoded(log: Path) -> Counter[str]:
    """How often each picture was encoded."""
    return Counter(log.read_text().split()) if log.exists() else Counter()


def encoded_again(log: Path) -> int:
    """Pictures encoded in vain: all encodings of a picture but its first."""
    return sum(encoded(log).values()) - len(encoded(log))


@dataclass(frozen=True)
class Ordeal:
    """How a library fared. `worst_again`: most pictures encoded again because of one kill."""

    kills: int
    libraries: int
    encoded_again: int
    worst_again: int
    survived: bool


def kill_at_random(photos: Path, scratch: Path, kills: int, *, seed: int, batch_s: float) -> Ordeal:
    """SIGKILL at `kills` instants, spread evenly over the time that an uninterrupted run takes.

    Whenever an indexer comes to its end first, a new library is begun.
    """
    generator = random.Random(seed)
    reference = scratch / "reference"
    begun = time.monotonic()
    start(reference, photos, scratch / "reference.log", batch_s).communicate()
    longest_s = time.monotonic() - begun
    expected = Contents.of(reference, photos)
    done = again = worst = finished = 0
    survived = True
    while done < kills:
        library, log = scratch / f"library {finished}", scratch / f"log {finished}"
        finished += 1
        ended = False
        while done < kills and not ended:
            before = encoded_again(log)
            process = start(library, photos, log, batch_s)
            try:
                process.communicate(timeout=generator.uniform(0.0, longest_s))
                ended = True
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                done += 1
            worst = max(worst, encoded_again(log) - before)
        before = encoded_again(log)
        start(library, photos, log).communicate()
        worst = max(worst, encoded_again(log) - before)
        again += encoded_again(log)
        survived &= Contents.of(library, photos).same_as(expected)
    return Ordeal(done, finished, again, worst, survived)


def fill(photos: Path, number: int) -> None:
    """Small pictures in folders, every tenth a copy of another, some broken, one with a sidecar."""
    from conftest import paint

    for seed in range(number):
        paint(photos / f"{seed % 5}" / f"{seed:04d}.jpg", seed - 1 if seed % 10 == 9 else seed)
    for seed in range(number // 20):
        (photos / "1" / f"broken {seed}.jpg").write_bytes(b"\xff\xd8 broken " + bytes([seed]))


BATCH = BATCH_PHOTOS


def wait_for_lines(log: Path, lines: int, timeout_s: float = 200.0) -> None:
    """Until so many pictures were encoded."""
    end = time.monotonic() + timeout_s
    while sum(encoded(log).values()) < lines:
        if time.monotonic() > end:
            raise TimeoutError(f"{log} has {sum(encoded(log).values())} lines")
        time.sleep(0.02)
