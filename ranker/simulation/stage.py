"""Where made-up people live: a bank of photos as the active model sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from photos_ml.ranker.scene.junk import JunkFilter
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.scene.themes import ThemeReader
from photos_ml.ranker.simulation.albums import Album
from photos_ml.ranker.simulation.bank import Bank
from photos_ml.ranker.simulation.lives import Fitting, Life
from photos_ml.store.dated import DatedPhoto
from photos_ml.types import FloatMatrix
from photos_ml.vision.quality import Quality

NOSTALGIA = (
    "Photo of a precious and nostalgic memory radiating warmth, vibrant energy, or quiet beauty"
    " - alive with color, light, or emotion"
)
"""The prompt that Ente compares photos with."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A bank, the albums told with it, and what zero-shot texts say of each picture."""

    bank: Bank
    albums: tuple[Album, ...]
    fitting: Fitting
    visual_scores: tuple[tuple[float, str], ...]
    shares: FloatMatrix
    appeal: FloatMatrix
    nostalgia: FloatMatrix

    @classmethod
    def set(
        cls, bank: Bank, albums: Sequence[Album], encode_texts: Callable[[Sequence[str]], FloatMatrix]
    ) -> Stage:
        vectors = bank.vectors.astype(np.float32)
        themes, junk = ThemeReader(encode_texts), JunkFilter(encode_texts)
        nostalgia = (vectors @ np.asarray(encode_texts([NOSTALGIA]), np.float32)[0]).astype(np.float32)
        return cls(
            bank, tuple(albums), Fitting(bank), tuple(junk.visual_scores(vectors)), themes.shares(vectors),
            themes.appeal(vectors), nostalgia,
        )  # fmt: skip

    def scene(self, photos: Sequence[DatedPhoto], pictures: Sequence[int], today: date) -> Scene:
        """The scene of photos by time, each showing a picture of the bank."""
        chosen = list(pictures)
        visual_scores = [self.visual_scores[index] for index in chosen]
        return Scene(
            photos, self.bank.vectors[chosen], visual_scores, self.shares[chosen], self.appeal[chosen], today
        )

    def scene_of(self, life: Life, today: date) -> Scene:
        """A life up to a day; its rows are those of the life."""
        count = sum(photo.local.date() <= today for photo in life.photos)
        return self.scene(life.photos[:count], life.pictures[:count], today)

    def qualities(self, pictures: Sequence[int]) -> Mapping[int, Quality]:
        """What pixels say, by row."""
        return {row: self.bank.quality(index) for row, index in enumerate(pictures)}


def pairs_scene(stage: Stage) -> tuple[Scene, list[tuple[int, int]]]:
    """A scene with every damaged picture seconds after its original; and the rows of each pair."""
    photos: list[DatedPhoto] = []
    pictures: list[int] = []
    for number, worse in enumerate(stage.bank.damaged()):
        shot = stage.bank.shots[worse]
        moment = datetime(2000, 1, 1, 12) + timedelta(days=number)
        for late, (index, left) in enumerate(((shot.of, 1.0), (worse, shot.pixels_share))):
            photos.append(_plain(len(photos) + 1, moment + timedelta(seconds=4 * late), left))
            pictures.append(index)
    scene = stage.scene(photos, pictures, date(2026, 1, 1))
    return scene, [(row, row + 1) for row in range(0, len(photos), 2)]


def _plain(number: int, moment: datetime, share_left: float) -> DatedPhoto:
    width, height = round(4000 * share_left**0.5), round(3000 * share_left**0.5)
    return DatedPhoto(
        id=number, content_id=number, local=moment, offset_minutes=0, has_time=True, lat=None, lon=None,
        place=None, camera="phone", folder="", name="", width=width, height=height, video=False,
        favorite=False, rating=None, burst_id="",
    )  # fmt: skip
