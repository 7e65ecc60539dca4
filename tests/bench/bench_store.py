"""How long the library's questions take: python tests/bench/bench_store.py --photos 200000"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Sized
from functools import partial
from pathlib import Path

from synthetic import MODEL, kept_library

from photos_ml.store import Library, PhotoFilter
from photos_ml.types import Kind, Media

FILTERS = {
    "none": PhotoFilter(),
    "year": PhotoFilter(days=(("2015-01-01", "2015-12-31"),)),
    "week": PhotoFilter(days=(("2015-07-06", "2015-07-12"),)),
    "since": PhotoFilter(days=(("2012-01-01", None),)),
    "months": PhotoFilter(months=(6, 7, 8)),
    "new year": PhotoFilter(year_days=(("12-24", "01-06"),)),
    "weekend": PhotoFilter(weekdays=(5, 6)),
    "night": PhotoFilter(hours=((22, 5),)),
    "weekend nights": PhotoFilter(weekdays=(5, 6), hours=((22, 5),), months=(7,)),
    "city": PhotoFilter(places=("City 7",)),
    "country": PhotoFilter(places=("Country 3",)),
    "person": PhotoFilter(people_all=("Person 5",)),
    "two people": PhotoFilter(people_all=("Person 5", "Person 6")),
    "nobody else": PhotoFilter(people_all=("Person 5",), people_only=True),
    "without person": PhotoFilter(people_none=("Person 5",)),
    "no people": PhotoFilter(people_only=True),
    "videos": PhotoFilter(media=(Media.VIDEO,)),
    "screenshots": PhotoFilter(kinds=(Kind.SCREENSHOT,)),
    "camera": PhotoFilter(camera="nikon"),
    "folder": PhotoFilter(folders=("00042 event",)),
    "year folder": PhotoFilter(folders=("2012",)),
    "favourites": PhotoFilter(favorite=True),
    "rating": PhotoFilter(min_rating=4),
    "without keyword": PhotoFilter(keywords_none=("keyword7",)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=200_000)
    parser.add_argument("--library", type=Path, help="keep the library here, and use it if it is there")
    options = parser.parse_args()
    with kept_library(options.library, options.photos) as library:
        size = library.database.path.stat().st_size
        print(f"{library.photos.count()} photos, {size / 1e6:.0f} MB")
        for name, milliseconds, rows in _figures(library):
            print(f"{name:28} {milliseconds:8.1f} ms {rows:8} rows")


def _count(ask: Callable[..., Sized], *arguments: object) -> int:
    return len(ask(*arguments))


def _figures(library: Library) -> Iterator[tuple[str, float, int]]:
    vectors = library.vectors(*MODEL)
    for name, photo_filter in FILTERS.items():
        yield f"photo_ids: {name}", *_timed(partial(_count, library.photo_ids, photo_filter))
        yield f"vector_ids: {name}", *_timed(partial(_count, library.vector_ids, photo_filter, vectors))
    summer = FILTERS["months"]
    yield "count: months", *_timed(lambda: library.count_matching(summer))
    yield "newest 50", *_timed(lambda: len(library.newest(PhotoFilter(), 50, 0)))
    yield "oldest 50", *_timed(lambda: len(library.newest(PhotoFilter(), 50, 0, oldest=True)))
    yield "newest 50 of a city", *_timed(lambda: len(library.newest(FILTERS["city"], 50, 0)))
    yield "text: rare word", *_timed(lambda: len(library.match_ids("keyword7")))
    yield "text: common word", *_timed(lambda: len(library.match_ids("caption")))
    yield "text: every photo", *_timed(lambda: len(library.match_ids("img")))
    yield "names", *_timed(lambda: len(library.names().folders))
    yield "places", *_timed(lambda: len(library.places()))
    yield "get 50", *_timed(lambda: len(library.photos.get(range(1, 51))))
    yield "generation", *_timed(vectors.generation)
    yield "vectors missing", *_timed(lambda: sum(1 for _ in vectors.missing()))


def _timed(question: Callable[[], int], repeats: int = 3) -> tuple[float, int]:
    """Median milliseconds, and the answer's size."""
    seconds: list[float] = []
    for _ in range(repeats):
        started = time.perf_counter()
        rows = question()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds) * 1e3, rows


if __name__ == "__main__":
    main()
