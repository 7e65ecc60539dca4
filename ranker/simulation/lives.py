"""A made-up person's years: real albums' stories and dates, told with the pictures of a bank that fit them
best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from random import Random

import numpy as np
import numpy.typing as npt

from photos_ml.favorites import is_favorite
from photos_ml.ranker.simulation.albums import Album
from photos_ml.ranker.simulation.bank import Bank
from photos_ml.ranker.simulation.journeys import CITIES, moved
from photos_ml.ranker.simulation.tastes import CAPTION_NOISE, MILESTONE, Taste, share, words_of
from photos_ml.store.dated import DatedPhoto
from photos_ml.types import FloatMatrix, Place

NAMES = (
    "Berlin", "Paris", "Rome", "Oslo", "New York", "San Francisco", "Tokyo", "Sydney", "London", "Lisbon",
    "Reykjavik", "Nairobi", "Edinburgh", "Zurich", "Venice", "Marseille", "Prague", "Mexico City",
)  # fmt: skip
AWAY = (
    "vacation trip travel travelled tour beach hike hiking mountain mountains island park museum lake "
    "zoo castle airport flight hotel cruise visit visited"
)
LATE = "night evening concert bar fireworks club band drunk dinner party"
PERSON = (
    "boy boys girl girls child children kid kids man men woman women lady baby people family couple friends"
)
CAST = ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn")
YEARS = (2019, 2025)
PLAIN_DAYS = 50
"""Single shots of no occasion."""
TWIN = 0.25
"""How often a good shot has a spoilt one beside it ..."""
ALONE = 0.06
"""... and how often only the spoilt one is there."""
NAMED = (0.35, 0.12)
"""How often a picture of people names one: in stories of milestones, in others."""
MARKS, RATES = 0.25, 0.1
"""Share of people who mark favourites, and who rate photos: most do neither."""
LIKED_SHARE = 0.05
"""Share of photos marked as favourites, of those liked best, give or take."""
MARK_NOISE = 0.3
"""Standard deviation of what marks and stars say, a photo."""
RATED_FROM = (0.1, 0.3, 0.6, 0.9)
"""Share of photos liked less from which one has 2, 3, 4, 5 stars."""
STORY_IN_PHOTO = 0.3
DAMAGE_COST = 0.8
"""What a spoilt shot loses; a person's main liking is 1."""
PHOTOS_IN_MEMORY = 2.0
"""What the pictures show weighs most, then what their album's story is about ..."""
STORY_OF_MEMORY = 0.4
KEPT_WHOLE = 0.4
NEAR = 0.6
"""... that a story is told whole, and that its day comes round: a reason for everyone."""
NEAR_DAYS = 10.0
LIKED_IN_MEMORY = 10
"""Photos of a memory that count: those liked best."""


@dataclass(frozen=True)
class Life:
    """n photos: what the camera wrote, which picture of the bank each is, whose album it is in, and how much
    the person likes it. `album` is -1 for single shots."""

    photos: tuple[DatedPhoto, ...]
    pictures: tuple[int, ...]
    album: tuple[int, ...]
    albums: tuple[Album, ...]
    liking: npt.NDArray[np.float64]
    taste: Taste

    def liking_of_memory(self, rows: Sequence[int], anniversary_days: int | None) -> float:
        """How much the person likes photos told together. `rows` are places in `photos`.

        The photos, the story of the album most are from, that it is told whole, that its day comes round.
        """
        liking = self.liking[list(rows), None]
        stories = np.array(self.stories)[:, None] if self.albums else np.zeros((0, 1))
        return float(self.likings_of_memory(rows, anniversary_days, liking, stories)[0])

    def likings_of_memory(
        self,
        rows: Sequence[int],
        anniversary_days: int | None,
        liking: npt.NDArray[np.float64],
        stories: npt.NDArray[np.float64],
    ) -> npt.NDArray[np.float64]:
        """The same for k people, float64 (k,), by how they like its photos (rows, k) and albums (albums,
        k)."""
        best = np.sort(liking, axis=0)[::-1][:LIKED_IN_MEMORY].mean(axis=0)
        (main, count), *_ = Counter(self.album[row] for row in rows).most_common()
        whole = count / len(rows) if main >= 0 else 0.0
        story = stories[main] if main >= 0 else 0.0
        near = 0.0 if anniversary_days is None else float(np.exp(-anniversary_days / NEAR_DAYS))
        found: npt.NDArray[np.float64] = (
            PHOTOS_IN_MEMORY * best + whole * (STORY_OF_MEMORY * story + KEPT_WHOLE) + NEAR * near
        )
        return found

    @cached_property
    def stories(self) -> tuple[float, ...]:
        return tuple(self.taste.of_story(album.story) for album in self.albums)


class Fitting:
    """Which pictures of a bank fit what was written: cosine of words, rare ones count most (TF-IDF)."""

    def __init__(self, bank: Bank) -> None:
        texts = [frozenset().union(*map(words_of, captions)) for captions in bank.captions]
        spread = Counter(word for words in texts for word in words)
        self._column = {word: i for i, word in enumerate(sorted(w for w, n in spread.items() if n > 1))}
        self._rarity = np.array([np.log(len(texts) / spread[word]) for word in self._column], np.float32)
        self._rows = np.stack([self._weighted(words) for words in texts])

    def _weighted(self, words: frozenset[str]) -> FloatMatrix:
        row = np.zeros(len(self._column), np.float32)
        known = [self._column[word] for word in words if word in self._column]
        row[known] = self._rarity[known]
        return row / max(float(np.linalg.norm(row)), 1e-6)

    def likeness(self, texts: Sequence[frozenset[str]]) -> FloatMatrix:
        """Float32 (originals of the bank, texts)."""
        found: FloatMatrix = self._rows @ np.stack([self._weighted(words) for words in texts]).T
        return found


FIT_CHANCE = 0.06
"""How far from the best fit a picture may be: albums hold more than what is told."""


@dataclass(slots=True)
class _Years:
    """A life being made up."""

    rng: Random
    bank: Bank
    fitting: Fitting
    home: int
    free: npt.NDArray[np.bool_]
    spoilt: dict[int, list[int]]
    shots: list[tuple[DatedPhoto, int, int]] = field(default_factory=list)

    def tell(self, number: int, album: Album) -> None:
        """The photos of an album: at home, on a day out or far away, as its words say."""
        rng = self.rng
        away = share(album.story, AWAY) > 0
        far = away and rng.random() < 0.5
        city = rng.choice([i for i in range(len(CITIES)) if i != self.home]) if far else self.home
        where = CITIES[city] if far else moved(rng, *CITIES[self.home], rng.uniform(15, 80) if away else 0.3,
                                               exactly=away)  # fmt: skip
        days = rng.randint(2, 5) if far else 1
        late = share(album.story, LATE) > share(album.story, AWAY)
        start = datetime.combine(album.day, datetime.min.time()) + timedelta(hours=18.5 if late else 9.5)
        likeness = self.fitting.likeness([words_of(album.title) | words_of(text) for text in album.sentences])
        for place, text in enumerate(album.sentences):
            day = place * days // len(album.sentences)
            moment = start + timedelta(
                days=day, minutes=rng.uniform(0, 25) + 300.0 / len(album.sentences) * place
            )
            index = self._fitting(likeness[:, place])
            if index is not None:
                named = share([text], MILESTONE) + share(album.story, MILESTONE) > 0
                self._take(
                    index,
                    moment,
                    moved(rng, *where, 1.0),
                    NAMES[city] if far or not away else "",
                    named,
                    number,
                )

    def plain(self, day: datetime) -> None:
        """A single shot at home."""
        free = np.flatnonzero(self.free)
        if len(free):
            moment = day + timedelta(hours=self.rng.uniform(8, 21))
            where = moved(self.rng, *CITIES[self.home], 0.3)
            self._take(int(self.rng.choice(free)), moment, where, NAMES[self.home], False, -1)

    def _fitting(self, likeness: FloatMatrix) -> int | None:
        if not self.free.any():
            return None
        noise = np.random.default_rng(self.rng.getrandbits(32)).gumbel(0, FIT_CHANCE, len(likeness))
        return int(np.argmax(np.where(self.free, likeness + noise, -np.inf)))

    def _take(
        self, index: int, moment: datetime, where: tuple[float, float], city: str, named: bool, album: int
    ) -> None:
        """A good shot, with a spoilt one beside it now and then, or only that."""
        rng = self.rng
        self.free[index] = False
        worse = self.spoilt.get(index, [])
        people = self._people(self.bank.captions[index], named)
        if worse and rng.random() < ALONE:
            self._keep(rng.choice(worse), moment, where, city, people, album)
            return
        self._keep(index, moment, where, city, people, album)
        if worse and rng.random() < TWIN:
            self._keep(
                rng.choice(worse), moment + timedelta(seconds=rng.randint(1, 20)), where, city, people, album
            )

    def _people(self, captions: Sequence[str], named: bool) -> tuple[str, ...]:
        if share(captions, PERSON) < 0.5 or self.rng.random() > NAMED[0 if named else 1]:
            return ()
        return (self.rng.choice(CAST[:2] if self.rng.random() < 0.6 else CAST),)

    def _keep(
        self,
        index: int,
        moment: datetime,
        where: tuple[float, float],
        city: str,
        people: tuple[str, ...],
        album: int,
    ) -> None:
        rng, number = self.rng, len(self.shots) + 1
        located = rng.random() >= 0.25
        wide, share_left = rng.random() < 0.7, self.bank.shots[index].pixels_share
        sides = [round(side * share_left**0.5) for side in ((4000, 3000) if wide else (3000, 4000))]
        photo = DatedPhoto(
            id=number, content_id=number, local=moment, offset_minutes=0, has_time=True,
            lat=where[0] if located else None, lon=where[1] if located else None,
            place=Place(city, "", city, city[:2].upper()) if city and located else None, camera="phone",
            folder="", name=f"{number:06d}.jpg", width=sides[0], height=sides[1], video=False, favorite=False,
            rating=None, burst_id="", people=people,
        )  # fmt: skip
        self.shots.append((photo, index, album))


def make_life(bank: Bank, fitting: Fitting, albums: Sequence[Album], taste: Taste, rng: Random) -> Life:
    """The same life for the same state of `rng`; the albums' years are moved into YEARS, their days stay."""
    told = [replace(album, day=_in_years(album.day, rng)) for album in albums]
    spoilt: dict[int, list[int]] = {}
    for index in bank.damaged():
        spoilt.setdefault(bank.shots[index].of, []).append(index)
    years = _Years(rng, bank, fitting, rng.randrange(len(CITIES)), np.ones(len(bank.captions), bool), spoilt)
    for number, album in enumerate(told):
        years.tell(number, album)
    span_days = (date(YEARS[1] + 1, 1, 1) - date(YEARS[0], 1, 1)).days
    for _ in range(PLAIN_DAYS):
        years.plain(datetime(YEARS[0], 1, 1) + timedelta(days=rng.randrange(span_days)))
    years.shots.sort(key=lambda shot: (shot[0].local, shot[0].id))
    pictures = tuple(shot[1] for shot in years.shots)
    owners = tuple(shot[2] for shot in years.shots)
    liking = expected_liking(bank, told, taste, pictures, owners)
    liking += np.array([rng.gauss(0, CAPTION_NOISE) for _ in pictures])
    photos = _marked([shot[0] for shot in years.shots], liking, rng)
    return Life(photos, pictures, owners, tuple(told), liking, taste)


def _in_years(day: date, rng: Random) -> date:
    return day.replace(year=rng.randint(*YEARS), day=min(day.day, 28))


def expected_liking(
    bank: Bank, albums: Sequence[Album], taste: Taste, pictures: Sequence[int], owners: Sequence[int]
) -> npt.NDArray[np.float64]:
    """How a person likes each photo but for what nobody wrote down; linear in the taste, save for damage."""
    stories = [taste.of_story(album.story) for album in albums]
    found = []
    for index, owner in zip(pictures, owners, strict=True):
        shot = bank.shots[index]
        value = taste.of_photo(bank.captions[shot.of])
        value += STORY_IN_PHOTO * stories[owner] if owner >= 0 else 0.0
        found.append(value - (DAMAGE_COST if shot.damage else 0.0))
    return np.array(found)


def _marked(
    photos: Sequence[DatedPhoto], liking: npt.NDArray[np.float64], rng: Random
) -> tuple[DatedPhoto, ...]:
    """Of people who do so, some of those liked best are favourites, some photos are rated."""
    shown = liking + np.array([rng.gauss(0, MARK_NOISE) for _ in photos])
    marks = rng.random() < MARKS
    best = np.argsort(-shown)[: round(LIKED_SHARE * len(photos))].tolist()
    liked = set(best) if marks else set()
    rates = rng.random() < RATES
    place = np.argsort(np.argsort(shown)) / len(photos)
    stars = [_stars(at) if rates and rng.random() < 0.2 else None for at in place]
    return tuple(
        replace(photo, favorite=is_favorite(heart=row in liked or None, rating=rating), rating=rating)
        for row, (photo, rating) in enumerate(zip(photos, stars, strict=True))
    )


def _stars(place: float) -> int:
    return int(np.searchsorted(RATED_FROM, place)) + 1
