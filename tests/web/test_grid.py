"""How the grid is shown: its size, what stays at the top, stacks, and what is chosen from anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HEIGHT = (
    "[...document.querySelectorAll('.tile')].map((tile) => tile.offsetHeight).sort((a, b) => a - b).at(0)"
)


def lowest(pages: Any) -> float:
    found: float = pages.page.evaluate(HEIGHT)
    return found


def test_pictures_have_three_sizes_that_last(pages: Any) -> None:
    page, medium = pages.page, lowest(pages)
    page.click("[aria-label='Large pictures']")
    pages.until(f"({HEIGHT}) > {medium} * 1.2")
    page.click("[aria-label='Small pictures']")
    pages.until(f"({HEIGHT}) < {medium} * 0.9")
    page.reload()
    page.wait_for_selector(".tile img.here")
    assert page.get_attribute("[aria-label='Small pictures']", "aria-pressed") == "true"
    assert lowest(pages) < medium * 0.9
    page.click("[aria-label='Medium pictures']")
    pages.until(f"({HEIGHT}) > {medium} * 0.9")


def test_month_and_day_stay_at_the_top(pages: Any) -> None:
    page = pages.page
    assert not page.is_visible(".stuck b")
    heading = page.inner_text(".canvas h2 >> nth=0")
    page.evaluate("document.getElementById('scroller').scrollTop = 120")
    page.wait_for_selector(".stuck.on b:not(:empty)")
    assert page.inner_text(".stuck b") in heading
    assert any(letter.isdigit() for letter in page.inner_text(".stuck small"))
    page.evaluate("document.getElementById('scroller').scrollTop = 1e7")
    pages.until("document.querySelector('.stuck b').textContent.startsWith('No date')")
    assert "No date" in page.locator("#rail .year").all_inner_texts(), "on the scale as well"
    page.evaluate("document.getElementById('scroller').scrollTop = 0")
    page.wait_for_selector(".stuck:not(.on)", state="attached")


def test_copies_and_shots_of_a_moment_stand_as_one(open_pages: Any, library: Path) -> None:
    with open_pages(library, stacked=True) as found:
        page = found.page
        page.wait_for_selector(".tile .count:not(:empty)")
        stacks = page.evaluate("fetch('/api/timeline/stacks').then((answer) => answer.json())")["stacks"]
        months = page.evaluate("fetch('/api/timeline').then((answer) => answer.json())")["months"]
        photos = [photo for month in months for photo in month["ids"]]
        assert stacks and all(len(stack) > 1 and set(stack) <= set(photos) for stack in stacks)
        page.locator("body").press("Control+a")
        page.wait_for_selector(f"#chosen >> text={len(photos)} selected")
        page.keyboard.press("Escape")
        page.wait_for_selector("#chosen", state="hidden")
        top = page.locator(".tile:has(.count:not(:empty))").first
        more = int(top.locator(".count").inner_text())
        top.click(modifiers=["Control"])
        page.wait_for_selector(f"#chosen >> text={more + 1} selected")
        top.click(modifiers=["Control"])
        page.wait_for_selector("#chosen", state="hidden")
        top.click()
        page.wait_for_selector(".viewer .title:not(:empty)")
        if not found.count(".info"):
            page.keyboard.press("i")
        page.wait_for_selector(".info >> text=Other shots of this moment")
        page.keyboard.press("Escape")
        page.wait_for_selector(".viewer", state="detached")
        below = stacks[0][1]
        found.go("/more")
        found.go(f"/?at={below}")
        found.until("document.activeElement.matches('.tile:has(.count:not(:empty))')")
        page.click("[aria-label='Stack copies and shots of one moment']")
        page.wait_for_selector(".tile .count:not(:empty)", state="detached")
        page.reload()
        page.wait_for_selector(".tile img.here")
        assert page.get_attribute(".stacks", "aria-pressed") == "false", "kept in this browser"


def test_the_grid_waits_for_no_stacks_and_takes_them_in_when_they_come(
    open_pages: Any, library: Path
) -> None:
    held: list[Any] = []
    with open_pages(library, stacked=True) as found:
        found.page.wait_for_selector(
            ".tile .count:not(:empty)"
        )  # what is asked for from now on is of the next
        found.page.route("**/api/timeline/stacks", lambda route: held.append(route))
        found.page.reload()
        found.page.wait_for_selector(".tile img.here")
        coming = found.taken(held)
        stack = found.page.evaluate(
            "fetch('/api/timeline/stacks?').then((answer) => answer.json()).then(({ stacks }) => stacks[0])"
        )
        found.page.locator(f".tile:has(img[src*='/photos/{stack[1]}/'])").click(modifiers=["Control"])
        found.page.wait_for_selector("#chosen >> text=1 selected")
        coming.continue_()
        found.page.wait_for_selector(".tile .count:not(:empty)")
        found.page.wait_for_selector(f"#chosen >> text={len(stack)} selected")
        assert found.count(".tile.chosen") == 1, "what was chosen is the whole stack"
