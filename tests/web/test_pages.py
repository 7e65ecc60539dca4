"""What a person does with the pages, in a real browser."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

MORE = ("/memories", "/map", "/people", "/tags", "/duplicates", "/settings", "/failures", "/more")
# What is cut off at the right edge, but for rows that are scrolled sideways.
BEYOND = """[...document.querySelectorAll('#bar *, #content *')].filter(one =>
    !one.closest('.facets, .segments, .globe, .face, .sr') && one.getBoundingClientRect().right > 401)
    .map(one => `${one.tagName}.${one.className}`)"""
PHOTO = "[aria-modal=true] .stage img"


def search(pages: Any, query: str) -> None:
    pages.page.fill("#query", query)
    pages.page.keyboard.press("Enter")
    pages.page.wait_for_selector(".above")


def test_first_run_finds_a_folder_and_indexes_with_live_progress(
    open_pages: Any, sample_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copytree(sample_library / "photos" / "2023", tmp_path / "home" / "Photos" / "2023")
    (tmp_path / "home" / "Photos" / "Bare").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with open_pages(tmp_path / "fresh") as pages:
        page = pages.page
        page.wait_for_selector("text=Find any photo by what you remember of it")
        page.click(".welcome button >> text=Choose a folder")
        page.click(".browser li >> text=Photos")
        page.wait_for_selector(".browser .foot >> text=19 photos")
        page.wait_for_selector(".browser li:has-text('2023') >> text=19 photos")
        assert page.inner_text(".browser ul").split() == ["2023", "19", "photos", "Bare"]
        page.click('text="Bare"')
        page.wait_for_selector(".browser .foot >> text=No photos in it")
        page.click("[aria-label='One folder up']")
        page.click("text=Add “Photos”")
        page.wait_for_selector("#progress progress")
        assert not page.is_visible(".adds")
        assert page.is_visible(".awaited")
        page.wait_for_selector(".tile img.here", timeout=60_000)
        page.wait_for_selector(".toast >> text=new photos", timeout=60_000)
        assert not page.is_visible("#progress")
        assert "2023" in page.inner_text(".canvas h2 >> nth=0")
        pages.go("/settings")
        page.click("text=Add a folder")
        page.click(".browser li >> text=Photos")
        page.wait_for_selector(".browser .foot >> text=Already in the library")
        assert page.is_disabled(".browser .foot button")


@pytest.mark.parametrize(("typed", "page"), [("memories", "Memories"), ("nowhere/at all", "Photos")])
def test_an_address_that_is_typed_leads_to_a_page(pages: Any, typed: str, page: str) -> None:
    pages.page.goto(pages.address + typed)
    pages.page.wait_for_selector(f"nav a[aria-current=page]:has-text('{page}')")


def test_the_grid_goes_back_in_time_and_undated_photos_come_last(pages: Any) -> None:
    assert "2026" in pages.page.inner_text(".canvas h2 >> nth=0")
    pages.page.keyboard.press("Tab")
    pages.page.evaluate("document.getElementById('scroller').scrollTop = 1e9")
    pages.page.wait_for_selector(".canvas h2 >> text=No date")


def test_only_what_is_near_the_window_exists(pages: Any) -> None:
    page = pages.page
    for share in (0.3, 0.6, 1.0):
        page.evaluate(
            "s => { const e = document.getElementById('scroller'); e.scrollTop = s * e.scrollHeight; }", share
        )
        page.wait_for_timeout(300)
        assert 0 < pages.count(".tile") < 80


def test_the_navigation_goes_to_every_page_and_back(pages: Any) -> None:
    page = pages.page
    for name in page.eval_on_selector_all("#nav li:not(.tab) a", "all => all.map(one => one.innerText)"):
        page.click(f"#nav >> text={name}")
        pages.until("name => document.querySelector('#nav [aria-current=page]').innerText === name", name)
        pages.until("!document.body.classList.contains('busy')")
        assert page.title() == f"{name} – Photos"
        assert page.inner_text("h1"), "a page says what it is"
        page.go_back()
        pages.until("document.querySelector('#nav [aria-current=page]').innerText === 'Photos'")
    assert page.title() == "Photos"


def test_the_focus_stays_on_the_way_one_took(pages: Any) -> None:
    page = pages.page
    page.focus("#nav a[href='#/favorites']")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1 >> text=Favourites")
    assert page.evaluate("document.activeElement.innerText") == "Favourites"


def test_an_address_that_is_no_page_is_the_photos(pages: Any) -> None:
    pages.go("/nowhere/at/all")
    pages.page.wait_for_selector(".canvas h2 >> text=2026")


def test_the_rail_goes_to_a_month(pages: Any) -> None:
    page = pages.page
    page.focus("#rail [role=slider]")
    first = page.get_attribute("#rail [role=slider]", "aria-valuetext")
    page.keyboard.press("End")
    pages.until("document.querySelector('#rail [role=slider]').ariaValueText.startsWith('No date · ')")
    page.keyboard.press("Home")
    pages.until("t => document.querySelector('#rail [role=slider]').ariaValueText === t", first)


def test_a_search_shows_its_plan_and_a_chip_can_be_taken_away(pages: Any) -> None:
    page = pages.page
    search(pages, "snowy mountains last summer")
    page.wait_for_selector(".chip.taken")
    assert page.inner_text(".chip.text span") == "snowy mountains"
    assert page.inner_text(".chip.taken span") == "1 Jun 2026 to 31 Aug 2026"
    assert all(" 2026" in label for label in pages.tiles())
    page.click("[aria-label='Remove 1 Jun 2026 to 31 Aug 2026']")
    pages.until("!document.querySelector('.chip.taken')")
    pages.until("[...document.querySelectorAll('.tile')].some(one => !one.ariaLabel.includes(' 2026'))")
    assert page.input_value("#query") == "snowy mountains last summer"
    page.go_back()
    page.wait_for_selector(".chip.taken")
    page.click("[aria-label='Remove snowy mountains']")
    pages.until("!document.querySelector('.chip.text')")
    page.click("[aria-label^='Remove']")
    page.wait_for_selector(".canvas h2 >> text=2026")
    assert not pages.count(".chip"), "without its last condition a search is the whole library"


def test_what_the_library_does_not_hold_is_said(pages: Any) -> None:
    search(pages, "zebra")
    pages.page.wait_for_selector("text=Nothing matches well")
    assert pages.count(".tile"), "the nearest are offered all the same"


def test_conditions_that_exclude_everything_are_said(pages: Any) -> None:
    search(pages, "Miso in Rome in 2023")
    pages.page.wait_for_selector("text=No photo meets all of this")


def test_suggestions_are_walked_with_the_arrows(pages: Any) -> None:
    page = pages.page
    page.keyboard.press("/")
    page.keyboard.type("photos of mis")
    page.wait_for_selector("[role=option] >> text=photos of Miso")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#query", "aria-activedescendant") == "suggestion-0"
    page.keyboard.press("Enter")
    page.wait_for_selector(".chip.people >> text=Miso")
    assert page.input_value("#query") == "photos of Miso"


def opened_viewer(pages: Any) -> None:
    pages.page.locator(".tile").first.click()
    pages.page.wait_for_selector(".viewer")


def test_the_viewer_steps_zooms_and_comes_back(pages: Any) -> None:
    page = pages.page
    page.locator(".tile").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(PHOTO)
    title = page.inner_text(".viewer .title")
    page.keyboard.press("ArrowRight")
    pages.until("t => document.querySelector('.viewer .title').innerText !== t", title)
    width = page.locator(PHOTO).bounding_box()["width"]
    page.keyboard.press("+")
    assert page.locator(PHOTO).bounding_box()["width"] == pytest.approx(1.5 * width, rel=0.01)
    page.keyboard.press("Escape")
    assert page.locator(PHOTO).bounding_box()["width"] == pytest.approx(width, rel=0.01)
    page.keyboard.press("Escape")
    page.wait_for_selector(".viewer", state="detached")
    assert page.evaluate("document.activeElement.dataset.i") == "1", "the focus is on the photo one looked at"


def test_what_is_known_of_a_photo(pages: Any) -> None:
    page = pages.page
    search(pages, "california last summer")
    opened_viewer(pages)
    page.keyboard.press("i")
    page.wait_for_selector(".info")
    assert "California" in page.inner_text(".info")
    page.wait_for_selector(".info >> text=Similar")
    page.click(".info >> text=See all")
    page.wait_for_selector("h1 >> text=Photos like this one")
    pages.until("document.querySelectorAll('.tile').length > 5")
    page.locator(".tile").first.click()
    page.click(".info >> text=Show in the timeline")
    pages.until("document.activeElement.classList.contains('tile') && location.hash.includes('at=')")


def test_a_favourite_is_kept(pages: Any) -> None:
    page = pages.page
    plain = page.locator(".tile:not(.favorite)").first
    picture = plain.locator("img").get_attribute("src")
    plain.click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    page.keyboard.press("f")
    page.wait_for_selector(".heart[aria-pressed=true]")
    page.keyboard.press("Escape")
    pages.go("/favorites")
    page.wait_for_selector("h1 >> text=Favourites")
    page.locator(f".tile.favorite:has(img[src='{picture}'])").click()
    page.wait_for_selector(".heart[aria-pressed=true]")
    page.keyboard.press("f")
    page.wait_for_selector(".heart[aria-pressed=false]")


def test_a_hidden_photo_disappears_and_comes_back(pages: Any) -> None:
    page = pages.page
    first = pages.tiles()[0]
    page.locator(".tile[data-i='0']").click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    page.keyboard.press("h")
    page.wait_for_selector(".toast >> text=Hidden")
    page.keyboard.press("Escape")
    page.wait_for_selector(".viewer", state="detached")
    pages.go("/hidden")
    pages.until("document.querySelectorAll('.tile').length === 1")
    assert pages.tiles() == [first]
    page.click(".toast >> text=Undo")
    page.wait_for_selector("text=No hidden photos")
    pages.go("/")
    page.wait_for_selector(".tile")
    assert pages.tiles()[0] == first


def test_the_settings_list_folders_and_figures(pages: Any, sample_library: Path) -> None:
    pages.go("/settings")
    pages.page.wait_for_selector(f'text="{sample_library / "photos"}"')
    assert pages.page.inner_text(".facts dd >> nth=0") == "161"
    pages.page.click("text=Check for new photos")
    pages.page.wait_for_selector(".toast >> text=Everything is up to date")


def test_dark_by_the_system_and_by_choice(pages: Any) -> None:
    page = pages.page
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ground)
    assert dark != light
    pages.go("/settings")
    page.click(".segments >> text=Light")
    assert page.evaluate(ground) == light
    page.reload()
    page.wait_for_selector(".segments")
    assert page.evaluate(ground) == light, "the choice is kept"


def test_the_help_sheet_keeps_the_focus_and_gives_it_back(pages: Any) -> None:
    page = pages.page
    page.locator(".tile").first.focus()
    page.keyboard.press("?")
    page.wait_for_selector("[role=dialog] >> text=Keyboard shortcuts")
    for _ in range(3):
        page.keyboard.press("Tab")
        assert page.evaluate("Boolean(document.activeElement.closest('.sheet'))")
    page.keyboard.press("Escape")
    page.wait_for_selector(".sheet", state="detached")
    assert page.evaluate("document.activeElement.className").startswith("tile")


def test_everything_with_the_keyboard_alone(pages: Any) -> None:
    page = pages.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert int(page.evaluate("document.activeElement.dataset.i")) > 1
    page.keyboard.press("Enter")
    page.wait_for_selector(".viewer .title:not(:empty)")
    page.keyboard.press("s")
    page.wait_for_selector("h1 >> text=Photos like this one")
    page.keyboard.press("/")
    page.keyboard.type("sunset")
    page.keyboard.press("Enter")
    page.wait_for_selector(".chip.text >> text=sunset")


def test_on_a_phone_nothing_is_wider_than_the_screen(open_pages: Any, library: Path) -> None:
    with open_pages(library, viewport={"width": 400, "height": 800}, has_touch=True) as pages:
        page = pages.page
        page.wait_for_selector(".tile img.here")
        for place in ("/", "/search?q=sunset+in+Rome+in+summer+2024", "/favorites", *MORE):
            pages.go(place)
            pages.until("!document.body.classList.contains('busy')")
            pages.until("!document.querySelector('.making, .page > progress')")
            assert page.evaluate("document.documentElement.scrollWidth") <= 400
            assert page.evaluate(BEYOND) == [], place
        page.click("#nav >> text=More")
        page.click(".more >> text=Settings")
        page.wait_for_selector("h1 >> text=Settings")
        assert page.get_attribute("#nav a[aria-current=page]", "href") == "#/settings"
        assert page.is_visible("#nav .beyond >> text=More"), "where one is, is marked in the bar of a phone"


def test_a_stopped_service_is_said(open_pages: Any, library: Path) -> None:
    with open_pages(library) as pages:
        page = pages.page
        page.wait_for_selector(".tile img.here")
        page.route("**/api/search", lambda route: route.abort())
        search_box = page.locator("#query")
        search_box.fill("sea")
        search_box.press("Enter")
        page.wait_for_selector("text=That did not work")
        page.unroute("**/api/search")
        page.click("text=Try again")
        page.wait_for_selector(".chip.text >> text=sea")
        pages.complaints.clear()  # the browser's own word about the request that was cut


def test_another_program_on_the_port_is_said(pages: Any) -> None:
    page = pages.page
    page.route("**/api/albums", lambda route: route.fulfill(body="<!doctype html><h1>Router</h1>"))
    pages.go("/albums")
    page.wait_for_selector("#content >> text=Something else answers at this address, not photos-ml.")
    page.unroute("**/api/albums")
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector("h1:text-is('Albums')")


def test_a_favourite_said_before_anything_is_known_of_the_photo(pages: Any) -> None:
    page = pages.page
    page.route("**/api/photos/*", lambda route: (page.wait_for_timeout(600), route.continue_()))
    page.locator(".tile").nth(2).click()
    page.wait_for_selector(".viewer")
    page.keyboard.press("f")
    page.wait_for_selector(".heart[aria-pressed=true]")
    page.wait_for_selector(".viewer .title:not(:empty)")
    assert page.get_attribute(".viewer .heart", "aria-pressed") == "true"
    page.keyboard.press("f")
    page.wait_for_selector(".viewer .heart[aria-pressed=false]")


def test_a_photo_chosen_while_another_page_opens_is_shown(pages: Any) -> None:
    page = pages.page
    photo = page.evaluate("document.querySelector('.tile img').src.match(/photos\\/(\\d+)/)[1]")
    page.route("**/api/people", lambda route: (page.wait_for_timeout(500), route.continue_()))
    page.evaluate(
        """photo => { location.hash = '#/people';
            setTimeout(() => { location.hash = `#/people?photo=${photo}`; }, 60); }""",
        photo,
    )
    page.wait_for_selector(".viewer .title:not(:empty)")
    page.keyboard.press("Escape")
    page.wait_for_selector(".faces li")
