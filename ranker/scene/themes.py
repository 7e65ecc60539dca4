"""What photos are about, by a small vocabulary of themes: zero-shot texts and written keywords."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from photos_ml.store.dated import DatedPhoto
from photos_ml.types import FloatMatrix

TEMPERATURE = 0.5
"""Of the softmax over standardised similarities; found by eye on captions, it only spreads the scores."""
SURE = 0.4
"""A theme with this share of the softmax is what the photo is about; half of the photos have none."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: the texts an encoder compares with, and keywords that say it outright."""

    id: str
    texts: tuple[str, ...]
    keywords: tuple[str, ...]
    days: tuple[tuple[int, int], tuple[int, int]] | None = None
    """First and last day it can be on, month and day each, where it has a time of the year."""


THEMES = (
    Theme(
        "beach",
        ("a beach", "the sea and waves"),
        ("beach", "sea", "ocean", "surf", "wave", "coast"),
    ),
    Theme("lake", ("a lake", "a river"), ("lake", "river", "pond", "stream", "waterfall")),
    Theme(
        "mountain",
        ("mountains", "a hike in the mountains"),
        ("mountain", "mountains", "hike", "hiking", "canyon"),
    ),
    Theme(
        "snow",
        ("snow", "people skiing in the snow"),
        ("snow", "ski", "skiing", "sledding", "winter"),
    ),
    Theme("forest", ("a forest path", "trees in a forest"), ("forest", "woods", "trees")),
    Theme("desert", ("a desert", "sand dunes"), ("desert", "dunes")),
    Theme(
        "sunset",
        ("a sunset", "an orange evening sky"),
        ("sunset", "sunrise", "dusk", "evening"),
    ),
    Theme(
        "night",
        ("a city at night with lights", "fireworks at night"),
        ("night", "fireworks", "skyline"),
    ),
    Theme("city", ("a city street with buildings", "a skyline"), ("city", "street", "downtown")),
    Theme(
        "architecture",
        ("an old building", "a church or castle", "ancient ruins"),
        ("architecture", "castle", "church", "ruins", "tower", "building", "bridge"),
    ),
    Theme("flowers", ("flowers", "a garden in bloom"), ("flowers", "flower", "garden", "bloom")),
    Theme(
        "food",
        ("food on a plate", "a meal in a restaurant"),
        ("food", "dinner", "lunch", "breakfast", "restaurant", "fruit", "cake"),
    ),
    Theme(
        "drinks",
        ("a cup of coffee", "a glass of wine or beer"),
        ("coffee", "wine", "beer", "cocktail", "tea"),
    ),
    Theme("dogs", ("a dog", "dogs playing"), ("dog", "dogs", "puppy")),
    Theme("cats", ("a cat", "a kitten"), ("cat", "cats", "kitten")),
    Theme("birds", ("a bird", "a bird on a branch"), ("bird", "birds")),
    Theme(
        "animals",
        ("a wild animal", "an animal in a zoo"),
        ("animals", "animal", "zoo", "wildlife", "horse"),
    ),
    Theme(
        "underwater",
        ("fish in an aquarium", "under water"),
        ("fish", "aquarium", "diving", "snorkelling"),
    ),
    Theme(
        "children",
        ("a child playing", "a baby"),
        ("child", "children", "kids", "baby", "playground"),
    ),
    Theme(
        "people",
        ("a group of people posing", "a portrait of a person"),
        ("family", "friends", "portrait", "selfie"),
    ),
    Theme(
        "party",
        ("a birthday party with a cake", "people dancing at a party"),
        ("birthday", "party", "wedding", "anniversary"),
    ),
    Theme(
        "christmas",
        ("a christmas tree", "christmas decorations"),
        ("christmas", "xmas"),
        days=((11, 25), (1, 6)),
    ),
    Theme(
        "sport",
        ("people playing sports", "a football or basketball game"),
        ("sport", "sports", "football", "soccer", "baseball", "basketball", "stadium", "race"),
    ),
    Theme(
        "bicycle",
        ("a person riding a bicycle", "a motorcycle"),
        ("bicycle", "bike", "cycling", "motorcycle"),
    ),
    Theme(
        "travel",
        ("a train", "an airplane", "a boat", "a road through a landscape"),
        ("train", "plane", "boat", "road", "ship", "sailing"),
    ),
    Theme(
        "concert",
        ("a concert on a stage", "a band playing music"),
        ("concert", "music", "band", "festival"),
    ),
)
PLAIN = (
    "an object on a table", "a room at home", "a wall", "a car in a parking lot", "a piece of furniture",
    "a close-up of a thing", "a screen", "text", "the floor", "a blurry picture",
)  # fmt: skip
"""What is in many photos and makes no theme: it takes its share of the softmax."""
FINE = ("a beautiful photo", "a stunning photograph with great light", "a happy moment", "a memorable moment")
POOR = ("a bad photo", "a blurry dark photo", "a boring photo of nothing", "a photo taken by accident")


class ThemeReader:
    """Themes and appeal of unit vectors, from an encoder's texts."""

    def __init__(self, encode_texts: Callable[[Sequence[str]], FloatMatrix]) -> None:
        self._encode_texts = encode_texts
        texts = [text for theme in THEMES for text in theme.texts]
        self._owner = np.repeat(np.arange(len(THEMES)), [len(theme.texts) for theme in THEMES])
        self._texts = np.asarray(encode_texts([*texts, *PLAIN]), np.float32)
        judged = np.asarray(encode_texts([*FINE, *POOR]), np.float32)
        self._fine = judged[: len(FINE)].mean(axis=0) - judged[len(FINE) :].mean(axis=0)

    def shares(self, vectors: FloatMatrix) -> FloatMatrix:
        """Unit vectors (n, d) -> share of each theme (n, len(THEMES)); a row sums to 1 at most."""
        cosine = vectors @ self._texts.T
        scale = np.maximum(cosine.std(axis=1, keepdims=True), 1e-6)
        logits = (cosine - cosine.mean(axis=1, keepdims=True)) / scale / TEMPERATURE
        weights = np.exp(logits - logits.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        found = np.zeros((len(vectors), len(THEMES)), np.float32)
        np.add.at(found.T, self._owner, weights[:, : len(self._owner)].T)
        return found

    def likeness(self, text: str, vectors: FloatMatrix) -> FloatMatrix:
        """How much unit vectors (n, d) look like a text, (n,); comparable for one text only."""
        found: FloatMatrix = vectors @ np.asarray(self._encode_texts([text]), np.float32)[0]
        return found

    def appeal(self, vectors: FloatMatrix) -> FloatMatrix:
        """How much nearer to words for fine photos than to words for poor ones, (n,); comparable in one
        model."""
        found: FloatMatrix = (vectors @ self._fine).astype(np.float32)
        return found


def written_themes(photo: DatedPhoto) -> frozenset[int]:
    """Themes that a photo's keywords name outright."""
    if not photo.keywords:
        return _NONE
    return frozenset(theme for word in photo.keywords for theme in _WRITTEN.get(word.casefold(), ()))


_NONE: frozenset[int] = frozenset()
_WRITTEN = {
    word: tuple(i for i, theme in enumerate(THEMES) if word in theme.keywords)
    for word in {word for theme in THEMES for word in theme.keywords}
}
"""Keyword -> the themes it names."""
