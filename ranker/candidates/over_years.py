"""Candidates that only years make: somebody growing up, a pet, what was photographed again and again."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from photos_ml.english import MONTHS
from photos_ml.ranker.candidates.by_place import common_theme
from photos_ml.ranker.candidates.by_subject import STANDS, hanging_together, usual_look
from photos_ml.ranker.candidates.by_time import places_of, years_of
from photos_ml.ranker.candidates.candidate import (
    Attributes,
    Candidate,
    MemoryFacts,
    MemoryKind,
    Reason,
    by_year,
    span,
)
from photos_ml.ranker.ranking.select import thinned
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.scene.themes import SURE, THEMES
from photos_ml.store.paths import name_key

MIN_YEARS = 3
MIN_PET_PHOTOS, MIN_PET_DAYS, MIN_PET_SPAN_DAYS = 3, 3, 60
MIN_ANIMAL_PHOTOS, MIN_ANIMAL_DAYS = 8, 6
AT_HOME_KM = 1.0
PETS = ("dogs", "cats")
PET_SHARE = 2 / 3
"""Of the photos with a name in them that show an animal, so that it is the animal's."""
PATTERN_ALIKE = 0.8
"""Cosine from which two pictures of different years are the same again: above two photos of one spot."""
PATTERN_POOL = 240
PATTERNS_A_MONTH = 1


def _growing(scene: Scene) -> Iterator[Candidate]:
    yield from scene.once("growing", lambda: list(_of_ages(scene)))


def _of_ages(scene: Scene) -> Iterator[Candidate]:
    """People over three years and more; with ages where their births are known."""
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, photo in enumerate(scene.photos):
        for name in set(photo.people):
            rows_of[name].append(row)
    for name, rows in sorted(rows_of.items()):
        birth = scene.births.get(name_key(name))
        since = [row for row in rows if birth is None or scene.photos[row].local.date() >= birth.day]
        years = years_of(scene, since)
        if len(years) >= MIN_YEARS:
            first, last = span([scene.photos[row].local.date() for row in since])
            facts = MemoryFacts(
                first, last, places_of(scene, since), people=(name,), born=birth.day if birth else None
            )
            why = (Reason("in_years", len(years)),)
            yield Candidate(GROWING, f"growing:{name}", tuple(since), facts, why)


def _pets(scene: Scene) -> Iterator[Candidate]:
    yield from scene.once("pets", lambda: [*_named_pets(scene), *_animals_at_home(scene)])


def _named_pets(scene: Scene) -> Iterator[Candidate]:
    """By a name that is written with, or marked in, photos most of which show a dog or a cat."""
    columns = [i for i, theme in enumerate(THEMES) if theme.id in PETS]
    shows = scene.shares[:, columns].max(axis=1) >= SURE
    common = {word for theme in THEMES for word in theme.keywords} | {"pet", "pets"}
    with_name: dict[str, list[int]] = defaultdict(list)
    for row, photo in enumerate(scene.photos):
        for name in {*photo.people, *photo.keywords}:
            if name[:1].isupper() and name.casefold() not in common:
                with_name[name].append(row)
    for name, rows in sorted(with_name.items()):
        if shows[rows].mean() >= PET_SHARE:
            said = re.compile(rf"\b{re.escape(name)}\b")
            told = sorted({*rows, *(r for r, photo in enumerate(scene.photos) if said.search(photo.words))})
            if len(told) >= MIN_PET_PHOTOS and _lasts(scene, told):
                yield _pet(scene, told, name)


def _animals_at_home(scene: Scene) -> Iterator[Candidate]:
    """A dog or a cat that is at home again and again and always looks much the same."""
    near = ~(scene.from_home_km > AT_HOME_KM)
    for number, theme in enumerate(THEMES):
        if theme.id in PETS:
            rows = np.flatnonzero((scene.shares[:, number] >= STANDS) & near).tolist()
            rows = hanging_together(scene.unit(rows) - usual_look(scene), rows) if rows else rows
            days = {scene.photos[row].local.date() for row in rows}
            if len(rows) >= MIN_ANIMAL_PHOTOS and len(days) >= MIN_ANIMAL_DAYS and _lasts(scene, rows):
                yield _pet(scene, rows, "", theme.id)


def _lasts(scene: Scene, rows: Sequence[int]) -> bool:
    days = [scene.photos[row].local.date() for row in rows]
    first, last = span(days)
    return len(set(days)) >= MIN_PET_DAYS and (last - first).days >= MIN_PET_SPAN_DAYS


def _pet(scene: Scene, rows: Sequence[int], name: str, theme: str = "") -> Candidate:
    first, last = span([scene.photos[row].local.date() for row in rows])
    facts = MemoryFacts(first, last, places_of(scene, rows), theme=theme, name=name)
    why = (Reason("pictures_of", len(rows), name),) if name else (Reason("photos_showing", len(rows)),)
    return Candidate(PET, f"pet:{name or theme}", tuple(rows), facts, why)


def _patterns(scene: Scene) -> Iterator[Candidate]:
    yield from scene.once("patterns", lambda: list(_of_months(scene)))


def _of_months(scene: Scene) -> Iterator[Candidate]:
    """The same picture in one month of three years and more, one of each year."""
    by_month: dict[int, list[int]] = defaultdict(list)
    for row, photo in enumerate(scene.photos):
        by_month[photo.local.month].append(row)
    for month, rows in sorted(by_month.items()):
        if len(years_of(scene, rows)) >= MIN_YEARS:
            for chosen in _again(scene, thinned(scene, rows, scene.appeal[rows], PATTERN_POOL)):
                yield _pattern(scene, month, chosen)


def _again(scene: Scene, rows: Sequence[int]) -> Iterator[list[int]]:
    """Rows alike to one of them, one a year: the largest groups first."""
    unit = scene.unit(rows)
    alike = unit @ unit.T
    years = np.array([scene.photos[row].local.year for row in rows])
    each = sorted(set(years.tolist()))
    best = np.stack([np.where(years[None] == year, alike, -1.0).max(axis=1) for year in each], axis=1)
    best = np.where(best >= PATTERN_ALIKE, best, 0.0)
    order = sorted(range(len(rows)), key=lambda i: (-(best[i] > 0).sum(), -best[i].sum(), rows[i]))
    used: set[int] = set()
    for i in order[: PATTERNS_A_MONTH * len(each)]:
        held = [int(np.where(years == year, alike[i], -1.0).argmax()) for year in each]
        chosen = [rows[k] for k, value in zip(held, best[i], strict=True) if value > 0]
        if len(chosen) >= MIN_YEARS and used.isdisjoint(chosen):
            used.update(chosen)
            yield sorted(chosen, key=lambda row: scene.order[row])
            return


def _pattern(scene: Scene, month: int, rows: list[int]) -> Candidate:
    first, last = span([scene.photos[row].local.date() for row in rows])
    names = Counter(name for row in rows for name in set(scene.photos[row].people))
    always = tuple(name for name, count in sorted(names.items()) if count == len(rows))
    facts = MemoryFacts(
        first, last, places_of(scene, rows), people=always[:2], theme=common_theme(scene, rows),
        name=MONTHS[month - 1],
    )  # fmt: skip
    return Candidate(PATTERN, f"pattern:{month:02d}", tuple(rows), facts, (Reason("again", len(rows)),))


GROWING = MemoryKind(
    "growing", _growing, Attributes(people=1, across_years=1, compared=0.5, span=1),
    worth=0.24, cool_down_days=120, part=by_year,
)  # fmt: skip
PET = MemoryKind(
    "pet", _pets, Attributes(people=0.5, themed=0.5, across_years=1, span=1), worth=0.2, cool_down_days=60
)
PATTERN = MemoryKind(
    "pattern", _patterns, Attributes(across_years=1, compared=1, span=0.5),
    worth=0.18, cool_down_days=300, part=by_year,
)  # fmt: skip
KINDS = (GROWING, PET, PATTERN)
