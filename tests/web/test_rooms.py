"""Answers that come once the user has gone on land nowhere, whatever page asked for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

LATER_MS = 400
"""What was answered has been drawn by then, if it is drawn at all."""


@contextmanager
def held_back(own: Any, of: str) -> Iterator[list[Any]]:
    """Requests to addresses like this wait in the list until they are continued or answered."""
    held: list[Any] = []
    own.page.route(of, lambda route: held.append(route))
    yield held
    own.page.unroute(of)


def let_go(own: Any, held: list[Any]) -> None:
    for route in held:
        with own.page.expect_event("requestfinished", lambda one, mine=route.request: one == mine):
            route.continue_()
    own.page.wait_for_timeout(LATER_MS)


PAGES = {
    "/": "**/api/timeline?*",
    "/favorites": "**/api/timeline?*",
    "/albums": "**/api/albums",
    "/latest/added": "**/api/albums/latest/*",
    "/memories": "**/api/memories",
    "/map": "**/api/map?*",
    "/people": "**/api/people?*",
    "/tags": "**/api/tags",
    "/duplicates": "**/api/duplicates?*",
    "/failures": "**/api/failures",
    "/private": "**/api/private",
    "/settings": "**/api/settings",
    "/folders": "**/api/folders/tree",
    "/search?q=dog": "**/api/search",
    "/similar/1": "**/api/photos/1/similar?*",
}
"""Each page, and what it asks for before it can be drawn."""


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_answers_late_leaves_the_next_one_alone(pages: Any, page: str) -> None:
    pages.go("/more")
    pages.page.wait_for_selector(".more a")
    with held_back(pages, PAGES[page]) as held:
        pages.go(page)
        first = pages.taken(held)
        pages.go("/more")
        pages.page.wait_for_selector(".more a >> visible=true")
        pages.until("() => !document.body.classList.contains('busy')")
        before = pages.page.evaluate("document.getElementById('content').innerText")
        let_go(pages, [first, *held])
    assert pages.page.evaluate("document.getElementById('content').innerText") == before
    assert pages.count("#content > .room") == 1
    assert pages.count("#rail > *") == 0
    assert not pages.page.evaluate("document.getElementById('scroller').classList.contains('railed')")


def test_the_rail_of_the_next_grid_outlives_the_late_one(pages: Any) -> None:
    with held_back(pages, "**/api/timeline?show=favorites") as held:
        pages.go("/favorites")
        first = pages.taken(held)
        pages.go("/")
        pages.page.wait_for_selector("#rail .thumb")
        let_go(pages, [first])
    assert pages.count("#rail [role='slider']") == 1
    assert pages.page.evaluate("document.getElementById('scroller').classList.contains('railed')")


def test_what_was_there_stays_in_sight_until_the_next_page_draws(pages: Any) -> None:
    pages.go("/tags")
    pages.page.wait_for_selector(".things img")
    with held_back(pages, "**/api/albums") as held:
        pages.go("/albums")
        first = pages.taken(held)
        assert pages.page.is_visible(".things img")
        let_go(pages, [first])
    pages.page.wait_for_selector("h1:text-is('Albums')")
    assert pages.count("#content > *") == 1


def test_a_slow_search_is_not_drawn_over_a_later_one_that_failed(pages: Any) -> None:
    held: list[Any] = []

    def answer(route: Any) -> None:
        if "slow" in route.request.post_data:
            held.append(route)
        else:
            route.abort()

    pages.page.route("**/api/search", answer)
    pages.go("/search?q=slow dog")
    first = pages.taken(held)
    pages.go("/search?q=beach")
    pages.page.wait_for_selector(".welcome button:text-is('Try again')")
    let_go(pages, [first])
    pages.page.unroute("**/api/search")
    assert pages.page.is_visible(".welcome button:text-is('Try again')")
    assert pages.count(".canvas") == 0
    pages.complaints.clear()


def test_what_an_album_offers_is_not_taken_away_by_one_that_came_late(open_pages: Any, library: Path) -> None:
    with open_pages(library) as own:
        own.page.evaluate(
            """async () => {
              const { post } = await import('/js/api.js');
              for (const name of ['First', 'Second']) await post('/api/albums', { name, photos: [1, 2, 3] });
            }"""
        )
        own.go("/albums")
        links = [
            own.page.get_attribute(f".things a:has-text('{name}')", "href").removeprefix("#")
            for name in ("First", "Second")
        ]
        with held_back(own, f"**/api/albums/{links[0].rpartition('/')[2]}") as held:
            own.go(links[0])
            first = own.taken(held)
            own.go(links[1])
            own.page.wait_for_selector(".head h1:text-is('Second')")
            own.page.wait_for_selector(".tile img.here")
            let_go(own, [first])
        assert own.page.is_visible(".head h1:text-is('Second')")
        own.page.locator(".tile[data-i='0']").click(modifiers=["Control"])
        own.page.click("#chosen >> [aria-label='More']")
        own.page.wait_for_selector(".sheet >> text=Take out of the album")
