"""Memories in a real browser: covers, the player, and what is said there is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest


@pytest.fixture
def memories(open_pages: Any, remembered: Path, tmp_path: Path) -> Iterator[Any]:
    """A window on the memories of a library of its own; `events()` reads what it has kept."""
    folder = tmp_path / "library"
    copytree(remembered, folder)
    with open_pages(folder) as pages:
        pages.events = lambda: events(folder)
        pages.go("/memories")
        pages.page.wait_for_selector(".cover.first img")
        yield pages


def events(folder: Path) -> list[tuple[str, int | None, int | None, float, str]]:
    with closing(sqlite3.connect(folder / "library.sqlite")) as database:
        rows = database.execute(
            "SELECT event, photo_id, position, value, subject FROM memory_feedback m "
            "LEFT JOIN act_photos p ON p.id = m.act_photo_id ORDER BY m.id"
        )
        return rows.fetchall()


def kept(pages: Any, event: str) -> list[Any]:
    return [row for row in pages.events() if row[0] == event]


def wait_kept(pages: Any, event: str, n: int = 1) -> list[Any]:
    for _ in range(100):
        if len(found := kept(pages, event)) >= n:
            return found
        pages.page.wait_for_timeout(50)
    raise AssertionError(f"{event} was not kept {n} times: {pages.events()}")


def play(pages: Any, number: int = 0) -> None:
    pages.page.click(f".cover >> nth={number}")
    pages.page.wait_for_selector(".player .frame img")
    pages.page.keyboard.press(" ")
    pages.page.wait_for_selector("[aria-label=Play]")


def at(pages: Any) -> str:
    text: str = pages.page.inner_text(".player .words .sr")
    return text


def test_covers_say_what_they_are_and_that_they_were_shown(memories: Any) -> None:
    page = memories.page
    covers = memories.count(".cover")
    assert covers > 3
    assert page.inner_text(".cover.first b") == "On this day"
    assert "photos" in page.inner_text(".cover.first small")
    shown = wait_kept(memories, "shown", covers)
    assert sorted(row[2] for row in shown) == list(range(covers))


def test_other_days_are_made_while_one_waits(memories: Any) -> None:
    page = memories.page
    page.click("[aria-label='The day before']")
    page.wait_for_selector("text=20 November 2026")
    page.wait_for_selector(".cover.first img", timeout=120_000)
    page.click("text=Today")
    page.wait_for_selector("text=21 November 2026")
    page.go_back()
    page.wait_for_selector("text=20 November 2026")


def test_a_memory_is_walked_with_the_keyboard(memories: Any) -> None:
    page = memories.page
    title = page.inner_text(".cover >> nth=1 >> b")
    page.focus(".cover >> nth=1")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".player h1 >> text={title}")
    page.keyboard.press(" ")
    assert at(memories).startswith("Photo 1 of ")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert at(memories).startswith("Photo 2 of ")
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".ended >> text=Play again")
    page.keyboard.press("Enter")
    memories.until("document.querySelector('.player .words .sr').innerText.startsWith('Photo 1 of')")
    page.keyboard.press("Escape")
    page.wait_for_selector(".player", state="detached")
    assert page.evaluate("document.activeElement.className") == "cover", "the focus is on the memory one saw"
    assert wait_kept(memories, "open")


def test_what_was_written_of_a_photo_stands_below_it(memories: Any) -> None:
    page = memories.page
    day = page.evaluate("fetch('/api/memories').then(answer => answer.json())")
    number, place, caption = next(
        (number, place, photo["caption"])
        for number, memory in enumerate(day["memories"])
        for place, photo in enumerate(memory["photos"])
        if photo["caption"]
    )
    play(memories, number)
    for _ in range(place):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector(f".player .words >> text=Photo {place + 1} of")
    assert page.inner_text(".player .words b") == caption


SHOWN = """() => {
  const frame = document.querySelector('.player .frame:last-child'), image = frame.lastElementChild;
  if (!image.complete || !image.naturalWidth) return null;
  const room = frame.getBoundingClientRect(), ratio = image.naturalWidth / image.naturalHeight;
  const fits = ratio / (room.width / room.height), whole = getComputedStyle(image).objectFit === 'contain';
  return [whole ? 1 : Math.min(fits, 1 / fits), Boolean(frame.querySelector('.blurred')), whole];
}"""
"""Of the picture that is shown: the share of it that is seen, whether a blurred one is behind, all of it."""


@pytest.mark.parametrize("size", [(1280, 800), (400, 800)], ids=["wide", "tall"])
def test_no_picture_loses_more_than_its_edges(memories: Any, size: tuple[int, int]) -> None:
    page = memories.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    play(memories, 1)
    photos = int(at(memories).split()[-1])
    seen = []
    for place in range(photos):
        memories.until(
            "text => document.querySelector('.player .words .sr').innerText === text",
            f"Photo {place + 1} of {photos}",
        )
        memories.until(SHOWN)
        seen.append(page.evaluate(SHOWN))
        page.keyboard.press("ArrowRight")
    assert photos > 5
    assert all(share >= 0.9 for share, *_ in seen), seen
    assert all(blurred == whole for _, blurred, whole in seen), "nothing black beside a picture"
    assert any(whole for *_, whole in seen)


def test_how_long_a_photo_was_looked_at_is_kept(memories: Any) -> None:
    play(memories, 1)
    memories.page.wait_for_timeout(700)
    memories.page.keyboard.press("ArrowRight")
    (event, photo, position, seconds, _), *_ = wait_kept(memories, "dwell")
    assert photo is not None
    assert (event, position) == ("dwell", 0)
    assert 0.5 <= seconds < 60


def test_a_favourite_in_a_memory_is_one_everywhere(memories: Any) -> None:
    page = memories.page
    play(memories)
    was = page.get_attribute(".player .heart", "aria-pressed") == "true"
    page.keyboard.press("f")
    page.wait_for_selector(f".player .heart[aria-pressed={str(not was).lower()}]")
    (_, photo, _, value, _), *_ = wait_kept(memories, "favourite")
    assert value == float(not was)
    pages_photo = page.evaluate(f"fetch('/api/photos/{photo}').then(answer => answer.json())")
    assert pages_photo["favorite"] is not was


def test_less_of_a_day_is_kept_and_can_be_taken_back(memories: Any) -> None:
    page = memories.page
    play(memories)
    page.keyboard.press("i")
    page.wait_for_selector(".sheet .why li")
    page.click(".sheet .chip >> text=21 November")
    page.wait_for_selector(".toast >> text=21 November")
    assert wait_kept(memories, "less")[0][4] == "day:11-21"
    page.click(".toast >> text=Undo")
    for _ in range(100):
        if not kept(memories, "less"):
            break
        page.wait_for_timeout(50)
    assert not kept(memories, "less")


def less_of_a_kind(pages: Any, times: int) -> None:
    for said in range(1, times + 1):
        pages.page.keyboard.press("i")
        pages.page.click(".sheet .chip >> text=On this day")
        wait_kept(pages, "less", said)
    pages.page.keyboard.press("Escape")
    pages.page.wait_for_selector(".player", state="detached")


def test_less_of_a_kind_moves_it_down_in_the_next_ranking(memories: Any) -> None:
    page = memories.page
    assert page.inner_text(".cover.first b") == "On this day"
    play(memories)
    less_of_a_kind(memories, 2)
    page.click("[aria-label='Find other memories']")
    memories.until("document.querySelector('.cover.first b')?.innerText.startsWith('On this day') === false")


def test_an_answer_that_comes_late_does_not_bring_the_old_covers_back(memories: Any) -> None:
    page, late = memories.page, list[Any]()
    play(memories)
    page.route("**/api/memories", lambda route: late.append((route, route.fetch())), times=1)
    less_of_a_kind(memories, 1)
    route, answer = memories.taken(late)
    old = page.get_attribute(".cover.first", "href")
    page.click("[aria-label='Find other memories']")
    page.wait_for_selector(".making")
    route.fulfill(response=answer)
    page.wait_for_selector(".cover.first img")
    assert page.get_attribute(".cover.first", "href") != old


def test_a_memory_is_sent_as_a_whole(memories: Any) -> None:
    page = memories.page
    play(memories)
    photos = page.locator(".player .bars > i").count()
    page.click(".player [aria-label='Send this memory']")
    page.wait_for_selector(f".sheet >> text={photos} photos")
    with page.expect_download() as sent:
        page.click(".sheet >> text=As a page to give away")
    assert sent.value.suggested_filename.endswith(".html")
    page.click(".player [aria-label='Why this memory']")
    page.click(".sheet >> text=Keep as an album")
    page.wait_for_selector(f".toast >> text={photos} photos in")
    assert wait_kept(memories, "share")
    page.keyboard.press("Escape")
    page.wait_for_selector(".player", state="detached")


def test_a_memory_of_a_wish_opens_when_it_is_made(memories: Any) -> None:
    page = memories.page
    page.fill(".wish input", "Italy 2024")
    page.click(".wish button")
    page.wait_for_selector(".player h1 >> text=Italy 2024")
    page.keyboard.press("Escape")
    page.wait_for_selector(".player", state="detached")
    page.fill(".wish input", "norway 1999")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast >> text=Too few photos of “norway 1999”")


def test_a_hidden_memory_is_gone_from_the_covers(memories: Any) -> None:
    page = memories.page
    title = page.inner_text(".cover >> nth=1 >> b")
    play(memories, 1)
    page.click(".player [aria-label='Why this memory']")
    page.click(".sheet >> text=Hide this memory")
    page.wait_for_selector(".player", state="detached")
    assert wait_kept(memories, "hide")
    memories.until("t => ![...document.querySelectorAll('.cover b')].some(one => one.innerText === t)", title)
    page.click(".toast >> text=Undo")
    memories.until("t => [...document.querySelectorAll('.cover b')].some(one => one.innerText === t)", title)


def test_the_player_comes_back_after_a_reload_and_ends_with_the_next(memories: Any) -> None:
    page = memories.page
    play(memories)
    page.reload()
    page.wait_for_selector(".player .frame img")
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    page.click(".ended .next")
    memories.until("!document.querySelector('.ended')")
    memories.until("document.querySelector('.player h1').innerText !== 'On this day'")
    page.go_back()
    page.wait_for_selector(".player", state="detached")


def test_it_goes_on_by_itself(memories: Any) -> None:
    memories.page.click(".cover.first")
    memories.page.wait_for_selector(".player .words .sr >> text=Photo 2 of", state="attached")
    assert memories.page.locator(".player .bars .done").count() == 1


def test_nothing_moves_for_those_who_want_it_so(memories: Any, open_pages: Any, remembered: Path) -> None:
    moving = "document.querySelector('.frame img:last-child').getAnimations().length"
    play(memories)
    assert memories.page.evaluate(moving) == 0
    with open_pages(remembered, reduced_motion="no-preference") as lively:
        lively.go("/memories")
        lively.page.click(".cover.first")
        lively.page.wait_for_selector(".player .frame img")
        assert lively.page.evaluate(moving) == 1


def test_on_a_phone_one_swipes(open_pages: Any, remembered: Path) -> None:
    with open_pages(remembered, viewport={"width": 400, "height": 800}, has_touch=True) as pages:
        pages.go("/memories")
        pages.page.wait_for_selector(".cover.first img")
        assert pages.page.evaluate("document.getElementById('scroller').scrollWidth") <= 400
        play(pages, 1)
        swipe = """([x0, x1]) => {
          const root = document.querySelector('.player .scene');
          const send = (name, clientX) =>
            root.dispatchEvent(new PointerEvent(name, { clientX, clientY: 400, bubbles: true }));
          send('pointerdown', x0);
          send('pointerup', x1);
        }"""
        pages.page.evaluate(swipe, [300, 80])
        assert at(pages).startswith("Photo 2 of")
        pages.page.evaluate(swipe, [80, 300])
        assert at(pages).startswith("Photo 1 of")
