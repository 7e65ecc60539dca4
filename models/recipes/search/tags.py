"""What tags do for search over captioned photos: python models/recipes/search/tags.py DATA [--cache DIR]

Things: NDCG@10 of names of things that are tags, over the photos of flickr8k/val, which no tag was learnt
from, by what is seen alone and with a tag as evidence of several weights. Negation: 'X without Y' over the
same photos, Y a tag: precision@10 and violations@10 with the similarity margin, with the tag, and with both.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import numpy as np
import numpy.typing as npt
from queries import CLEAR_CAPTIONS, Photos, things

from photos_ml.app.evaluation.retrieval import encode_files
from photos_ml.app.evaluation.search import DEPTH
from photos_ml.config import models_dir
from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.encoders.tagger import tagger_for
from photos_ml.ndcg import ndcg
from photos_ml.search.calibrate import Background, calibrations_for
from photos_ml.search.tagged import spoken_of
from photos_ml.search.visual import Sight, Unwanted
from photos_ml.vectors.exact import ExactIndex

WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
WANTED, UNWANTED, SHARE = 8, 3, 0.1
"""Least photos that show X alone, that show both, and the least share of X's photos that show Y."""
SURE = 0.95
"""Least probability of a tag that settles it alone."""
KINDS_OF = {
    "child": "boy girl kid baby toddler",
    "people": "man woman boy girl child kid baby toddler person player guy lady crowd biker skier climber "
    "surfer hiker swimmer runner cyclist snowboarder skateboarder dancer worker couple team rider men "
    "women children",
}
"""Captions say 'a boy' of a child: a photo shows the wider word where they say any of these."""
Chances = npt.NDArray[np.float32]


class Album:
    """The photos of val: rows, what their captions say, and the tags each is given."""

    def __init__(self, data: Path, model: Path, cache: Path | None) -> None:
        self.encoder = builtin_encoder(model, threads=1)
        self.photos = Photos()
        self.photos.add(data / "val.csv")
        kept = cache / f"{self.encoder.info.revision}-val.npy" if cache else None
        if kept and kept.exists():
            self.rows = np.load(kept)
        else:
            files = [data / "val" / name for name in self.photos.names]
            self.rows = encode_files(self.encoder, files, lambda done: None)
        self.calibration = calibrations_for(self.encoder.info, model).scenes
        tagger = tagger_for(self.encoder.info, model)
        if tagger is None:
            raise SystemExit("the model has no tagger: run models/recipes/builtin/tags.py")
        self.words = tagger.words
        self.tags = [{tag.word: tag.probability for tag in tags} for tags in tagger.tags(self.rows)]

    def tagged(self, text: str) -> Chances | None:
        """How surely each photo has the tags that the text is; None where it is none."""
        words, whole = spoken_of(text, self.words)
        if not whole:
            return None
        return np.array([min(tags.get(word, 0.0) for word in words) for tags in self.tags], np.float32)

    def sight(self, text: str, without: str = "") -> Sight:
        texts = self.encoder.encode_texts([text, without])
        first, second = (Background.of(self.rows @ row) for row in texts)
        curve = self.calibration.curve
        unwanted = (Unwanted(texts[1], second, curve(second)),) if without else ()
        index = ExactIndex(self.rows.shape[1])
        return Sight(index, texts[0], curve(first), first.sigma, unwanted, np.empty(0, np.float32))


def by_things(album: Album, names: list[str]) -> Iterator[dict[str, object]]:
    figures: dict[float, list[float]] = {weight: [] for weight in WEIGHTS}
    for query in things(album.photos, len(album.rows), names):
        tagged = album.tagged(query.text)
        if query.kind != "thing" or tagged is None:
            continue
        seen = album.sight(query.text).likely(album.rows)
        clear = np.array([row not in query.unclear for row in range(len(seen))])
        grades = np.array([int(row in query.shown) for row in range(len(seen))])[clear]
        for weight in WEIGHTS:
            likely = 1 - (1 - seen) * (1 - weight * tagged)
            figures[weight].append(ndcg(grades, likely[clear]))
    for weight, values in figures.items():
        yield {"tag weight": weight, "queries": len(values), "ndcg@10": round(float(np.mean(values)), 4)}


def by_pairs(album: Album) -> Iterator[dict[str, object]]:
    figures: dict[str, list[tuple[float, float]]] = {}
    showing = album.photos.showing()
    for word, kinds in KINDS_OF.items():
        counts = Counter[int](showing.get(word, {}))
        for kind in kinds.split():
            counts.update(showing.get(kind, {}))
        showing[word] = dict(counts)
    showing.pop("person", None)
    clear = [
        word for word, rows in showing.items() if sum(n >= CLEAR_CAPTIONS for n in rows.values()) > WANTED
    ]
    known = {word: tagged for word in clear if (tagged := album.tagged(word)) is not None}
    for wanted, unwanted in permutations(known, 2):
        shown = {row for row, n in showing[wanted].items() if n >= CLEAR_CAPTIONS}
        maybe = showing[unwanted]
        both = {row for row in shown if maybe.get(row, 0) >= CLEAR_CAPTIONS}
        alone = shown - maybe.keys()
        if len(alone) < WANTED or len(both) < max(UNWANTED, SHARE * len(shown)):
            continue
        free, sure = known[unwanted] == 0, known[unwanted] < SURE
        plain = album.sight(wanted).likely(album.rows)
        margin = album.sight(wanted, unwanted).likely(album.rows)
        ways = {"nothing": plain, "margin": margin, "tag": plain * free}
        ways |= {"both": margin * free, f"both, {SURE} sure": margin * sure}
        for name, chances in ways.items():
            top = np.argsort(-chances, kind="stable")[:DEPTH].tolist()
            pair = sum(row in alone for row in top) / DEPTH, sum(row in both for row in top) / DEPTH
            figures.setdefault(name, []).append(pair)
    for name, shares in figures.items():
        precision, violations = np.mean(shares, axis=0).round(3).tolist()
        row = {"pairs": len(shares), "precision@10": precision, "violations@10": violations}
        yield {"without by": name, **row}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", type=Path, default=models_dir() / "builtin")
    parser.add_argument("--cache", type=Path)
    options = parser.parse_args()
    album = Album(options.data / "flickr8k", options.model, options.cache)
    for row in (*by_things(album, list(album.words)), *by_pairs(album)):
        print(json.dumps(row))


if __name__ == "__main__":
    main()
