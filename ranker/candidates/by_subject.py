"""Candidates that what is in the pictures makes: a person, people together, a theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import numpy as np

from photos_ml.ranker.candidates.by_time import places_of
from photos_ml.ranker.candidates.candidate import Candidate, Facts, MemoryKind, span
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.scene.themes import SURE, THEMES

MIN_PERSON_PHOTOS = 4
MIN_TOGETHER_PHOTOS = 3
MIN_DAYS = 2
MIN_THEME_PHOTOS = 6
MIN_THEME_EVENTS = 3
MAX_THEME_PHOTOS = 200
"""The surest of a theme: a library of a seaside town has thousands of beaches."""


def candidates_by_subject(scene: Scene) -> Iterator[Candidate]:
    """All of them; which are worth showing is for the ranker."""
    yield from scene.once("candidates by subject", lambda: [*_people(scene), *_themes(scene)])


def _people(scene: Scene) -> Iterator[Candidate]:
    of_person: dict[str, list[int]] = defaultdict(list)
    of_pair: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, photo in enumerate(scene.photos):
        names = sorted(set(photo.people))
        for name in names:
            of_person[name].append(row)
        for pair in combinations(names, 2):
            of_pair[pair].append(row)
    for name, rows in sorted(of_person.items()):
        if len(rows) >= MIN_PERSON_PHOTOS and _days(scene, rows) >= MIN_DAYS:
            yield _of_people(scene, MemoryKind.PERSON, (name,), rows)
    for pair, rows in sorted(of_pair.items()):
        if len(rows) >= MIN_TOGETHER_PHOTOS and _days(scene, rows) >= MIN_DAYS:
            yield _of_people(scene, MemoryKind.TOGETHER, pair, rows)


def _of_people(scene: Scene, kind: MemoryKind, names: tuple[str, ...], rows: list[int]) -> Candidate:
    first, last = span([scene.photos[row].local.date() for row in rows])
    facts = Facts(first, last, places_of(scene, rows), people=names)
    why = (f"{len(rows)} photos of {' and '.join(names)}",)
    return Candidate(kind, f"{kind.value}:{'+'.join(names)}", tuple(rows), facts, why)


def _themes(scene: Scene) -> Iterator[Candidate]:
    for number, theme in enumerate(THEMES):
        share = scene.shares[:, number]
        rows = np.flatnonzero(share >= SURE)
        rows = rows[np.argsort(-share[rows], kind="stable")][:MAX_THEME_PHOTOS]
        chosen = sorted(rows.tolist())
        events = {int(scene.event_of[row]) for row in chosen}
        if len(chosen) < MIN_THEME_PHOTOS or len(events) < MIN_THEME_EVENTS:
            continue
        first, last = span([scene.photos[row].local.date() for row in chosen])
        facts = Facts(first, last, places_of(scene, chosen), theme=theme.title)
        yield Candidate(
            MemoryKind.THEME,
            f"theme:{theme.id}",
            tuple(chosen),
            facts,
            (f"{len(chosen)} photos that show {theme.texts[0]} or something like it",),
        )


def _days(scene: Scene, rows: list[int]) -> int:
    return len({scene.photos[row].local.date() for row in rows})
