"""The settings page: each choice is kept, a folder is forgotten only after a word of warning."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.choices import change_settings
from photos_ml.app.service.indexing import index_folders


@pytest.fixture
def own(sample_library: Path, tmp_path: Path, library: Path) -> Path:
    """A copy of the library that may be changed."""
    return Path(shutil.copytree(library, tmp_path / "library"))


@pytest.fixture
def settings(open_pages: Any, own: Path) -> Iterator[Any]:
    with open_pages(own) as pages:
        pages.go("/settings")
        pages.page.wait_for_selector(".settings")
        yield pages


def kept(own: Path) -> Any:
    with Context(own) as context:
        return context.settings


def test_choices_are_kept(settings: Any, own: Path) -> None:
    page = settings.page
    page.fill("[aria-label='Folder or file to leave out']", "Screenshots")
    page.keyboard.press("Enter")
    page.wait_for_selector(".settings .chip >> text=Screenshots")
    page.click(".settings >> text=Rules >> nth=-1")
    page.wait_for_selector(".toast >> text=Saved")
    page.select_option("[aria-label='Thumbnails']", "5000")
    page.select_option("[aria-label='Language you search in']", "es")
    page.fill("[aria-label='Home country']", "no")
    page.keyboard.press("Tab")
    page.click(".switch")
    page.click(".segments >> text=Dark")
    settings.until("document.documentElement.dataset.theme === 'dark'")
    page.wait_for_timeout(500)
    found = kept(own)
    assert (found.exclude, found.thumbnails_mb, found.home) == (("Screenshots",), 5000, "NO")
    assert found.language == "es"
    assert (found.watch, found.theme, found.planner) == (False, "dark", "rules")
    page.click("[aria-label='Remove Screenshots']")
    page.wait_for_selector(".settings .chip >> text=Screenshots", state="detached")
    assert kept(own).exclude == ()


def test_what_is_no_pattern_is_said(settings: Any, own: Path) -> None:
    settings.page.fill("[aria-label='Folder or file to leave out']", "*")
    settings.page.keyboard.press("Enter")
    settings.page.wait_for_selector(".toast >> text=would leave nothing")
    settings.complaints.clear()  # the browser's own word about the answer
    assert kept(own).exclude == ()


def test_a_folder_is_forgotten_after_a_word_of_warning(
    settings: Any, own: Path, sample_library: Path
) -> None:
    page = settings.page
    page.click(".settings >> text='Remove'")
    page.wait_for_selector("[role=dialog] >> text=stay on your disk exactly as they are")
    page.click("[role=dialog] >> text='Keep'")
    page.wait_for_selector("[role=dialog]", state="detached")
    page.click(".settings >> text='Remove'")
    page.click("text=Remove from the library")
    page.wait_for_selector(".toast >> text=161 photos forgotten")
    settings.go("/")
    page.wait_for_selector("text=Find any photo by what you remember of it")
    assert len(list((sample_library / "photos").rglob("*.*"))) > 150


def test_the_theme_of_the_library_holds_where_the_browser_knows_none(open_pages: Any, own: Path) -> None:
    with Context(own) as context:
        change_settings(context, theme="dark")
    with open_pages(own) as pages:
        pages.until("document.documentElement.dataset.theme === 'dark'")


def test_on_a_phone_the_settings_fit(open_pages: Any, own: Path) -> None:
    with open_pages(own, viewport={"width": 400, "height": 800}, has_touch=True) as pages:
        pages.go("/settings")
        pages.page.wait_for_selector(".settings")
        assert pages.page.evaluate("document.getElementById('scroller').scrollWidth") <= 400


def test_photos_that_arrive_appear(open_pages: Any, tmp_path: Path, sample_library: Path) -> None:
    album = tmp_path / "album"
    album.mkdir()
    photos = sorted((sample_library / "photos" / "2023").rglob("*.[jJ][pP][gG]"))[:2]
    shutil.copy(photos[0], album)
    with Context(tmp_path / "library") as context:
        index_folders(context, [album])
    with open_pages(tmp_path / "library", keep_up=True) as pages:
        pages.page.wait_for_selector(".tile")
        shutil.copy(photos[1], album)
        pages.page.wait_for_selector(".tile >> nth=1", timeout=60_000)


def test_a_step_is_switched_off_only_after_a_word_of_warning(settings: Any, own: Path) -> None:
    def off() -> frozenset[str]:
        with Context(own) as context:
            return context.library().steps.off

    page = settings.page
    page.wait_for_selector(".settings >> text=How good a picture is")
    assert page.locator("[aria-label='What a photo shows'].switch").count() == 0  # search stands on it
    page.click("[aria-label='How good a picture is']")
    page.wait_for_selector("text=Switch off: How good a picture is")
    assert off() == frozenset()
    page.click("text=Switch off and delete")
    page.wait_for_selector(".toast >> text=Saved")
    assert off() == {"quality"}
    page.click("[aria-label='How good a picture is']")
    settings.until("document.querySelector(\"[aria-label='How good a picture is']\").checked")
    page.wait_for_timeout(300)
    assert off() == frozenset()
