"""axe-core finds nothing serious on any page, in light and in dark."""

from __future__ import annotations

from collections.abc import Iterator
from shutil import copytree
from typing import Any

import pytest

PAGES = (
    *("/", "/memories", "/map", "/people", "/tags", "/favorites", "/duplicates", "/failures", "/hidden"),
    *(
        "/same",
        "/albums",
        "/folders",
        "/private",
        "/people?show=all",
        "/settings",
        "/more",
        "/search?tags=beach",
        "/search?q=california last summer",
        "/search?q=zebra",
    ),
)
GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def checked(open_pages: Any, faced: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A window on a library with memories, faces and a file that failed."""
    folder = tmp_path_factory.mktemp("checked")
    copytree(faced.folder, folder / "library")
    with open_pages(folder / "library") as pages:
        pages.page.wait_for_selector(".tile img.here")
        yield pages


@pytest.fixture(scope="module")
def axe() -> Any:
    from axe_playwright_python.sync_playwright import Axe

    return Axe()


def grave(axe: Any, page: Any) -> list[str]:
    """What is wrong, and with which elements."""
    found = axe.run(page).response["violations"]
    return [
        f"{problem['id']}: {problem['help']}: {[node['html'][:120] for node in problem['nodes'][:4]]}"
        for problem in found
        if problem["impact"] in GRAVE
    ]


def settled(pages: Any, path: str) -> None:
    pages.go(path)
    for _ in range(2):  # the page may not have begun to change at the first look
        pages.until("!document.body.classList.contains('busy')")
        pages.until("!document.querySelector('.making, .page > progress, .told[role=status]')")
        pages.page.wait_for_timeout(200)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page(checked: Any, axe: Any, path: str, scheme: str) -> None:
    checked.page.emulate_media(color_scheme=scheme)
    settled(checked, path)
    assert grave(axe, checked.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_the_settings_open(checked: Any, axe: Any, scheme: str) -> None:
    page = checked.page
    page.emulate_media(color_scheme=scheme)
    settled(checked, "/settings")
    cards = page.locator(".settings .card").count()
    assert cards > 8
    for opens, shown in (
        ("Add a folder", ".sheet .browser .at b:focus"),
        ("Remove", ".sheet >> text=stay on your disk"),
        ("Open in another browser", ".sheet input.address"),
    ):
        page.click(f".settings button:text-is('{opens}')")
        page.wait_for_selector(shown)
        assert grave(axe, page) == [], opens
        page.keyboard.press("Escape")
        page.wait_for_selector(".sheet", state="detached")
    page.click("[aria-label='How good a picture is']")
    page.wait_for_selector(".sheet >> text=Switch off")
    assert grave(axe, page) == []
    page.keyboard.press("Escape")
    page.wait_for_selector(".sheet", state="detached")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_stands_over_the_pages(checked: Any, axe: Any, scheme: str) -> None:
    page = checked.page
    page.emulate_media(color_scheme=scheme)
    settled(checked, "/search?q=california last summer")
    page.locator(".tile").first.click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    if not checked.count(".info"):
        page.keyboard.press("i")
    page.wait_for_selector(".info .thumbs img")
    assert grave(axe, page) == []
    page.keyboard.press("Escape")
    page.wait_for_selector(".viewer", state="detached")
    page.keyboard.press("?")
    page.wait_for_selector(".sheet")
    assert grave(axe, page) == []
    page.keyboard.press("Escape")
    settled(checked, "/memories")
    page.click(".cover.first")
    page.wait_for_selector(".player .frame img")
    page.keyboard.press(" ")
    assert grave(axe, page) == []
    page.keyboard.press("i")
    page.wait_for_selector(".sheet .why")
    assert grave(axe, page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_made_and_said_by_hand(checked: Any, axe: Any, scheme: str) -> None:
    page = checked.page
    page.emulate_media(color_scheme=scheme)
    checked.choose(2)
    page.click("#chosen >> [aria-label='Add to album']")
    page.wait_for_selector(".sheet input")
    assert grave(axe, page) == []
    page.fill(".sheet input", f"Made in {scheme}")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".toast >> text=in Made in {scheme}")
    page.keyboard.press("Escape")
    checked.go("/albums")
    page.click(f".things b:text-is('Made in {scheme}')")
    page.wait_for_selector(".tile img.here")
    assert grave(axe, page) == []
    page.click(".above >> text=Send")
    page.wait_for_selector(".sheet select")
    assert grave(axe, page) == []
    page.keyboard.press("Escape")
    page.locator(".tile").first.click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    page.keyboard.press("e")
    page.wait_for_selector(".sheet textarea, .sheet input")
    assert grave(axe, page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_selector(".viewer", state="detached")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_person_a_slideshow_and_what_is_like_a_photo(checked: Any, axe: Any, scheme: str) -> None:
    page = checked.page
    page.emulate_media(color_scheme=scheme)
    checked.go("/people")
    page.click(".faces b:text-is('Leo')")
    page.wait_for_selector(".who h1:text-is('Leo')")
    page.wait_for_selector(".spot >> nth=0")
    page.wait_for_selector(".tile img.here")
    assert grave(axe, page) == []
    page.locator(".tile").first.click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    page.keyboard.press("a")
    page.click(".menu >> text=Slideshow")
    page.wait_for_selector(".slides img")
    assert grave(axe, page) == []
    page.keyboard.press("Escape")
    page.wait_for_selector(".slideshow", state="detached")
    if not checked.count(".info"):
        page.keyboard.press("i")
    page.click(".tagged .add")
    page.wait_for_selector(".info input.line:focus")
    page.keyboard.type(f"harbour in {scheme}")
    page.keyboard.press("Enter")
    page.click("text=Where else")
    page.wait_for_selector(".sheet .wall")
    assert grave(axe, page) == []
    page.keyboard.press("Escape")
    page.wait_for_selector(".sheet", state="detached")
    page.keyboard.press("Control+z")
    page.keyboard.press("Escape")
    page.wait_for_selector(".viewer", state="detached")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_is_not_let_in_reads_a_page(checked: Any, axe: Any, browser: Any, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)
    try:
        page = context.new_page()
        page.goto(checked.address)
        page.wait_for_selector("text=This browser is not signed in")
        assert grave(axe, page) == []
    finally:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_people_and_their_faces(checked: Any, axe: Any, scheme: str) -> None:
    page = checked.page
    page.emulate_media(color_scheme=scheme)
    settled(checked, "/people")
    page.locator("[data-group] input").first.fill("Le")
    page.wait_for_selector(".namebox [role=option]")
    assert grave(axe, page) == []
    page.click("[data-group] > a")
    page.click(".wall .pick >> nth=1")
    page.wait_for_selector(".wallbar")
    assert grave(axe, page) == []
    page.click(".look >> nth=1")
    page.wait_for_selector(".viewer .title:not(:empty)")
    if checked.count(".boxes[hidden]"):  # their faces come later
        page.keyboard.press("p")
    page.click(".facebox.unknown")
    page.wait_for_selector(".facecard")
    assert grave(axe, page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    settled(checked, "/people")
    page.click(".faces b:text-is('Leo')")
    page.wait_for_selector(".who h1")
    assert grave(axe, page) == []
    page.click(".doings >> text=More")
    page.wait_for_selector(".menu")
    assert grave(axe, page) == []
    page.click(".menu >> text=Forget for good")
    page.wait_for_selector(".sheet .danger")
    assert grave(axe, page) == []
    page.keyboard.press("Escape")


def test_a_problem_is_found_where_there_is_one(checked: Any, axe: Any) -> None:
    settled(checked, "/failures")
    checked.page.evaluate("document.getElementById('content').append(document.createElement('button'))")
    assert any("button-name" in problem for problem in grave(axe, checked.page))
