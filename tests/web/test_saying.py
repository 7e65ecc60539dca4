"""What is said of photos by hand, sent, and kept private, in a real browser on one library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def own(open_pages: Any, library: Path) -> Iterator[Any]:
    """A window on a library that is changed, one test after another."""
    with open_pages(library) as found:
        found.page.wait_for_selector(".tile img.here")
        yield found


def seen(own: Any, i: int) -> None:
    """A photo in the viewer, with what is known of it beside it."""
    own.go("/")
    own.page.wait_for_selector(".tile img.here")
    own.page.evaluate("document.getElementById('scroller').scrollTop = 0")
    own.page.locator(f".tile[data-i='{i}']").click()
    own.page.wait_for_selector(".viewer .title:not(:empty)")
    if not own.count(".info"):
        own.page.keyboard.press("i")
    own.page.wait_for_selector(".info .fact")


def chosen(own: Any, number: int) -> None:
    own.go("/")
    own.page.wait_for_selector(".tile img.here")
    own.page.evaluate("document.getElementById('scroller').scrollTop = 0")
    for i in range(number):
        own.page.locator(f".tile[data-i='{i}']").click(modifiers=["Control"])


def left(own: Any) -> None:
    own.page.keyboard.press("Escape")
    own.page.wait_for_selector(".viewer", state="detached")


def test_one_photo_is_corrected_in_the_viewer_and_taken_back(own: Any) -> None:
    page = own.page
    seen(own, 3)
    before = page.inner_text(".info .fact >> nth=0")
    page.keyboard.press("e")
    page.fill(".sheet [name=caption]", "The ferry at noon")
    page.fill(".sheet [name=date]", "2019-05-04 10:30")
    page.fill(".sheet [name=place]", "Lisbon")
    page.fill(".sheet [name=keywords]", "ferry, harbour")
    page.select_option(".sheet [name=rating]", "4")
    page.keyboard.press("Enter")
    page.wait_for_selector(".info >> text=The ferry at noon by you")
    assert "4 May 2019" in page.inner_text(".info .fact >> nth=0")
    assert "Set by you" in page.inner_text(".info .fact >> nth=0")
    page.wait_for_selector(".info .fact:has-text('Lisbon') small:has-text('by you')")
    page.wait_for_selector(".info .fact:has-text('★★★★')")
    page.wait_for_selector(".info .chip >> text=harbour")
    page.click(".toast >> text=Undo")
    page.wait_for_selector(".info >> text=The ferry at noon by you", state="detached")
    assert page.inner_text(".info .fact >> nth=0") == before
    left(own)


def test_the_date_of_many_is_moved_and_a_place_copied(own: Any) -> None:
    page = own.page
    seen(own, 3)
    page.keyboard.press("e")
    page.fill(".sheet [name=place]", "Lisbon")
    page.keyboard.press("Enter")
    page.wait_for_selector(".info .fact:has-text('Lisbon') small:has-text('by you')")
    page.keyboard.press("a")
    page.click(".menu >> text=Copy its place")
    left(own)
    chosen(own, 2)
    page.click("#chosen >> [aria-label='More']")
    page.click(".menu >> text=Change information")
    page.fill(".sheet [name=shift]", "-1d")
    page.click(".sheet >> text=As in the photo whose place you copied")
    page.click(".sheet >> text=Save")
    page.wait_for_selector(".toast >> text=2 photos changed")
    page.keyboard.press("Escape")
    seen(own, 0)
    page.wait_for_selector(".info .fact:has-text('Lisbon') small:has-text('by you')")
    left(own)
    page.keyboard.press("Control+z")
    page.wait_for_selector(".toast >> text=Taken back")
