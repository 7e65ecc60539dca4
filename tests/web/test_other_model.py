"""Another model in Settings: it takes over while the one in use answers, is compared, kept or left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from photos_ml.encoders import catalog
from tests.api.test_changing import NAME, Turned, registered

WIDTHS = (400, 1280, 1920)


@pytest.fixture
def turned(monkeypatch: pytest.MonkeyPatch) -> Turned:
    # What is measured takes a minute here, and is tried without a browser.
    monkeypatch.setattr("photos_ml.search.measuring.FEWEST", 10**6)
    return registered(monkeypatch)


@pytest.fixture
def settings(open_pages: Any, library: Path, tmp_path: Path, turned: Turned) -> Iterator[Any]:
    with open_pages(Path(shutil.copytree(library, tmp_path / "library"))) as pages:
        pages.go("/settings")
        pages.page.wait_for_selector(".settings")
        yield pages
        turned.goes.set()


def use(page: Any) -> None:
    page.locator(".settings .row", has_text=NAME).get_by_role("button", name="Use").click()


def test_it_takes_over_and_is_compared_and_kept(settings: Any, turned: Turned) -> None:
    page = settings.page
    turned.goes.clear()
    use(page)
    page.wait_for_selector(f"progress[aria-label='{NAME}']")
    page.wait_for_selector("text=Until it has, builtin answers.")
    assert not settings.count(".compared")
    turned.goes.set()
    page.wait_for_selector("text=Before and after on your searches", timeout=60_000)
    page.wait_for_selector(".compared h4 >> text=beach")
    assert settings.count(".compared section") == 6
    page.wait_for_selector(".compared .strip >> text=Before, builtin")
    assert page.get_attribute(".compared img >> nth=0", "alt")
    page.fill("[aria-label='Ask both something']", "snowy mountains")
    page.click("text=Compare >> nth=-1")
    page.wait_for_selector(".compared h4 >> text=snowy mountains")
    assert settings.count(".compared section") == 1
    page.click(f"text=Keep {NAME}")
    page.wait_for_selector("text=Before and after on your searches", state="detached")
    assert page.locator(".settings .row", has_text=NAME).locator(".chip").inner_text() == "In use"


def test_back_at_once(settings: Any) -> None:
    page = settings.page
    use(page)
    page.click("text=Back to builtin", timeout=60_000)
    page.wait_for_selector("text=Before and after on your searches", state="detached")
    assert page.locator(".settings .row", has_text="builtin").locator(".chip").inner_text() == "In use"


def test_stayed_with_the_one_in_use(settings: Any, turned: Turned) -> None:
    page = settings.page
    turned.goes.clear()
    use(page)
    page.click("text=Stay with builtin")
    page.wait_for_selector(f"progress[aria-label='{NAME}']", state="detached")
    turned.goes.set()
    assert page.locator(".settings .row", has_text=NAME).get_by_role("button", name="Use").is_visible()


def test_what_went_wrong_has_a_name_and_goes_away(settings: Any, turned: Turned) -> None:
    page = settings.page
    turned.breaks = True
    use(page)
    box = page.get_by_role("group", name=f"{NAME} does not go on")
    box.wait_for()
    assert box.get_by_role("alert").inner_text().strip()
    box.get_by_role("button", name="Stay with builtin").click()
    box.wait_for(state="detached")


def test_a_fetch_that_failed_has_a_name_and_goes_away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    page, name = settings.page, catalog.SUGGESTIONS[0].name
    page.locator(".settings .row", has_text=name).get_by_role("button", name="Fetch", exact=True).click()
    box = page.get_by_role("group", name=f"{name} does not go on")
    box.wait_for()
    assert "no network" in box.get_by_role("alert").inner_text()
    box.get_by_role("button", name="Close").click()
    box.wait_for(state="detached")
    assert page.evaluate("fetch('/api/models/pull').then(one => one.json()).then(one => one.state)") == "idle"


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_window(settings: Any, width: int, tmp_path: Path) -> None:
    page = settings.page
    page.set_viewport_size({"width": width, "height": 900})
    use(page)
    page.wait_for_selector(".compared h4", timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in page.locator(".changing button, .settings .row > .button").all():
        box = button.bounding_box()
        assert box is None or (box["x"] >= 0 and box["x"] + box["width"] <= width)
    page.locator(".changing").scroll_into_view_if_needed()
    page.screenshot(path=str(tmp_path / f"{width}.png"), full_page=True)
