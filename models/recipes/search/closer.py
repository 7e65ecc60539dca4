"""Fit the calibration of a closer look: python models/recipes/search/closer.py DATA [--cache DIR]

Names of things are often of something small in a photo. The few best photos of a query are looked at once
more, in nine parts. Libraries of 60 to 480 photos are drawn from flickr8k's val as for fit.py, with a few
photos that show a thing, and without any; learnt from the photo of each that speaks most for it. The curve is
put to one half where FALSE_ALARMS of what is absent would be claimed. Rewrites the part `closer` of
calibration.json; run things.py first. The names of everyday.tsv and of the other lists are left out: what it
brings on these is measured by everyday.py.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from captioned import Captioned, load, parser
from everyday import NAMES
from fit import SHARPER, SMALLEST, auroc, logistic, thing_names
from PIL import Image
from queries import Photos, absent_things, things
from things import ABSENT, meant, measured_names, sentence

from photos_ml.encoders.tagger import WORDS_FILE, tagger_for
from photos_ml.search.calibrate import FILE_NAME, CloserCalibration
from photos_ml.search.closer import LOOKED_AT, boxes, words_of

LARGEST, PRESENT_DRAWS, ABSENT_DRAWS = 480, 6, 2
FALSE_ALARMS = 0.25
"""More than at the first look, after which nothing follows where a thing is denied for good."""
ROUNDS = 8
"""Of choosing the photo that speaks most for a query, and fitting on these."""


class Parts:
    """Vectors (9, d) of the parts of photos, made when they are asked for and kept in a folder."""

    def __init__(self, captioned: Captioned, data: Path, folder: Path | None) -> None:
        self._captioned, self._data = captioned, data
        self._path = folder / f"parts-{captioned.encoder.info.revision}.npz" if folder else None
        self._known: dict[int, Any] = {}
        if self._path and self._path.exists():
            with np.load(self._path) as stored:
                self._known = dict(zip(stored["rows"].tolist(), stored["parts"], strict=True))

    def of(self, row: int) -> Any:
        if row not in self._known:
            name = self._captioned.photos.names[row]
            with Image.open(self._data / "flickr8k" / "val" / name) as opened:
                picture = opened.convert("RGB")
            views = [picture.crop(box) for box in boxes(*picture.size)]
            self._known[row] = self._captioned.encoder.encode_images(views)
        return self._known[row]

    def keep(self) -> None:
        if self._path:
            rows, parts = list(self._known), np.stack(list(self._known.values()))
            np.savez(self._path, rows=np.array(rows), parts=parts)


def main() -> None:
    options = parser(__doc__).parse_args()
    options.distractors = 0
    captioned = load(options)
    tagger = tagger_for(captioned.encoder.info, options.model)
    if tagger is None:
        raise SystemExit("the model has no tagger: run models/recipes/builtin/tags.py")
    parts = Parts(captioned, options.data, options.cache)
    spoken = Photos()
    for name in ("val.csv", "train.csv"):
        spoken.add(options.data / "flickr8k" / name)
    seen, there = drawn(captioned, spoken, parts, tagger, everyday_names(options))
    parts.keep()
    weights = fitted(seen, there)
    odds = SHARPER * likely(seen, weights)
    line = float(np.quantile(odds[~there], 1 - FALSE_ALARMS))
    cosine, margin, photos, offset = np.round([*SHARPER * weights[:3], SHARPER * weights[3] - line], 4)
    calibration = CloserCalibration(float(cosine), float(margin), -float(photos), float(offset))
    measured = {
        "auroc": round(auroc(odds[there], odds[~there]), 3),
        "present denied": round(float((odds[there] < line).mean()), 3),
        "absent claimed": round(float((odds[~there] >= line).mean()), 3),
        "libraries": len(there),
    }
    print(json.dumps({"closer": asdict(calibration), "measured": measured}, indent=1))
    target = options.model / FILE_NAME
    known = json.loads(target.read_text(encoding="utf-8"))
    known[captioned.encoder.info.revision]["closer"] = {**asdict(calibration), "measured": measured}
    target.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def everyday_names(options: argparse.Namespace) -> list[str]:
    """Of LVIS, and of the objects and scenes of the vocabulary: those of LVIS alone that are not measured by
    everyday.py are few in flickr8k."""
    lines = (options.model / WORDS_FILE).read_text(encoding="utf-8").splitlines()
    words = [
        word for word, _, kind in (line.partition("\t") for line in lines) if kind in ("object", "scene")
    ]
    return list(dict.fromkeys([*thing_names(options.data), *words]))


def drawn(
    captioned: Captioned, spoken: Photos, parts: Parts, tagger: Any, names: list[str]
) -> tuple[Any, Any]:
    """Features (libraries, LOOKED_AT, 3) of the best photos of each, and whether the thing is there. Not
    there is what no caption of `spoken` names: captions of few photos leave out what these show."""
    rng, rows, there = np.random.default_rng(0), [], []
    photos, nouns, kept_out = captioned.photos, frozenset(tagger.words), measured_names(*NAMES)
    absent = [query for query in absent_things(spoken, names) if sentence(query.text) not in kept_out]
    asked = [query for query in things(photos, captioned.measured, names) if query.kind == "thing"]
    asked = [query for query in asked if sentence(query.text) not in kept_out]
    for query in [*asked, *(absent[row] for row in rng.permutation(len(absent))[:ABSENT])]:
        text = meant(captioned.encoder, query, nouns)
        other = partial(tagger.nearest_thing, but=words_of(query.text))
        known = np.array(sorted(query.shown | query.unclear), np.int64)
        others = np.setdiff1d(np.arange(len(photos.names)), known)
        for _ in range(PRESENT_DRAWS if query.shown else ABSENT_DRAWS):
            pool = rng.permutation(others)[: int(np.exp(rng.uniform(np.log(SMALLEST), np.log(LARGEST))))]
            few = rng.permutation(sorted(query.shown))[: int(rng.geometric(0.3))].astype(np.int64)
            library = np.concatenate([pool, few])
            cosines = captioned.pictures[library] @ text
            best = np.argsort(-cosines)[:LOOKED_AT]
            rows.append(
                [features(cosines[i], parts.of(int(library[i])), text, other, len(library)) for i in best]
            )
            there.append(bool(query.shown))
    return np.array(rows), np.array(there)


def features(cosine: float, parts: Any, text: Any, other: Any, photos: int) -> tuple[float, float, float]:
    """The mean of the cosines with a photo and its best part; by how much a part is nearer than to any other
    thing; how many photos there are."""
    cosines = parts @ text
    margin = cosines - other(parts)
    return (cosine + float(cosines.max())) / 2, float(margin.max()), -float(np.log(photos))


def fitted(seen: Any, there: Any) -> Any:
    """Weights of the three features and an offset, learnt from the photo of each library that speaks most.
    The first two count alike, by how far they spread: one goes with the other, so that from one drawing of
    libraries to the next a fit of both gives either most of the weight, for the same AUROC."""
    alike = np.where(there, 1 / there.sum(), 1 / (~there).sum()) * 100
    spread = seen[:, :, :2].std(axis=(0, 1))
    both = np.stack([(seen[:, :, :2] / spread).sum(axis=2), seen[:, :, 2]], axis=2)
    weights = np.array([1.0, 0.0, 0.0])
    for _ in range(ROUNDS):
        best = (both @ weights[:2]).argmax(axis=1)
        weights = logistic(both[np.arange(len(seen)), best], there, alike)
    return np.array([*(weights[0] / spread), weights[1], weights[2]])


def likely(seen: Any, weights: Any) -> Any:
    """Log odds of the photo of each library that speaks most for what is asked."""
    return (seen @ weights[:3] + weights[3]).max(axis=1)


if __name__ == "__main__":
    main()
