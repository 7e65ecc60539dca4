"""What one meets every day: fingers, long names, empty folders, a change of mind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# Controls with less room than a finger needs. A label stands for the input inside it.
TIGHT = """[...document.querySelectorAll(
        '#bar a, #bar button, #nav a, #content a, #content button, .segments label, .viewer button')]
    .filter(one => one.offsetParent && !one.closest('.marker, [aria-hidden=true]'))
    .map(one => [one.getBoundingClientRect(), one.ariaLabel || one.innerText])
    .filter(([box]) => box.width && (Math.round(box.width) < 44 || Math.round(box.height) < 44))
    .map(([box, name]) => `${name}: ${box.width} x ${box.height}`)"""


@pytest.fixture
def own(open_pages: Any, library: Path, tmp_path: Path) -> Iterator[Any]:
    """A window on a library that may be marked."""
    copytree(library, tmp_path / "library")
    with open_pages(tmp_path / "library") as found:
        found.page.wait_for_selector(".tile img.here")
        yield found


@pytest.fixture
def phone(open_pages: Any, remembered: Path, tmp_path: Path) -> Iterator[Any]:
    copytree(remembered, tmp_path / "library")  # what is looked at there is kept
    with open_pages(tmp_path / "library", **PHONE) as found:
        found.page.wait_for_selector(".tile img.here")
        yield found


def swipe(page: Any, dx: int, dy: int) -> None:
    """A finger across the middle of the screen, that rests before it leaves: nothing is flung."""
    finger, (x, y) = page.context.new_cdp_session(page), (195, 422)
    for part in (0, 0.25, 0.5, 0.75, 1, 1, 1):
        at = {"x": x + dx * part, "y": y + dy * part}
        kind = "touchMove" if part else "touchStart"
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at]})
        page.wait_for_timeout(60)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_finds_every_control(phone: Any) -> None:
    for place in (
        *(
            "/",
            "/search?q=sunset in Rome in summer 2024",
            "/similar/5",
            "/memories",
            "/map",
            "/people",
            "/tags",
        ),
        *("/duplicates", "/failures", "/settings", "/more"),
    ):
        phone.go(place)
        phone.page.wait_for_timeout(100)
        phone.until("!document.body.classList.contains('busy')")
        phone.until("!document.querySelector('.making, .page > progress')")
        assert phone.page.evaluate(TIGHT) == [], place


def test_swipes_step_close_and_tell_more(phone: Any) -> None:
    page = phone.page
    page.locator(".tile[data-i='2']").tap()
    page.wait_for_selector(".viewer .title:not(:empty)")
    before = page.url
    swipe(page, -200, 10)
    phone.until("before => location.href !== before", before)
    page.wait_for_selector(".viewer .title:not(:empty)")
    swipe(page, 5, -200)
    page.wait_for_selector(".info .thumbs img")
    page.locator(".info [aria-label=Close]").tap()
    page.wait_for_selector(".info", state="detached")
    swipe(page, 5, 40)
    assert page.is_visible(".viewer"), "too short to be meant"
    swipe(page, 5, 220)
    page.wait_for_selector(".viewer", state="detached")


def test_the_edge_of_a_phone_is_for_scrolling(phone: Any) -> None:
    page = phone.page
    page.wait_for_timeout(1200)  # the grip of the rail rests
    at = "!document.elementFromPoint(innerWidth - 20, {}).closest('#rail')"
    assert all(page.evaluate(at.format(y)) for y in range(90, 700, 40))
    page.evaluate("document.getElementById('scroller').scrollTop = 300")
    page.wait_for_selector("#rail.moving")
    box = page.locator("#rail .thumb").bounding_box()
    assert box["width"] >= 44 and box["height"] >= 44


def test_a_hidden_photo_that_is_taken_back_is_before_the_eyes_again(own: Any) -> None:
    page = own.page
    page.locator(".tile[data-i='3']").click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    before = page.url
    page.keyboard.press("h")
    own.until("before => location.href !== before", before)
    page.click(".toast >> text=Undo")
    own.until("before => location.href === before", before)
    own.until("!document.querySelector('.viewer .step.back').disabled")
    assert page.get_attribute(".viewer [aria-label=Hide]", "aria-pressed") == "false"


def failed(name: str, reason: str, *, retry: bool = False) -> dict[str, Any]:
    """As the service tells it in English."""
    return {"name": name, "folder": "x", "reason": reason, "words": reason, "retry": retry}


def test_failures_of_one_reason_stand_together(pages: Any) -> None:
    page = pages.page
    damaged = [failed(f"{i}.jpg", f"damaged: decoder error -{i % 3}") for i in range(25)]
    away = failed("away.jpg", "permission denied", retry=True)
    page.route("**/api/failures", lambda route: route.fulfill(json=[*damaged, away]))
    pages.go("/failures")
    page.wait_for_selector(".card h2 >> text=Damaged")
    assert page.eval_on_selector_all(".card h2", "all => all.map(one => one.firstChild.data)") == [
        "Damaged",
        "Permission denied",
    ]
    assert pages.count(".files li") == 21
    assert "decoder error" not in page.inner_text(".card h2 >> nth=0"), (
        "what a decoder says is not the headline"
    )
    page.click("text=Show all 25")
    assert pages.count(".files li") == 26


def test_a_long_name_stays_in_its_place(pages: Any) -> None:
    page = pages.page
    people = [
        {"name": name, "photos": 3, "cover": None, "box": None, "ratio": 100}
        for name in ("Abcdefghijklmnopqrstuvwxyzabcdefghijklmnop" * 2, "Ada", "Bo")
    ]
    page.route("**/api/people", lambda route: route.fulfill(json={"people": people}))
    pages.go("/people")
    page.wait_for_selector(".faces li")
    boxes = [one.bounding_box() for one in page.locator(".faces li").all()]
    names = [one.bounding_box() for one in page.locator(".faces b").all()]
    assert len({round(box["width"]) for box in boxes}) == 1
    assert names[0]["x"] >= boxes[0]["x"] and names[0]["width"] <= boxes[0]["width"]
    assert names[0]["height"] < 3 * names[1]["height"]


def test_a_folder_without_photos_is_called_that(open_pages: Any, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    with open_pages(tmp_path / "library", tmp_path / "bare") as pages:
        page = pages.page
        page.click('text="Add"')
        page.wait_for_selector(".toast >> text=No photos were found there")
        page.wait_for_selector(".list >> text=No photos were found in it")
        assert page.is_visible(".list >> text=Check for new photos")
        page.fill("#query", "cat")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=There are no photos in the library yet")


def test_the_words_over_a_memory_never_meet(open_pages: Any, remembered: Path, tmp_path: Path) -> None:
    copytree(remembered, tmp_path / "library")
    with open_pages(tmp_path / "library", viewport={"width": 640, "height": 400}) as pages:
        page = pages.page
        pages.go("/memories")
        page.locator(".cover").first.click()
        page.wait_for_selector(".player .frame img")
        page.wait_for_timeout(200)
        above, below = (page.locator(f".player {name}").bounding_box() for name in (".opening", ".words"))
        assert above["y"] + above["height"] <= below["y"]


def test_a_search_is_named_in_the_window(pages: Any) -> None:
    pages.go("/search?q=sunset")
    pages.page.wait_for_selector(".chip.text")
    assert pages.page.title() == "sunset – Photos"


def test_what_might_help_is_only_what_can_be_done(pages: Any) -> None:
    page = pages.page
    pages.go("/search?q=zebra")
    page.wait_for_selector("text=Nothing matches well")
    assert "conditions" not in page.inner_text(".note")
    pages.go("/search?q=zebra last summer")
    page.wait_for_selector(".chip.taken")
    page.wait_for_selector("text=Nothing matches well")
    assert "conditions" in page.inner_text(".note")


def test_no_name_on_the_map_is_cut_off_at_its_edge(phone: Any) -> None:
    cluster = {"lat": 42.0, "lon": 118.0, "photo": 1, "photos": 5, "place": "A place of some name"}
    world = {"south": -60, "north": 70, "west": -170, "east": 178}
    found = {"photos": 5, "bounds": world, "clusters": [cluster]}
    phone.page.route("**/api/map?*", lambda route: route.fulfill(json=found))
    phone.go("/map")
    phone.page.wait_for_selector(".marker .name:visible")
    marker, name = (phone.page.locator(one).bounding_box() for one in (".marker", ".marker .name"))
    assert marker["x"] + marker["width"] / 2 + name["width"] / 2 > 390, "in the middle it would be cut"
    assert name["x"] + name["width"] <= 390


ADVICE = {
    "the file is cut short: 96% of the picture is missing": "The file seems damaged",
    "a lossless JPEG, which nothing here decodes (keep a copy of it as JPEG or PNG)": "Keep a copy of it as",
    "the decoder crashed with SIGSEGV": "did not end well",
    "RAW files need the package rawpy": "needs a part that is not installed",
    "videos need the extra 'video'": "needs a part that is not installed",
    "videos need the extra 'video' (pip install 'photos-ml[video]')": "again: pip install 'photos-ml[video]'",
    "permission to read it is denied": "Let this user read the file",
    "65535x66601 is 4365 megapixels, above the limit of 400": "larger than can be decoded safely",
    "no such file any more": "Connect its disk",
}


def test_what_helps_against_a_failure_is_true(pages: Any) -> None:
    broken = [failed("a.jpg", reason) for reason in ADVICE]
    links = [{"path": "/pictures/devices", "target": "/dev"}]
    pages.page.route("**/api/failures", lambda route: route.fulfill(json=broken))
    pages.page.route("**/api/links", lambda route: route.fulfill(json=links))
    pages.go("/failures")
    pages.page.wait_for_selector(".card h2")
    said = pages.page.eval_on_selector_all(".card > p", "all => all.map(one => one.innerText)")
    assert len(said) == len(ADVICE) + 1, "and links that were not followed"
    assert "/pictures/devices" in pages.page.inner_text(".card:last-of-type .files")
    for words, advice in zip(said, ADVICE.values(), strict=False):
        assert advice in words


def test_a_search_says_what_it_was_read_in_and_is_read_otherwise(pages: Any) -> None:
    page = pages.page
    pages.go("/search?q=cielo sin nubes en 2024")
    choice = "select[aria-label='Language this search is read in']"
    page.wait_for_selector(f"{choice}:has(option:checked:text-is('Read as Spanish'))", state="attached")
    page.select_option(choice, "en")
    page.wait_for_selector(f"{choice}:has(option:checked:text-is('Read as English'))", state="attached")
    assert "lang=en" in page.url
    page.select_option(choice, "")
    page.wait_for_selector(f"{choice}:has(option:checked:text-is('Read as Spanish'))", state="attached")
    assert "lang" not in page.url
