"""Photos a second and milliseconds a query of several models, measured in turns in one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypedDict

import numpy as np

from photos_ml.app.service import Context
from photos_ml.encoders.base import Encoder
from photos_ml.types import Pixels

WORDS = (
    "dog",
    "beach",
    "birthday",
    "snow",
    "mountain",
    "dinner",
    "red car",
    "old friends",
    "sunset",
    "garden",
)


class EncoderSpeed(TypedDict):
    """`first_query_ms` includes loading the text half of the model."""

    model: str
    photos_per_second: float
    query_ms: float
    first_query_ms: float


def bench_models(context: Context, names: Sequence[str]) -> list[EncoderSpeed]:
    """As `bench_encoders`, of the models of these names, or of all that work."""
    chosen = names or [entry.name for entry in context.registry.entries() if not entry.problem]
    return bench_encoders({name: context.registry.get(name) for name in chosen})


def bench_encoders(
    encoders: Mapping[str, Encoder], *, photos: int = 64, queries: int = 40, rounds: int = 3
) -> list[EncoderSpeed]:
    """One row a model, in the order given: the best of `rounds` for photos, the median of all for queries.

    The models take turns, so that whatever else the machine does falls on all of them.
    """
    first = {
        name: _milliseconds(partial(encoder.encode_texts, ["warm"])) for name, encoder in encoders.items()
    }
    pictures = {name: _noise(encoder, photos) for name, encoder in encoders.items()}
    for name, encoder in encoders.items():
        encoder.encode_pixels(pictures[name][:8])
    rates: dict[str, list[float]] = {name: [] for name in encoders}
    delays: dict[str, list[float]] = {name: [] for name in encoders}
    texts = _texts()
    for _ in range(rounds):
        for name, encoder in encoders.items():
            spent = _milliseconds(partial(encoder.encode_pixels, pictures[name]))
            rates[name].append(photos / spent * 1000)
            for _ in range(queries):
                text = next(texts)
                delays[name].append(_milliseconds(partial(encoder.encode_texts, [text])))
    return [
        {
            "model": name,
            "photos_per_second": round(max(rates[name]), 1),
            "query_ms": round(statistics.median(delays[name]), 2),
            "first_query_ms": round(first[name], 1),
        }
        for name in encoders
    ]


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _noise(encoder: Encoder, count: int) -> list[Pixels]:
    side = encoder.info.image_size
    rng = np.random.default_rng(0)
    return list(rng.integers(0, 256, (count, side, side, 3), dtype=np.uint8))


def _texts() -> Iterator[str]:
    """Queries of everyday length, no two alike: an answer out of the cache is no measurement."""
    number = 0
    while True:
        first, second = WORDS[number % len(WORDS)], WORDS[number // len(WORDS) % len(WORDS)]
        yield f"{first} and {second} in summer {number}"
        number += 1
