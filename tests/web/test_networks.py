"""Networks of steps in Settings: what was fetched is used, and left again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from photos_ml.vision.networks import DESCRIBER_FILE, FACES, SAME_PERSON, write_network
from tests.vision import published_networks as published

WIDTHS = (400, 1280, 1920)


@pytest.fixture
def settings(
    open_pages: Any, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    folder = published.describer(tmp_path / "user" / "sface" / DESCRIBER_FILE).parent
    write_network(folder, FACES, "Apache-2.0", {SAME_PERSON: 1.128, "dimension": 128}, {})
    monkeypatch.setenv("PHOTOS_ML_MODELS", str(tmp_path / "user"))
    with open_pages(Path(shutil.copytree(library, tmp_path / "library"))) as pages:
        pages.go("/settings")
        pages.page.wait_for_selector(".settings")
        yield pages


def row(page: Any, name: str) -> Any:
    return page.locator(".settings .row", has=page.locator(f"b:text-is('{name}')"))


def test_one_of_several_is_in_use_and_back(settings: Any) -> None:
    page = settings.page
    assert row(page, "builtin-faces").locator(".chip").inner_text() == "In use"
    assert row(page, "builtin-text").count() == 0, "there is none to choose"
    for name, other in (("sface", "builtin-faces"), ("builtin-faces", "sface")):
        row(page, name).get_by_role("button", name="Use").click()
        row(page, name).locator(".chip").wait_for()
        assert row(page, other).get_by_role("button", name="Use").is_visible()


def test_what_is_offered_says_what_it_is_for(settings: Any) -> None:
    page = settings.page
    offered = row(page, "pp-ocrv6-medium")
    offered.wait_for()
    words = offered.inner_text()
    assert "Text in photos" in words and "139" in words and "Apache-2.0" in words and "86.2 %" in words


def test_it_says_what_another_describer_changes_for_those_that_were_named(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, told = settings.page, {"one_person": 1234, "near_before": 0.61, "near_after": 0.734}
    row(page, "sface").get_by_role("button", name="Use").click()
    row(page, "sface").locator(".chip").wait_for()
    assert row(page, "sface").locator("text=pairs of faces").count() == 0, "nothing was measured"
    monkeypatch.setattr("photos_ml.app.service.people.describing.measured", lambda context: told)
    page.reload()
    row(page, "sface").locator("text=pairs of faces").wait_for()
    words = row(page, "sface").inner_text()
    assert "Of 1,234 pairs" in words and "61%" in words and "now 73% are" in words


def test_the_list_of_stronger_models_stands_apart(settings: Any) -> None:
    """Its heading, what is said of it, and its first row."""
    page = settings.page
    row(page, "pp-ocrv6-medium").wait_for()
    parts = [".stronger h3", ".stronger > p", ".stronger .row >> nth=0"]
    boxes = [page.locator(part).bounding_box() for part in parts]
    for above, below in pairwise(boxes):
        assert below["y"] - above["y"] - above["height"] >= 10


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_the_window(settings: Any, width: int, scheme: Any, tmp_path: Path) -> None:
    page = settings.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    row(page, "pp-ocrv6-medium").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in page.locator(".settings .row > .button").all():
        box = button.bounding_box()
        assert box is None or (box["x"] >= 0 and box["x"] + box["width"] <= width)
    row(page, "sface").scroll_into_view_if_needed()
    page.screenshot(path=str(tmp_path / f"{scheme}-{width}.png"))
