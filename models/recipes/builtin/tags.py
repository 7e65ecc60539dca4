"""Make the tagger of an exported model: python tags.py MODEL_FOLDER --data DIR [--cache DIR]

Reads vocabulary.tsv and things.tsv of the folder, encodes the names of the things and the training photos of
flickr8k with the exported files, writes tags.npz. Two routes lead to a tag (photos_ml/encoders/tagger.py):

- Things: softmax(SHARPNESS * name . photo); a word's share is the sum over the things it holds for. One
  sharpness and one logistic curve for all words, fitted on the CHECKED words, of one meaning in captions.
- Captions: for each word that enough training photos mention, the ridge regression of 'mentioned' on the
  rows, and a logistic curve fitted on folds left out. The encoder was trained on these photos: how much less
  sure it is of others is learnt from the photos of val, two numbers for all words together.

No photo of single things (data/concepts) is looked at.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from photos_ml.app.evaluation.retrieval import encode_files, read_captions
from photos_ml.encoders.builtin import OnnxEncoder, builtin_encoder
from photos_ml.encoders.tagger import THINGS_FILE, WEIGHTS_FILE, WORDS_FILE, log_odds

Matrix: TypeAlias = NDArray[np.float32]
Flags: TypeAlias = NDArray[np.bool_]
TEMPLATES = ("a photo of a {}", "a {}", "{}")
CHECKED = tuple(
    "dog bird horse bicycle motorcycle car boat truck train couch tent guitar bridge umbrella beach mountain "
    "cliff".split()
)
"""Words that hold for things, mean nothing else in a caption, and are seldom left out of it."""
OTHER_SENSES = frozenset(
    "orange watch camera uniform ring tank suit glass glasses coat drink flying standing bar night outdoors "
    "indoors stick cap wave swing dock plant stage sign box book plate rider racing team park rock field "
    "fish waiting driving phone market table chair window wheel food shopping reading cart shop school cup "
    "door fly light landscape sun sea bed house city couple rope wall leash stone".split()
)
"""Words that captions use in another sense, or often leave out although the photo shows them."""
SHARPNESS = (15.0, 20.0, 25.0, 30.0, 40.0, 50.0)
ALIKE = 1.01
"""So near to the least log-loss the sharpest is taken: what tells things apart that share the CHECKED words
does not show in it."""
MENTIONED = 40
"""Least training photos that mention a word of the caption route."""
RIDGE, FOLDS, SEED = 30.0, 5, 0
MOST_COMMON = 1 / 3
"""Share of everyday photos that a word is taken to hold for at most. Four of five of the training photos show
people and the others dogs: without a correction for that share, whatever is no dog would be people."""
THRESHOLD = 0.8
"""Four of five tags at least are meant to be right."""


class Photos:
    """Captioned photos: their rows, and for a word whether any caption of each has it."""

    def __init__(self, encoder: OnnxEncoder, data: Path, split: str, cache: Path | None) -> None:
        captions: dict[str, list[str]] = {}
        for name, caption in read_captions(data / f"{split}.csv"):
            captions.setdefault(name, []).append(caption.lower())
        texts = [" | ".join(own) for own in captions.values()]
        self._text, self._ends = "\n".join(texts), np.cumsum([len(text) + 1 for text in texts])
        self._patterns = dict(
            line.split("\t")
            for line in Path(__file__).with_name("mentions.tsv").read_text(encoding="utf-8").splitlines()
        )
        files = [data / split / name for name in captions]
        self.rows = kept(cache, encoder, split, lambda: encode_files(encoder, files, lambda done: None))

    def mention(self, word: str) -> Flags:
        """mentions.tsv says with which words, else the word itself, plural or not."""
        pattern = re.compile(rf"\b({self._patterns.get(word, re.escape(word) + '(s|es)?')})\b")
        found = np.zeros(len(self._ends), dtype=np.bool_)
        starts = [match.start() for match in pattern.finditer(self._text)]
        found[np.searchsorted(self._ends, starts, side="right")] = True
        return found


def kept(cache: Path | None, encoder: OnnxEncoder, name: str, make: Callable[[], Matrix]) -> Matrix:
    """Rows made before by this revision, where a cache is given."""
    path = cache / f"{encoder.info.revision}-{name}.npy" if cache else None
    if path is None or not path.exists():
        rows = make()
        if path is None:
            return rows
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, rows)
    stored: Matrix = np.load(path)
    return stored


def table(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(line.partition("\t")[0], line.partition("\t")[2]) for line in lines]


def name_rows(encoder: OnnxEncoder, names: list[str]) -> Matrix:
    """Unit rows (n, d), the means over the templates."""
    whole = sum(encoder.encode_texts([template.format(name) for name in names]) for template in TEMPLATES)
    rows = np.asarray(whole, np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def curve(logits: NDArray[np.float64], right: Flags, prior: float = 1.0) -> tuple[float, float, float]:
    """Logistic regression of one feature by Newton's method: slope (drawn to 1), offset, mean log-loss."""
    rows = np.column_stack([logits, np.ones_like(logits)])
    found = np.array([1.0, 0.0])
    for _ in range(60):
        p = _chances(rows @ found)
        slope = rows.T @ (right - p) - [prior * (found[0] - 1), 0]
        bend = rows.T @ (rows * (p * (1 - p))[:, None]) + np.diag([prior, 1e-3])
        # Far from the answer the curve is flat and a whole step would leave for good.
        step = np.clip(np.linalg.solve(bend, slope), -0.5, 0.5)
        found += step
        if np.abs(step).max() < 1e-5:
            break
    p = _chances(rows @ found)
    return float(found[0]), float(found[1]), float(-np.where(right, np.log(p), np.log(1 - p)).mean())


def _chances(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    chances: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(logits, -14, 14)))
    return chances


def thing_route(
    names: Matrix, things: list[frozenset[str]], photos: Photos
) -> dict[str, NDArray[np.float32]]:
    """Scaled rows of the things' names, and slope and offset of the curve over a word's log-odds."""
    right = np.concatenate([photos.mention(word) for word in CHECKED])
    holds = np.array([[word in words for word in CHECKED] for words in things], np.float32)
    fits = []
    for sharpness in SHARPNESS:
        scores = sharpness * (photos.rows @ names.T)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares = (shares / shares.sum(axis=1, keepdims=True)) @ holds
        slope, offset, loss = curve(log_odds(shares).T.ravel().astype(np.float64), right)
        fits.append((loss, sharpness, slope, offset))
        print(f"sharpness {sharpness:g}: slope {slope:.2f}, offset {offset:.2f}, log-loss {loss:.4f}")
    least = min(fits)[0]
    sharpness, slope, offset = max(fit[1:] for fit in fits if fit[0] <= ALIKE * least)
    return {
        "things": (sharpness * names).astype(np.float16),
        "thing_curve": np.array([slope, offset], np.float32),
    }


def ridge(rows: Matrix, said: Matrix) -> NDArray[np.float64]:
    """Weights (d + 1, words), the constant last."""
    middle = rows.mean(axis=0, dtype=np.float64)
    centred = rows - middle
    gram = centred.T @ centred + RIDGE * np.eye(rows.shape[1])
    weights = np.linalg.solve(gram, centred.T @ (said - said.mean(axis=0)))
    return np.vstack([weights, said.mean(axis=0) - middle @ weights])


def caption_route(
    words: list[str], photos: Photos, unseen: Photos
) -> tuple[list[str], dict[str, NDArray[np.generic]]]:
    """The words that can be learnt; a row and an offset each: log-odds = row . photo + offset."""
    said = {word: photos.mention(word) for word in words if word not in OTHER_SENSES}
    learnt = [word for word, flags in said.items() if flags.sum() >= MENTIONED]
    flags = np.array([said[word] for word in learnt]).T
    fold = np.random.default_rng(SEED).integers(FOLDS, size=len(flags))
    left_out = np.empty(flags.shape)
    for part in range(FOLDS):
        weights = ridge(photos.rows[fold != part], flags[fold != part].astype(np.float32))
        left_out[fold == part] = photos.rows[fold == part] @ weights[:-1] + weights[-1]
    # A step of 0.1 in the regression is about one in log-odds: the curve's slope is drawn to that.
    curves = np.array([curve(10 * left_out[:, k], flags[:, k])[:2] for k in range(len(learnt))])
    weights = ridge(photos.rows, flags.astype(np.float32)) * (10 * curves[:, 0])
    weights[-1] += curves[:, 1]
    seen_less = unseen.rows @ weights[:-1] + weights[-1]
    truth = np.array([unseen.mention(word) for word in learnt]).T
    slope, offset, _ = curve(seen_less.ravel().astype(np.float64), truth.ravel())
    print(
        f"{len(learnt)} words learnt from captions; on unseen photos slope {slope:.2f}, offset {offset:.2f}"
    )
    weights *= slope
    shares = np.clip(flags.mean(axis=0), MOST_COMMON, None)
    weights[-1] += offset + log_odds(np.float32(MOST_COMMON)) - log_odds(shares)
    return learnt, {"rows": weights[:-1].T.astype(np.float16), "offsets": weights[-1].astype(np.float32)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, help="keep the vectors of the pictures in this folder")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    encoder = builtin_encoder(options.model, threads=options.threads)
    words = [word for word, _ in table(options.model / WORDS_FILE)]
    things = table(options.model / THINGS_FILE)
    flickr = options.data / "flickr8k"
    photos, unseen = (Photos(encoder, flickr, split, options.cache) for split in ("train", "val"))
    first = [names.split(", ")[0] for names, _ in things]
    names = kept(options.cache, encoder, "things", lambda: name_rows(encoder, first))
    held = [frozenset(own.split(", ")) for _, own in things]
    arrays = thing_route(names, held, photos)
    learnt, more = caption_route(words, photos, unseen)
    arrays |= more | {"places": np.array([words.index(word) for word in learnt], np.int64)}
    version = hashlib.sha256()
    for part in (*(json.dumps(part).encode() for part in (words, things)), *map(bytes, arrays.values())):
        version.update(part)
    np.savez_compressed(
        options.model / WEIGHTS_FILE,
        model=np.array(encoder.info.id),
        revision=np.array(encoder.info.revision),
        version=np.array(version.hexdigest()[:12]),
        threshold=np.array(THRESHOLD, np.float32),
        **arrays,
    )


if __name__ == "__main__":
    main()
