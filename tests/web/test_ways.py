"""Ways through the pages that people take every day: back, again, away and home."""

from __future__ import annotations

from pathlib import Path
from typing import Any

TOP = "document.getElementById('scroller').scrollTop"
READY = "!document.body.classList.contains('busy') && document.querySelector('.tile')"


def scrolled(pages: Any, to: int) -> int:
    """Scroll the page there; how far it went."""
    pages.page.evaluate(f"to => {{ {TOP} = to; }}", to)
    pages.page.wait_for_timeout(200)
    top: int = pages.page.evaluate(TOP)
    return top


def test_who_comes_back_to_a_page_finds_it_where_it_was_left(pages: Any) -> None:
    page = pages.page
    top = scrolled(pages, 1500)
    assert top > 1000
    page.click("#nav >> text=People")
    page.wait_for_selector(".faces li")
    assert page.evaluate(TOP) == 0, "another page begins at its top"
    page.go_back()
    pages.until(f"({READY}) && {TOP} === {top}")
    page.reload()
    pages.until(f"({READY}) && {TOP} === {top}")
    page.click("#nav >> text=People")
    page.wait_for_selector(".faces li")
    page.click("#nav >> text=Photos")
    pages.until(READY)
    assert page.evaluate(TOP) == 0, "whoever asks for a page anew gets its beginning"


def test_the_way_back_from_a_photo_like_it(pages: Any) -> None:
    page = pages.page
    scrolled(pages, 1500)
    page.locator(".tile").nth(6).click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    top = page.evaluate(TOP)
    assert top > 400
    page.keyboard.press("s")
    page.wait_for_selector("h1 >> text=Photos like this one")
    page.go_back()
    page.wait_for_selector(".viewer .title:not(:empty)")
    page.keyboard.press("Escape")
    page.wait_for_selector(".viewer", state="detached")
    assert page.evaluate(TOP) == top


def test_a_list_that_came_in_parts_is_as_long_as_it_was(pages: Any) -> None:
    page = pages.page
    page.route(
        "**/api/search",
        lambda route: route.continue_(
            post_data=(route.request.post_data or "").replace('"limit":120', '"limit":30')
        ),
    )
    pages.go("/search?q=green")
    page.wait_for_selector(".chip.text")
    length = "document.getElementById('scroller').scrollHeight"
    first = page.evaluate(length)
    scrolled(pages, 1_000_000)
    pages.until(f"{length} > {first}")
    top = scrolled(pages, first)
    page.click("#nav >> text=People")
    page.wait_for_selector(".faces li")
    page.go_back()
    pages.until(f"({READY}) && {TOP} === {top}")


def test_the_page_one_is_on_goes_to_its_top(pages: Any) -> None:
    assert scrolled(pages, 900) > 0
    pages.page.click("#nav >> text=Photos")
    pages.until(f"{TOP} === 0")


def test_a_sheet_goes_with_what_it_was_opened_over(pages: Any) -> None:
    page = pages.page
    page.click("#nav >> text=People")
    page.wait_for_selector(".faces li")
    page.keyboard.press("?")
    page.wait_for_selector(".sheet")
    page.go_back()
    page.wait_for_selector(".sheet", state="detached")
    pages.until(READY)


def test_a_page_whose_code_cannot_be_had_says_so_plainly(open_pages: Any, library: Path) -> None:
    with open_pages(library) as pages:
        page = pages.page
        page.wait_for_selector(".tile img.here")
        page.route("**/js/people.js", lambda route: route.abort())
        page.click("#nav >> text=People")
        page.wait_for_selector("text=The service has stopped")
        assert "module" not in page.inner_text("#content")
        pages.complaints.clear()  # the browser's own word about the file that was cut


def test_a_picture_that_cannot_be_had_leaves_no_torn_page(pages: Any) -> None:
    page = pages.page
    page.route("**/thumbnail/grid", lambda route: route.abort())
    pages.go("/tags")
    page.wait_for_selector(".things img.gone")
    assert page.evaluate("getComputedStyle(document.querySelector('.things img.gone')).opacity") == "0"
    pages.complaints.clear()


def test_the_empty_box_offers_whom_one_photographs_most(pages: Any) -> None:
    page = pages.page
    pages.go("/people")
    page.wait_for_selector(".faces li")
    people = page.eval_on_selector_all(".faces b", "all => all.map(one => one.innerText)")
    page.keyboard.press("/")
    page.wait_for_selector("[role=option]")
    offered = page.eval_on_selector_all("[role=option] span", "all => all.map(one => one.innerText)")
    assert offered[:2] == people[:2] != sorted(people)[:2]
