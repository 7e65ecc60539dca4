"""How well plain names find photos of single things, and how right the tags of those photos are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypedDict

import numpy as np

from photos_ml.app.evaluation.retrieval import (
    Progress,
    RetrievalReport,
    Ticker,
    by_language,
    encode_files,
    encode_texts,
    read_captions,
    read_languages,
    target_ranks,
)
from photos_ml.encoders.base import Encoder
from photos_ml.encoders.tagger import Tagger, Thing, tagger_for
from photos_ml.types import Tag

EXAMPLES = 5
"""Things named beside a tag that was given wrongly."""
_ARTICLE = r"(?:(?:an?|the)\s+)?"
_OPENING = re.compile(rf"^{_ARTICLE}(?:photo|picture|image)\s+of\s+{_ARTICLE}", re.IGNORECASE)


class WrongTag(TypedDict):
    """A tag that was not right, how often, and some of the things it was given to."""

    tag: str
    times: int
    things: list[str]


class TagReport(TypedDict):
    """`precision`: share of the tags that are right; `recall`: of the words that hold for a photo's thing,
    those given; `coverage`: share of the photos with any tag; `right`: with one that is right."""

    threshold: float
    photos: int
    tags: int
    precision: float
    recall: float
    coverage: float
    right: float
    errors: list[WrongTag]


class ConceptsReport(TypedDict):
    """`tags` is None for a model without a tagger."""

    retrieval: RetrievalReport
    tags: TagReport | None


class Judge:
    """Knows which words are right for a photo of a thing: those that hold for it by the tagger's own list,
    and its name. What else is in the picture counts as wrong: the precision is a lower bound."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self._words: dict[str, set[str]] = {}
        for thing in things:
            for name in thing.names:
                self._words.setdefault(name.casefold(), set()).update(thing.words)

    def words_for(self, name: str) -> frozenset[str]:
        """The words that hold for a thing; only its own name where it is not known."""
        key = name.casefold()
        return frozenset(self._words.get(key, ())) | {key}

    def right(self, tag: str, name: str) -> bool:
        return tag.casefold() in self.words_for(name)


def thing_named(caption: str) -> str:
    """'a photo of a great white shark' -> 'great white shark'."""
    return _OPENING.sub("", caption.strip()).rstrip(" .")


def evaluate_concepts(
    encoder: Encoder,
    images_dir: Path,
    captions_csv: Path,
    *,
    errors: int = 0,
    progress: Progress | None = None,
) -> ConceptsReport:
    """Every photo of the CSV (columns image, caption: 'a photo of a <name>' and, maybe, language, a photo's
    English name first); the `errors` most frequent wrong tags. Raises UsageError where the CSV or a picture
    cannot be read."""
    pairs = read_captions(captions_csv)
    names = list(dict.fromkeys(image for image, _ in pairs))
    tick = Ticker(progress, len(names) + len(pairs))
    rows = encode_files(encoder, [images_dir / name for name in names], tick)
    texts = encode_texts(encoder, [caption for _, caption in pairs], tick)
    place = {name: row for row, name in enumerate(names)}
    targets = np.array([place[image] for image, _ in pairs], dtype=np.int64)
    tagger, tagged = tagger_for(encoder.info), None
    if tagger is not None:
        things = {image: thing_named(caption) for image, caption in reversed(pairs)}
        tagged = tag_report(tagger, [things[name] for name in names], tagger.tags(rows), errors)
    found = by_language(target_ranks(texts, rows, targets), len(names), read_languages(captions_csv))
    return {"retrieval": found, "tags": tagged}


def tag_report(
    tagger: Tagger, things: Sequence[str], given: Sequence[Sequence[Tag]], errors: int
) -> TagReport:
    """The figures of the tags given to photos of single things, by name."""
    judge, vocabulary = Judge(tagger.things), frozenset(tagger.words)
    right = [
        [judge.right(tag.word, thing) for tag in tags] for thing, tags in zip(things, given, strict=True)
    ]
    wanted = sum(len(judge.words_for(thing) & vocabulary) for thing in things)
    total, hits = sum(map(len, right)), sum(map(sum, right))
    return {
        "threshold": round(tagger.threshold, 3),
        "photos": len(things),
        "tags": total,
        "precision": round(hits / max(total, 1), 4),
        "recall": round(hits / max(wanted, 1), 4),
        "coverage": round(sum(map(bool, given)) / max(len(things), 1), 4),
        "right": round(sum(map(any, right)) / max(len(things), 1), 4),
        "errors": _wrong(judge, things, given, errors),
    }


def _wrong(judge: Judge, things: Sequence[str], given: Sequence[Sequence[Tag]], most: int) -> list[WrongTag]:
    owners: dict[str, list[str]] = {}
    for thing, tags in zip(things, given, strict=True):
        for tag in tags:
            if not judge.right(tag.word, thing):
                owners.setdefault(tag.word, []).append(thing)
    counts = Counter({word: len(own) for word, own in owners.items()})
    return [
        {"tag": word, "times": times, "things": sorted(set(owners[word]))[:EXAMPLES]}
        for word, times in counts.most_common(most)
    ]
