"""This build beside another: python tests/bench/bench_against.py OTHER/bin/photos-ml --images DIR [DIR ...]

Both index the same folders in turn, each into a library of its own: seconds and peak memory (all processes,
shared pages counted once), as ratios of pairs. Then a library that the other made is opened by this one,
which migrates it, and both must find the same photos with the same scores.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

OWN = Path(sys.executable).parent / "photos-ml"
LOOK_SECONDS = 0.1
QUERIES = (
    "a dog", "people at a table", "snowy mountains", "beach without people", "red car", "children playing",
    "newest", "2024", "at night", "in summer", "favorites", "videos", "IMG_1", "sunset over the sea",
)  # fmt: skip
NOW = "2026-11-21T12:00:00"


@dataclass(frozen=True, slots=True)
class Ran:
    """One run: how long its first pass took, until photos can be searched, how long the command, with its
    start and all that follows the first pass, and the most memory of all its processes at one time."""

    search_s: float
    whole_s: float
    peak_mb: float


def index(program: Path, images: Path, library: Path, extra: Sequence[str]) -> Ran:
    """Index a folder into a library of its own."""
    command = [str(program), "index", str(images), "--json", *extra]
    environment = {**os.environ, "PHOTOS_ML_LIBRARY": str(library)}
    started = time.perf_counter()
    running = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    peak = 0.0
    while running.poll() is None:
        peak = max(peak, memory_mb(running.pid))
        time.sleep(LOOK_SECONDS)
    seconds = time.perf_counter() - started
    if running.returncode not in (0, 3):
        raise SystemExit(f"{program} failed: {running.stderr.read().decode() if running.stderr else ''}")
    said: dict[str, Any] = json.loads(running.communicate()[0])
    return Ran(float(said["seconds"]), seconds, peak)


def memory_mb(pid: int) -> float:
    """Proportional share of memory of a process and all below it; resident memory where that is not told."""
    total = 0.0
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        for one in [process, *process.children(recursive=True)]:
            with suppress(psutil.Error):
                memory = one.memory_full_info()
                total += getattr(memory, "pss", memory.rss)
    return total / 1e6


def ask(program: Path, library: Path, query: str) -> list[tuple[str, float]]:
    """Path and score of each hit."""
    command = [str(program), "search", query, "--json", "--planner", "rules", "--now", NOW, "--limit", "50"]
    environment = {**os.environ, "PHOTOS_ML_LIBRARY": str(library)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    found: dict[str, Any] = json.loads(done.stdout)
    return [(hit["path"], hit["score"]) for hit in found.get("hits", ())]


def migrated_differences(other: Path, library: Path) -> list[str]:
    """Queries that this build answers otherwise than the build that made the library."""
    before = {query: ask(other, library, query) for query in QUERIES}
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "library"
        shutil.copytree(library, copy)
        return [query for query in QUERIES if ask(OWN, copy, query) != before[query]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "other", type=Path, help="the photos-ml of another build, in an environment of its own"
    )
    parser.add_argument("--images", type=Path, nargs="+", required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--extra", nargs="*", default=[], help="options of `index` for this build alone")
    options = parser.parse_args()
    for images in options.images:
        pairs: list[tuple[Ran, Ran]] = []
        with tempfile.TemporaryDirectory() as scratch:
            for number in range(options.runs + 1):
                theirs = index(options.other, images, Path(scratch) / f"other{number}", [])
                ours = index(OWN, images, Path(scratch) / f"own{number}", options.extra)
                if number:  # the first pair warms the disk
                    pairs.append((ours, theirs))
            different = migrated_differences(options.other, Path(scratch) / "other0")
        print(f"{images}: {len(pairs)} pairs, this build / the other, median (least to most)")
        for name in ("search_s", "whole_s", "peak_mb"):
            own, other = ([float(getattr(pair[side], name)) for pair in pairs] for side in (0, 1))
            ratios = sorted(one / two for one, two in zip(own, other, strict=True))
            print(
                f"  {name:<8} {statistics.median(ratios):.3f} ({ratios[0]:.3f} to {ratios[-1]:.3f})"
                f"   {statistics.median(own):.1f} / {statistics.median(other):.1f}"
            )
        print(
            f"  the other's library, migrated: {len(QUERIES)} queries, answered otherwise: {different or 0}"
        )


if __name__ == "__main__":
    main()
