"""The memories of the sample library: what must be there, and that no junk is, all year."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.memories import MemoryView, memories_of_day
from photos_ml.app.service.memory_page import memories_page
from photos_ml.ranker.ranking.features import TWIN_COSINE
from photos_ml.ranker.ranking.select import SAME_DAY_COSINE

TODAY = date(2026, 11, 21)
JUNK = ("receipt", "lease", "meme", "Screenshot", "IMG_2245", "IMG_20240607_193102", "IMG_20250313", "eiffel")


@pytest.fixture(scope="module")
def context(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    with Context(tmp_path_factory.mktemp("sample")) as context:
        index_folders(context, [sample_library / "photos"])
        yield context


@pytest.fixture(scope="module")
def views(context: Context) -> list[MemoryView]:
    return memories_of_day(context, TODAY)


def named(views: list[MemoryView], title: str) -> MemoryView:
    return next(view for view in views if view.memory.title == title)


def test_this_day_comes_first(views: list[MemoryView]) -> None:
    assert views[0].memory.title == "On this day"
    days = [taken.day for photo in views[0].photos if (taken := photo.metadata.taken)]
    assert {(day.month, day.day) for day in days} == {(11, 21)}
    assert len({day.year for day in days}) >= 3


def test_both_trips_are_found_and_named(views: list[MemoryView]) -> None:
    italy = named(views, "Italy & Switzerland, June 2024")
    assert italy.memory.subtitle == "9 days, 8–16 June"
    assert sum(view.memory.kind == "trip" for view in views) == 2
    assert any("July 2026" in view.memory.title for view in views)


def test_the_aquarium_is_a_day_out(context: Context) -> None:
    found = memories_of_day(context, TODAY, kinds=["day_out"])
    paths = {str(photo.path) for view in found for photo in view.photos}
    assert any("Aquarium" in path for path in paths)
    assert any("zoo" in path for path in paths)


def test_one_of_each_moment(views: list[MemoryView], sample_library: Path) -> None:
    same = json.loads((sample_library / "labels.json").read_text("utf-8"))["same_moment"]
    moment = {
        str(sample_library / "photos" / path): lead for lead, rest in same.items() for path in [lead, *rest]
    }
    for view in views:
        leads = [moment[str(photo.path)] for photo in view.photos if str(photo.path) in moment]
        assert len(leads) == len(set(leads)), view.memory.title


def test_a_birthday_that_a_folder_tells_of(context: Context) -> None:
    (found,) = memories_of_day(context, date(2027, 3, 14), kinds=["holiday"])
    assert found.memory.title.startswith("Leo’s birthday")
    assert any("Leo turns 7" in str(photo.path) for photo in found.photos)


def test_thresholds_part_shots_of_a_moment_from_other_photos(context: Context, sample_library: Path) -> None:
    """Of the shipped encoder, on bursts, copies and edits that are known; wallpapers have no true date."""
    info, root = context.encoder.info, sample_library / "photos"
    vectors = context.library().vectors(info.id, info.revision, info.dimension)
    same = json.loads((sample_library / "labels.json").read_text("utf-8"))["same_moment"]
    moment = {path: lead for lead, rest in same.items() for path in [lead, *rest]}
    photos = [
        p for p in context.library().photos.get(range(1, 400)).values() if "Downloads" not in p.path.parts
    ]
    seen = [
        (photo, photo.path.relative_to(root).as_posix(), vector)
        for photo in photos
        if (vector := vectors.get(photo.content_hash)) is not None
    ]
    inside, beside = [], []
    for (one, a, u), (other, b, v) in combinations(seen, 2):
        days = [photo.metadata.taken.local.toordinal() for photo in (one, other) if photo.metadata.taken]
        if a in moment and moment[a] == moment.get(b):
            inside.append(float(u @ v))
        elif len(days) == 2 and abs(days[0] - days[1]) <= 1:
            beside.append(float(u @ v))
    assert len(inside) > 30 and len(beside) > 200
    assert min(inside) > max(TWIN_COSINE, SAME_DAY_COSINE)
    assert max(beside) < min(TWIN_COSINE, SAME_DAY_COSINE)


def test_no_junk_all_year(context: Context) -> None:
    for month in range(13):
        for kind in ("on_this_day", "month", "season", "theme", "trip", "recent"):
            for view in memories_of_day(context, TODAY - timedelta(days=28 * month), kinds=[kind], limit=30):
                for photo in view.photos:
                    assert not any(word in str(photo.path) for word in JUNK), (view.memory.title, photo.path)


def test_the_page_needs_no_other_file(context: Context, views: list[MemoryView]) -> None:
    page = memories_page(context, views)
    assert page.count("<section ") == len(views)
    assert page.count("data:image/jpeg;base64,") == sum(len(view.photos) for view in views)
    assert not re.search(r"https?:|url\(|src=\"(?!data:)", page)
    assert "Italy &amp; Switzerland" in page
