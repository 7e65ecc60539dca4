"""What is fine to keep and search but no memory: screens, papers, memes, accidents, scans with a wrong
date."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from photos_ml.store.dated import DatedPhoto
from photos_ml.types import FloatMatrix, Kind
from photos_ml.vision.quality import Quality

JUNK_TEXTS = {
    "a screenshot": (
        "a screenshot of a phone",
        "a screenshot of a chat",
        "a screenshot of an app",
        "a screenshot of a website",
        "a map on a screen",
    ),
    "a document": (
        "a page of text",
        "a scanned document with text",
        "a photo of a printed form",
        "a handwritten page",
        "a diagram with labels",
        "a presentation slide",
    ),
    "a receipt": ("a receipt", "a photo of a shop receipt on a table", "a bill with prices", "a price tag"),
    "a meme": ("a meme with big white letters", "a funny picture with a caption written over it"),
}
PHOTO_TEXTS = (
    "a photo of people", "a portrait of a person", "a group of friends", "children playing", "a baby",
    "a dog", "a cat", "a wild animal", "a bird", "a landscape", "mountains", "a beach by the sea", "a lake",
    "a forest", "snow", "a sunset", "a city street", "a building", "a church", "a bridge", "a room at home",
    "a kitchen", "food on a plate", "a birthday cake", "a glass of wine", "flowers in a garden", "a tree",
    "a car", "a train", "a boat", "a bicycle", "a football game", "people dancing at a party", "a concert",
    "fireworks at night", "a night skyline", "a museum", "a painting", "toys", "an object on a table",
)  # fmt: skip
NAMED = (
    ("a screenshot", re.compile(r"screen[ _-]?(shot|cap|recording)|bildschirmfoto|capture d.?.cran", re.I)),
    (
        "a document",
        re.compile(r"\b(receipts?|invoices?|documents?|scans?|scanned|paperwork|tickets?)\b", re.I),
    ),
    ("a meme", re.compile(r"\b(memes?|stickers?|gifs?|wallpapers?)\b", re.I)),
    ("a download", re.compile(r"(^|/)downloads?(/|$)", re.I)),
)
SUSPECT = re.compile(
    "scr|bildschirm|capture|receipt|invoice|document|scan|paperwork|ticket|meme|sticker|gif|wallpaper|download",
    re.I,
)
"""What NAMED needs some of: one look instead of four at a name that says nothing."""
SCANNERS = re.compile(r"scan|perfection v|opticfilm|mx\d{3}|officejet|mfc-", re.I)
CLEARLY = 1.2
"""A junk text above every photo text by this many standard deviations of the photo texts is believed alone
..."""
LETTERED = 0.015
"""Of outlined white letters: more than in 997 of 1,000 real photos, less than a line of a meme has."""
PERHAPS = 0.0
"""... above this, if the pixels look like paper or a screen too."""
DARK, DIM = 0.13, 0.07
"""Mean and deviation of luma: a night with lights has more of the latter."""
SOFT = 4.9
"""Three of 1,100 real photos are softer, two of them blurred (`tests/bench/bench_gates.py`)."""
USUAL_CONTRAST, LEAST_CONTRAST = 0.2, 0.02


@dataclass(frozen=True, slots=True)
class JunkVerdict:
    """Why a photo is no memory, in words that fit 'left out: ...'."""

    reason: str


class JunkFilter:
    """Judges photos by what is written of them, by pixels and by zero-shot texts. Loads nothing itself."""

    def __init__(self, encode_texts: Callable[[Sequence[str]], FloatMatrix]) -> None:
        self._reasons = [reason for reason, texts in JUNK_TEXTS.items() for _ in texts]
        junk = [text for texts in JUNK_TEXTS.values() for text in texts]
        self._junk = np.asarray(encode_texts(junk), np.float32)
        self._photo = np.asarray(encode_texts(PHOTO_TEXTS), np.float32)

    def visual_scores(self, vectors: FloatMatrix) -> list[tuple[float, str]]:
        """For unit vectors (n, d): how far the best junk text stands above the best photo text, and which.

        In standard deviations over the photo texts, so that models with other scales of cosine agree.
        """
        if not len(vectors):
            return []
        junk, photo = vectors @ self._junk.T, vectors @ self._photo.T
        spread = np.maximum(photo.std(axis=1), 1e-6)
        margins = (junk.max(axis=1) - photo.max(axis=1)) / spread
        return [
            (float(margin), self._reasons[int(best)])
            for margin, best in zip(margins, junk.argmax(axis=1), strict=True)
        ]

    def verdict(
        self, photo: DatedPhoto, quality: Quality | None, visual_scores: tuple[float, str] | None
    ) -> JunkVerdict | None:
        """Why this photo is no memory; None where it may be one. What is not known accuses nobody; what the
        user calls a photo is left out only if it shows nothing."""
        if photo.look is not None and photo.look.source == "user" and photo.look.kind in KEPT:
            return by_pixels(quality) if quality else None
        return (
            by_record(photo)
            or (by_pixels(quality) if quality else None)
            or (_by_both(quality, *visual_scores) if visual_scores else None)
        )


KEPT = frozenset({"photo", Kind.DRAWING.value})
"""What may be told of: a child's drawing too."""
_SAID = {Kind.HANDWRITING.value: "handwriting", Kind.BLANK.value: "shows nothing"}


def by_record(photo: DatedPhoto) -> JunkVerdict | None:
    """By what it is known to be, file name, folder and device."""
    look = photo.look
    if look is not None and look.kind not in KEPT:
        return JunkVerdict(_SAID.get(look.kind, f"a {look.kind}"))
    if SCANNERS.search(photo.camera):
        return JunkVerdict("a scan: its date is not when it was taken")
    where = "/".join((_end_of(photo.folder), photo.name)).replace("_", " ")
    if not SUSPECT.search(where):
        return None
    return next((JunkVerdict(reason) for reason, pattern in NAMED if pattern.search(where)), None)


@lru_cache(maxsize=65_536)
def _end_of(folder: str) -> str:
    """Its last two parts."""
    return "/".join(folder.split("/")[-2:])


def by_pixels(quality: Quality) -> JunkVerdict | None:
    """Accidents: pocket, lens cap, a shot so shaken or out of focus that nothing in it has an edge; and
    letters drawn over a picture, which the model does not see."""
    if quality.brightness < DARK and quality.contrast < DIM:
        return JunkVerdict("almost black")
    if quality.brightness > 0.97 and quality.contrast < 0.06:
        return JunkVerdict("almost white")
    if quality.contrast < 0.025:
        return JunkVerdict("shows nothing")
    if _sharpness_beside_contrast(quality) < SOFT:
        return JunkVerdict("blurred all over")
    if quality.lettering > LETTERED:
        return JunkVerdict("a meme")
    return None


def _sharpness_beside_contrast(quality: Quality) -> float:
    """Sharpness as it would be at the contrast of most photos: fog and evening skies are no blur."""
    return quality.sharpness - 2 * math.log10(max(quality.contrast, LEAST_CONTRAST) / USUAL_CONTRAST)


def _by_both(quality: Quality | None, margin: float, reason: str) -> JunkVerdict | None:
    if margin >= CLEARLY:
        return JunkVerdict(reason)
    if quality is None:
        return None
    paper_like = quality.paper > 0.2 and quality.colours < 0.035 and quality.flatness > 0.1
    graphic = (
        quality.paper > 0.5 and quality.colours < 0.04 and quality.flatness > 0.2 and quality.edges > 0.02
    )
    if graphic or (paper_like and margin >= PERHAPS):
        return JunkVerdict(reason)
    return None
