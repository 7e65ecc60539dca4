"""Pictures as questions: dropped, pasted, a part of one, with words, more like one and less like another; and
an answer by rules that is refined in place."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ORDER = """() => [...document.querySelectorAll('.tile')].sort((a, b) => a.dataset.i - b.dataset.i)
    .map(one => one.querySelector('img').src)"""
HAND_OVER = """async ([way, address]) => {
  const blob = await (await fetch(address)).blob(), data = new DataTransfer();
  data.items.add(new File([blob], 'one.jpg', { type: 'image/jpeg' }));
  const how = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data };
  document.dispatchEvent(way === 'paste' ? new ClipboardEvent(way, how) : new DragEvent(way, how));
}"""


@pytest.fixture(scope="module")
def window(open_pages: Any, library: Path) -> Iterator[Any]:
    with open_pages(library) as found:
        found.page.wait_for_selector(".tile img.here")
        yield found


@pytest.fixture
def fresh(window: Any) -> Any:
    """The window on its first page, asking by no picture."""
    window.page.goto(window.address)
    window.page.reload()
    window.page.wait_for_selector(".tile img.here")
    return window


def hand_over(pages: Any, way: str, photo: str) -> None:
    """A picture dropped or pasted, and its answer."""
    asked = pages.page.locator("figure").count()
    pages.page.evaluate(HAND_OVER, [way, f"/api/photos/{photo}/thumbnail/large"])
    pages.until("n => document.querySelectorAll('figure').length > n", asked)
    pages.page.wait_for_selector(".tile")


def order(pages: Any) -> list[str]:
    """Ids of the photos on the page, in their order."""
    found: list[str] = pages.page.evaluate(ORDER)
    return [match[1] for src in found if (match := re.search(r"/photos/(\d+)/", src))]


def other_order(pages: Any, before: list[str]) -> list[str]:
    pages.until(
        f"before => {{ const now = ({ORDER})().map(src => src.match(/photos.(\\d+)/)[1]).join();"
        " return now && now !== before; }",
        ",".join(before),
    )
    return order(pages)


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_a_picture_that_is_handed_over_is_a_question(fresh: Any, way: str) -> None:
    photo = order(fresh)[5]
    hand_over(fresh, way, photo)
    assert photo in order(fresh)[:2], "nothing but another shot of it is more like a photo than itself"
    assert fresh.count("figure canvas") == 1
    sent = [url for url in fresh.asked if "refine" in url]
    assert sent
    assert not any("data" in url for url in sent), "no picture stands in an address"


def test_a_part_of_a_picture(fresh: Any) -> None:
    page = fresh.page
    hand_over(fresh, "drop", order(fresh)[5])
    whole = order(fresh)
    box = page.locator("figure canvas").bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 3, steps=3)
    assert page.is_visible("figure .part")
    page.mouse.up()
    part = other_order(fresh, whole)
    page.wait_for_selector("figure .part", state="visible")
    page.locator("figure .frame").click()
    assert other_order(fresh, part) == whole, "a click is the whole picture again"
    assert not page.is_visible("figure .part")


def test_words_beside_a_picture_are_conditions(fresh: Any) -> None:
    page = fresh.page
    hand_over(fresh, "drop", order(fresh)[5])
    before = order(fresh)
    page.fill("input[name=q]", "in 2023")
    page.keyboard.press("Enter")
    other_order(fresh, before)
    assert all(" 2023" in label for label in fresh.tiles())
    assert fresh.count("figure canvas") == 1


def test_more_like_one_picture_and_less_like_another(fresh: Any) -> None:
    page, (first, second) = fresh.page, order(fresh)[5:7]
    hand_over(fresh, "drop", first)
    alone = order(fresh)
    hand_over(fresh, "paste", second)
    both = other_order(fresh, alone)
    page.locator("figure").nth(1).get_by_role("button", name="More like this").click()
    page.wait_for_selector("figure.less [aria-pressed=true] >> text=Less like this")
    without = other_order(fresh, both)
    assert without.index(second) > both.index(second) if second in without else second in both
    page.locator("figure").nth(1).get_by_role("button", name="Take this picture away").click()
    fresh.until("document.querySelectorAll('figure').length === 1")
    assert other_order(fresh, without) == alone


def test_more_like_the_first_chosen_photo_less_like_the_second(fresh: Any) -> None:
    page = fresh.page
    page.locator(".tile[data-i='3']").click(modifiers=["Control"])
    page.locator(".tile[data-i='4']").click()
    page.click("#chosen >> text=Photos like these")
    page.wait_for_selector(".turned button")
    page.wait_for_selector(".tile")
    both = order(fresh)
    page.locator(".turned button").nth(1).click()
    page.wait_for_selector(".turned .less[aria-pressed=true]")
    assert other_order(fresh, both)
    assert page.locator(".turned button").nth(0).is_disabled(), "one has to be left to be like"
    page.locator(".turned button").nth(1).click()
    fresh.until("!document.querySelector('.turned .less')")


def test_the_answer_by_rules_stands_at_once_and_is_refined_in_place(fresh: Any) -> None:
    page, waiting = fresh.page, list[Any]()
    refined = {
        "planner": "a model",
        "plan": {"text": "harbour", "evidence": {"text": ["harbour"]}},
        "notes": [],
    }
    page.route("**/api/plan", lambda route: waiting.append(route))
    fresh.go("/search?q=harbour liked so much")
    page.wait_for_selector(".tile")
    assert "liked" in page.inner_text(".chip.text span"), "by rules, while the model thinks"
    fresh.taken(waiting).fulfill(json=refined)
    page.wait_for_selector(".chip.text span >> text=/^harbour$/")
    fresh.go("/search?q=mountains liked so much")
    page.wait_for_selector(".chip.text span >> text=mountains liked")
    late = fresh.taken(waiting)
    fresh.go("/search?q=beach")
    page.wait_for_selector(".chip.text span >> text=beach")
    with page.expect_response("**/api/plan"):
        late.fulfill(json=refined)
    assert page.inner_text(".chip.text span") == "beach", "a late answer changes nothing"
    page.unroute("**/api/plan")


def test_a_doubtful_answer_stands_at_once_and_is_put_right_in_place(fresh: Any) -> None:
    page, waiting = fresh.page, list[Any]()

    def doubtful(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(json={**answer.json(), "good": 0, "doubtful": True})

    def held() -> Any:
        """The closer look that is asked for, once it is."""
        end = time.monotonic() + 20
        while not waiting:
            assert time.monotonic() < end, "no closer look was asked for"
            page.wait_for_timeout(20)
        return waiting.pop()

    page.route("**/api/search", doubtful)
    page.route("**/api/search/closer", lambda route: waiting.append(route))
    with page.expect_response("**/api/search") as first:
        fresh.go("/search?q=harbour")
    page.wait_for_selector("text=Looking closer")
    page.wait_for_selector(".tile")
    assert not page.locator("text=Nothing matches well").count(), "nothing is denied yet"
    found = first.value.json()
    second = found["hits"][1]
    others = [hit for hit in found["hits"] if hit != second]
    put_right = {**found, "doubtful": False, "good": 1, "hits": [second, *others]}
    held().fulfill(json=put_right)
    page.wait_for_selector("text=Looking closer", state="detached")
    page.wait_for_selector(f".tile[data-i='0'] img[src*='/photos/{second['photo']}/']")
    assert not page.locator("text=Nothing matches well").count()
    fresh.go("/search?q=mountain")
    page.wait_for_selector("text=Looking closer")
    with page.expect_response("**/api/search/closer"):
        held().fulfill(json={**found, "doubtful": False, "good": 0})
    page.wait_for_selector("text=Nothing matches well")
    fresh.go("/search?q=tree")
    page.wait_for_selector("text=Looking closer")
    held().fulfill(status=503, json={"detail": "The model is gone.", "hint": "Fetch it again."})
    page.wait_for_selector(".note >> text=The model is gone. Fetch it again.")
    assert not page.locator("text=Looking closer").count()
    assert not page.locator("text=Nothing matches well").count(), "nobody knows"
    fresh.complaints.clear()
    page.click(".note >> text=Try again")
    page.wait_for_selector("text=Looking closer")
    assert not page.locator(".note").count()
    with page.expect_response("**/api/search/closer"):
        held().fulfill(json={**found, "doubtful": False, "good": 0})
    page.wait_for_selector("text=Nothing matches well")
    fresh.go("/search?q=street")
    page.wait_for_selector("text=Looking closer")
    late = held().request
    with page.expect_event("requestfailed") as left:
        fresh.go("/search?q=beach")
    assert left.value == late, "nobody waits for it any longer"
    page.wait_for_selector(".chip.text span >> text=beach")
    page.wait_for_selector("text=Looking closer")
    page.unroute("**/api/search/closer")
    page.unroute("**/api/search")
