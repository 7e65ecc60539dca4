"""What a library with little to tell still has: stops, places, days like these, months, plain days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest

from photos_ml.ranker.candidates.candidate import Candidate
from photos_ml.ranker.candidates.kinds import KINDS, all_candidates, spare_candidates
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.scene.themes import THEMES
from photos_ml.ranker.telling.titles import title_of
from photos_ml.store.dated import DatedPhoto
from photos_ml.types import Place

MakePhoto = Callable[..., DatedPhoto]
TODAY = date(2026, 6, 12)
HOME = {"lat": 42.36, "lon": -71.06, "place": Place("Boston", "Massachusetts", "United States", "US")}
ROME = {"lat": 41.9, "lon": 12.5, "place": Place("Rome", "Lazio", "Italy", "IT")}
NAPLES = {"lat": 40.85, "lon": 14.27, "place": Place("Naples", "Campania", "Italy", "IT")}


def scene_of(photos: Sequence[DatedPhoto]) -> Scene:
    """A scene of photos that all look different."""
    count = len(photos)
    ordered = sorted(photos, key=lambda photo: (photo.local, photo.id))
    shares = np.zeros((count, len(THEMES)), np.float32)
    looks = np.eye(count, 128, dtype=np.float16)
    return Scene(ordered, looks, [(-9.0, "a document")] * count, shares, np.zeros(count, np.float32), TODAY)


@pytest.fixture(scope="module")
def told(make_photo: MakePhoto) -> dict[str, Candidate]:
    """By subject, of a life at home with one journey of two stops, and Rome once more."""
    days = [
        f"{year}-{month:02d}-{day:02d}"
        for year in (2023, 2024, 2025)
        for month in range(1, 13)
        for day in (9, 20)
    ]
    moments = [(f"{day}T10:00", HOME) for day in days]
    moments += [(f"2024-05-02T1{hour}:00", HOME) for hour in range(4)]
    moments += [(f"2024-09-{day:02d}T{hour}:00", ROME) for day in (1, 2) for hour in (10, 15)]
    moments += [(f"2024-09-{day:02d}T{hour}:00", NAPLES) for day in (3, 4) for hour in (10, 15)]
    moments += [(f"2025-03-0{day}T12:00", ROME) for day in (1, 2)]
    scene = scene_of([make_photo(i + 1, at, **where) for i, (at, where) in enumerate(moments)])
    plain = {one.subject for one in all_candidates(scene)}
    found = {one.subject: one for one in spare_candidates(scene)}
    assert found and plain.isdisjoint(found)
    assert all(one.kind.spare and one.kind is KINDS[one.kind.id] for one in found.values())
    return found


@pytest.mark.parametrize(
    ("subject", "photos", "title", "subtitle"),
    [
        ("stop:2024-09-01/Rome", 4, "Rome", "1–2 September 2024"),
        ("stop:2024-09-03/Naples", 4, "Naples", "3–4 September 2024"),
        ("around:24", 3, "The middle of June through the years", "2023–2025"),
        ("place:Italy/Rome", 6, "Rome", "2024–2025"),
        ("past_month:2024-05", 6, "May 2024", "A look back"),
        ("past_season:2023-01", 6, "Spring 2023", "A look back"),
        ("plain:2024-05-02", 4, "A Thursday in May", "2 May 2024"),
    ],
)
def test_small_things_are_told_by_what_they_are(
    told: dict[str, Candidate], subject: str, photos: int, title: str, subtitle: str
) -> None:
    one = told[subject]
    assert (len(one.rows), *title_of(one, TODAY)) == (photos, title, subtitle)


def test_what_is_told_better_otherwise_is_no_plain_day_and_no_place(told: dict[str, Candidate]) -> None:
    assert not [name for name in told if name.startswith("plain:2024-09")], "a journey tells it"
    assert not [name for name in told if name.startswith("place:") and "Boston" in name], (
        "home is no place to name"
    )
    assert "past_month:2023-02" not in told, "two photos are no month"
    assert not [name for name in told if name.endswith(("2026-06", "2026-05"))]
