"""Albums, saved searches, folders and the slideshow, in a real browser, on one library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

IDS = """[...document.querySelectorAll('.tile')].sort((a, b) => a.dataset.i - b.dataset.i)
    .map(one => one.querySelector('img').src)"""
FOCUSED = "document.activeElement.dataset.i"


@pytest.fixture(scope="module")
def own(open_pages: Any, library: Path) -> Iterator[Any]:
    """A window on a library in which albums are made, one after another."""
    with open_pages(library) as found:
        yield found


def make(own: Any, name: str, number: int = 3) -> None:
    """An album of the first photos, made from what was chosen."""
    own.choose(number)
    own.page.click("#chosen >> [aria-label='Add to album']")
    own.page.fill(".sheet input", name)
    own.page.keyboard.press("Enter")
    own.page.wait_for_selector(f".toast >> text=in {name}")
    own.page.keyboard.press("Escape")


def opened(own: Any, name: str) -> None:
    own.go("/albums")
    own.page.click(f".things b:text-is('{name}')")
    own.page.wait_for_selector(f".head h1:text-is('{name}')")
    own.page.wait_for_selector(".tile img.here")


def test_an_album_is_made_ordered_renamed_deleted_and_taken_back(own: Any) -> None:
    page = own.page
    own.go("/albums")
    page.wait_for_selector("text=An album keeps your order")
    make(own, "Harbour")
    opened(own, "Harbour")
    first, second, third = page.evaluate(IDS)

    page.locator(".tile[data-i='0']").focus()
    page.keyboard.press("Alt+ArrowRight")
    own.until(f"JSON.stringify({IDS}) === JSON.stringify(['{second}', '{first}', '{third}'])")
    assert page.evaluate(FOCUSED) == "1", "the focus goes along"
    page.locator(".tile[data-i='2']").drag_to(
        page.locator(".tile[data-i='0']"), target_position={"x": 8, "y": 40}
    )
    own.until(f"JSON.stringify({IDS}) === JSON.stringify(['{third}', '{second}', '{first}'])")
    page.click(".toast >> text=Undo")
    own.until(f"JSON.stringify({IDS}) === JSON.stringify(['{second}', '{first}', '{third}'])")

    page.locator(".tile[data-i='2']").click(modifiers=["Control"])
    page.click("#chosen >> [aria-label='More']")
    page.click(".menu >> text=Use as cover")
    own.until(f"document.querySelector('img.cover').src === '{third}'")
    page.click("#chosen >> [aria-label='More']")
    page.click(".menu >> text=Take out of the album")
    own.until(f"JSON.stringify({IDS}) === JSON.stringify(['{second}', '{first}'])")
    own.until(f"document.querySelector('img.cover').src === '{second}'")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    own.until("document.querySelectorAll('.tile').length === 3")
    own.until(f"document.querySelector('img.cover').src === '{third}'")

    page.click(".head >> text=More")
    page.click(".menu >> text=Rename")
    page.fill(".sheet input", "Old harbour")
    page.keyboard.press("Enter")
    page.wait_for_selector(".head h1:text-is('Old harbour')")
    page.click(".head >> text=More")
    page.click(".menu >> text=Delete the album")
    page.wait_for_selector("h1:text-is('Albums')")
    page.click(".toast >> text=Undo")
    page.wait_for_selector(".things b:text-is('Old harbour')")


def test_a_photo_goes_into_an_album_from_the_viewer(own: Any) -> None:
    page = own.page
    make(own, "Seen", 1)
    page.locator(".tile[data-i='4']").click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    page.keyboard.press("a")
    page.click(".menu >> text=Add to album")
    page.fill(".sheet input", "see")
    page.click(".menu >> text=Seen")
    page.wait_for_selector(".toast >> text=1 photo in Seen")
    page.keyboard.press("Escape")
    page.wait_for_selector(".viewer", state="detached")
    opened(own, "Seen")
    own.until("document.querySelectorAll('.tile').length === 2")


def test_a_search_is_saved_and_run_when_it_is_opened(own: Any) -> None:
    page = own.page
    own.go("/search?q=california")
    page.wait_for_selector(".tile img.here")
    page.click("text=Save this search")
    page.fill(".sheet input", "The west")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast >> text=The west")
    own.go("/albums")
    page.click(".chips >> text=The west")
    page.wait_for_selector(".head >> text=What is found now for")
    page.wait_for_selector(".tile img.here")
    assert own.tiles()
    page.click(".head a:text-is('california')")
    page.wait_for_selector(".chip.places")


def test_folders_as_a_tree_and_what_was_looked_at(own: Any) -> None:
    page = own.page
    own.go("/folders")
    page.wait_for_selector(".tree .leaf")
    root = page.locator(".tree .leaf a").first
    assert "photos" in root.inner_text()
    below = page.locator(".tree .tree .leaf a").first
    photos = int(below.locator("small").inner_text().split()[0])
    below.click()
    page.wait_for_selector(".tile img.here")
    assert len(own.tiles()) == photos
    page.locator(".tile[data-i='0']").click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    looked = page.evaluate("new URLSearchParams(location.hash.split('?')[1]).get('photo')")
    page.keyboard.press("Escape")
    own.go("/latest/looked-at")
    page.wait_for_selector(".tile img.here")
    own.until(f"document.querySelector(\".tile[data-i='0'] img\").src.includes('/{looked}/')")


def test_a_slideshow_by_the_keyboard(own: Any) -> None:
    page = own.page
    own.choose(3)
    page.click("#chosen >> [aria-label='More']")
    page.click(".menu >> text=Slideshow")
    page.wait_for_selector(".slideshow >> text=Photo 1 of 3")
    page.keyboard.press(" ")
    page.wait_for_selector(".slideshow [aria-label='Play']")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.getAnimations().length") == 0, "with reduced motion nothing fades"
    assert own.count(".slides img") == 1
    page.wait_for_selector(".slideshow >> text=Photo 2 of 3")
    page.keyboard.press("End")
    page.wait_for_selector(".slideshow >> text=Photo 3 of 3")
    page.keyboard.press("x")
    page.wait_for_selector(".slideshow [aria-label='Shuffle'][aria-pressed=true]")
    page.keyboard.press("x")
    page.keyboard.press("Home")
    page.wait_for_selector(".slideshow >> text=Photo 1 of 3")
    page.focus(".slideshow select")
    page.keyboard.press("ArrowDown")
    own.until("JSON.parse(localStorage.getItem('slideshow')).seconds === 8")
    assert own.count(".slideshow >> text=Photo 1 of 3"), "the arrows were of the choice"
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("Boolean(document.activeElement.closest('.slideshow'))"), "the focus stays in it"
    page.keyboard.press("Escape")
    page.wait_for_selector(".slideshow", state="detached")
