"""A season of memories: what every day of it shows, one day after another, as the app would make them.

    python tests/bench/bench_season.py [LIBRARY] [--made 20000 --measured] [--from 2026-11-21] [--days 45]

Without LIBRARY the sample library is indexed, or so many photos are made up. Prints days that show
something, the fewest in any seven days, memories a day, the share of photos that a memory has in common with
one of the thirty days before, and occasions told in the ten days before their anniversary. LIBRARY is
copied, not written.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from bench_memories import picture, reader
from synthetic import fill
from threads import as_commands

from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.memory_maker import memory_maker
from photos_ml.ranker.candidates.kinds import KINDS
from photos_ml.ranker.memories import MemoryMaker
from photos_ml.ranker.scene.anniversaries import anniversary_days
from photos_ml.ranker.telling.memory import Memory
from photos_ml.store import Library
from photos_ml.store.dated import read_dated
from photos_ml.store.qualities import Qualities
from photos_ml.vision.quality import QUALITY_VERSION, measure

APART_DAYS, KEPT_DAYS, WEEK = 30, 10, 7
SAMPLE = Path(__file__).resolve().parents[2] / "sample_library" / "photos"


@dataclass(frozen=True)
class Told:
    """A memory on its day."""

    day: date
    kind: str
    title: str
    first: date
    photos: frozenset[int]


def season(
    library: Library, show: Callable[[date], list[Memory]], start: date, days: int
) -> tuple[list[list[Told]], list[float]]:
    """What each day shows, and the processor time it took, in seconds."""
    found, seconds = [], []
    for day in (start + timedelta(days=step) for step in range(days)):
        before = time.process_time()
        memories = show(day)
        seconds.append(time.process_time() - before)
        found.append([told_of(library, memory, day) for memory in memories])
    return found, seconds


def told_of(library: Library, memory: Memory, day: date) -> Told:
    rows = library.photos.get([photo for photo, _ in memory.photos]).values()
    first = min(row.metadata.taken.day for row in rows if row.metadata.taken)
    return Told(day, memory.kind, memory.title, first, frozenset(photo for photo, _ in memory.photos))


def overlaps(told: list[Told]) -> list[float]:
    """Of each memory: the largest share of its photos that another of the days before, or of its own, has."""
    return [
        max(
            (
                len(one.photos & other.photos) / min(len(one.photos), len(other.photos))
                for other in told[:place]
                if (one.day - other.day).days < APART_DAYS
            ),
            default=0.0,
        )
        for place, one in enumerate(told)
    ]


def spent(told: list[Told]) -> list[Told]:
    """Occasions whose anniversary comes within KEPT_DAYS of being told."""
    return [
        one
        for one in told
        if KINDS[one.kind].attributes.occasion
        and not KINDS[one.kind].attributes.yearly
        and any(
            anniversary_days(one.day + timedelta(days=ahead), one.first) == 0
            for ahead in range(1, KEPT_DAYS + 1)
        )
    ]


def measure_all(library: Library) -> None:
    """As the step of indexing does: every photo has its quality already, here that of one picture."""
    contents = sorted({photo.content_id for photo in read_dated(library.database)})
    values = measure(picture((512, 384))(None)).values()
    Qualities(library.database, str(QUALITY_VERSION)).write(dict.fromkeys(contents, values))


def main() -> None:
    as_commands()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("library", nargs="?", type=Path)
    parser.add_argument("--made", type=int, default=0)
    parser.add_argument("--measured", action="store_true", help="made-up photos were measured when indexed")
    parser.add_argument("--from", dest="start", type=date.fromisoformat, default=date(2026, 11, 21))
    parser.add_argument("--days", type=int, default=45)
    parser.add_argument("--list", action="store_true", help="every day's memories")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "library"
        if asked.library:
            shutil.copytree(asked.library, folder)
        with Context(folder) as context:
            if asked.made:
                library = Library.open(folder, create=True)
                fill(library, asked.made)
                if asked.measured:
                    measure_all(library)
                show = MemoryMaker(library, reader, picture((512, 384))).show
            else:
                if not asked.library:
                    index_folders(context, [SAMPLE])
                library, show = context.library(), memory_maker(context).show
            days, seconds = season(library, show, asked.start, asked.days)
    told = [one for day in days for one in day]
    if asked.list:
        for one in told:
            print(f"{one.day}  {one.kind:12} {one.title} ({len(one.photos)})")
    showing = [bool(day) for day in days]
    weeks = [sum(showing[at : at + WEEK]) for at in range(len(showing) - WEEK + 1)]
    shared = overlaps(told)
    print(f"days that show something: {sum(showing)} of {len(days)}; fewest in seven days: {min(weeks)}")
    print(f"memories: {len(told)}; most a day: {max(map(len, days))}; first day: {len(days[0])}")
    print(f"kinds: {dict(Counter(one.kind for one in told))}")
    if told:
        many = sum(share > 0.3 for share in shared)
        print(f"photos shared within {APART_DAYS} days: most {max(shared):.2f}, over 0.30: {many}")
    print(f"told before their anniversary: {[f'{one.day} {one.title}' for one in spent(told)]}")
    print(f"processor time: {sum(seconds):.1f} s; first day {seconds[0]:.2f}; median {median(seconds):.2f}")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most")


if __name__ == "__main__":
    main()
