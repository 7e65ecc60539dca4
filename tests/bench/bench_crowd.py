"""Many threads search while photos are added and taken away: python tests/bench/bench_crowd.py --seconds 60

Every photo shows one thing of its own. Whatever was written before a search began must be its first hit, and
whatever was gone before it began must not be among its hits. Prints how many searches, p50 and p99.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from PIL import Image

from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.preprocess import SquarePreprocessor
from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.plan import QueryPlan
from photos_ml.search.engine import SearchEngine
from photos_ml.store import Batch, FileGroup, FileStat, Library, Status, Upsert, VectorRow
from photos_ml.types import DateSource, FloatMatrix, Metadata, Pixels, Taken
from photos_ml.vectors.base import IndexKey
from photos_ml.vectors.cache import IndexCache

DIMENSION = 64
BATCH = 16
"""Photos a write, as the indexer's."""
GONE_SHARE = 0.2
FIRST_DAY = datetime(2010, 1, 1)
MODEL = ("things", "1", DIMENSION)


class Things:
    """An encoder of texts that are numbers: each is a direction of its own."""

    info = ModelInfo(*MODEL, 32)
    preprocessor = SquarePreprocessor(32)

    def preprocess(self, image: Image.Image) -> Pixels:
        return self.preprocessor(image)

    def encode_pixels(self, pixels: Sequence[Pixels]) -> FloatMatrix:
        raise NotImplementedError

    def encode_images(self, images: Sequence[Image.Image]) -> FloatMatrix:
        raise NotImplementedError

    def encode_texts(self, texts: Sequence[str]) -> FloatMatrix:
        return np.stack([direction(int("".join(filter(str.isdigit, text)))) for text in texts])


def direction(number: int) -> FloatMatrix:
    row = np.random.default_rng(number).standard_normal(DIMENSION)
    unit: FloatMatrix = (row / np.linalg.norm(row)).astype(np.float32)
    return unit


@dataclass
class Ledger:
    """What is surely written, as seen by whoever asks now."""

    here: dict[int, int] = field(default_factory=dict)
    """Number of the thing -> its photo."""
    gone: set[int] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, chance: random.Random) -> tuple[int, int, frozenset[int]] | None:
        """A thing that is there, its photo, and all photos that are gone."""
        with self.lock:
            if not self.here:
                return None
            number = chance.choice(list(self.here))
            return number, self.here[number], frozenset(self.gone)


@dataclass
class Outcome:
    """What went wrong, and how long each search took."""

    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    photos: int = 0


def crowd(
    folder: Path,
    *,
    seconds: float | None = None,
    batches: int | None = None,
    threads: int = 16,
    seed: int = 0,
) -> Outcome:
    """Search from many threads while another writes through a connection of its own: so long, or until so
    many batches are written. Each thread searches once at least."""
    outcome, ledger, stop = Outcome(), Ledger(), threading.Event()
    with Library.open(folder, create=True) as library, Library.open(folder) as other:
        cache = IndexCache(folder / "vectors", IndexKey(*MODEL), library.vectors(*MODEL))
        engine = SearchEngine(library, Things(), cache.current)
        workers = [
            threading.Thread(target=_guarded, args=(outcome, stop, _search, engine, ledger, outcome, stop, n))
            for n in range(threads)
        ]
        writer = threading.Thread(
            target=_guarded, args=(outcome, stop, _write, other, ledger, stop, seed, batches)
        )
        for thread in (writer, *workers):
            thread.start()
        stop.wait(seconds)
        stop.set()
        for thread in (writer, *workers):
            thread.join()
        outcome.photos = library.photos.count()
    return outcome


def _guarded(outcome: Outcome, stop: threading.Event, work: object, *arguments: object) -> None:
    try:
        work(*arguments)  # type: ignore[operator]
    except Exception as error:  # noqa: BLE001 - any error at all is what is looked for
        outcome.wrong.append(f"{type(error).__name__}: {error}")
        stop.set()


def _write(library: Library, ledger: Ledger, stop: threading.Event, seed: int, batches: int | None) -> None:
    """Batches of new photos, so many or until told to stop; now and then some of the old ones go."""
    chance, number = random.Random(seed), 0
    root, vectors = library.add_root(Path("/nowhere/photos")), library.vectors(*MODEL)
    while not stop.is_set():
        numbers = range(number, number + BATCH)
        upserts = tuple(_upsert(root.id, str(root.path), n) for n in numbers)
        rows = tuple(VectorRow(f"{n:064x}", direction(n).astype(np.float16)) for n in numbers)
        ids = library.write(Batch(upserts=upserts, vectors=rows), vectors)
        with ledger.lock:
            ledger.here.update(zip(numbers, ids, strict=True))
            leaving = [n for n in ledger.here if chance.random() < GONE_SHARE / BATCH]
            photos = [ledger.here.pop(n) for n in leaving]
        library.set_status(photos, Status.GONE)
        with ledger.lock:
            ledger.gone.update(photos)
        number += BATCH
        if batches is not None and number == batches * BATCH:
            stop.set()
        stop.wait(0.02)


def _upsert(root_id: int, root: str, number: int) -> Upsert:
    taken = Taken(FIRST_DAY + timedelta(days=number % 3000), None, DateSource.EXIF)
    group = FileGroup(root_id, root, "", FileStat(f"p{number:x}.jpg", number + 1, number + 1))
    return Upsert(group, f"{number:064x}", Metadata(taken=taken))


def _search(engine: SearchEngine, ledger: Ledger, outcome: Outcome, stop: threading.Event, seed: int) -> None:
    chance, searched = random.Random(seed), False
    while not (stop.is_set() and (searched or outcome.wrong)):
        known = ledger.look(chance)
        if known is None:
            time.sleep(0.001)
            continue
        searched = True
        number, photo, gone = known
        fields: dict[str, object] = {"text": f"thing{number}"}
        if chance.random() < 0.5:
            day = (FIRST_DAY + timedelta(days=number % 3000)).date()
            fields["taken"] = [{"from": f"{day.year}-01-01", "to": f"{day.year}-12-31"}]
        started = time.perf_counter()
        result = engine.search(PlannedQuery(QueryPlan.from_dict(fields), "crowd"), limit=10, folding=False)
        outcome.seconds.append(time.perf_counter() - started)
        found = [hit.photo.id for hit in result.hits]
        with ledger.lock:
            still = ledger.here.get(number) == photo
        if still and photo not in found[:1]:
            outcome.wrong.append(f"missing: photo {photo}, written before the search, is not its first hit")
        if stale := gone & set(found):
            outcome.wrong.append(f"stale: {sorted(stale)} were gone before the search")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--threads", type=int, default=16)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        outcome = crowd(Path(scratch), seconds=options.seconds, threads=options.threads)
    p50, p99 = np.quantile(outcome.seconds, [0.5, 0.99]) * 1000
    figures = {"threads": options.threads, "photos": outcome.photos, "searches": len(outcome.seconds)}
    times = {"p50_ms": round(float(p50), 1), "p99_ms": round(float(p99), 1)}
    print(json.dumps({**figures, **times, "wrong": len(outcome.wrong), "first": outcome.wrong[:5]}))


if __name__ == "__main__":
    main()
