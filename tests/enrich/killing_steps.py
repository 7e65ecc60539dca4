"""Kill a real run of three steps again and again, and compare what comes of it with one left alone."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photos_ml.indexer.enrich.plan import BATCH_PHOTOS
from photos_ml.store import Library

RUNNER = Path(__file__).with_name("run_steps.py")
STEPS = ("quality", "redness", "sizes")
started: list[subprocess.Popen[str]] = []


@dataclass(frozen=True)
class Trial:
    """How a library fared. `worst_again`: most contents a step did again because of one kill."""

    kills: int
    libraries: int
    worst_again: int
    survived: bool


def rows_of(library: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Rows and marks by content, without what time or chance is in."""
    with Library.open(library) as opened:
        query = opened.database.query
        found = {
            table: sorted(
                tuple(row[key] for key in row.keys() if key != "id")  # noqa: SIM118
                for row in query(f"SELECT * FROM {table}")
            )
            for table in STEPS
        }
        marks = query(
            "SELECT name, content_id, reason, retry FROM step_marks JOIN steps ON steps.id = step_id"
        )
        found["marks"] = sorted(tuple(map(str, row)) for row in marks)
        return found


def start(library: Path, log: Path, batch_s: float = 0.0) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, str(RUNNER), str(library), str(log), "--batch-s", str(batch_s)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    started.append(process)
    return process


def again(log: Path) -> Counter[str]:
    """By step: contents computed in vain, all times but the first."""
    lines = Counter(log.read_text().splitlines()) if log.exists() else Counter[str]()
    found: Counter[str] = Counter()
    for line, times in lines.items():
        found[line.partition(" ")[0]] += times - 1
    return found


def kill_at_random(indexed: Path, scratch: Path, kills: int, *, seed: int, batch_s: float) -> Trial:
    """SIGKILL at `kills` instants spread evenly over the time an uninterrupted run takes, over copies of an
    indexed library; whenever one comes to its end first, a new copy is begun."""
    generator = random.Random(seed)
    reference = scratch / "reference"
    shutil.copytree(indexed, reference)
    begun = time.monotonic()
    _, errors = start(reference, scratch / "reference.log", batch_s).communicate()
    assert not errors, errors
    longest_s = time.monotonic() - begun
    expected = rows_of(reference)
    done = copies = worst = 0
    survived = True
    while done < kills:
        library, log = scratch / f"copy {copies}", scratch / f"log {copies}"
        shutil.copytree(indexed, library)
        copies += 1
        ended = False
        while done < kills and not ended:
            before = again(log)
            process = start(library, log, batch_s)
            try:
                process.communicate(timeout=generator.uniform(0.0, longest_s))
                ended = True
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                done += 1
            worst = max(worst, *(again(log) - before).values(), 0)
        before = again(log)
        start(library, log).communicate()
        worst = max(worst, *(again(log) - before).values(), 0)
        survived &= rows_of(library) == expected
    return Trial(done, copies, worst, survived)


BATCH = BATCH_PHOTOS
