"""What captions teach of words, for search: python models/recipes/search/caption_words.py DATA [--cache DIR]

DATA holds flickr8k/train{,.csv} and nl/coco_captions.txt. For each word that LEAST training photos are
described with, the ridge regression of 'a caption has it' on the rows of the photos. COCO's captions, whose
rows stand for pictures that nobody has, count a tenth: what a word means beyond these photos. All directions
share RANK dimensions, in eight bits. The last 500 photos are kept out: LEAST, RIDGE, RANK and WEIGHT were
chosen on them, by caption_words_measured.py. Writes caption_words.npz beside the model.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from captioned import cached

from photos_ml.app.evaluation.retrieval import read_captions
from photos_ml.config import models_dir
from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.encoders.tagger import tagger_for
from photos_ml.search.caption_words import FILE_NAME, folded, unfolded, words_of

Rows = npt.NDArray[np.float32]
KEPT_OUT = 500
LEAST, RIDGE, RANK = 5, 10.0, 128
COCO, COCO_WEIGHT, SEED = 10_000, 0.1, 0
WEIGHT = 0.2
"""Of a word that tells the photos apart by a deviation of one, in deviations of the scores of captions."""
USUAL = 4.0
"""Minus the logarithm of the share of photos of a word that counts as one: rarer ones tell more."""
BATCH = 256
FLAT = 1e-4
"""Added to the photos' covariance, so that directions in which they do not differ count little."""


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--model", type=Path, default=models_dir() / "builtin")
    arguments.add_argument("--cache", type=Path, help="keep vectors in this folder")
    arguments.add_argument("--threads", type=int, default=1)
    options = arguments.parse_args()
    encoder = builtin_encoder(options.model, threads=options.threads)
    photos, captions = described(options.data / "flickr8k" / "train.csv")
    files = [options.data / "flickr8k/train" / name for name in photos]
    rows = cached(encoder, files, options.cache)[:-KEPT_OUT]
    captions = captions[:-KEPT_OUT]
    lines = (options.data / "nl/coco_captions.txt").read_text(encoding="utf-8").splitlines()
    drawn = np.random.default_rng(SEED).permutation(len(lines))[:COCO]
    coco = [lines[row] for row in drawn]
    said = [set().union(*map(words_of, own)) for own in captions]
    vocabulary = sorted(word for word, count in counted(said).items() if count >= LEAST)
    first = texts(encoder, [own[0] for own in captions], options.cache, "first")
    elsewhere = texts(encoder, coco, options.cache, "coco")
    directions = taught(
        rows, flags(said, vocabulary), elsewhere, flags([set(words_of(line)) for line in coco], vocabulary)
    )
    share = flags(said, vocabulary).mean(axis=0)
    spread = float((first @ rows.T).std())
    own, shared = in_few(directions, rows)
    own *= (WEIGHT * spread * -np.log(share) / USUAL)[:, None]
    tagger = tagger_for(encoder.info, options.model)
    if tagger is None:
        raise SystemExit("the model has no tagger: run models/recipes/builtin/tags.py")
    known = set(vocabulary)
    names = {" ".join(words_of(name)) for thing in tagger.things for name in thing.names}
    stored = {"own": folded(own), "shared": folded(shared)}
    np.savez_compressed(
        options.model / FILE_NAME,
        revision=np.array(encoder.info.revision),
        words=np.array("\n".join(vocabulary)),
        names=np.array("\n".join(sorted(name for name in names if known.issuperset(name.split())))),
        **{name: values for name, (values, _) in stored.items()},
        **{f"{name}_scales": scales for name, (_, scales) in stored.items()},
    )
    print(len(vocabulary), "words, scores spread by", round(spread, 4))


def described(table: Path) -> tuple[list[str], list[list[str]]]:
    """Photos in the order of the table, and the captions of each."""
    found: dict[str, list[str]] = {}
    for name, caption in read_captions(table):
        found.setdefault(name, []).append(caption)
    return list(found), list(found.values())


def counted(said: Sequence[set[str]]) -> dict[str, int]:
    """Word -> in how many of these it is."""
    counts: dict[str, int] = {}
    for words in said:
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    return counts


def flags(said: Sequence[set[str]], vocabulary: Sequence[str]) -> Rows:
    """float32 (n, words): 1 where it is said."""
    place = {word: column for column, word in enumerate(vocabulary)}
    found = np.zeros((len(said), len(vocabulary)), np.float32)
    for row, words in enumerate(said):
        found[row, [place[word] for word in words if word in place]] = 1
    return found


def texts(encoder: Any, lines: Sequence[str], folder: Path | None, name: str) -> Rows:
    """Unit rows (n, d)."""
    path = folder / f"{encoder.info.revision}-{name}-{len(lines)}.npy" if folder else None
    if path and path.exists():
        kept: Rows = np.load(path)
        return kept
    starts = range(0, len(lines), BATCH)
    rows = np.concatenate([encoder.encode_texts(lines[start : start + BATCH]) for start in starts])
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, rows)
    return np.asarray(rows, np.float32)


def taught(rows: Rows, said: Rows, elsewhere: Rows, said_there: Rows) -> Rows:
    """Directions (words, d) along which the photos' rows differ by a deviation of one."""
    centred, away = rows - rows.mean(axis=0), elsewhere - elsewhere.mean(axis=0)
    gram = centred.T @ centred + COCO_WEIGHT * away.T @ away + RIDGE * np.eye(rows.shape[1])
    target = centred.T @ (said - said.mean(axis=0))
    target += COCO_WEIGHT * away.T @ (said_there - said_there.mean(axis=0))
    return levelled(np.linalg.solve(gram, target).T.astype(np.float32), rows)


def levelled(directions: Rows, rows: Rows) -> Rows:
    spread = ((rows - rows.mean(axis=0)) @ directions.T).std(axis=0)
    return np.asarray(directions / spread[:, None], np.float32)


def in_few(directions: Rows, rows: Rows) -> tuple[Rows, Rows]:
    """(words, RANK) and (RANK, d), the nearest to the directions by what they say of the photos, which differ
    by a deviation of one again."""
    centred = rows - rows.mean(axis=0)
    root = np.linalg.cholesky(centred.T @ centred / len(rows) + FLAT * np.eye(rows.shape[1]))
    left, sizes, right = np.linalg.svd(directions @ root, full_matrices=False)
    own = np.asarray(left[:, :RANK] * sizes[:RANK], np.float32)
    shared = np.asarray(right[:RANK] @ np.linalg.inv(root), np.float32)
    as_stored = unfolded(*folded(own)) @ unfolded(*folded(shared))
    return own / (centred @ as_stored.T).std(axis=0)[:, None], shared


if __name__ == "__main__":
    main()
