"""Ways through the pages that people take every day: back, again, away and home."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from typing import Any

MONTH = {"month": "2026-07", "ids": [1], "ratios": [150], "days": [3], "favorites": [1], "videos": []}
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
            post_data=(route.request.post_data or "")
            .replace('"limit":120', '"limit":30')
            .replace('"limit":60', '"limit":30')
        ),
    )
    pages.go("/search?q=a green field")
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
        page.wait_for_selector("text=photos-ml is not running any more")
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


def focused(pages: Any, is_: str) -> None:
    """Wait until the focus is on what the selector means."""
    pages.until(f"!document.body.classList.contains('busy') && document.activeElement.matches(`{is_}`)")


def test_the_focus_stays_among_the_results_it_changes(pages: Any) -> None:
    page = pages.page
    pages.go("/search?q=beach")
    page.wait_for_selector(".facets")
    page.focus("input[name=order][value=relevance]")
    page.keyboard.press("ArrowRight")
    pages.until("location.hash.includes('newest')")
    focused(pages, "input[name=order][value=newest]")
    page.focus(".facets [data-facet=years]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".chip.taken")
    pages.until("!document.body.classList.contains('busy') && document.activeElement !== document.body")
    page.focus(".chip.taken button")
    page.keyboard.press("Enter")
    pages.until("!document.querySelector('.chip.taken')")
    focused(pages, ".chip button")


def test_the_day_after_the_day_after(open_pages: Any, library: Path, tmp_path: Path) -> None:
    with open_pages(tmp_path / "library", library.parent) as pages:
        pages.go("/memories")
        for day in ("22 November 2026", "23 November 2026"):
            pages.page.wait_for_selector("[aria-label='The day after']")
            pages.page.focus("[aria-label='The day after']")
            pages.page.keyboard.press("Enter")
            pages.page.wait_for_selector(f"text={day}")
            focused(pages, "[aria-label='The day after']")


def test_no_rail_where_all_is_in_view(pages: Any) -> None:
    page = pages.page
    assert page.is_visible("#rail")
    page.route("**/api/timeline?*", lambda route: route.fulfill(json={"months": [MONTH]}))
    pages.go("/favorites")
    pages.until("document.querySelectorAll('.tile').length === 1")
    assert not page.is_visible("#rail")
    page.unroute("**/api/timeline?*")
    pages.go("/")
    page.wait_for_selector("#rail .year")


def test_a_video_plays_by_the_space_bar_and_is_large_enough(open_pages: Any, library: Path) -> None:
    with open_pages(library) as pages:
        page = pages.page
        page.wait_for_selector(".tile img.here")
        photo = page.evaluate("document.querySelector('.tile img').src.match(/photos\\/(\\d+)/)[1]")
        known = page.evaluate("async id => (await fetch(`/api/photos/${id}`)).json()", photo)
        video = {**known, "media": "video", "width": 90, "height": 160}
        page.route(f"**/api/photos/{photo}", lambda route: route.fulfill(json=video))
        pages.go(f"/?photo={photo}")
        page.wait_for_selector(".viewer video")
        assert page.locator(".viewer video").bounding_box()["height"] > 400
        page.evaluate("document.activeElement.blur()")
        page.evaluate("() => { HTMLMediaElement.prototype.play = function () { this.dataset.plays = 1; }; }")
        page.keyboard.press(" ")
        page.wait_for_selector(".viewer video[data-plays]")
        pages.complaints.clear()  # a photo is no video to the browser


def offered(pages: Any) -> list[str]:
    """What the empty search box offers from before."""
    words: list[str] = pages.page.eval_on_selector_all(
        "[role=option]:has(.forget) span:first-of-type", "all => all.map(one => one.innerText)"
    )
    return words


def test_what_was_searched_for_before_is_offered_and_can_be_forgotten(pages: Any) -> None:
    page = pages.page
    for words in ("sunset", "a dog", "sunset"):
        page.fill("#query", words)
        page.keyboard.press("Enter")
        page.wait_for_selector(f".chip.text >> text={words.removeprefix('a ')}")
    pages.until(
        "fetch('/api/suggestions').then(answer => answer.json())"
        ".then(all => all[0].query === 'sunset' && all[1].query === 'a dog')"
    )
    page.reload()
    page.wait_for_selector(".chip.text")
    page.click("[aria-label='Clear the search']")
    page.wait_for_selector("[role=option] .forget")
    assert offered(pages) == ["sunset", "a dog"], "the latest first, each once"
    assert "sunset" not in page.evaluate("JSON.stringify({...localStorage})")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Delete")
    pages.until("document.querySelectorAll('[role=option] .forget').length === 1")
    page.click("[role=option] .forget")
    pages.until("!document.querySelector('[role=option] .forget') && document.querySelector('[role=option]')")
    assert page.evaluate("document.activeElement.id") == "query"


def test_the_focus_goes_back_to_what_opened_the_information(pages: Any) -> None:
    page = pages.page
    page.locator(".tile").first.click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    page.click(".viewer [aria-label=Information]")
    page.wait_for_selector(".info .thumbs img")
    page.click(".info [aria-label=Close]")
    page.wait_for_selector(".info", state="detached")
    assert page.evaluate("document.activeElement.ariaLabel") == "Information"


# The first photo that is wholly in view: how far down, and which.
FIRST = """() => [...document.querySelectorAll('.tile')]
    .map(one => [Math.round(one.getBoundingClientRect().top), one.querySelector('img').src])
    .filter(([top]) => top > 120).sort((a, b) => a[0] - b[0])[0]"""


def test_what_is_in_view_stays_when_photos_arrive(open_pages: Any, library: Path) -> None:
    with open_pages(library) as pages:
        page = pages.page
        page.wait_for_selector(".tile img.here")
        scrolled(pages, 2000)
        before, length = page.evaluate(FIRST), "document.getElementById('scroller').scrollHeight"
        timeline = page.evaluate("async () => (await fetch('/api/timeline?show=all')).json()")
        july = timeline["months"][2]
        fresh = {
            **july,
            "month": "2026-12",
            "ids": [photo + 10_000 for photo in july["ids"]],
            "favorites": [],
        }
        timeline["months"].insert(0, fresh)
        page.route("**/api/timeline?*", lambda route: route.fulfill(json=timeline))
        height = page.evaluate(length)
        page.evaluate("""async () => {
          const main = document.querySelector("script[type=module]").src;
          await (await import(new URL("state.js", main))).tell("listed");
        }""")
        assert page.evaluate(length) > height + 500
        (top, photo), (top_before, photo_before) = page.evaluate(FIRST), before
        assert photo == photo_before and abs(top - top_before) <= 1
        pages.complaints.clear()


def test_the_keyboard_goes_on_where_photos_were_hidden(
    open_pages: Any, library: Path, tmp_path: Path
) -> None:
    copytree(library, tmp_path / "library")
    with open_pages(tmp_path / "library") as pages:
        page = pages.page
        page.wait_for_selector(".tile img.here")
        third = pages.tiles()[2]
        page.locator(".tile[data-i='1']").focus()
        page.keyboard.press("x")
        page.focus("#chosen [aria-label=Hide]")
        page.keyboard.press("Enter")
        page.wait_for_selector(".toast >> text=1 photo")
        pages.until("label => document.activeElement.ariaLabel === label", third)
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.dataset.i") == "2"


def test_a_date_is_shown_as_far_as_it_is_known(open_pages: Any, library: Path) -> None:
    with open_pages(library) as pages:
        shown = pages.page.evaluate(
            """async () => {
              const { monthName, timeName, whenName } = await import('/js/text.js');
              const known = (precision) => ({ taken: '1985-07-06T14:30:00', precision });
              return ['second', 'minute', 'day', 'month', 'year', 'decade']
                .map((precision) => [whenName(known(precision)), timeName(known(precision))])
                .concat([[monthName('1985'), monthName('1980s')]]);
            }"""
        )
    assert shown == [
        ["Saturday, 6 July 1985", "14:30"],
        ["Saturday, 6 July 1985", "14:30"],
        ["Saturday, 6 July 1985", ""],
        ["July 1985", ""],
        ["1985", ""],
        ["1980s", ""],
        ["1985", "1980s"],
    ]
