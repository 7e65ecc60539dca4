"""Duplicates decided on in a real browser: one by one with the keyboard, all at once, and into the trash."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
from tests.web.test_accessible import grave


def begun(pages: Any) -> None:
    """On the page, once all is compared."""
    pages.go("/duplicates")
    pages.page.wait_for_selector(".group", timeout=60_000)
    pages.until("!document.querySelector('.page > progress')")
    # A picture that is still asked for when its file goes would be a complaint.
    pages.until(
        "[...document.querySelectorAll('.shot img')].every(one => one.complete || one.loading === 'lazy' && "
        "one.getBoundingClientRect().top > innerHeight)"
    )


def test_one_is_kept_by_the_keyboard_and_it_is_taken_back(pages: Any) -> None:
    page = pages.page
    begun(pages)
    name = page.inner_text(".group b >> nth=0")
    assert "Proposed: " in page.inner_text(".group header p >> nth=0")
    boxes = page.locator(".group >> nth=0").locator(".keeps input")
    assert [boxes.nth(i).is_checked() for i in range(boxes.count())] == [True] + [False] * (boxes.count() - 1)
    hide = page.locator(".group >> nth=0").locator(".decide")
    before = hide.inner_text()
    page.focus(".group .shot >> nth=0")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert boxes.first.is_checked(), "of every group one is kept"
    boxes.nth(1).focus()
    page.keyboard.press("Space")
    assert boxes.nth(1).is_checked()
    assert hide.inner_text() != before
    page.keyboard.press("Space")
    assert hide.inner_text() == before
    hide.focus()
    page.keyboard.press("Enter")
    pages.until("name => document.querySelector('.group b').innerText !== name", name)
    page.wait_for_selector(".toast >> text=hidden")
    pages.until("document.activeElement.classList.contains('shot')")
    page.keyboard.press("Control+z")
    page.wait_for_selector(".toast >> text=Taken back")
    pages.until("!document.querySelector('.page > progress')")
    pages.until("name => document.querySelector('.group b')?.innerText === name", name)


def test_what_is_no_duplicate_is_told_apart_and_taken_back(pages: Any) -> None:
    page = pages.page
    begun(pages)
    name = page.inner_text(".group b >> nth=0")
    page.locator(".group >> nth=0").locator("button:has-text('Not duplicates')").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast >> text=Told apart")
    pages.until("name => document.querySelector('.group b').innerText !== name", name)
    pages.until("document.activeElement.classList.contains('shot')")
    pages.go("/settings")
    page.wait_for_selector(".card")
    begun(pages)
    assert name not in page.locator(".group b").all_inner_texts(), "compared anew, it is not proposed again"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+z")
    pages.until("name => document.querySelector('.group b')?.innerText === name", name)


def test_the_best_of_every_group_is_kept_after_a_question(pages: Any) -> None:
    page = pages.page
    begun(pages)
    page.click("text=Keep the best of every group")
    page.wait_for_selector(".sheet .button.main:has-text('Hide')")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:text-is('No photo is there twice')", timeout=60_000)
    page.keyboard.press("Control+z")  # also once the word at the bottom is gone
    page.wait_for_selector(".group", timeout=60_000)


@pytest.fixture
def twice(tmp_path: Path, sample_library: Path) -> Path:
    """A folder with a photo and a copy of it, and the library that holds them."""
    folder = tmp_path / "Pictures"
    (folder / "Trip").mkdir(parents=True)
    photo = sample_library / "photos" / "2023" / "11" / "IMG_20231121_160733.jpg"
    for copy in ("lake.jpg", "Trip/lake (1).jpg"):
        shutil.copy(photo, folder / copy)
    with Context(tmp_path / "library") as context:
        index_folders(context, [folder])
    return tmp_path / "library"


@pytest.mark.skipif(sys.platform != "linux", reason="the trash of others cannot be put aside")
def test_a_copy_goes_to_the_trash_once_it_is_allowed_and_confirmed(
    open_pages: Any, own_trash: Path, twice: Path
) -> None:
    copy = twice.parent / "Pictures" / "Trip" / "lake (1).jpg"
    from axe_playwright_python.sync_playwright import Axe

    with open_pages(twice) as pages:
        page = pages.page
        begun(pages)
        assert not page.is_visible(".group >> text=trash")
        pages.go("/settings")
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.check("label:has-text('Offer to move copies to the trash') input")
        begun(pages)
        page.click(".group >> text=Hide, and move to trash")
        page.wait_for_selector(".sheet .files")
        words = page.inner_text(".sheet")
        assert "lake (1).jpg" in words
        assert grave(Axe(), page) == []
        assert "kept: Pictures/lake.jpg" in words
        assert copy.exists()
        page.click(".sheet >> text=Move this file to the trash")
        page.wait_for_selector(".toast >> text=1 file moved to the trash")
        assert not copy.exists()
        assert [path.name for path in (own_trash / "files").iterdir()] == ["lake (1).jpg"]
        page.click("#content >> text=Moved to the trash")
        page.wait_for_selector(".sheet .files")
        assert "lake (1).jpg" in page.inner_text(".sheet")
    assert (twice.parent / "Pictures" / "lake.jpg").exists()
