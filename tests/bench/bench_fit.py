"""What is measured of a model at its first use, beside the built-in model's own constants, and whether tags,
searches and duplicates hold with it: for the built-in model under another name and turned, for worse and
better ones made of it, for earlier ones of the same makers, and for a tower of random weights.

    python -m tests.bench.bench_fit DATA [--older FOLDER...] [--photos N]

DATA: a folder with train/, val/ and val.csv (image,caption). FOLDER: a model of this program, as
`git archive 184c2d1 models/builtin` has it.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from photos_ml.config import BUILTIN_NAME, models_dir
from photos_ml.encoders.base import Encoder, ModelInfo
from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.encoders.fitted import LEAST_EXPLAINED, FittedTagger, ModelFit, builtin_tagger
from photos_ml.encoders.tagger import Tagger
from photos_ml.search.calibrate import Background, Calibration, Calibrations, calibrations_for
from photos_ml.search.folding import base_likeness
from photos_ml.search.measuring import COPIES, FitSample, copies_of, measure
from photos_ml.types import FloatMatrix
from tests.bench.threads import as_commands

PICTURES, RUN = 32, 25


@dataclass
class Made:
    """A model made of another: its rows go through `turn`."""

    base: Encoder
    name: str
    turn: Callable[[FloatMatrix, bool], FloatMatrix]
    dimension: int
    views: int = 1

    @property
    def info(self) -> ModelInfo:
        return ModelInfo(self.name, "1", self.dimension, self.base.info.image_size)

    def encode_images(self, images: Sequence[Image.Image]) -> FloatMatrix:
        rows = self.base.encode_images(images)
        if self.views > 1:
            rows = rows + self.base.encode_images([ImageOps.mirror(one) for one in images])
            rows = rows + self.base.encode_images([inner(one) for one in images])
        return normed(self.turn(normed(rows), True))

    def encode_texts(self, texts: Sequence[str]) -> FloatMatrix:
        return normed(self.turn(self.base.encode_texts(texts), False))

    def __getattr__(self, name: str) -> object:
        return getattr(self.base, name)


def inner(picture: Image.Image) -> Image.Image:
    x, y = picture.width // 12, picture.height // 12
    return picture.crop((x, y, picture.width - x, picture.height - y))


def normed(rows: FloatMatrix) -> FloatMatrix:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6), np.float32)


def models(base: Encoder, older: Sequence[Path]) -> dict[str, Any]:
    d = base.info.dimension
    rng = np.random.default_rng(5)
    turned = np.linalg.qr(rng.normal(size=(d, d)))[0].astype(np.float32)
    half = turned[:, :256]
    random = rng.normal(size=(16 * 16 * 3, 512)).astype(np.float32)
    shift = rng.normal(size=(2, d)).astype(np.float32) / np.sqrt(d)

    def noisy(rows: FloatMatrix, pictures: bool) -> FloatMatrix:
        digits = np.abs(rows[:, :8] * 1e4).astype(np.int64).sum(axis=1)
        noise = np.stack([np.random.default_rng(int(one)).normal(size=d) for one in digits])
        return np.asarray(rows + noise / np.sqrt(d), np.float32) if pictures else rows

    found: dict[str, Any] = {
        "the same": Made(base, "same", lambda rows, _: rows, d),
        "turned": Made(base, "turned", lambda rows, _: rows @ turned, d),
        "shifted apart": Made(base, "apart", lambda rows, pictures: rows + 0.8 * shift[int(pictures)], d),
        "256 of its dimensions": Made(base, "half", lambda rows, _: rows @ half, 256),
        "as much noise as sight": Made(base, "noisy", noisy, d),
        "three looks a picture": Made(base, "looks", lambda rows, _: rows, d, views=3),
    }
    for folder in older:
        encoder = builtin_encoder(folder)
        found[f"built-in {encoder.info.revision}"] = encoder
    found["random tower"] = Random(base, random)
    return found


@dataclass
class Random:
    base: Encoder
    weights: FloatMatrix
    info = ModelInfo("random", "1", 512, 224)

    def encode_images(self, images: Sequence[Image.Image]) -> FloatMatrix:
        small = [
            np.asarray(one.convert("RGB").resize((16, 16)), np.float32).ravel() / 255 - 0.5 for one in images
        ]
        return normed(np.tanh(np.stack(small) @ self.weights / 8))

    def encode_texts(self, texts: Sequence[str]) -> FloatMatrix:
        seeds = [sum(text.encode()) for text in texts]
        return normed(
            np.stack([np.random.default_rng(seed).normal(size=512) for seed in seeds]).astype(np.float32)
        )


def read(folder: Path, most: int) -> list[Image.Image]:
    return [Image.open(path).convert("RGB") for path in sorted(folder.iterdir())[:most]]


def rows_of(encoder: Encoder, pictures: Sequence[Image.Image]) -> FloatMatrix:
    return np.concatenate([encoder.encode_images(pictures[n : n + 32]) for n in range(0, len(pictures), 32)])


def captions(path: Path) -> dict[str, list[str]]:
    found = defaultdict(list)
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["image"]].append(row["caption"].casefold())
    return found


def main() -> None:
    as_commands()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--older", type=Path, nargs="*", default=[])
    parser.add_argument("--photos", type=int, default=1500)
    said = parser.parse_args()
    base, tagger = builtin_encoder(), builtin_tagger()
    assert tagger is not None
    known = calibrations_for(base.info, models_dir() / BUILTIN_NAME)
    train, val = read(said.data / "train", said.photos), read(said.data / "val", 500)
    told = captions(said.data / "val.csv")
    written = [told[path.name] for path in sorted((said.data / "val").iterdir())[:500]]
    copied = [copy for picture in val[:100] for copy in copies_of(picture)]
    built = {name: rows_of(base, some) for name, some in (("train", train), ("val", val), ("copies", copied))}
    print("model                   explained  tags  right  agree   scenes z/cos      things z/cos  ", end="")
    print("|p-p'| found/false  same 90s  12h   copies false  s")
    table("built-in", None, tagger, built, base, base, known, written, built)
    for name, encoder in models(base, said.older).items():
        rows = {
            name: rows_of(encoder, some)
            for name, some in (("train", train), ("val", val), ("copies", copied))
        }
        sample = FitSample(
            rows["train"],
            built["train"],
            np.arange(len(train)) * 30.0 + 1e6 * (np.arange(len(train)) // RUN),
            np.arange(0, len(train)),
            len(train),
            [
                (place, train[place])
                for place in np.linspace(0, len(train) - 1, PICTURES).astype(int).tolist()
            ],
        )
        begun = time.process_time()
        fit = measure(encoder, base, tagger, known, sample)
        table(
            name,
            replace(fit, digest="x"),
            tagger,
            rows,
            encoder,
            base,
            known,
            written,
            built,
            time.process_time() - begun,
        )


def table(
    name: str,
    fit: ModelFit | None,
    tagger: Tagger,
    rows: dict[str, FloatMatrix],
    encoder: Any,
    base: Encoder,
    known: Calibrations,
    written: Sequence[Sequence[str]],
    built: dict[str, FloatMatrix],
    seconds: float = 0.0,
) -> None:
    own: Tagger | FittedTagger = tagger if fit is None else FittedTagger(fit, tagger)
    blind = fit is not None and fit.told["explained"] < LEAST_EXPLAINED
    given = [{tag.word for tag in tags if not blind} for tags in own.tags(rows["val"])]
    truth = [{tag.word for tag in tags} for tags in tagger.tags((rows if fit is None else built)["val"])]
    both = sum(len(a & b) for a, b in zip(given, truth, strict=True))
    total = sum(map(len, given))
    agree = 2 * both / max(total + sum(map(len, truth)), 1)
    said = sum(
        any(word in caption for caption in own_words)
        for tags, own_words in zip(given, written, strict=True)
        for word in tags
    )
    told = fit.told if fit else None
    scenes = Calibration.from_dict(told["scenes"]) if told else known.scenes
    things = Calibration.from_dict(told["things"]) if told else known.things
    lines = (told["same_picture"], *(line[1] for line in told["within"])) if told else (0.98, 0.85, 0.93)
    apart, found, false = verdicts(
        encoder, base, rows, rows if fit is None else built, scenes, known, written
    )
    line = base_likeness(rows["train"])
    cut = line + lines[0] * (1 - line)
    copies = np.mean(
        [rows["copies"][n] @ rows["val"][n // COPIES] >= cut for n in range(len(rows["copies"]))]
    )
    alike = rows["val"] @ rows["val"].T
    wrong = int(np.count_nonzero(np.triu(alike, 1) >= cut))
    figures = (
        f"{told['explained'] if told else 1:8.2f} {total / len(given):7.2f} {said / max(total, 1):6.3f}",
        f"{agree:6.3f}  {scenes.deviation:6.2f} {scenes.cosine:6.1f}   ",
        f"{things.deviation:6.2f} {things.cosine:6.1f}      {apart:.3f}  {found:.2f}/{false:.2f}   ",
        f"{lines[0]:.3f} {lines[1]:.3f} {lines[2]:.3f}  {copies:.2f} {wrong:4}  {seconds:.0f}",
    )
    print(f"{name:23}", *figures, flush=True)


def verdicts(
    encoder: Any,
    base: Encoder,
    rows: dict[str, FloatMatrix],
    built: dict[str, FloatMatrix],
    own: Calibration,
    known: Calibrations,
    written: Sequence[Sequence[str]],
) -> tuple[float, float, float]:
    """Over captions of 150 photos: mean difference of the best photo's probability from the built-in's; how
    often the best is called good where the photo is there, and where neither it nor the like of it is."""
    queries = [captions[0] for captions in written[:150]]
    asked, theirs = encoder.encode_texts(queries), base.encode_texts(queries)
    apart, found, false = [], [], []
    twins = built["val"] @ built["val"].T
    for place, (mine, other) in enumerate(zip(asked, theirs, strict=True)):
        cosines = rows["val"] @ mine
        curve = own.curve(Background.of(cosines))
        best = float(curve(cosines).max())
        cosines_b = built["val"] @ other
        best_b = float(known.scenes.curve(Background.of(cosines_b))(cosines_b).max())
        apart.append(abs(best - best_b))
        found.append(best >= 0.5)
        away = np.argsort(twins[place])[:250]
        left = cosines[away]
        false.append(float(own.curve(Background.of(left))(left).max()) >= 0.5)
    return float(np.mean(apart)), float(np.mean(found)), float(np.mean(false))


if __name__ == "__main__":
    main()
