"""People, duplicates, failures, and results narrowed by what they consist of, in a real browser."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders


def test_a_person_leads_to_their_photos(pages: Any) -> None:
    page = pages.page
    pages.go("/people")
    page.wait_for_selector(".faces li")
    names = page.eval_on_selector_all(".faces b", "all => all.map(one => one.innerText)")
    assert "Leo" in names
    photos = int(page.inner_text(".faces li:has-text('Leo') small").split()[0])
    page.click(".faces >> text=Leo")
    page.wait_for_selector(".who h1:text-is('Leo')")
    page.wait_for_selector(".tile")
    assert 0 < pages.count(".tile") <= photos, "those in view"
    page.go_back()
    page.wait_for_selector(".faces li")


def test_things_lead_to_their_photos_and_to_fewer(pages: Any) -> None:
    page = pages.page
    pages.go("/tags")
    page.wait_for_selector(".things li")
    covers = page.eval_on_selector_all(".things img", "all => all.map(one => one.src)")
    assert len(covers) == len(set(covers)) > 20, "one picture does not stand for two words"
    photos = int(page.inner_text(".things li:has(b:text-is('Animal')) small").split()[0])
    page.click(".things b:text-is('Animal')")
    page.wait_for_selector(".chip.tag >> text=animal")
    page.wait_for_selector(".tile")
    assert 0 < pages.count(".tile") <= photos
    fewer = page.locator(".facets [data-facet=tags]").first
    name = fewer.get_attribute("aria-label").removeprefix("Only ").partition(":")[0]
    fewer.click()
    page.wait_for_selector(f"[aria-label='Remove {name}']")
    page.click("[aria-label='Remove animal']")
    page.wait_for_selector("[aria-label='Remove animal']", state="detached")
    page.click(f"[aria-label='Remove {name}']")
    page.wait_for_selector(".canvas h2 >> text=2026")


def test_a_word_within_a_thing(pages: Any) -> None:
    pages.go("/search?tags=beach&q=california")
    pages.page.wait_for_selector(".chip.places")
    assert all("California" in label for label in pages.tiles())
    pages.page.click("[aria-label^='Remove California']")
    pages.until("!document.querySelector('.chip.places')")
    assert pages.count(".chip.tag"), "one condition less, the other holds"


def test_duplicates_show_the_best_of_each_first(pages: Any) -> None:
    page = pages.page
    pages.go("/duplicates")
    page.wait_for_selector(".group", timeout=60_000)
    assert page.inner_text(".group h2 >> nth=0").startswith("Exact copies")
    shots = page.locator(".group >> nth=0").locator(".shot")
    assert shots.count() > 1
    assert page.locator(".group >> nth=0").locator(".keep").count() == 1
    assert shots.first.get_attribute("aria-label").startswith("Best")
    page.click(".segments >> text=Shots of a moment")
    pages.until("location.hash.includes('kind=burst')")
    pages.until("[...document.querySelectorAll('.group h2')].every(one => one.innerText.startsWith('Shots'))")
    shots.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".viewer .title:not(:empty)")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    page.wait_for_selector(".viewer", state="detached")
    assert page.evaluate("document.activeElement.className") == "shot"


def test_nothing_on_the_page_of_duplicates_deletes_and_nothing_moves_unasked(pages: Any) -> None:
    pages.go("/duplicates")
    pages.page.wait_for_selector(".group", timeout=60_000)
    words = pages.page.inner_text("#content").lower()
    assert "no file is deleted" in words
    labels = pages.page.eval_on_selector_all(
        "#content button:not([hidden])", "all => all.map(one => (one.ariaLabel ?? '') + one.innerText)"
    )
    assert not [label for label in labels for word in ("delete", "remove", "trash") if word in label.lower()]


@pytest.fixture
def broken(tmp_path: Path, sample_library: Path) -> Path:
    """A folder of two good photos, two that are none, and the library that holds them."""
    folder = tmp_path / "Pictures"
    copytree(sample_library / "photos" / "2023", folder)
    (folder / "torn.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    (folder / "empty.png").write_bytes(b"")
    with Context(tmp_path / "library") as context:
        index_folders(context, [folder])
    return tmp_path / "library"


def test_failures_say_which_why_and_what_to_do(open_pages: Any, broken: Path) -> None:
    with open_pages(broken) as pages:
        page = pages.page
        pages.go("/failures")
        both = "document.querySelectorAll('.files b').length === 2"
        pages.until(both)
        files = page.eval_on_selector_all(".files b", "all => all.map(one => one.innerText)")
        assert sorted(files) == ["empty.png", "torn.jpg"]
        assert all(
            len(words) > 20
            for words in page.eval_on_selector_all(".card > p", "a => a.map(p => p.innerText)")
        )
        assert str(broken.parent) not in page.inner_text("#content"), "names and folders, no paths"
        page.click("text=Try again now")
        page.wait_for_selector(".toast >> text=Everything is up to date")
        pages.until(both)


def test_no_failures_is_said(pages: Any) -> None:
    pages.go("/failures")
    pages.page.wait_for_selector("text=Every file could be read")


def test_results_are_narrowed_and_put_in_order(pages: Any) -> None:
    page = pages.page
    pages.go("/search?q=beach")
    page.wait_for_selector(".facets")
    label = page.get_attribute(".facets button[aria-label^='Only 2026']", "aria-label")
    assert label.startswith("Only 2026: ")
    page.click(".facets button[aria-label^='Only 2026']")
    page.wait_for_selector(".chip.taken")
    pages.until("[...document.querySelectorAll('.tile')].every(one => one.ariaLabel.includes('2026'))")
    assert not pages.count(".facets button[aria-label^='Only 2026']"), "what holds already is not offered"
    page.click(".segments >> text=Oldest")
    page.wait_for_selector(".chip.order")
    assert page.is_checked("input[value=oldest]")
    page.go_back()
    pages.until("!document.querySelector('.chip.order')")
    page.go_back()
    pages.until("!document.querySelector('.chip.taken')")


def test_like_a_photo_with_more_of_something(pages: Any) -> None:
    page = pages.page
    pages.go("/search?q=beach")
    page.locator(".tile").first.click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    page.keyboard.press("s")
    page.wait_for_selector("h1 >> text=Photos like this one")
    page.wait_for_selector(".tile")
    order = "() => [...document.querySelectorAll('.tile')].sort((a, b) => a.dataset.i - b.dataset.i)"
    order += ".map(one => one.querySelector('img').src).join()"
    before = page.evaluate(order)
    page.fill("input[name=plus]", "snow and ice")
    page.keyboard.press("Enter")
    pages.until("location.hash.includes('plus=snow')")
    pages.until(f"before => document.querySelector('.tile') && ({order})() !== before", before)
    assert page.input_value("input[name=plus]") == "snow and ice"


def test_a_photo_is_on_a_small_map(pages: Any) -> None:
    page = pages.page
    pages.go("/search?q=Rome")
    page.locator(".tile").first.click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    if not pages.count(".info"):
        page.keyboard.press("i")
    page.click(".info .globe")
    page.wait_for_selector(".mapped a")
    assert "41.8" in page.evaluate("location.hash") or "41.9" in page.evaluate("location.hash")
