"""Warm search over a made-up library, stage by stage: python tests/bench/bench_engine.py --photos 100000"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image
from synthetic import MODEL, kept_library

from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.preprocess import SquarePreprocessor
from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.plan import QueryPlan
from photos_ml.search.engine import SearchEngine
from photos_ml.types import FloatMatrix, Pixels
from photos_ml.vectors.base import IndexKey
from photos_ml.vectors.cache import IndexCache

PLANS: dict[str, dict[str, object]] = {
    "text": {"text": "dog"},
    "text, page 10": {"text": "dog"},
    "common word": {"text": "caption"},
    "two words": {"text": "keyword7 caption"},
    "year": {"text": "dog", "taken": [{"from": "2015-01-01", "to": "2015-12-31"}]},
    "summers": {"text": "dog", "recurring": {"months": [6, 7, 8]}},
    "half of all": {"text": "dog", "taken": [{"from": "2017-01-01", "to": None}]},
    "person": {"text": "dog", "people": {"all": ["Person 5"]}},
    "without": {"text": "dog", "without": ["people"]},
    "only without": {"without": ["people"]},
    "newest": {"text": "dog", "order": "newest"},
    "only a year": {"taken": [{"from": "2015-01-01", "to": "2015-12-31"}]},
    "everything": {},
}


class Directions:
    """Every text is a direction of its own: what the text model costs is measured elsewhere."""

    info = ModelInfo(MODEL[0], MODEL[1], MODEL[2], 32)
    preprocessor = SquarePreprocessor(32)

    def preprocess(self, image: Image.Image) -> Pixels:
        return self.preprocessor(image)

    def encode_pixels(self, pixels: Sequence[Pixels]) -> FloatMatrix:
        raise NotImplementedError

    def encode_images(self, images: Sequence[Image.Image]) -> FloatMatrix:
        raise NotImplementedError

    def encode_texts(self, texts: Sequence[str]) -> FloatMatrix:
        rows = np.stack([np.random.default_rng(len(text)).normal(size=MODEL[2]) for text in texts])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--library", type=Path, help="keep the library here, and use it if it is there")
    parser.add_argument("--repeats", type=int, default=15)
    options = parser.parse_args()
    with kept_library(options.library, options.photos) as library:
        vectors = library.vectors(*MODEL)
        cache = IndexCache(library.folder / "vectors", IndexKey(*MODEL), vectors)
        cache.current()
        engine = SearchEngine(library, Directions(), cache.current)
        print(f"{library.photos.count()} photos, {MODEL[2]} dimensions, everything but the text model")
        for name, fields in PLANS.items():
            planned = PlannedQuery(QueryPlan.from_dict(fields), "bench")
            offset = 200 if name.endswith("page 10") else 0
            print(f"{name:16} {_figures(engine, planned, offset, options.repeats)}")


def _figures(engine: SearchEngine, planned: PlannedQuery, offset: int, repeats: int) -> str:
    engine.search(planned, limit=20, offset=offset)
    seconds, busy = [], time.process_time()
    for _ in range(repeats):
        started = time.perf_counter()
        result = engine.search(planned, limit=20, offset=offset)
        seconds.append(time.perf_counter() - started)
    busy_ms = (time.process_time() - busy) / repeats * 1e3
    p50, worst = statistics.median(seconds) * 1e3, max(seconds) * 1e3
    return f"p50 {p50:7.1f} ms   max {worst:7.1f} ms   processor {busy_ms:6.1f} ms   {result.total} hits"


if __name__ == "__main__":
    main()
