"""What a better order of the first hits brings: python models/recipes/search/reranking.py DATA [--search]

Captions and names of everyday things over photos that nothing here was learnt from (the last 500 of the train
photos of flickr8k, where everything is chosen; val, single things, everyday), by the rows alone and by each
way to look at them again: points of recall won and the middle 95 % of 2,000 draws of photos, mean average
precision of names won and the same of 2,000 draws of names. `--search`: by the whole search, as the user gets
it, with and without what captions teach of words.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
from caption_words import KEPT_OUT, described, texts
from captioned import cached

from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.planning import plan_query
from photos_ml.app.service.search import search_engine
from photos_ml.config import models_dir
from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.encoders.tagger import WORDS_FILE
from photos_ml.search.arithmetic import unit
from photos_ml.search.caption_words import Lean, caption_words_for
from photos_ml.search.engine import Evidence
from photos_ml.search.naming import ways_to_say

Scores = npt.NDArray[np.float32]
Ranks = npt.NDArray[np.int64]
DEPTHS, DRAWS, NAMED, SEEN = (1, 5, 10), 2000, 3, 200
CAPTION_PART = 512
"""Of a row; the part of classes follows."""
SETS = {
    "dev": ("flickr8k/train", "flickr8k/train.csv"),
    "val": ("flickr8k/val", "flickr8k/val.csv"),
    "things": ("concepts/images", "concepts/captions.csv"),
    "everyday": ("everyday/images", "everyday/captions.csv"),
}


@dataclass(frozen=True)
class Photos:
    """`captions` in the order of `owner`, whose photo each is; `rows` (n, d); `said` (captions, d)."""

    files: list[Path]
    captions: list[str]
    owner: Ranks
    rows: Scores
    said: Scores


Way = Callable[[Scores, Scores, str], Scores]
"""Rows (n, d), the row of a text (d,) and the text -> scores (n,)."""


def ways(lean: Lean) -> dict[str, Way]:
    def feedback(first: int, weight: float) -> Way:
        def scores(rows: Scores, text: Scores, _: str) -> Scores:
            own = rows @ text
            best = np.argsort(-own)[:first]
            shares = np.maximum(own[best] - np.median(own), 0)
            return own + weight * (rows @ (shares @ rows[best] / shares.sum()))

        return scores

    def neighbours(count: int, weight: float) -> Way:
        def scores(rows: Scores, text: Scores, _: str) -> Scores:
            own = rows @ text
            seen = np.argsort(-own)[:SEEN]
            alike = rows[seen] @ rows[seen].T
            near = np.argsort(-alike, axis=1)[:, 1 : count + 1]
            own[seen] += 10 + weight * own[seen][near].mean(axis=1)
            return own

        return scores

    def part(weight: float) -> Way:
        def scores(rows: Scores, text: Scores, _: str) -> Scores:
            return rows @ text + (weight - 1) * rows[:, :CAPTION_PART] @ text[:CAPTION_PART]

        return scores

    def leaning(rows: Scores, text: Scores, caption: str) -> Scores:
        more = lean(caption)
        return rows @ (text if more is None else text + more)

    return {
        "rows": lambda rows, text, _: rows @ text,
        **{
            f"first {first} hits, {weight}": feedback(first, weight)
            for first in (2, 5)
            for weight in (0.1, 0.4)
        },
        **{
            f"{count} neighbours, {weight}": neighbours(count, weight)
            for count in (3, 5)
            for weight in (0.1, 0.3)
        },
        **{f"caption part x {weight}": part(weight) for weight in (0.8, 1.2)},
        "caption words": leaning,
    }


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--cache", type=Path, help="keep vectors in this folder")
    arguments.add_argument("--search", action="store_true")
    arguments.add_argument("--threads", type=int, default=1)
    options = arguments.parse_args()
    if options.search:
        by_search(options.data)
        return
    encoder, folder = builtin_encoder(threads=options.threads), models_dir() / "builtin"
    words = caption_words_for(encoder.info, folder)
    if words is None:
        raise SystemExit("the model has no words: run models/recipes/search/caption_words.py")
    sets = {name: read(options, encoder, name) for name in SETS}
    for name, photos in sets.items():
        ranks = dict(by_captions(photos, ways(words.lean)))
        for way, found in ranks.items():
            tell(name, way, ranks["rows"], found, photos.owner)
    nouns = names_of(folder)
    both = joined(sets["val"], sets["everyday"])
    for name, photos, parts in (
        *((name, sets[name], [sets[name]]) for name in ("dev", "val", "everyday")),
        ("val and everyday", both, [sets["val"], sets["everyday"]]),
    ):
        known = shown(nouns, photos, parts)
        found = {
            way: precision(encoder, nouns, known, photos, score) for way, score in ways(words.lean).items()
        }
        for way, values in found.items():
            won = values - found["rows"]
            print(name, way, f"{len(known)} names, {values.mean():.4f}:", interval(won, 4), flush=True)


def read(options: argparse.Namespace, encoder: Any, name: str) -> Photos:
    folder, table = (options.data / part for part in SETS[name])
    files, captions = described(table)
    cache = options.cache / name if options.cache else None
    rows = cached(encoder, [folder / file for file in files], cache)
    kept = slice(-KEPT_OUT if name == "dev" else 0, None)
    own = captions[kept]
    flat = [caption for several in own for caption in several]
    owner = np.repeat(np.arange(len(own)), [len(several) for several in own])
    said = texts(encoder, flat, cache, name)
    return Photos([folder / file for file in files[kept]], flat, owner, rows[kept], said)


def joined(first: Photos, second: Photos) -> Photos:
    return Photos(
        first.files + second.files,
        first.captions + second.captions,
        np.concatenate([first.owner, second.owner + len(first.rows)]),
        np.concatenate([first.rows, second.rows]),
        np.concatenate([first.said, second.said]),
    )


def by_captions(photos: Photos, known: dict[str, Way]) -> Iterator[tuple[str, Ranks]]:
    """Way -> the place of each caption's own photo, from 1; a tie counts against it."""
    for name, score in known.items():
        ranks = []
        for caption, text, own in zip(photos.captions, photos.said, photos.owner, strict=True):
            scores = score(photos.rows, text, caption)
            ranks.append(int((scores >= scores[own]).sum()))
        yield name, np.array(ranks)


def tell(name: str, way: str, before: Ranks, after: Ranks, owner: Ranks) -> None:
    shares = "/".join(f"{100 * (after <= depth).mean():.1f}" for depth in DEPTHS)
    print(name, way, shares, *(gain(before, after, owner, depth) for depth in DEPTHS), flush=True)


def gain(before: Ranks, after: Ranks, owner: Ranks, depth: int) -> str:
    """Points of recall won and the interval: drawn are photos, each with all its captions."""
    photos = int(owner.max()) + 1
    won = np.bincount(owner, (after <= depth).astype(float) - (before <= depth), minlength=photos)
    captions = np.bincount(owner, minlength=photos)
    drawn = np.random.default_rng(0).integers(0, photos, (DRAWS, photos))
    low, high = np.percentile(100 * won[drawn].sum(axis=1) / captions[drawn].sum(axis=1), (2.5, 97.5))
    return f"{100 * won.sum() / captions.sum():+.1f} [{low:+.1f} {high:+.1f}]"


def interval(won: npt.NDArray[np.float64], digits: int) -> str:
    drawn = np.random.default_rng(0).integers(0, len(won), (DRAWS, len(won)))
    low, high = np.percentile(won[drawn].mean(axis=1), (2.5, 97.5))
    return f"{won.mean():+.{digits}f} [{low:+.{digits}f} {high:+.{digits}f}]"


def names_of(folder: Path) -> frozenset[str]:
    """The objects of the vocabulary."""
    lines = (folder / WORDS_FILE).read_text(encoding="utf-8").splitlines()
    return frozenset(line.split("\t")[0] for line in lines if line.split("\t")[1] == "object")


def shown(nouns: frozenset[str], photos: Photos, parts: list[Photos]) -> dict[str, npt.NDArray[np.bool_]]:
    """Names that three captions of each part say -> which photos a caption says it of."""
    found = {}
    for noun in sorted(nouns):
        pattern = re.compile(rf"\b{re.escape(noun)}(s|es)?\b")
        if all(sum(bool(pattern.search(text.lower())) for text in part.captions) >= NAMED for part in parts):
            said = [bool(pattern.search(text.lower())) for text in photos.captions]
            found[noun] = np.isin(np.arange(len(photos.rows)), photos.owner[np.array(said)])
    return found


def precision(
    encoder: Any, nouns: frozenset[str], known: dict[str, npt.NDArray[np.bool_]], photos: Photos, score: Way
) -> npt.NDArray[np.float64]:
    """The average precision of each name, put as the product puts it."""
    found = []
    for noun, right in known.items():
        total = encoder.encode_texts(ways_to_say(noun, nouns)).sum(axis=0)
        hits = right[np.argsort(-score(photos.rows, unit(total, otherwise=total), noun), kind="stable")]
        found.append((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())
    return np.array(found)


def by_search(data: Path) -> None:
    """The whole search, folding left out, since of one moment another photo may lead."""
    for name in ("val", "things", "everyday"):
        folder, table = (data / part for part in SETS[name])
        files, captions = described(table)
        with TemporaryDirectory() as library, Context(Path(library) / "library") as context:
            index_folders(context, [folder])
            engine = search_engine(context)
            places: dict[bool, list[int]] = {False: [], True: []}
            for file, several in zip(files, captions, strict=True):
                for caption in several:
                    planned = plan_query(context, caption, planner="rules")
                    for leaning, ranks in places.items():
                        evidence = Evidence(captions=leaning, folding=False)
                        hits = engine.search(planned, limit=DEPTHS[-1], evidence=evidence).hits
                        found = [hit.photo.path.name for hit in hits]
                        ranks.append(found.index(file) + 1 if file in found else DEPTHS[-1] + 1)
        owner = np.repeat(np.arange(len(files)), [len(several) for several in captions])
        before, after = (np.array(places[leaning]) for leaning in (False, True))
        tell(f"{name}, whole search", "without", before, before, owner)
        tell(f"{name}, whole search", "caption words", before, after, owner)
        print(json.dumps({"set": name, "queries": len(before)}), flush=True)


if __name__ == "__main__":
    main()
