"""What queries cost in each language: processor time on one thread, and memory."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

from photos_ml.config import models_dir
from photos_ml.encoders.base import Encoder
from photos_ml.encoders.builtin import LANGUAGES_FOLDER, builtin_encoder
from photos_ml.encoders.word_table import read_word_table

QUERIES: Mapping[str, str] = {
    "en": "a {} on the beach in the evening",
    "de": "{} am Strand im warmen Abendlicht",
    "es": "{} en la playa al caer la tarde",
    "fr": "{} sur la plage en fin de soirée",
    "it": "{} sulla spiaggia verso sera",
    "pt": "{} na praia no fim da tarde",
}
"""Language -> a query about a thing."""
THINGS = ("dog", "bicycle", "boat", "child", "horse", "umbrella", "kite", "bird", "woman", "car", "lamp")


class LanguageCost(TypedDict):
    """Processor time. `first_ms`: of the first query, with all that it loads; `query_ms` the median of the
    others, `name_ms` that of names alone."""

    language: str
    first_ms: float
    query_ms: float
    name_ms: float


def bench_languages(models: Path | None = None) -> list[LanguageCost]:
    """A row a language, English first: each loads what those before it have not. `models`: the user's,
    where a tower for more languages may lie."""
    encoder = builtin_encoder(threads=1, languages=models / LANGUAGES_FOLDER if models else None)
    return [_cost(encoder, language, query) for language, query in QUERIES.items()]


def _cost(encoder: Encoder, language: str, query: str) -> LanguageCost:
    table = read_word_table(models_dir() / LANGUAGES_FOLDER)
    things = [table.in_language(thing, language) for thing in THINGS]
    first, *others = [_milliseconds(encoder, query.format(thing)) for thing in things]
    return {
        "language": language,
        "first_ms": round(first, 1),
        "query_ms": round(statistics.median(others), 1),
        "name_ms": round(statistics.median(_milliseconds(encoder, thing) for thing in things), 1),
    }


def _milliseconds(encoder: Encoder, text: str) -> float:
    begun = time.process_time()
    encoder.encode_texts([text])
    return (time.process_time() - begun) * 1000
