"""Corrections of a whole library at once, and its round trip out and in: python tests/bench/bench_owned.py

Nothing is decoded: rows alone, with every kind of fact. Seconds of CPU beside those by the clock.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from photos_ml.app.service import Context
from photos_ml.app.service.exporting import export_json, export_sidecars
from photos_ml.app.service.importing import import_from
from photos_ml.corrections import Correction, Moved, Where
from photos_ml.store import Library, PhotoFilter
from photos_ml.store.correcting import correct
from photos_ml.types import PersonTag, Position
from tests.imports.lives import LISBON, correct_some, fill, state

Made = TypeVar("Made")
SAID = {
    "dates shifted": Correction(moved=Moved(timedelta(hours=1))),
    "place": Correction(where=Where(Position(38.7, -9.1), LISBON)),
    "caption": Correction(caption="the harbour"),
    "keyword": Correction(keywords=("boats",)),
    "person": Correction(people=(PersonTag("Ben"),)),
    "rating": Correction(rating=4),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=10_000)
    photos = parser.parse_args().photos
    with tempfile.TemporaryDirectory() as scratch:
        with Library.open(Path(scratch) / "corrected", create=True) as library:
            fill(library, photos)
            for name, said in SAID.items():
                corrections(library, name, said, photos)
        round_trip(Path(scratch), photos)


def corrections(library: Library, name: str, said: Correction, photos: int) -> None:
    """One gesture over all photos, taken back and done again."""
    ids = list(range(1, photos + 1))
    (gesture, _), done = timed(lambda: correct(library, ids, said))
    back, undone = timed(lambda: library.acts.undo(gesture))
    _, redone = timed(lambda: library.acts.undo(back))
    print(f"{name:14} done {done}, undone {undone}, redone {redone}")


def round_trip(scratch: Path, photos: int) -> None:
    """Out as one document and as sidecars, and in again into a library made anew."""
    with Context(scratch / "old") as old, Context(scratch / "new") as new, Context(scratch / "xmp") as other:
        for context in (old, new, other):
            fill(context.library(create=True), photos)
        correct_some(old.library(), photos)
        ids = [row[0] for row in old.library().database.query("SELECT id FROM photos")]
        _, out = timed(lambda: export_json(old, ids, scratch / "all.json"))
        found, into = timed(lambda: import_from(new, "photos-ml", scratch / "all.json"))
        same = state(new.library()) == state(old.library())
        again = import_from(new, "photos-ml", scratch / "all.json").changes
        print(f"document: out {out}, in {into}; {found.matched} matched")
        print(f"          the same: {same}, new when again: {again}")
        _, out = timed(lambda: export_sidecars(old, ids, scratch / "out"))
        found, into = timed(lambda: import_from(other, "xmp", scratch / "out"))
        again = import_from(other, "xmp", scratch / "out").changes
        print(f"sidecars: out {out}, in {into}; {found.matched} matched, new when again: {again}")
        shown = old.library().photo_ids(PhotoFilter(people_all=("Ben & Co",))).tolist()
        known = other.library().photo_ids(PhotoFilter(people_all=("Ben & Co",))).tolist()
        print(f"one person: {len(shown)} shown there, {len(set(shown) & set(known))} of them here")


def timed(do: Callable[[], Made]) -> tuple[Made, str]:
    clock, cpu = time.perf_counter(), time.process_time()
    made = do()
    return made, f"{time.perf_counter() - clock:.2f} s ({time.process_time() - cpu:.2f} CPU)"


if __name__ == "__main__":
    main()
