"""What was measured of a model on one library: kept in its folder, read by search and steps."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.tagger import Tagger, Thing, log_odds, sigmoid, tagged, tagger_for
from photos_ml.errors import LibraryError
from photos_ml.files import replace_file
from photos_ml.types import FloatMatrix, FloatVector, Tag, TaggerInfo

FOLDER = "fits"
RULES = 1
"""Grows when what is measured changes: a fit of other rules is none."""
LEAST_EXPLAINED = 0.1
"""Of the variance of the built-in model's vectors, by those of another: of one that sees so little of what is
seen here, every word would be a guess at what is frequent."""
BLOCK_PHOTOS = 1024

Arrays = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class ModelFit:
    """`told`: plain numbers, as JSON holds them; `arrays`: what is too large for that."""

    info: ModelInfo
    told: Mapping[str, Any]
    arrays: Arrays
    digest: str = ""


def fit_path(library: Path, info: ModelInfo) -> Path:
    """Where the fit of a model to a library is kept; different models never share a file."""
    readable = re.sub(r"[^A-Za-z0-9._-]+", "_", info.id)[:40]
    identity = f"{info.id}\0{info.revision}\0{info.dimension}".encode()
    return library / FOLDER / f"{readable}-{hashlib.sha256(identity).hexdigest()[:16]}.npz"


def write_fit(library: Path, fit: ModelFit) -> None:
    """Keep a fit, whole or not at all. Raises LibraryError where it cannot be written."""
    kept: dict[str, Any] = {**fit.arrays, "told": np.array(json.dumps({**fit.told, "rules": RULES}))}
    try:
        replace_file(
            fit_path(library, fit.info),
            lambda file: np.savez(file, **kept),
        )
    except OSError as error:
        raise LibraryError(
            f"what was measured cannot be kept: {error.strerror}", hint="make room on the disk of the library"
        ) from error


def read_fit(library: Path, info: ModelInfo) -> ModelFit | None:
    """The fit of this revision of a model; None where there is none that can be read."""
    path = fit_path(library, info)
    try:
        content = path.read_bytes()
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            told = json.loads(str(kept["told"]))
            arrays = {name: kept[name] for name in kept.files if name != "told"}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    if not isinstance(told, dict) or told.get("rules") != RULES:
        return None
    return ModelFit(info, told, arrays, hashlib.sha256(content).hexdigest()[:12])


class FittedTagger:
    """The built-in model's tagger for another model's vectors: they are led into its space by what was
    measured, beside what the other model's own words say; how much each counts was measured, too."""

    def __init__(self, fit: ModelFit, teacher: Tagger) -> None:
        self._fit = fit
        self._teacher = teacher
        self.info = TaggerInfo(fit.info.id, fit.info.revision, f"fit-{fit.digest}")

    @property
    def words(self) -> tuple[str, ...]:
        """The vocabulary, in the order of the columns of `probabilities`."""
        return self._teacher.words

    @property
    def things(self) -> tuple[Thing, ...]:
        """Those of the built-in model."""
        return self._teacher.things

    @property
    def threshold(self) -> float:
        """The least probability of a tag that is given."""
        return self._teacher.threshold

    def tags(self, rows: FloatMatrix) -> list[tuple[Tag, ...]]:
        """Vectors (n, d), unit rows -> the tags of each, the surest first, MOST_TAGS at most."""
        return tagged(rows, self.probabilities, self.words, self.threshold, BLOCK_PHOTOS)

    def probabilities(self, rows: FloatMatrix) -> FloatMatrix:
        """Vectors (n, d), unit rows -> float32 (n, words): how likely each word is right."""
        kept = self._fit.arrays
        rows = np.asarray(rows, np.float32)
        led = log_odds(self._teacher.probabilities(lead(rows, self._bridge)))
        return likely_words(led, deviations(rows, kept), kept)

    def nearest_thing(self, rows: FloatMatrix, but: frozenset[str] = frozenset()) -> FloatVector:
        """As the built-in model's, of the things that this model was asked the names of; -1 where it was
        asked none."""
        places = self._fit.arrays["thing_places"].tolist()
        other = [
            place
            for place, thing in enumerate(places)
            if not but & {*self.things[thing].words, *self.things[thing].names}
        ]
        cosines = np.asarray(rows, np.float32) @ self._fit.arrays["things"][other].astype(np.float32).T
        return np.asarray(cosines.max(axis=1, initial=-1.0), np.float32)

    @cached_property
    def _bridge(self) -> FloatMatrix:
        return self._fit.arrays["bridge"].astype(np.float32)


def lead(rows: FloatMatrix, bridge: FloatMatrix) -> FloatMatrix:
    """Vectors (n, d) by a bridge (d + 1, e), whose last row is added -> unit rows (n, e)."""
    led = rows @ bridge[:-1] + bridge[-1]
    return np.asarray(led / np.maximum(np.linalg.norm(led, axis=1, keepdims=True), 1e-6), np.float32)


def deviations(rows: FloatMatrix, kept: Arrays) -> FloatMatrix:
    """How many sigma each photo stands above the middle for the words that were asked, (n, asked)."""
    cosines = rows @ kept["word_rows"].astype(np.float32).T
    return np.asarray((cosines - kept["word_medians"]) / kept["word_sigmas"], np.float32)


def likely_words(led: FloatMatrix, asked: FloatMatrix, kept: Arrays) -> FloatMatrix:
    """Log-odds by the built-in tagger (n, words) and deviations of the words that were asked (n, asked) ->
    probabilities (n, words)."""
    slope, offset = kept["plain_curve"]
    logits = slope * led + offset
    places = kept["word_places"]
    if len(places):
        by_led, by_asked, start = kept["asked_curve"]
        logits[:, places] = by_led * led[:, places] + by_asked * asked + start
    logits += kept["word_offsets"]
    return sigmoid(logits)


def tagger_of(library: Path | None, info: ModelInfo) -> Tagger | FittedTagger | None:
    """What tags the vectors of this revision of a model: the shipped tagger, else what was fitted to the
    library in this folder; None where neither is there, or the model sees too little."""
    shipped = tagger_for(info)
    if shipped is not None or library is None:
        return shipped
    fit, teacher = read_fit(library, info), builtin_tagger()
    if fit is None or teacher is None or fit.told.get("explained", 0.0) < LEAST_EXPLAINED:
        return None
    return FittedTagger(fit, teacher)


def builtin_tagger() -> Tagger | None:
    """The shipped tagger, of the shipped model."""
    from photos_ml.config import BUILTIN_NAME, models_dir
    from photos_ml.encoders.manifest import read_manifest

    return tagger_for(read_manifest(models_dir() / BUILTIN_NAME).info)


def texts_of_word(word: str) -> Sequence[str]:
    """The texts whose mean stands for a word of the tagger."""
    return f"a photo of a {word}", f"a photo with {word} in it"
