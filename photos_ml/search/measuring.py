"""Measures a model on photos of a library beside the built-in one, and makes a fit of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.base import Encoder
from photos_ml.encoders.fitted import ModelFit, deviations
from photos_ml.encoders.tagger import Tagger, log_odds
from photos_ml.planner.lang import default
from photos_ml.search.arithmetic import unit
from photos_ml.search.calibrate import Background, Calibrations
from photos_ml.search.closer import boxes
from photos_ml.search.fitting import (
    Bridge,
    Pairs,
    fit_bridge,
    fit_calibration,
    fit_closer,
    fit_likeness,
    fit_words,
)
from photos_ml.search.folding import LIKENESS_WITHIN, base_likeness
from photos_ml.search.naming import ways_to_ask
from photos_ml.types import FloatMatrix, FloatVector

if TYPE_CHECKING:
    from PIL.Image import Image

FEWEST = 64
"""Photos: of fewer nothing is measured, and what the model says counts by its order alone."""
MOST_ASKED, MOST_THINGS = 300, 300
"""Words, and names of things, that a model is asked: the most frequent of this library."""
WEIGHED = 500
"""Photos over which it is weighed how much a word's two sources count: of a million pairs."""
THINGS_ASKED = 60
"""Names by which cosines are calibrated, as many of what the library shows as of what it does not."""
SAVED = ((1.0, 90), (0.9, 90), (0.5, 75), (1.0, 50))
"""Scales and JPEG qualities of copies: most of the first two are one picture to the built-in model, few of
the others."""
CUT = (0.01, 0.02)
"""From each side of a copy, in parts of it."""
BRIGHTER = 1.05
COPIES = 1 + len(SAVED) + len(CUT)
SPREAD_PAIRS = 1000
"""Photos of which all pairs are compared."""
BATCH = 16

SCENES = (
    "children playing in the snow", "a dog running on the beach", "people sitting at a table outside",
    "a sunset over the sea", "a group of friends smiling at the camera", "a birthday cake with candles",
    "a man riding a bicycle on a road", "a woman holding a baby", "mountains with snow on them",
    "a street in a city at night", "a boat on a lake", "a cat sleeping on a sofa", "kids in a swimming pool",
    "a football match", "flowers in a garden", "a plate of food on a table", "an old church with a tower",
    "a train at a station", "a bird in a tree", "people dancing at a party", "a bride and a groom",
    "a campfire in the woods", "a road through the desert", "a crowd at a concert", "a girl on a swing",
    "a horse in a field", "a view from an airplane window", "a man climbing a rock", "a waterfall in woods",
    "a computer screen with text", "an empty room with white walls", "a market with fruit and vegetables",
    "a family in front of a christmas tree", "people walking in the rain with umbrellas",
    "a skier going down a slope", "a statue in a park", "a car parked in front of a house",
    "two men shaking hands", "a child eating ice cream", "a black and white portrait",
)  # fmt: skip
"""What libraries often show, and what one seldom shows all of."""

Count = Callable[[int, int], None]
"""Is told how much of how much has been looked at; may raise to end it."""


@dataclass(frozen=True, slots=True)
class FitSample:
    """Photos as both models see them: `own` (n, d) and `builtin` (n, e), unit rows, in the order of their
    dates; `seconds` (n,) by the wall clock, NaN for no date; `photos` of the whole library; `library` (m,),
    ascending: places of those that are spread over it, the others stand beside them in time."""

    own: FloatMatrix
    builtin: FloatMatrix
    seconds: npt.NDArray[np.float64]
    library: npt.NDArray[np.int64]
    photos: int
    pictures: Sequence[tuple[int, Image]] = ()
    """Some of them with their place, upright: copies are made of these, and parts looked at."""


def measure(
    encoder: Encoder,
    builtin: Encoder,
    tagger: Tagger,
    known: Calibrations,
    sample: FitSample,
    count: Count = lambda done, total: None,
) -> ModelFit:
    """What the built-in model, its tagger and its calibrations say of a sample, FEWEST photos at least, told
    by another model: its bridge, words, calibrations and lines of likeness."""
    begun = time.perf_counter()
    asking = _Asking(encoder, builtin, tagger, sample, count)
    bridge = fit_bridge(sample.own, sample.builtin)
    likely = tagger.probabilities(sample.builtin)
    arrays: dict[str, npt.NDArray[Any]] = {"bridge": bridge.weights.astype(np.float16)}
    arrays |= asking.words(likely) | asking.things(likely)
    arrays |= _weighed(tagger, bridge, sample, arrays, likely)
    scenes, things = asking.calibrations(known, likely)
    closer = asking.closer(known, arrays)
    lines = fit_likeness(*asking.pairs())
    told = {
        "photos": len(sample.own),
        "explained": round(bridge.explained, 4),
        "scenes": scenes,
        "things": things,
        "closer": closer,
        "within": [list(line) for line in lines.within],
        "same_picture": lines.same_picture,
        "seconds": round(time.perf_counter() - begun, 1),
    }
    return ModelFit(encoder.info, told, arrays)


def _weighed(
    tagger: Tagger,
    bridge: Bridge,
    sample: FitSample,
    arrays: dict[str, npt.NDArray[Any]],
    likely: FloatMatrix,
) -> dict[str, npt.NDArray[Any]]:
    some = np.linspace(0, len(likely) - 1, min(len(likely), WEIGHED)).astype(np.int64)
    led = log_odds(tagger.probabilities(bridge.led[some]))
    return fit_words(led, deviations(sample.own[some], arrays), arrays["word_places"], likely[some])


class _Asking:
    """Asks both models the same, and counts."""

    def __init__(
        self, encoder: Encoder, builtin: Encoder, tagger: Tagger, sample: FitSample, count: Count
    ) -> None:
        self._own, self._builtin, self._tagger, self._sample = encoder, builtin, tagger, sample
        self._nouns, self._count, self._done = frozenset(tagger.words), count, 0
        asked = min(MOST_ASKED, len(tagger.words)) + min(MOST_THINGS, len(tagger.things))
        texts = asked + 4 * THINGS_ASKED + len(SCENES)
        self._total = texts + (COPIES + PARTS_AND_WHOLE) * len(sample.pictures)

    def words(self, likely: FloatMatrix) -> dict[str, npt.NDArray[Any]]:
        """The words that are most frequent here, as the model has them, and where the library stands."""
        places = np.sort(np.argsort(-likely.sum(axis=0), kind="stable")[:MOST_ASKED])
        rows = self._texts([_caption(self._tagger.words[place]) for place in places])
        backgrounds = [Background.of(of_word) for of_word in (self._spread(self._sample.own) @ rows.T).T]
        return {
            "word_places": places.astype(np.int64),
            "word_rows": rows.astype(np.float16),
            "word_medians": np.array([one.median for one in backgrounds], np.float32),
            "word_sigmas": np.array([one.sigma for one in backgrounds], np.float32),
        }

    def things(self, likely: FloatMatrix) -> dict[str, npt.NDArray[Any]]:
        """Names of things, of which a closer look asks whether one of them is nearer."""
        column = {word: place for place, word in enumerate(self._tagger.words)}
        worth = [
            max((float(likely[:, column[word]].sum()) for word in thing.words if word in column), default=0.0)
            for thing in self._tagger.things
        ]
        places = np.sort(np.argsort(-np.array(worth), kind="stable")[:MOST_THINGS])
        rows = self._texts([_caption(self._tagger.things[place].names[0]) for place in places])
        return {"thing_places": places.astype(np.int64), "things": rows.astype(np.float16)}

    def calibrations(
        self, known: Calibrations, likely: FloatMatrix
    ) -> tuple[dict[str, float], dict[str, float]]:
        """Of scenes and of things, as `Calibration.from_dict` reads them."""
        sample, found = self._sample, []
        names = [self._tagger.words[place] for place in _often_and_never(likely)]
        for texts, teacher in ((SCENES, known.scenes), (names, known.things)):
            cosines, wanted = [], []
            for text in texts:
                own, builtin = self._asked(text)
                said = self._spread(sample.builtin) @ builtin
                cosines.append(self._spread(sample.own) @ own)
                wanted.append(teacher.curve(Background.of(said, sample.photos))(said))
            found.append(vars_of(fit_calibration(cosines, wanted, teacher, sample.photos)))
        return found[0], found[1]

    def closer(self, known: Calibrations, arrays: dict[str, npt.NDArray[Any]]) -> dict[str, float] | None:
        """Of closer looks at some photos, each for what it may show and for what another shows."""
        sample, teacher = self._sample, known.closer
        if teacher is None or not sample.pictures:
            return None
        fitted = _Nearest(self._tagger, arrays)
        places = [place for place, _ in sample.pictures]
        best = self._tagger.probabilities(sample.builtin[places]).argsort(axis=1)[:, ::-1][:, :3]
        words = sorted({int(word) for own in best[:, :2].T for word in own})[:THINGS_ASKED]
        cosines, margins, wanted = [], [], []
        asked = {word: self._asked(self._tagger.words[word], counted=False) for word in words}
        for place, picture in sample.pictures:
            parts = [picture.crop(box) for box in boxes(*picture.size)]
            own_parts, builtin_parts = self._pictures(parts)
            for word in words:
                own, builtin = asked[word]
                names = frozenset({self._tagger.words[word]})
                far = _look(sample.builtin[place], builtin_parts, builtin, self._tagger.nearest_thing, names)
                near = _look(sample.own[place], own_parts, own, fitted.nearest_thing, names)
                cosines.append(near[0])
                margins.append(near[1])
                wanted.append(teacher.curve(sample.photos)(*far))
        made = fit_closer(np.array(cosines), np.array(margins), np.array(wanted), teacher, sample.photos)
        return None if made is None else vars_of(made)

    def pairs(self) -> tuple[Pairs, Pairs, list[Pairs]]:
        """Copies of pictures, photos spread over the library, and photos near each other in time."""
        sample = self._sample
        bases = [base_likeness(self._spread(rows)) for rows in (sample.own, sample.builtin)]
        copies: list[tuple[float, float]] = []
        for place, picture in sample.pictures:
            own, builtin = self._pictures(copies_of(picture))
            likeness = (
                _likeness(rows @ whole[place], base)
                for rows, whole, base in ((own, sample.own, bases[0]), (builtin, sample.builtin, bases[1]))
            )
            copies += zip(*(one.tolist() for one in likeness), strict=True)
        some = sample.library[
            np.linspace(0, len(sample.library) - 1, min(len(sample.library), SPREAD_PAIRS)).astype(np.int64)
        ]
        upper = np.triu_indices(len(some), 1)
        alike = [
            _likeness(rows[some] @ rows[some].T, base)[upper]
            for rows, base in zip((sample.own, sample.builtin), bases, strict=True)
        ]
        near = [self._near(seconds, bases) for seconds, _ in LIKENESS_WITHIN]
        return _pairs(copies), Pairs(*(one.astype(np.float64) for one in alike)), near

    def _near(self, seconds: float, bases: Sequence[float]) -> Pairs:
        sample, found = self._sample, []
        ends = np.searchsorted(sample.seconds, sample.seconds + seconds, side="right")
        for place in np.flatnonzero(np.isfinite(sample.seconds)):
            others = np.arange(place + 1, ends[place])[:PAIRS_A_PHOTO]
            own, builtin = (
                _likeness(rows[others] @ rows[place], base)
                for rows, base in zip((sample.own, sample.builtin), bases, strict=True)
            )
            found += list(zip(own.tolist(), builtin.tolist(), strict=True))
        return _pairs(found)

    def _spread(self, rows: FloatMatrix) -> FloatMatrix:
        return rows[self._sample.library]

    def _asked(self, text: str, *, counted: bool = True) -> tuple[FloatVector, FloatVector]:
        """The direction of a text by both models, as a search would ask it."""
        found = []
        for encoder in (self._own, self._builtin):
            ways, _ = ways_to_ask(text, self._nouns, encoder)
            total = encoder.encode_texts(ways).sum(axis=0)
            found.append(unit(total, otherwise=total))
            if counted and encoder is self._own:
                self._tell(len(ways))
        return found[0], found[1]

    def _texts(self, texts: Sequence[str]) -> FloatMatrix:
        made = [np.empty((0, self._own.info.dimension), np.float32)]
        for start in range(0, len(texts), BATCH):
            made.append(self._own.encode_texts(texts[start : start + BATCH]))
            self._tell(len(made[-1]))
        return np.concatenate(made)

    def _pictures(self, pictures: Sequence[Image]) -> tuple[FloatMatrix, FloatMatrix]:
        own, builtin = (encoder.encode_images(list(pictures)) for encoder in (self._own, self._builtin))
        self._tell(len(pictures))
        return own, builtin

    def _tell(self, more: int) -> None:
        self._done += more
        self._count(min(self._done, self._total), self._total)


PARTS_AND_WHOLE = 9
PAIRS_A_PHOTO = 40


class _Nearest:
    """The names of things that a model was asked, before they are a fit."""

    def __init__(self, tagger: Tagger, arrays: dict[str, npt.NDArray[Any]]) -> None:
        self._things = [tagger.things[place] for place in arrays["thing_places"].tolist()]
        self._rows = arrays["things"].astype(np.float32)

    def nearest_thing(self, rows: FloatMatrix, but: frozenset[str]) -> FloatVector:
        other = [n for n, thing in enumerate(self._things) if not but & {*thing.words, *thing.names}]
        return np.asarray((rows @ self._rows[other].T).max(axis=1, initial=-1.0), np.float32)


def _look(
    whole: FloatVector,
    parts: FloatMatrix,
    query: FloatVector,
    nearest: Callable[[FloatMatrix, frozenset[str]], FloatVector],
    names: frozenset[str],
) -> tuple[float, float]:
    """Cosine and margin of a closer look, as `Closer` has them."""
    cosines = parts @ query
    return (float(whole @ query) + float(cosines.max())) / 2, float((cosines - nearest(parts, names)).max())


def copies_of(picture: Image) -> list[Image]:
    """What becomes of a picture that is sent, saved, cut and made brighter: COPIES of it, mild ones, that are
    told as one picture, and those at the edge of it."""
    import io

    from PIL import Image as images
    from PIL import ImageEnhance

    brighter = ImageEnhance.Brightness(picture).enhance(BRIGHTER)
    made = []
    for shown, scale, quality in ((brighter, 1.0, 92), *((picture, *one) for one in SAVED)):
        small = shown.resize((max(round(shown.width * scale), 1), max(round(shown.height * scale), 1)))
        file = io.BytesIO()
        small.save(file, "JPEG", quality=quality)
        with images.open(file) as kept:
            made.append(kept.convert("RGB"))
    for cut in CUT:
        x, y = round(picture.width * cut), round(picture.height * cut)
        made.append(picture.crop((x, y, picture.width - x, picture.height - y)))
    return made


def _often_and_never(likely: FloatMatrix) -> list[int]:
    """Columns of words that the library shows most, and of as many spread over those it does not."""
    order = np.argsort(-likely.sum(axis=0), kind="stable")
    half = min(THINGS_ASKED // 2, len(order) // 2)
    rest = order[half:]
    spread = np.linspace(0, len(rest) - 1, half).astype(np.int64)
    return [*order[:half].tolist(), *rest[spread].tolist()]


def _caption(word: str) -> str:
    """A name of a thing as captions tell of it."""
    return default().thing_captions[0].format(word)


def _likeness(cosines: npt.NDArray[np.float32], base: float) -> npt.NDArray[np.float32]:
    return np.asarray((cosines - base) / (1.0 - base), np.float32)


def _pairs(found: Sequence[tuple[float, float]]) -> Pairs:
    table = np.array(found, np.float64).reshape(-1, 2)
    return Pairs(table[:, 0], table[:, 1])


def vars_of(made: Any) -> dict[str, float]:
    """The numbers of a calibration by name."""
    from dataclasses import asdict

    return {name: float(value) for name, value in asdict(made).items()}
