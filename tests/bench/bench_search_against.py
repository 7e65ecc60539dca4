"""This build's searches beside another's: python tests/bench/bench_search_against.py OTHER/bin/python LIBRARY

LIBRARY was made by the older of the two; each build gets a copy, which it migrates. Both answer 200 queries
in turn, then those of `bench_warm` again and again: photos and scores (to 1e-6) must be the same where both
read a query alike; processor time of what was asked before, as ratios of pairs.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 21, 12)
LIMIT, A_PAGE = 50, 20
"""Hits that are compared, and those of a page, which is timed."""
TOLERANCE = 1e-6
QUERIES = 200
HOW = ("version", "evidence", "limit")
"""Fields of a plan that say nothing of what is asked."""
ROUNDS = 5
WHAT = (
    *("dog on the beach", "red car", "two kids playing in the snow", "a cat sleeping", "boats", "old bridge"),
    *("sunset over the sea", "birthday cake", "mountains", "people at a table", "flowers", "food"),
)
WHEN = ("", "last summer", "2019", "in winter", "at night", "in may 2020", "on weekends", "since 2021")
ELSE = ("", "without people", "in City 12", "with Person 5")
ALONE = ("photos from 2015", "newest", "keyword7 caption", "screenshots", "favorites", "videos", "IMG_1")

Ask = Callable[..., dict[str, Any]]
"""Of a query, and how many hits are wanted."""


def queries() -> list[str]:
    """200, the same each time: what is seen, when, where and with whom."""
    combined = [" ".join(filter(None, words)) for words in product(WHAT, WHEN, ELSE)]
    return [*ALONE, *random.Random(0).sample(combined, QUERIES - len(ALONE))]


def _asking(library: Path) -> Ask:
    """A search of the build that runs this: milliseconds of processor time, plan, photos and scores."""
    search: Callable[..., Any]
    try:
        from photos_ml.app.service import Context
        from photos_ml.app.service.indexing import index_folders
        from photos_ml.app.service.search import search_photos

        context = Context(library)
        index_folders(context)  # its folder is away; the index of vectors is made as after any run

        def search(query: str, **options: Any) -> Any:
            return search_photos(context, query, **options)
    except ImportError:  # builds in which the service was one class
        from photos_ml.app import service

        older = service.PhotoService(library)  # type: ignore[attr-defined]
        older.index()
        search = older.search

    def ask(query: str, limit: int) -> dict[str, Any]:
        began = time.process_time()
        found = search(query, planner="rules", now=NOW, limit=limit, explain=True)
        ms = 1000 * (time.process_time() - began)
        return {
            "ms": ms,
            "plan": {
                name: value
                for name, value in found.planned.plan.to_dict().items()
                if value and name not in HOW
            },
            "hits": [(hit.photo.id, float(hit.score)) for hit in found.hits],
        }

    return ask


def answer(library: Path) -> None:
    """A query a line, an answer a line."""
    from threads import as_commands

    as_commands()
    ask = _asking(library)
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        print(json.dumps(ask(*json.loads(line))), flush=True)


@contextmanager
def answering(python: Path, library: Path) -> Iterator[Ask]:
    """A process of a build, which answers."""
    command = [str(python), __file__, str(python), str(library), "--answer"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        asked, said = running.stdin, running.stdout
        assert asked is not None and said is not None

        def read() -> Any:
            for line in said:
                if line.startswith(("{", '"ready')):
                    return json.loads(line)
            raise SystemExit(f"{python} ended: {running.wait()}")

        def ask(query: str, limit: int = LIMIT) -> dict[str, Any]:
            print(json.dumps([query, limit]), file=asked, flush=True)
            found: dict[str, Any] = read()
            return found

        read()
        yield ask
        asked.close()


def same(own: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether the same photos were found with the same scores. Of those that score as the last one does, any
    may be cut off."""
    scores, others = (dict(map(tuple, found["hits"])) for found in (own, other))
    least = min([*scores.values(), *others.values()], default=0.0) + TOLERANCE
    either = {photo for photo in scores.keys() | others.keys() if photo in scores and photo in others}
    alone = [found[photo] for found in (scores, others) for photo in found.keys() - either]
    return (
        len(scores) == len(others)
        and all(abs(scores[photo] - others[photo]) <= TOLERANCE for photo in either)
        and all(score <= least for score in alone)
    )


def read_alike(own: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether both understood the query to ask the same."""
    return bool(own["plan"] == other["plan"])


def compared(own: Ask, other: Ask) -> None:
    """Print how many of 200 queries are answered alike, and those that are not."""
    otherwise, different = [], []
    for query in queries():
        answers = own(query), other(query)
        if not read_alike(*answers):
            otherwise.append(query)
        elif not same(*answers):
            different.append(query)
    alike = QUERIES - len(otherwise)
    print(f"{QUERIES} queries, read alike: {alike}; the same photos and scores: {alike - len(different)}")
    for name, listed in (("read otherwise", otherwise), ("answered otherwise", different)):
        if listed:
            print(f"  {name}: {', '.join(map(repr, listed))}")


def timed(own: Ask, other: Ask) -> None:
    """Print the processor time of what was asked before, of both and as ratios."""
    from bench_warm import QUERIES as ASKED

    asked = {
        query: [(own(query, A_PAGE)["ms"], other(query, A_PAGE)["ms"]) for _ in range(1 + ROUNDS)][1:]
        for query in ASKED
    }
    middle = {
        query: [statistics.median(column) for column in zip(*pairs, strict=True)]
        for query, pairs in asked.items()
    }
    for name, place in (("this", 0), ("other", 1)):
        p50, p95 = quantiles([ms[place] for ms in middle.values()])
        print(f"{name:6} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms")
    ratios = [one / two for one, two in middle.values()]
    print(f"ratio  p50 {quantiles(ratios)[0]:.2f}   p95 {quantiles(ratios)[1]:.2f}")
    for query, (one, two) in middle.items():
        print(f"  {one:6.1f} {two:6.1f}  {query}")


def quantiles(values: list[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    return statistics.median(values), statistics.quantiles(values, n=20, method="inclusive")[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("other", type=Path, help="the Python of another build's environment")
    parser.add_argument("library", type=Path)
    parser.add_argument("--answer", action="store_true", help="answer the queries on standard input")
    options = parser.parse_args()
    if options.answer:
        answer(options.library)
        return
    with tempfile.TemporaryDirectory(dir=options.library.parent) as scratch:
        copies = [Path(scratch) / name for name in ("own", "other")]
        for copy in copies:
            shutil.copytree(options.library, copy)
        with answering(Path(sys.executable), copies[0]) as own, answering(options.other, copies[1]) as other:
            compared(own, other)
            timed(own, other)


if __name__ == "__main__":
    main()
