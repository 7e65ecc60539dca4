"""For any plan and any library the ranking equals scoring every photo that the filter lets through."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photos_ml.search import candidates
from photos_ml.search.calibrate import Background, Calibration
from photos_ml.search.engine import Evidence
from photos_ml.search.visual import BACKGROUND_PHOTOS, UNWANTED_WEIGHT
from photos_ml.search.words import find_written
from photos_ml.store import Library, PhotoFilter, Status
from photos_ml.types import DateSource, Metadata, Taken
from tests.search.conftest import WORDS, Album, direction

texts = st.lists(st.sampled_from(WORDS), max_size=3, unique=True).map(" ".join)
days = st.dates(min_value=datetime(2020, 1, 1).date(), max_value=datetime(2023, 12, 31).date())
plans = st.fixed_dictionaries(
    {"text": texts, "without": st.lists(st.sampled_from(WORDS), max_size=2, unique=True)},
    optional={
        "taken": days.map(lambda day: [{"from": day.isoformat(), "to": None}]),
        "recurring": st.sets(st.integers(1, 12), min_size=1, max_size=6).map(
            lambda months: {"months": sorted(months)}
        ),
        "exact": st.sampled_from(WORDS).map(lambda word: [word]),
        "favorite": st.just(True),
    },
).filter(lambda plan: plan["text"] or plan["without"])


def grown(folder: Path, seed: int, photos: int) -> Album:
    """Photos that show, say and date all sorts of things; some are gone, some the same bytes twice."""
    album, chance = Album(Library.open(folder, create=True)), random.Random(seed)
    contents: list[str] = []
    for number in range(photos):
        shows = " ".join(chance.sample(WORDS, chance.randrange(4)))
        day = datetime(2020, 1, 1) + timedelta(days=chance.randrange(1400))
        metadata = Metadata(
            taken=Taken(day, None, DateSource.EXIF) if chance.random() < 0.8 else None,
            caption=" ".join(chance.sample(WORDS, 2)) if chance.random() < 0.2 else "",
            keywords=tuple(chance.sample(WORDS, 1)) if chance.random() < 0.2 else (),
            heart=chance.random() < 0.3,
        )
        content = chance.choice(contents) if contents and chance.random() < 0.05 else f"c{number}"
        contents.append(content)
        album.add(f"{number}.jpg", shows, metadata, content)
    album.library.set_status(chance.sample(range(1, photos + 1), photos // 20), Status.GONE)
    return album


def brute_force(album: Album, plan: dict[str, Any], photo_filter: PhotoFilter) -> dict[int, float]:
    """Every photo's score by the definitions, one by one."""
    library, vectors = album.library, album.vectors
    every = np.concatenate([rows for _, rows in vectors.rows()]).astype(np.float32)
    assert len(every) <= BACKGROUND_PHOTOS
    curves = {
        text: (query, Background.of(every @ query), Calibration().curve(Background.of(every @ query)))
        for text in (plan["text"], *plan["without"])
        for query in [direction(text.split())]
    }
    written = find_written(library, plan["text"])
    told = dict(zip(written.ids.tolist(), written.probability().tolist(), strict=True))
    scores = {}
    for photo_id, photo in library.photos.get(library.photo_ids(photo_filter).tolist()).items():
        said = f"{photo.metadata.caption} {' '.join(photo.metadata.keywords)}".split()
        if not set(plan.get("exact", ())) <= set(said) or set(plan["without"]) & set(photo.metadata.keywords):
            continue
        row = vectors.get(photo.content_hash)
        assert row is not None
        seen, similarity = 1.0, 0.0
        query, background, curve = curves[plan["text"]]
        similarity = float(row @ query)
        for unwanted in plan["without"]:
            other, others, unlikely = curves[unwanted]
            surplus = max(float(row @ other) - others.median, 0.0) / others.sigma
            similarity -= UNWANTED_WEIGHT * background.sigma * surplus
            seen *= 1.0 - float(unlikely(np.array([row @ other]))[0])
        if plan["text"]:
            seen *= float(curve(np.array([similarity]))[0])
        scores[photo_id] = 1.0 - (1.0 - seen) * (1.0 - told.get(photo_id, 0.0))
    return scores


@pytest.fixture(scope="module")
def albums(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int, int], Album]:
    made: dict[tuple[int, int], Album] = {}

    def get(seed: int, photos: int) -> Album:
        if (seed, photos) not in made:
            made[seed, photos] = grown(tmp_path_factory.mktemp("library") / "l", seed, photos)
        return made[seed, photos]

    return get


@pytest.mark.parametrize("pool", [5, 500])
@settings(max_examples=40, deadline=None)
@given(plan=plans, seed=st.integers(0, 2), photos=st.sampled_from([1, 30, 200]), limit=st.integers(1, 12))
def test_any_plan_over_any_library_equals_brute_force(
    albums: Callable[[int, int], Album], plan: dict[str, Any], seed: int, photos: int, limit: int, pool: int
) -> None:
    """With a pool of five the ranking must be right although it has to grow on the way."""
    album = albums(seed, photos)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "POOL", pool)
        patch.setattr("photos_ml.search.engine.FOLD_DEPTH", 1)
        result = album.ask(limit=limit, evidence=Evidence(folding=False), **plan)
    from photos_ml.planner.plan import QueryPlan

    scores = brute_force(album, plan, album.engine.filter_of(QueryPlan.from_dict(plan)))
    best = sorted(scores.values(), reverse=True)[:limit]
    assert [hit.score for hit in result.hits] == pytest.approx(best, abs=2e-3)
    for hit in result.hits:
        assert hit.score == pytest.approx(scores[hit.photo.id], abs=2e-3)
    assert len({hit.photo.id for hit in result.hits}) == len(result.hits)
