"""Fit and measure the calibration of scenes: python models/recipes/search/fit.py DATA [--model DIR]

DATA holds flickr8k/{val,train}{,.csv}, nl/coco_captions.txt and clip_text_vectors/lvis_names.txt. Queries and
the photos that answer them come from val, which no model was trained on; train gives distractors alone.
Libraries of 60 to 6,500 photos are drawn, with a few photos that show the query, or none. Writes `scenes` of
calibration.json beside the model, with what was measured by cross-validation over the texts.
"""

from __future__ import annotations

import argparse
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from captioned import Scores, load, parser
from queries import Photos, Query, absent_sentences, absent_things, sentences, things

from photos_ml.search.calibrate import FILE_NAME, Background, Calibration
from photos_ml.search.hits import GOOD

SMALLEST, LARGEST = 60, 6500
DRAWS = 3
FOLDS = 5
TOP_ABSENT, TOP_PRESENT, OTHERS = 3, 10, 5
"""Rows learnt from: the best that do not show the query; those that do among the best; some others."""
SHARES = {"hit": 0.5, "near": 0.35, "other": 0.15}
FALSE_ALARMS = 0.15
"""Share of absent queries that may be told a hit matches well: where the curve is put to one half."""
SHARPER = 2.0
"""The rows are balanced, a library is not: a photo that does not stand out shows the query far less often
than the balanced fit says. Steepening about one half says so and moves nothing over the threshold."""
SAMPLE = 1000
RIDGE = 0.01
FEATURES = ("deviation", "cosine", "spread")
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--absent", type=int, default=400, help="absent sentences")
    options = arguments.parse_args()
    captioned = load(options)
    encoder, pictures = captioned.encoder, captioned.pictures
    queries = all_queries(captioned.photos, captioned.measured, options)
    table = drawn(encoder, pictures, queries)
    fitted, figures = fit_and_measure(table)
    print(json.dumps({"calibration": asdict(fitted), **figures}, indent=1))
    target = options.model / FILE_NAME
    known = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
    scenes = {"scenes": {**asdict(fitted), "measured": figures}}
    known[encoder.info.revision] = {**known.get(encoder.info.revision, {}), **scenes}
    target.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def all_queries(photos: Photos, measured: int, options: argparse.Namespace) -> list[Query]:
    """Present ones of every kind, absent ones of every kind."""
    rng, names = np.random.default_rng(0), thing_names(options.data)
    coco = (options.data / "nl" / "coco_captions.txt").read_text(encoding="utf-8").splitlines()
    elsewhere = absent_sentences(photos, [coco[row] for row in rng.permutation(len(coco))[:4000]])
    return [
        *things(photos, measured, names),
        *sentences(photos, measured, rng),
        *absent_things(photos, names),
        *elsewhere[: options.absent],
    ]


def thing_names(data: Path) -> list[str]:
    """Names of things, without what tells two of one name apart."""
    lines = (data / "clip_text_vectors" / "lvis_names.txt").read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(re.sub(r" \(.*", "", line.strip()) for line in lines))


class Table:
    """One row a (draw of a library, photo): features, whether the photo shows the query, its kind of row."""

    def __init__(self) -> None:
        self.draw: list[int] = []
        self.features: list[tuple[float, float, float]] = []
        self.shown: list[bool] = []
        self.role: list[str] = []
        self.kinds: list[str] = []
        self.texts: list[str] = []

    def add(self, query: Query, scores: Scores, shown: Flags, rng: np.random.Generator) -> None:
        """The best photos of one library for one query, and some of the others."""
        sample = scores if len(scores) <= SAMPLE else rng.choice(scores, SAMPLE, replace=False)
        background = Background.of(sample)
        deviations = background.deviations(scores)
        present = bool(shown.any())
        for row, role in rows_of(scores, shown, rng):
            self.draw.append(len(self.kinds))
            self.features.append((float(deviations[row]), float(scores[row]), background.sigma))
            self.shown.append(bool(shown[row]))
            self.role.append(role)
        absent = query.kind.startswith("absent")
        self.kinds.append(query.kind if present or absent else f"removed {query.kind}")
        self.texts.append(query.text)


def rows_of(scores: Scores, shown: Flags, rng: np.random.Generator) -> Iterator[tuple[int, str]]:
    """'first'; 'hit': shown, among the best; 'near': not shown, the best of those; 'other': any of those."""
    best = np.argsort(-scores)
    yield int(best[0]), "first"
    yield from ((int(row), "hit") for row in best[:TOP_PRESENT] if shown[row])
    rest = best[~shown[best]]
    yield from ((int(row), "near") for row in rest[:TOP_ABSENT])
    yield from ((int(row), "other") for row in rng.permutation(rest[TOP_ABSENT:])[:OTHERS])


def drawn(encoder: Any, pictures: Scores, queries: list[Query]) -> Table:
    """Libraries with a few photos that show each query, and without any."""
    table, rng = Table(), np.random.default_rng(1)
    texts = encoder.encode_texts([query.text for query in queries])
    for query, vector in zip(queries, texts, strict=True):
        known = np.array(sorted(query.shown | query.unclear), np.int64)
        others = np.setdiff1d(np.arange(len(pictures)), known)
        for _ in range(DRAWS):
            size = int(np.exp(rng.uniform(np.log(SMALLEST), np.log(LARGEST))))
            pool = rng.permutation(others)[:size]
            if query.shown:
                few = rng.permutation(sorted(query.shown))[: int(rng.geometric(0.3))]
                whole = np.concatenate([pool, few])
                table.add(query, pictures[whole] @ vector, np.isin(whole, few), rng)
            if not query.shown or query.kind != "sentence":
                table.add(query, pictures[pool] @ vector, np.zeros(len(pool), bool), rng)
    return table


def fit_and_measure(table: Table) -> tuple[Calibration, dict[str, Any]]:
    """The calibration of all rows, and how ones fitted without a text do on it."""
    features, shown, draw = np.array(table.features), np.array(table.shown), np.array(table.draw)
    kinds = np.array(table.kinds)
    present = np.array([not kind.startswith(("absent", "removed")) for kind in kinds])
    weights = balanced(np.array(table.role), kinds[draw])
    used = weights > 0
    fold = np.array([zlib.crc32(text.encode()) % FOLDS for text in table.texts])
    confidence = np.zeros(len(kinds))
    for part in range(FOLDS):
        train, test = used & (fold[draw] != part), fold[draw] == part
        weight = logistic(features[train], shown[train], weights[train])
        np.maximum.at(confidence, draw[test], probability(features[test], weight))
    whole = logistic(features[used], shown[used], weights[used])
    absent = np.char.startswith(kinds.astype(str), "absent")
    shift = log_odds(np.quantile(confidence[absent], 1 - FALSE_ALARMS))
    whole[-1] -= shift
    shifted = 1 / (1 + np.exp(shift - log_odds(confidence)))
    deviation, cosine, spread, offset = map(float, np.round(SHARPER * whole, 4))
    fitted = Calibration(deviation, cosine, spread, 0.0, offset)
    return fitted, report(shifted, kinds, present, absent)


def log_odds(p: Any) -> Any:
    return np.log(p / (1 - p))


def balanced(role: Any, kind: Any) -> Floats:
    """Weights: hits and what is none alike, and every kind of query within them. Of a sentence it is known
    which photo it was written for, not which others it would fit: those teach nothing."""
    weights = np.zeros(len(role))
    for name, share in SHARES.items():
        chosen = role == name
        if name != "hit":
            chosen &= kind != "sentence"
        for one in sorted(set(kind[chosen])):
            rows = chosen & (kind == one)
            weights[rows] = share / len(set(kind[chosen])) / rows.sum()
    return weights * 2000


def logistic(features: Floats, shown: Any, weights: Floats) -> Floats:
    """Ridge logistic regression by Newton's method; a feature whose weight is negative is left out."""
    chosen = list(range(features.shape[1]))
    while True:
        rows = np.column_stack([features[:, chosen], np.ones(len(features))])
        found = np.zeros(rows.shape[1])
        for _ in range(50):
            p = 1 / (1 + np.exp(-rows @ found))
            slope = rows.T @ (weights * (shown - p)) - RIDGE * found
            curve = rows.T @ (rows * (weights * p * (1 - p))[:, None]) + RIDGE * np.eye(len(found))
            found = found + np.linalg.solve(curve, slope)
        negative = [feature for feature, weight in zip(chosen, found, strict=False) if weight < 0]
        if not negative:
            break
        worst = min(negative, key=lambda feature: found[chosen.index(feature)] * features[:, feature].std())
        chosen.remove(worst)
    result = np.zeros(features.shape[1] + 1)
    result[[*chosen, -1]] = found
    return result


def probability(features: Floats, weights: Floats) -> Floats:
    result: Floats = 1 / (1 + np.exp(-(features @ weights[:-1] + weights[-1])))
    return result


def report(confidence: Floats, kinds: Any, present: Any, absent: Any) -> dict[str, Any]:
    """AUROC of the best hit's probability, present against absent, and both kinds of error at GOOD."""
    pairs = (("thing", "absent thing"), ("sentence", "absent sentence"), ("thing", "removed thing"))
    return {
        "auroc": round(auroc(confidence[present], confidence[absent]), 3),
        **{
            f"auroc {one} / {other}": round(auroc(confidence[kinds == one], confidence[kinds == other]), 3)
            for one, other in pairs
        },
        "false_alarms": round(float((confidence[absent] >= GOOD).mean()), 3),
        "found": round(float((confidence[present] >= GOOD).mean()), 3),
        "queries": {kind: int((kinds == kind).sum()) for kind in sorted(set(kinds))},
    }


def auroc(positive: Floats, negative: Floats) -> float:
    """Probability that a positive outscores a negative, ties half."""
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, "left")
    not_above = np.searchsorted(ordered, positive, "right")
    return float((below + not_above).mean() / 2 / len(negative))


if __name__ == "__main__":
    main()
