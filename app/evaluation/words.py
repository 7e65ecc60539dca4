"""How well single words find photos, in each language: precision of the first five hits."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from photos_ml.app.evaluation.retrieval import Progress, Ticker, encode_files, read_captions
from photos_ml.config import models_dir
from photos_ml.encoders.base import Encoder
from photos_ml.encoders.builtin import LANGUAGES_FOLDER
from photos_ml.encoders.tagger import tagger_for
from photos_ml.encoders.word_table import read_word_table
from photos_ml.errors import UsageError
from photos_ml.planner.lang import default
from photos_ml.search.naming import ways_to_ask

FIRST = 5
ENGLISH = "en"
_WORD = re.compile(r"[a-z]+")


class WordsOfLanguage(TypedDict):
    """Mean precision of the first five hits: of all words, and of those that no table of names has; `share`:
    of all, to English."""

    p5: float
    p5_untold: float
    share: float


class WordsReport(TypedDict):
    """`untold`: words that no table of names has."""

    words: int
    untold: int
    images: int
    languages: dict[str, WordsOfLanguage]


def evaluate_words(
    encoder: Encoder, images_dir: Path, captions_csv: Path, words_csv: Path, progress: Progress | None = None
) -> WordsReport:
    """Every word of WORDS (a column a language, English first) against all pictures that CAPTIONS (columns
    image, caption; English) names: it shows a word whose captions say it, for one or for several. Raises
    UsageError where a table or a picture cannot be read."""
    said, words = _said(read_captions(captions_csv)), _read_words(words_csv)
    names = sorted(set().union(*said.values()))
    tick = Ticker(progress, len(names))
    rows = encode_files(encoder, [images_dir / name for name in names], tick)
    shows = {word[ENGLISH]: _shows(word[ENGLISH], said, names) for word in words}
    table = read_word_table(models_dir() / LANGUAGES_FOLDER).shown
    untold = [word for word in words if all(word[ENGLISH] not in told for told in table.values())]
    tagger = tagger_for(encoder.info)
    nouns = frozenset(tagger.words if tagger else ())

    def precision(word: Mapping[str, str], language: str) -> float:
        ways, _ = ways_to_ask(word[language], nouns, encoder, language)
        likeness = rows @ encoder.encode_texts(ways).sum(axis=0)
        return float(shows[word[ENGLISH]][np.argsort(-likeness, kind="stable")[:FIRST]].mean())

    means = {
        language: (_mean(words, language, precision), _mean(untold, language, precision))
        for language in words[0]
    }
    english = means[ENGLISH][0] or 1.0
    found: dict[str, WordsOfLanguage] = {
        language: {"p5": all_of_them, "p5_untold": rest, "share": all_of_them / english}
        for language, (all_of_them, rest) in means.items()
    }
    return {"words": len(words), "untold": len(untold), "images": len(names), "languages": found}


def _mean(
    words: Sequence[Mapping[str, str]], language: str, precision: Callable[[Mapping[str, str], str], float]
) -> float:
    return float(np.mean([precision(word, language) for word in words])) if words else 0.0


def _read_words(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as stream:
        found = list(csv.DictReader(stream))
    if not found or ENGLISH not in found[0] or any(not all(row.values()) for row in found):
        raise UsageError(f"{path.name} is no table of words", hint="a column a language, 'en' among them")
    return found


def _said(pairs: Sequence[tuple[str, str]]) -> dict[str, set[str]]:
    """English word -> the pictures whose captions say it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for image, caption in pairs:
        for word in _WORD.findall(caption.casefold()):
            found[word].add(image)
    return found


def _shows(word: str, said: Mapping[str, set[str]], names: Sequence[str]) -> npt.NDArray[np.bool_]:
    either = said.get(word, set()) | said.get(default().plural(word), set())
    return np.array([name in either for name in names])
