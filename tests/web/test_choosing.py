"""Several photos at once: chosen in the grid, marked together, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from photos_ml.app.api.pages import Pages as Sent

CHOSEN = """[...document.querySelectorAll('.tile.chosen')]
    .map(one => Number(one.dataset.i)).sort((a, b) => a - b)"""


@pytest.fixture
def own(open_pages: Any, library: Path, tmp_path: Path) -> Iterator[Any]:
    """A window on a library that may be marked."""
    copytree(library, tmp_path / "library")
    with open_pages(tmp_path / "library") as found:
        found.page.wait_for_selector(".tile img.here")
        yield found


FIRST = ".tile[data-i='0'] img"
FAVOURITES = (
    "fetch('/api/timeline?show=favorites').then((found) => found.json()).then((found) => found.total)"
)

ALL = "fetch('/api/timeline').then((found) => found.json()).then((found) => found.total)"
ALBUMS = """fetch('/api/albums').then((found) => found.json())
    .then((found) => found.albums.map((album) => album.photos))"""


def mark_of(page: Any, i: int) -> tuple[float, float]:
    box = page.locator(f".tile[data-i='{i}']").bounding_box()
    return box["x"] + 18, box["y"] + 18


def test_the_round_mark_chooses_and_shift_goes_through(own: Any) -> None:
    page = own.page
    page.mouse.click(*mark_of(page, 1))
    page.wait_for_selector("#chosen >> text=1 selected")
    assert not own.count(".viewer")
    page.locator(".tile[data-i='4']").click(modifiers=["Shift"])
    page.wait_for_selector("#chosen >> text=4 selected")
    assert page.evaluate(CHOSEN) == [1, 2, 3, 4]
    page.locator(".tile[data-i='2']").click()
    assert page.evaluate(CHOSEN) == [1, 3, 4], "while some are chosen, a click chooses"
    assert page.get_attribute(".tile[data-i='2']", "aria-pressed") == "false"
    assert page.get_attribute(".tile[data-i='3']", "aria-pressed") == "true"
    page.keyboard.press("Escape")
    page.wait_for_selector("#chosen", state="hidden")
    assert page.evaluate(CHOSEN) == []
    assert page.get_attribute(".tile[data-i='3']", "aria-pressed") is None
    page.locator(".tile[data-i='2']").click()
    page.wait_for_selector(".viewer")


def test_chosen_with_the_keyboard_hidden_together_and_taken_back(own: Any) -> None:
    page = own.page
    before = own.tiles()
    page.locator(".tile[data-i='0']").focus()
    page.keyboard.press("x")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("x")
    page.click("#chosen >> text=Hide")
    page.wait_for_selector(".toast >> text=2 photos")
    own.until("first => document.querySelector('.tile[data-i=\"0\"]').ariaLabel === first", before[2])
    assert not page.is_visible("#chosen")
    page.click(".toast >> text=Undo")
    own.until("first => document.querySelector('.tile[data-i=\"0\"]').ariaLabel === first", before[0])


def two_favourites_more(own: Any) -> int:
    """On the page of the favourites, after two more were chosen; how many there are now."""
    page = own.page
    before: int = page.evaluate(FAVOURITES)
    page.locator(".tile:not(.favorite)").nth(1).click(modifiers=["Control"])
    page.locator(".tile:not(.favorite)").nth(3).click()
    page.wait_for_selector("#chosen >> text=2 selected")
    with page.expect_response("**/api/marks"):
        page.click("#chosen >> text=Favourite")
    assert page.evaluate(FAVOURITES) == before + 2
    own.go("/favorites")
    page.wait_for_selector("h1 >> text=Favourites")
    page.wait_for_selector(".tile.favorite")
    return before + 2


def test_favourites_by_the_dozen(own: Any) -> None:
    page, all_ = own.page, two_favourites_more(own)
    page.locator(".tile[data-i='0']").focus()
    page.keyboard.press("Control+a")
    page.wait_for_selector(f"#chosen >> text={all_} selected")
    page.click("#chosen >> text=Favourite")
    page.wait_for_selector("text=No favourites yet")


def test_hidden_photos_are_shown_again_together(own: Any) -> None:
    page = own.page
    page.locator(".tile[data-i='1']").click(modifiers=["Control"])
    page.click("#chosen >> text=Hide")
    page.wait_for_selector(".toast >> text=1 photo")
    own.go("/hidden")
    page.wait_for_selector("h1 >> text=Hidden")
    page.locator(".tile").first.click(modifiers=["Control"])
    assert not page.is_visible("#chosen >> text=Hide")
    page.click("#chosen >> text=Show again")
    page.wait_for_selector("text=No hidden photos")


def test_photos_like_the_chosen_ones(pages: Any) -> None:
    page = pages.page
    page.locator(".tile[data-i='3']").click(modifiers=["Control"])
    page.locator(".tile[data-i='4']").click()
    page.click("#chosen >> text=Photos like these")
    page.wait_for_selector("h1 >> text=Photos like these")
    pages.until("document.querySelectorAll('.tile').length > 5")
    assert pages.count(".like img") == 2
    assert not page.is_visible("#chosen"), "another page, nothing chosen"
    page.reload()
    pages.until("document.querySelectorAll('.tile').length > 5")


def test_a_long_press_chooses_on_a_touch_screen(open_pages: Any, library: Path) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with open_pages(library, **phone) as pages:
        page = pages.page
        page.wait_for_selector(".tile img.here")
        x, y = mark_of(page, 2)
        finger = page.context.new_cdp_session(page)
        finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        page.wait_for_selector("#chosen >> text=1 selected")
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.locator(".tile[data-i='4']").tap()
        page.wait_for_selector("#chosen >> text=2 selected")
        page.locator("#chosen [aria-label='Clear selection']").tap()
        page.wait_for_selector("#chosen", state="hidden")
        page.locator(".tile[data-i='4']").tap()
        page.wait_for_selector(".viewer")


def test_a_favourite_no_more_leaves_the_favourites(own: Any) -> None:
    page = own.page
    two_favourites_more(own)
    own.until("document.querySelector('.tile[data-i=\"0\"] img[src]')")
    first = page.get_attribute(FIRST, "src")
    page.locator(".tile[data-i='0']").click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    page.keyboard.press("f")
    page.wait_for_selector(".viewer .heart[aria-pressed=false]")
    assert page.get_attribute(FIRST, "src") == first, "while one looks at it, it stays: it may be one again"
    page.keyboard.press("Escape")
    page.wait_for_selector(f"{FIRST}[src]:not([src='{first}'])")


def test_a_large_choice_is_done_in_parts_with_a_bar_and_taken_back(own: Any) -> None:
    """As 5,000 photos and more are, here with smaller parts."""
    page = own.page
    parts = Sent().body("/js/parts.js").decode()
    assert parts.count("PART = 5000;") == 1
    smaller = parts.replace("PART = 5000;", "PART = 60;")
    page.route("**/js/parts.js", lambda route: route.fulfill(body=smaller, content_type="text/javascript"))
    page.reload()
    page.wait_for_selector(".tile img.here")
    before, photos = page.evaluate(FAVOURITES), page.evaluate(ALL)
    assert photos - before > 60

    def all_of_them(button: str) -> None:
        page.locator("body").press("Control+a")
        page.wait_for_selector(f"#chosen >> text={photos} selected")
        page.click(f"#chosen [aria-label='{button}']")

    held: list[Any] = []
    page.route("**/api/marks", lambda route: held.append(route))
    all_of_them("Favourite")
    own.taken(held).continue_()
    second = own.taken(held)
    own.until("document.querySelector('.toast progress')?.value === 60")
    page.unroute("**/api/marks")
    second.continue_()
    page.wait_for_selector(f".toast >> text={photos - before} photos: added to favourites")
    assert page.evaluate(FAVOURITES) == photos
    page.click(".toast >> text=Undo")
    own.until(f"{FAVOURITES}.then((n) => n === {before})")

    all_of_them("Add to album")
    page.fill(".sheet input", "All of them")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".toast >> text={photos} photos in All of them")
    assert page.evaluate(ALBUMS) == [photos]
    page.click(".toast >> text=Undo")
    own.until(f"{ALBUMS}.then((all) => all.length === 0)")
