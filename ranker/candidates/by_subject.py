"""Candidates that what is in the pictures makes: a person, people together, a theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

import numpy as np

from photos_ml.ranker.candidates.by_time import places_of
from photos_ml.ranker.candidates.candidate import Attributes, Candidate, MemoryFacts, MemoryKind, Reason, span
from photos_ml.ranker.scene.scene import WRITTEN_SHARE, Scene
from photos_ml.ranker.scene.themes import THEMES
from photos_ml.types import FloatMatrix

MIN_PERSON_PHOTOS = 4
MIN_TOGETHER_PHOTOS = 3
MIN_DAYS = 2
MIN_THEME_PHOTOS = 6
MIN_THEME_EVENTS = 3
STANDS = 0.6
"""Share of a theme from which a photo stands for it by itself; with ALIKE_SLACK 93 of 100 photos that pass
show it, by what others wrote of them (`tests/bench/bench_themes.py`)."""
LEAST_ALIKE = 0.12
"""Mean cosine of the photos of a theme with each other, less what all photos share. Themes that were right
have 0.15 to 0.6; what only seemed to be of one, as clowns and carriages of Christmas, 0.05 to 0.08."""
ALIKE_SLACK = 0.15
"""By how much a photo may be less like all of its theme than the middle one is."""
WRITTEN = np.float32(WRITTEN_SHARE)
MAX_THEME_PHOTOS = 200
"""The surest of a theme: a library of a seaside town has thousands of beaches."""


def _persons(scene: Scene) -> Iterator[Candidate]:
    yield from scene.once("persons", lambda: list(_of_groups(scene, PERSON, 1, MIN_PERSON_PHOTOS)))


def _together(scene: Scene) -> Iterator[Candidate]:
    yield from scene.once("together", lambda: list(_of_groups(scene, TOGETHER, 2, MIN_TOGETHER_PHOTOS)))


def _of_groups(scene: Scene, kind: MemoryKind, size: int, fewest: int) -> Iterator[Candidate]:
    """Groups of so many people who are in enough pictures, of more than one day."""
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row, photo in enumerate(scene.photos):
        for names in combinations(sorted(set(photo.people)), size):
            found[names].append(row)
    for names, rows in sorted(found.items()):
        if len(rows) >= fewest and _days(scene, rows) >= MIN_DAYS:
            yield _of_people(scene, kind, names, rows)


def _of_people(scene: Scene, kind: MemoryKind, names: tuple[str, ...], rows: list[int]) -> Candidate:
    first, last = span([scene.photos[row].local.date() for row in rows])
    facts = MemoryFacts(first, last, places_of(scene, rows), people=names)
    why = (Reason("photos_of", len(rows)),)
    return Candidate(kind, f"{kind.id}:{'+'.join(names)}", tuple(rows), facts, why)


def _themes(scene: Scene) -> Iterator[Candidate]:
    yield from scene.once("themes", lambda: list(_of_themes(scene)))


def _of_themes(scene: Scene) -> Iterator[Candidate]:
    for number, theme in enumerate(THEMES):
        share = scene.shares[:, number]
        rows = np.flatnonzero(share >= STANDS)
        rows = rows[np.argsort(-share[rows], kind="stable")][:MAX_THEME_PHOTOS].tolist()
        in_time = [row for row in rows if theme.days is None or _in_days(scene.photos[row].local, theme.days)]
        written = [row for row in in_time if share[row] >= WRITTEN]
        guessed = sorted(row for row in in_time if share[row] < WRITTEN)
        chosen = sorted(written + hanging_together(scene.unit(guessed) - usual_look(scene), guessed))
        events = {int(scene.event_of[row]) for row in chosen}
        if len(chosen) < MIN_THEME_PHOTOS or len(events) < MIN_THEME_EVENTS:
            continue
        first, last = span([scene.photos[row].local.date() for row in chosen])
        facts = MemoryFacts(first, last, places_of(scene, chosen), theme=theme.id)
        yield Candidate(
            THEME,
            f"theme:{theme.id}",
            tuple(chosen),
            facts,
            (Reason("photos_showing", len(chosen)),),
        )


def _in_days(day: date, days: tuple[tuple[int, int], tuple[int, int]]) -> bool:
    """Whether a calendar day is from the first to the last, month and day each, over the new year."""
    first, last = days
    return (day.month, day.day) >= first or (day.month, day.day) <= last


def usual_look(scene: Scene) -> FloatMatrix:
    """The mean of all vectors, (d,): what every photo of this library has."""
    count = max(len(scene.photos), 1)
    return scene.once("mean vector", lambda: scene.vectors.sum(axis=0, dtype=np.float32) / count)


def hanging_together(looks: FloatMatrix, rows: Sequence[int]) -> list[int]:
    """The rows without those that look like none of the others; none where all of them differ. `looks`: their
    vectors (n, d) less what every photo has."""
    if len(rows) < 2:
        return []
    unit = looks / np.maximum(np.linalg.norm(looks, axis=1, keepdims=True), 1e-6)
    if (float((unit @ unit.T).sum()) - len(rows)) / (len(rows) * (len(rows) - 1)) < LEAST_ALIKE:
        return []
    alike = unit @ unit.mean(axis=0)
    least = np.median(alike) - ALIKE_SLACK
    return [row for row, one in zip(rows, alike.tolist(), strict=True) if one >= least]


def _days(scene: Scene, rows: list[int]) -> int:
    return len({scene.photos[row].local.date() for row in rows})


PERSON = MemoryKind(
    "person", _persons, Attributes(people=1, across_years=1, span=1), worth=0.22, cool_down_days=48, a_day=2
)
TOGETHER = MemoryKind(
    "together", _together, Attributes(people=1, company=1, across_years=1, span=1),
    worth=0.22, cool_down_days=48,
)  # fmt: skip
THEME = MemoryKind(
    "theme", _themes, Attributes(themed=1, across_years=1, span=1),
    worth=0.10, cool_down_days=30, min_photos=5, a_day=2,
)  # fmt: skip
"""More photos: among few the one that was mistaken is seen."""
KINDS = (PERSON, TOGETHER, THEME)
