"""Warm search from the words to the answer: python tests/bench/bench_warm.py [--photos N] [--library DIR]

Plan, encode, filter, retrieve, fuse, fold and explain, over made-up photos that look like those of the sample
library and are tagged by the shipped model: in this process, and through the service with its gate and JSON.
'new words': the text is encoded too; 'again': it was asked before.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from PIL import Image
from synthetic import Look, kept_library, unit_rows
from threads import as_commands

from photos_ml.app.api.serve import prepare
from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.search import search_photos
from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.encoders.tagger import tagger_for
from photos_ml.types import FloatMatrix

PHOTOS = Path(__file__).resolve().parents[2] / "sample_library" / "photos"
NOISE = 0.4
"""Length of what is added to a sample's vector: two photos of one sample are then 0.86 alike."""
QUERIES = (
    *("dog on the beach", "red car", "two kids playing in the snow", "a cat sleeping", "boats", "old bridge"),
    *("sunset over the sea last summer", "birthday cake 2019", "mountains in winter"),
    *("city at night in 2018", "people at a table without wine", "flowers but no people"),
    *("lake in City 12", "beach with Person 5", "newest photos of food"),
    *("screenshots from may 2020", "photos from 2015", "keyword7 caption"),
)
WARM_UP = ("a horse", "trees in autumn", "concert", "person 7 at christmas", "wedding without rain")
"""After them everything that a search needs is in memory; their words are not asked again."""
ROUNDS = 4

Ask = Callable[[str], object]


def sample_look() -> Look:
    """Photos that look like one of the sample library's each."""
    encoder = builtin_encoder()
    info = encoder.info
    pictures = []
    for path in sorted(PHOTOS.rglob("*.jpg")):
        with Image.open(path) as image:
            pictures.append(image.convert("RGB"))
    samples = encoder.encode_images(pictures)
    tagger = tagger_for(info)
    assert tagger is not None

    def rows(count: int, generator: np.random.Generator) -> FloatMatrix:
        noise = unit_rows(generator.standard_normal((count, info.dimension), np.float32))
        return unit_rows(samples[generator.integers(len(samples), size=count)] + NOISE * noise)

    return Look((info.id, info.revision, info.dimension), rows, tagger.tags, tagger.info)


@contextmanager
def in_process(library: Path) -> Iterator[Ask]:
    with Context(library) as context:
        yield lambda query: search_photos(context, query, planner="rules", explain=True)


@contextmanager
def through_service(library: Path) -> Iterator[Ask]:
    with prepare(library) as server:
        thread = threading.Thread(target=server.run)
        thread.start()
        connection = HTTPConnection(urlsplit(server.address).netloc)
        headers = {
            "Authorization": f"Bearer {server.gate.token}",
            "Content-Type": "application/json",
        }

        def ask(query: str) -> object:
            body = json.dumps({"query": query, "planner": "rules", "explain": True, "limit": 20})
            connection.request("POST", "/api/search", body, headers)
            answer = connection.getresponse()
            found = json.loads(answer.read())
            assert answer.status == 200, found
            return found

        try:
            yield ask
        finally:
            connection.close()
            server.stop()
            thread.join()


def timed_ms(ask: Ask, query: str) -> float:
    started = time.perf_counter()
    ask(query)
    return (time.perf_counter() - started) * 1e3


def main() -> None:
    as_commands()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--library", type=Path, help="keep the library here, and use it if it is there")
    options = parser.parse_args()
    with kept_library(options.library, options.photos, sample_look) as library:
        with Context(library.folder) as context:
            index_folders(context)  # its folder is away; the index is made as after any run
        print(f"{library.photos.count()} photos, {len(QUERIES)} queries")
        for name, opened in (("one process", in_process), ("service", through_service)):
            with opened(library.folder) as ask:
                for query in WARM_UP:
                    ask(query)
                new = [timed_ms(ask, query) for query in QUERIES]
                again = [[timed_ms(ask, query) for query in QUERIES] for _ in range(ROUNDS)]
            for when, spent in (("new words", new), ("again", np.median(again, axis=0).tolist())):
                p50, p95 = np.quantile(spent, (0.5, 0.95))
                worst = f"{max(spent):6.1f} ms for '{QUERIES[int(np.argmax(spent))]}'"
                print(f"{name:12} {when:10} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   worst {worst}")


if __name__ == "__main__":
    main()
