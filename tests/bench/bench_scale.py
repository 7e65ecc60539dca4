"""What grows with the library, and how: python tests/bench/bench_scale.py DIR [--photos N N N] [--all]

Made-up libraries of each size, kept in DIR. Each question is asked three times in one process: its processor
time at first, again, and after one photo was made a favourite, in ms; at first in another process, which
finds the files that the one before kept; and the exponent by which the first grows from one size to the next
(1: as the library does).
Then acts on a tenth of all photos at once. `--all`: what takes minutes at a million, too.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench_warm import sample_look
from synthetic import kept_library
from threads import as_commands

from photos_ml.app.api.present import written_json
from photos_ml.app.api.strict import Encoded
from photos_ml.app.service import Context
from photos_ml.app.service.ahead import read_ahead
from photos_ml.app.service.backup import backup
from photos_ml.app.service.browse import named_people, photo_map, stacks, tag_counts, whole_timeline
from photos_ml.app.service.duplicates import duplicate_groups
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.search import search_photos
from photos_ml.app.service.status import read_status
from photos_ml.app.service.suggestions import suggestions_for
from photos_ml.store import Mark, PhotoFilter
from photos_ml.store.database import ARRAYS

SIZES = (10_000, 100_000, 1_000_000)
SHARE = 10
"""One in so many photos is acted on."""

Question = Callable[[Context], object]
PAGES: dict[str, Question] = {
    "status": read_status,
    "timeline": lambda context: Encoded(written_json(whole_timeline(context))),
    "map": photo_map,
    "stacks": stacks,
    "tags": tag_counts,
    "people": named_people,
    "facets of all": lambda context: context.library().facets(context.library().photo_ids(PhotoFilter())),
    "suggestions": lambda context: suggestions_for(context, "be"),
    "search": lambda context: search_photos(context, "dog on the beach", planner="rules", facets=True),
    "list": lambda context: search_photos(context, "photos from 2015", planner="rules", facets=True),
}
LONG: dict[str, Question] = {"duplicates": duplicate_groups}


def acts(context: Context) -> dict[str, Question]:
    """What is done to many photos at once, each undone."""
    library = context.library()
    photos = library.photo_ids(PhotoFilter())[::SHARE].tolist()
    return {
        "nothing new": index_folders,  # it writes that it ran: what files kept is read anew after it
        "favourite a tenth": lambda _: library.marks.set_all(photos, Mark.FAVORITE, True),
        "hide a tenth": lambda _: library.marks.set_all(photos, Mark.HIDE, True),
        "search after it": PAGES["search"],
        "show it again": lambda _: library.marks.set_all(photos, Mark.HIDE, False),
        "backup": lambda context: backup(context, context.folder.parent / f"{context.folder.name}.acts"),
    }


def reopened(folder: Path, long: bool) -> dict[str, float]:
    """Name -> milliseconds of processor time at first, of a process that finds what another kept; of acts."""
    with Context(folder) as context:
        search_photos(context, "a horse", planner="rules")
        questions = {**PAGES, **(LONG if long else {})}
        found = {name: spent_ms(question, context) for name, question in questions.items()}
        found["memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found |= {name: spent_ms(question, context) for name, question in acts(context).items()}
    return found


def measured(folder: Path, photos: int, long: bool) -> dict[str, Any]:
    """Name -> milliseconds of processor time at first, and again where that is another thing."""
    shutil.rmtree(folder / ARRAYS, ignore_errors=True)
    with kept_library(folder, photos, sample_look), Context(folder) as context:
        search_photos(context, "a horse", planner="rules")
        found: dict[str, Any] = {}
        for name, question in {**PAGES, **(LONG if long else {})}.items():
            found[name] = [spent_ms(question, context) for _ in range(2)]
            with loved_for_now(context):
                found[name].append(spent_ms(question, context))
        read_ahead(context, lambda done, of: None)  # as `index` and the service do, after those hearts
        found["memory, MB"] = [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]
    return found


@contextmanager
def loved_for_now(context: Context) -> Iterator[None]:
    """One photo is a favourite meanwhile."""
    library = context.library()
    photo = int(library.photo_ids(PhotoFilter())[0])
    library.marks.set(photo, Mark.FAVORITE, True)
    yield
    library.marks.set(photo, Mark.FAVORITE, False)


def spent_ms(question: Question, context: Context) -> float:
    began = time.process_time()
    question(context)
    return 1000 * (time.process_time() - began)


def answer(command: list[str]) -> dict[str, Any]:
    """What a command prints last."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, nargs="+", default=SIZES)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--one", action="store_true", help="measure one size in this process, as JSON")
    parser.add_argument("--reopened", action="store_true", help="the same after another process has")
    options = parser.parse_args()
    if options.one:
        as_commands()
        print(json.dumps(measured(options.folder, options.photos[0], options.all)))
        return
    if options.reopened:
        as_commands()
        print(json.dumps(reopened(options.folder, options.all)))
        return
    results = []
    for photos in options.photos:
        long = ["--all"] if options.all else []
        folder = str(options.folder / str(photos))
        command = [sys.executable, __file__, folder, "--photos", str(photos), *long]
        first, later = (answer([*command, how]) for how in ("--one", "--reopened"))
        for name, spent in later.items():
            known = first.get(name, [spent])  # an act is done once
            first[name] = [*known, *[None] * (3 - len(known)), spent] if name in first else known
        results.append(first)
    columns = f"{'again':>8} {'heart':>8} {'opened':>8} {'grows':>6}"
    print(f"{'':18}" + "".join(f"{photos:>12,} {columns}" for photos in options.photos))
    for name in results[0]:
        line = f"{name:18}"
        for place, result in enumerate(results):
            first, *again = result[name]
            grows = ""
            if place:
                times = first / max(results[place - 1][name][0], 1e-3)
                grows = f"{math.log(max(times, 1e-9), options.photos[place] / options.photos[place - 1]):.2f}"
            more = ["" if ms is None else f"{ms:.1f}" for ms in again] or ["", "", ""]
            line += f"{first:>12.1f} {more[0]:>8} {more[1]:>8} {more[2]:>8} {grows:>6}"
        print(line)


if __name__ == "__main__":
    main()
