"""What is said of photos by hand, sent, and kept private, in a real browser on one library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image


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
    page.wait_for_selector(".info .fact:has-text('4 of 5')")
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
    own.choose(2)
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


def test_photos_are_sent_one_many_and_as_a_page(own: Any, tmp_path: Path) -> None:
    page = own.page

    def sent(words: str) -> Path:
        page.click("#chosen >> [aria-label='More']")
        page.click(".menu >> text=Send")
        page.select_option(".sheet [name=side]", "1280")
        with page.expect_download() as coming:
            page.click(f".sheet .menu >> text={words}")
        coming.value.save_as(tmp_path / coming.value.suggested_filename)
        return tmp_path / str(coming.value.suggested_filename)

    own.choose(1)
    with Image.open(sent("Download")) as picture:
        assert picture.format == "JPEG"
        assert max(picture.size) <= 1280
    page.locator(".tile[data-i='2']").click()
    with ZipFile(sent("Download as a zip")) as whole:
        assert len([name for name in whole.namelist() if name.endswith(".jpg")]) == 2
    text = sent("As a page to give away").read_text("utf-8")
    assert text.count("<img") == 2
    assert "http:" not in text
    assert "https:" not in text
    page.keyboard.press("Escape")


def test_what_no_browser_shows_is_offered_as_jpeg_too(own: Any, tmp_path: Path) -> None:
    page = own.page
    own.go("/search?q=IMG_2119")
    page.locator(".tile").first.click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    if not own.count(".info"):
        page.keyboard.press("i")
    with page.expect_download() as coming:
        page.click(".info >> text=Download as JPEG")
    coming.value.save_as(tmp_path / coming.value.suggested_filename)
    assert coming.value.suggested_filename == "IMG_2119.jpg"
    with Image.open(tmp_path / "IMG_2119.jpg") as picture:
        assert picture.format == "JPEG"
        assert f"{picture.width} × {picture.height}" in page.inner_text(".info"), "all its pixels"
    left(own)


def test_private_from_choosing_a_passphrase_to_public_again(own: Any) -> None:
    page = own.page
    own.go("/private")
    page.wait_for_selector("text=Nothing brings back a forgotten passphrase")
    page.fill("[name=passphrase]", "seven green boats")
    page.fill("[name=again]", "seven green boat")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The two are not the same")
    page.fill("[name=again]", "seven green boats")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Nothing is private yet")
    page.click(".head button:has-text('Lock')")
    page.wait_for_selector("button:text-is('Unlock')")

    own.choose(1)
    picture = page.get_attribute(".tile[data-i='0'] img", "src")
    page.click("#chosen >> [aria-label='More']")
    page.click(".menu >> text=Make private")
    page.fill(".sheet [name=passphrase]", "seven green boats")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast >> text=1 photo private now")
    own.until(f"document.querySelector(\".tile[data-i='0'] img\").getAttribute('src') !== '{picture}'")
    assert page.request.get(f"{own.address.rstrip('/')}{picture}").status == 404

    own.go("/private")
    page.wait_for_selector(".head h1:text-is('Private')")
    page.wait_for_selector(".tile img.here")
    assert len(own.tiles()) == 1
    assert "/private/api/" in page.get_attribute(".tile img", "src")
    page.locator(".tile").click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    assert not own.count(".viewer [aria-label='More like this']")
    page.keyboard.press("Escape")
    page.wait_for_selector(".viewer", state="detached")
    page.locator(".tile").click(modifiers=["Control"])
    page.click("#chosen >> [aria-label='More']")
    page.click(".menu >> text=Make public again")
    page.wait_for_selector("text=Nothing is private yet")
    page.click(".head button:has-text('Lock')")
    page.wait_for_selector("button:text-is('Unlock')")
    assert not own.count(".tile")


def carrying(own: Any, word: str) -> int:
    """How many photos carry a word."""
    tags = own.page.request.get(f"{own.address}api/tags").json()["tags"]
    return int(next(tag["photos"] for tag in tags if tag["tag"] == word))


def test_a_wrong_word_is_taken_away_here_and_for_its_like(own: Any) -> None:
    page = own.page
    tag = page.request.get(f"{own.address}api/tags").json()["tags"][0]
    word, cover, photos = tag["tag"], tag["cover"], tag["photos"]
    own.go(f"/?photo={cover}")
    page.wait_for_selector(".viewer .title:not(:empty)")
    if not own.count(".info"):
        page.keyboard.press("i")
    wrong = f".tagged [aria-label='Not {word}']"
    page.wait_for_selector(wrong)
    page.locator(wrong).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f".toast >> text=Not {word}")
    page.wait_for_selector(wrong, state="detached")
    own.until("document.activeElement.innerText.startsWith('Where else is it not')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".sheet .pick >> nth=0")
    for pick in page.locator(".sheet .pick[aria-pressed=true]").all():
        pick.click()
    own.until("document.querySelector('.sheet .main').disabled")
    page.locator(".sheet .pick").first.focus()
    page.keyboard.press("Space")
    page.click(".sheet .main")
    page.wait_for_selector(f".toast >> text=Not {word}: 1 photo")
    assert carrying(own, word) == photos - 2
    page.keyboard.press("Control+z")
    page.wait_for_selector(".toast >> text=Taken back")
    page.keyboard.press("Control+z")
    page.wait_for_selector(wrong)
    assert carrying(own, word) == photos
    left(own)
    page.wait_for_selector(".tile img.here")  # far down, where it came back to


def test_a_word_that_lacks_is_added_and_found_by(own: Any) -> None:
    page = own.page
    seen(own, 2)
    page.click(".tagged .add")
    page.wait_for_selector(".info input.line:focus")
    page.keyboard.type("Grandma's boat")
    page.keyboard.press("Enter")
    page.wait_for_selector(".tagged a >> text=Grandma's boat")
    own.until("document.activeElement.innerText.startsWith('Where else')")
    page.click(".tagged a >> text=Grandma's boat")
    own.until("location.hash.startsWith('#/search') && document.querySelectorAll('.tile').length === 1")
    page.keyboard.press("Control+z")
    page.wait_for_selector(".toast >> text=Taken back")
