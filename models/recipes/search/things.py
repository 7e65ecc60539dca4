"""Fit the calibration of names of things: python models/recipes/search/things.py DATA [--cache DIR]

A mix of two sources, each half of the weight. flickr8k: libraries of 60 to 6,500 photos with a few photos
that show a thing (of the 500 of val and the 500 of train that no model was trained on), the same without
them, and things that no caption speaks of. everyday: every second photo of it, the things that two captions
of one photo name, and everyday ones that no caption names. Learnt from the best photo of each library, since
that decides whether anything is said to match. The curve is put to one half where FALSE_ALARMS of what is
absent would be claimed, in the mean of both sources. Rewrites the part `things` of calibration.json; run
fit.py first.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from captioned import Captioned, Scores, cached, load, parser
from fit import SAMPLE, SHARPER, auroc, log_odds, logistic, probability, thing_names
from queries import CLEAR_CAPTIONS, Photos, Query, absent_things, things, words_of

from photos_ml.encoders.tagger import tagger_for
from photos_ml.search.calibrate import FILE_NAME, Background, Calibration
from photos_ml.search.hits import GOOD
from photos_ml.search.naming import ways_to_say

SMALLEST, LARGEST, DRAWS = 60, 6500, 6
ABSENT = 250
"""Things that are in no photo of flickr8k."""
OFTEN = 15
"""Captions of COCO that name what counts as an everyday thing."""
FALSE_ALARMS = 0.2
"""More than of scenes: that a thing which is there is denied annoys more than a wrong photo."""
CLEAN = 500
"""Photos at the end of train that no model was trained on."""


class Rows:
    """Features of the best photo of each library, and whether the thing is there."""

    def __init__(self) -> None:
        self.features: list[tuple[float, float, float, float]] = []
        self.there: list[bool] = []
        self.settles: list[bool] = []
        """False of a thing that was only taken out: it may be in other photos, where nobody spoke of it."""

    def add(self, scores: Scores, there: bool, rng: np.random.Generator, *, settles: bool = True) -> None:
        sample = scores if len(scores) <= SAMPLE else rng.choice(scores, SAMPLE, replace=False)
        background, best = Background.of(sample, len(scores)), float(scores.max())
        deviation = (best - background.median) / background.sigma
        self.features.append((deviation, best, background.sigma, -float(np.log(background.photos))))
        self.there.append(there)
        self.settles.append(settles)

    def weighed(self) -> tuple[Any, Any, Any]:
        """Features, there, and weights: what is there and what is not, alike."""
        there = np.array(self.there)
        weights = np.where(there, 1 / there.sum(), 1 / (~there).sum()) * 100
        return np.array(self.features), there, weights


def main() -> None:
    options = parser(__doc__).parse_args()
    captioned = load(options)
    tagger = tagger_for(captioned.encoder.info, options.model)
    if tagger is None:
        raise SystemExit("the model has no tagger: run models/recipes/builtin/tags.py")
    nouns, names = frozenset(tagger.words), thing_names(options.data)
    first = of_flickr(captioned, names, nouns)
    second, kept_out = of_everyday(captioned.encoder, options, names, nouns)
    mix = [np.concatenate(columns) for columns in zip(first.weighed(), second.weighed(), strict=True)]
    weights = logistic(*mix)
    at = [np.quantile(log_odds(likely(rows, weights)[False]), 1 - FALSE_ALARMS) for rows in (first, second)]
    weights[-1] -= np.mean(at)
    fitted = np.round(SHARPER * weights, 4)
    deviation, cosine, spread, photos, offset = map(float, fitted)
    calibration = Calibration(deviation, cosine, spread, -photos, offset)
    measured = {
        name: figures(likely(rows, fitted))
        for name, rows in (("flickr8k", first), ("everyday", second), ("everyday, kept out", kept_out))
    }
    print(json.dumps({"things": asdict(calibration), **measured}, indent=1))
    target = options.model / FILE_NAME
    known = json.loads(target.read_text(encoding="utf-8"))
    known[captioned.encoder.info.revision]["things"] = {**asdict(calibration), "measured": measured}
    target.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def of_flickr(captioned: Captioned, names: Sequence[str], nouns: frozenset[str]) -> Rows:
    rows, rng, photos = Rows(), np.random.default_rng(1), captioned.photos
    count = len(photos.names)
    clean = {*range(captioned.measured), *range(count - CLEAN, count)}
    absent = absent_things(photos, names)
    asked = [query for query in things(photos, count, names) if query.kind == "thing"]
    asked += [absent[row] for row in rng.permutation(len(absent))[:ABSENT]]
    for query in asked:
        shown = sorted(query.shown & clean)
        if bool(query.shown) != bool(shown):
            continue
        known = np.array(sorted(query.shown | query.unclear), np.int64)
        others = np.setdiff1d(np.arange(count), known)
        scores = captioned.pictures @ meant(captioned.encoder, query, nouns)
        for _ in range(DRAWS if shown else 2):
            pool = rng.permutation(others)[: int(np.exp(rng.uniform(np.log(SMALLEST), np.log(LARGEST))))]
            if shown:
                few = rng.permutation(shown)[: int(rng.geometric(0.3))]
                rows.add(scores[np.concatenate([pool, few])], True, rng)
            rows.add(scores[pool], False, rng, settles=not shown)
    return rows


def of_everyday(encoder: Any, options: Any, names: Sequence[str], nouns: frozenset[str]) -> tuple[Rows, Rows]:
    """Of every second photo, and of the others."""
    folder, rng = options.data / "everyday", np.random.default_rng(0)
    photos = Photos()
    photos.add(folder / "captions.csv")
    pictures = cached(encoder, [folder / "images" / name for name in photos.names], options.cache)
    coco = (options.data / "nl" / "coco_captions.txt").read_text(encoding="utf-8").splitlines()
    often = [sentence(caption) for caption in coco]
    halves = Rows(), Rows()
    for name in names:
        words = sentence(name)
        said = np.array([sum(words in sentence(one) for one in captions) for captions in photos.captions])
        if not said.any() and sum(words in caption for caption in often) < OFTEN:
            continue
        scores = pictures @ meant(encoder, Query(name, ""), nouns)
        for half, rows in enumerate(halves):
            most = int(said[half::2].max())
            if most == 0 or most >= CLEAR_CAPTIONS:
                rows.add(scores[half::2], most > 0, rng)
    return halves


def measured_names(*lists: str) -> frozenset[str]:
    """The names of these lists of everyday.py, as sentences: nothing is to be fitted on them."""
    found: set[str] = set()
    for name in lists:
        with Path(__file__).with_name(f"{name}.tsv").open(encoding="utf-8") as file:
            found.update(sentence(row["name"]) for row in csv.DictReader(file, delimiter="\t"))
    return frozenset(found)


def sentence(text: str) -> str:
    """Its words between spaces, in which whole words can be found."""
    return f" {' '.join(words_of(text))} "


def meant(encoder: Any, query: Query, nouns: frozenset[str]) -> Scores:
    total = encoder.encode_texts(ways_to_say(query.text, nouns)).sum(axis=0)
    return np.asarray(total / np.linalg.norm(total), np.float32)


def likely(rows: Rows, weights: Any) -> dict[bool, Any]:
    """Whether there -> how likely it is said to be."""
    features, there, _ = rows.weighed()
    found, settles = probability(features, np.asarray(weights)), np.array(rows.settles)
    return {kind: found[(there == kind) & settles] for kind in (True, False)}


def figures(found: dict[bool, Any]) -> dict[str, float]:
    return {
        "auroc": round(auroc(found[True], found[False]), 3),
        "present denied": round(float((found[True] < GOOD).mean()), 3),
        "absent claimed": round(float((found[False] >= GOOD).mean()), 3),
        "present": len(found[True]),
        "absent": len(found[False]),
    }


if __name__ == "__main__":
    main()
