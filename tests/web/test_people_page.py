"""Naming who is in the photos, in a real browser: groups, pairs, one person, faces in the viewer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

GROUPS = "[...document.querySelectorAll('[data-group]')]"


@pytest.fixture(scope="module")
def window(open_pages: Any, faced: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One window on a library of one's own with faces in it."""
    folder = tmp_path_factory.mktemp("window") / "library"
    copytree(faced.folder, folder)
    with open_pages(folder) as pages:
        yield pages


@pytest.fixture
def people(window: Any) -> Iterator[Any]:
    """The people page; what a test said is taken back at its end, by Ctrl+Z alone."""
    before = known(window)
    window.go("/people")
    window.page.wait_for_selector("[data-group]")
    yield window
    window.go("/people")
    window.until("location.hash === '#/people' && document.querySelector('.crowd h1')")
    for _ in range(30):
        if known(window) == before:
            break
        window.page.evaluate("document.activeElement.blur()")
        window.page.keyboard.press("Control+z")
        window.page.wait_for_timeout(150)
    assert known(window) == before, "all of it can be taken back"


def known(window: Any) -> Any:
    """Who there is, and which groups."""
    answer = window.page.request.get(f"{window.address}api/people?hidden=true").json()
    people = [(p["name"], p["faces"], p["birth"], p["hidden"], p["stranger"]) for p in answer["people"]]
    return sorted(map(str, people)), sorted(group["faces"] for group in answer["groups"])


def photos_of(window: Any, name: str) -> set[int]:
    """The photos with somebody."""
    ask = window.page.request.get
    people = ask(f"{window.address}api/people").json()["people"]
    number = next(person["id"] for person in people if person["name"] == name)
    months = ask(f"{window.address}api/timeline?person={number}").json()["months"]
    return {photo for month in months for photo in month["ids"]}


def names(window: Any) -> list[str]:
    found: list[str] = window.page.eval_on_selector_all(".faces b", "all => all.map(one => one.innerText)")
    return found


def name_first(window: Any, typed: str) -> None:
    """Name the first group, and wait until it is done."""
    page = window.page
    page.locator("[data-group] input").first.focus()
    number = page.evaluate(f"{GROUPS}[0].dataset.group")
    page.keyboard.type(typed)
    window.until("!document.activeElement.nextElementSibling.hidden")
    page.keyboard.press("Enter")
    window.until(f"!document.querySelector('[data-group=\"{number}\"]')")


def open_person(window: Any, name: str) -> None:
    window.go("/people")
    window.page.click(f".faces b:text-is('{name}')")
    window.page.wait_for_selector(f".who h1:text-is('{name}')")


def toasted(window: Any, words: str) -> None:
    window.page.wait_for_selector(f".toast >> text={words}")


def test_the_keyboard_names_one_group_after_the_other(people: Any) -> None:
    page = people.page
    page.wait_for_selector("text=Who is this?")
    sizes = [int(words.split()[0]) for words in page.locator(".nameless small").all_inner_texts()]
    assert sizes == sorted(sizes, reverse=True), "the largest first"
    name_first(people, "Zoë Q")
    toasted(people, f"Zoë Q: {sizes[0]} faces")
    assert "Zoë Q" in names(people)
    assert page.evaluate(f"{GROUPS}[0].contains(document.activeElement)"), "the next one waits to be named"
    page.keyboard.type("zoe")
    page.wait_for_selector(".namebox [aria-selected=true] >> text=Zoë Q")
    page.keyboard.press("Enter")
    people.until(f"{GROUPS}.length === {len(sizes) - 2}")
    assert names(people).count("Zoë Q") == 1, "accents and case do not matter"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+z")
    people.until(f"{GROUPS}.length === {len(sizes) - 1}")
    toasted(people, "Taken back")


def test_a_stranger_is_asked_about_no_more(people: Any) -> None:
    before = people.count("[data-group]")
    people.page.click("[data-group] .ignore >> nth=0")
    people.until(f"{GROUPS}.length === {before - 1}")
    people.page.click("text=Show 1 hidden")
    people.page.wait_for_selector("h2 >> text=Hidden and strangers")
    people.page.click(".faces a.aside")
    people.page.wait_for_selector("text=A stranger: not listed")
    people.page.click(".note button")
    toasted(people, "Listed again")


def test_pairs_are_answered_with_one_key(people: Any) -> None:
    page = people.page
    page.click(".card.ask")
    page.wait_for_selector(".sides .side >> nth=1")
    assert page.locator(".sides .few").first.locator("img").count() > 1
    page.keyboard.press("s")
    page.wait_for_selector("text=You were not sure of the rest")
    page.reload()
    page.wait_for_selector(".sides")
    page.keyboard.press("y")
    page.wait_for_selector("text=Nothing to ask now")
    page.wait_for_selector("text=1 answered")
    page.keyboard.press("Control+z")
    page.wait_for_selector(".sides")
    page.keyboard.press("n")
    page.wait_for_selector("text=Nothing to ask now")
    page.click("text=Back >> nth=-1")
    page.wait_for_selector("[data-group]")
    people.until("!document.querySelector('.card.ask')")


def test_who_does_not_belong_is_picked_out_of_a_group(people: Any) -> None:
    page = people.page
    page.locator("[data-group] > a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".wall .pick")
    faces = people.count(".pick")
    page.locator(".pick").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+Space")
    page.wait_for_selector(".wallbar >> text=3 selected")
    page.keyboard.press("n")
    page.keyboard.type("Ida")
    page.keyboard.press("Enter")
    people.until(f"document.querySelectorAll('.pick').length === {faces - 3}")
    page.keyboard.press("o")
    page.locator(".pick").first.focus()
    page.keyboard.press("o")
    page.wait_for_selector(".viewer .title:not(:empty)")
    page.keyboard.press("Escape")
    page.wait_for_selector(".viewer", state="detached")
    people.until("document.activeElement.className === 'pick'")
    page.keyboard.press("Space")
    page.click("text=Not a face")
    people.until(f"document.querySelectorAll('.pick').length === {faces - 4}")


def test_one_person(people: Any) -> None:
    page = people.page
    name_first(people, "Mia")
    open_person(people, "Mia")
    words = page.inner_text(".who .quiet")
    assert re.match(r"8 photos · \w+ \d{4} – \w+ \d{4}$", words), words
    people.until("document.querySelectorAll('.tile').length === 8")
    page.click(".doings >> text=More")
    page.click(".menu >> text=Date of birth")
    page.wait_for_selector(".sheet input:focus")
    page.keyboard.type("2019-05")
    page.keyboard.press("Enter")
    page.wait_for_selector(".who >> text=born May 2019")
    both = photos_of(people, "Mia") | photos_of(people, "Leo")
    page.click(".doings >> text=Rename")
    page.wait_for_selector(".sheet input:focus")
    page.keyboard.type("Leo")
    page.keyboard.press("Enter")
    page.wait_for_selector(".sheet >> text=Leo is there already")
    page.click(".sheet .main")
    page.wait_for_selector(".who h1:text-is('Leo')")
    page.wait_for_selector(f".who >> text={len(both)} photos")
    page.wait_for_selector(".with a >> text=Tomás"), "with whom"
    page.wait_for_selector(".with .cover"), "the memory that was made of him"
    page.click(".toast button")
    page.wait_for_selector(".who >> text=4 photos")
    open_person(people, "Mia")
    page.click(".doings >> text=More")
    page.click(".menu >> text=Hide")
    page.wait_for_selector("text=This person is hidden")
    people.go("/people")
    people.until("document.querySelector('.crowd') && !document.querySelector('[title=Mia]')")


def test_a_memory_of_a_person_opens_over_their_page(people: Any) -> None:
    open_person(people, "Leo")
    people.page.click(".with .cover")
    people.page.wait_for_selector(".player .frame img")
    people.page.keyboard.press("Escape")
    people.page.wait_for_selector(".player", state="detached")
    assert people.count(".who h1:text-is('Leo')")
    before = people.count(".with .cover")
    people.page.click(".doings >> text=More")
    people.page.click(".menu >> text=Make memories now")
    people.page.wait_for_selector(".toast >> text=/(New|No other) memories of Leo/", timeout=20_000)
    assert people.count(".with .cover") >= before


def test_the_head_of_a_person_leads_to_first_and_last_photo_and_to_the_map(people: Any) -> None:
    page, photos = people.page, photos_of(people, "Leo")
    open_person(people, "Leo")
    people.until(
        "document.querySelectorAll('.spot').length && document.querySelector('.spot').style.translate"
    )
    covers = page.locator(".covers.short").bounding_box()
    assert covers["height"] < 300, "no gap below the memories"
    page.wait_for_selector(".tile img.here")
    seen = []
    for name in ("The first photo", "The latest photo"):
        page.click(f".who [title='{name}']")
        page.wait_for_selector(".viewer .title:not(:empty)")
        seen.append(page.inner_text(".viewer .title"))
        assert int(page.evaluate("new URLSearchParams(location.hash.split('?')[1]).get('photo')")) in photos
        page.keyboard.press("Escape")
        page.wait_for_selector(".viewer", state="detached")
    assert seen[0] != seen[1]
    page.click(".who .globe")
    page.wait_for_selector(".mapped >> text=Leo")


def test_one_key_each_says_what_is_to_be_said_of_a_person(people: Any) -> None:
    page = people.page
    open_person(people, "Leo")
    page.keyboard.press("r")
    page.wait_for_selector(".sheet input:focus")
    page.keyboard.type("Leon")
    page.keyboard.press("Enter")
    page.wait_for_selector(".who h1:text-is('Leon')")
    page.keyboard.press("m")
    page.wait_for_selector(".sheet >> text=Who else is Leon?")
    page.wait_for_selector(".sheet .suggestions li")
    page.keyboard.press("Escape")  # the list of names
    page.keyboard.press("Escape")
    page.wait_for_selector(".sheet", state="detached")
    page.keyboard.press("c")
    page.wait_for_selector(".wall .pick")
    page.keyboard.press("h")
    page.wait_for_selector("text=This person is hidden")


def test_a_person_without_a_photo_to_show_says_why(people: Any) -> None:
    photos = sorted(photos_of(people, "Leo"))
    open_person(people, "Leo")
    page, path = people.page, people.page.evaluate("location.hash.slice(1)")
    hide = """async ([photos, hidden]) => (await fetch("/api/marks", { method: "POST",
        headers: { "Content-Type": "application/json" }, body: JSON.stringify({ photos, hidden }) }))
        .status"""
    assert page.evaluate(hide, [photos, True]) == 200
    try:
        people.go("/settings")
        page.wait_for_selector(".settings, .card")
        people.go(path)
        page.wait_for_selector("text=No photo to show")
        assert not people.count(".who .globe")
    finally:
        assert page.evaluate(hide, [photos, False]) == 200


def test_faces_of_a_person_are_split_off(people: Any) -> None:
    page = people.page
    name_first(people, "Mia")
    open_person(people, "Mia")
    page.click(".tabs >> text=Faces")
    page.wait_for_selector(".pick")
    page.locator(".pick").nth(1).click()
    assert page.is_visible("text=As cover")
    assert not page.is_visible("text=It is Mia"), "that was said of all of them"
    page.click("text=As cover")
    toasted(people, "This face stands for them now")
    page.locator(".pick").nth(2).click()
    page.locator(".pick").nth(3).click()
    assert not page.is_visible("text=As cover")
    page.fill(".wallbar input", "Ben")
    page.keyboard.press("Enter")
    people.until("document.querySelectorAll('.pick').length === 6")
    page.locator(".pick").first.click()
    page.click("text=Not Mia")
    people.until("document.querySelectorAll('.pick').length === 5")
    people.go("/people")
    page.wait_for_selector("[title=Ben]")


def test_forgetting_says_first_that_it_is_for_good(people: Any, tmp_path: Path) -> None:
    page = people.page
    name_first(people, "Mia")
    open_person(people, "Mia")
    page.click(".doings >> text=More")
    page.click(".menu >> text=Forget for good")
    page.wait_for_selector(".sheet >> text=This cannot be undone")
    assert "8 faces in 8 photos" in page.inner_text(".sheet")
    assert page.evaluate("document.activeElement.innerText") == "Cancel"
    page.keyboard.press("Enter")
    page.wait_for_selector(".sheet", state="detached")
    assert people.count(".who h1:text-is('Mia')")


def test_forgotten_is_gone(open_pages: Any, faced: Any, tmp_path: Path) -> None:
    copytree(faced.folder, tmp_path / "library")
    with open_pages(tmp_path / "library") as pages:
        pages.go("/people")
        pages.page.wait_for_selector("[data-group]")
        name_first(pages, "Mia")
        open_person(pages, "Mia")
        pages.page.click(".doings >> text=More")
        pages.page.click(".menu >> text=Forget for good")
        pages.page.click(".sheet .danger")
        toasted(pages, "Mia is forgotten")
        pages.until("location.hash === '#/people' && !document.querySelector('[title=Mia]')")
        assert pages.page.inner_text(".toast button") == "Where it was looked for", "no undo is offered"
        pages.page.click(".toast button")
        assert "library.sqlite\nwritten anew without it" in pages.page.inner_text(".sheet .files")


def test_the_photo_itself_says_who_is_who(people: Any, faced: Any) -> None:
    page, photo = people.page, faced.photos[0][0]
    name_first(people, "Mia")
    people.go(f"/?photo={photo}")
    page.wait_for_selector(".viewer .title:not(:empty)")
    page.keyboard.press("p")
    page.wait_for_selector(".facebox >> nth=1")
    assert page.locator(".facebox").all_inner_texts() == ["Mia", "Who is this?"]
    picture, box = (page.locator(at).first.bounding_box() for at in (".viewer .stage > img", ".facebox"))
    assert abs((box["x"] - picture["x"]) / picture["width"] - 0.2) < 0.01, "it lies on the face"
    page.click(".facebox.unknown")
    page.keyboard.type("Mi")
    page.wait_for_selector(".facecard [role=option] >> text=Mia")
    page.keyboard.press("Escape")
    page.keyboard.type("Ben")
    page.keyboard.press("Enter")
    page.wait_for_selector(".facebox >> text=Ben")
    page.click(".facebox >> nth=0")
    page.click("text=Not Mia")
    page.wait_for_selector(".facebox.unknown")
    if not people.count(".info"):
        page.keyboard.press("i")
    page.wait_for_selector(".persons >> text=Ben")
    page.click(".persons >> text=Who is this?")
    page.wait_for_selector(".facecard")
    page.keyboard.press("Escape")
    page.wait_for_selector(".facecard", state="detached")
    page.keyboard.press("Escape")
    page.wait_for_selector(".viewer", state="detached")


def test_a_face_is_drawn_by_hand(people: Any, faced: Any) -> None:
    page, photo = people.page, faced.photos[3][0]
    people.go(f"/?photo={photo}")
    page.wait_for_selector(".viewer .title:not(:empty)")
    page.keyboard.press("d")
    page.wait_for_selector(".facebox.drawn")
    before = page.locator(".facebox.drawn").bounding_box()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    after = page.locator(".facebox.drawn").bounding_box()
    assert after["x"] > before["x"]
    assert after["height"] > before["height"]
    page.keyboard.press("Enter")
    page.keyboard.type("Ida")
    page.keyboard.press("Enter")
    page.wait_for_selector(".facebox >> text=Ida")
    page.keyboard.press("d")
    room = page.locator(".viewer .stage > img").bounding_box()
    at = [
        (room["x"] + room["width"] * x, room["y"] + room["height"] * y) for x, y in ((0.7, 0.6), (0.8, 0.8))
    ]
    page.mouse.move(*at[0])
    page.mouse.down()
    page.mouse.move(*at[1], steps=3)
    page.mouse.up()
    page.keyboard.type("Ole")
    page.keyboard.press("Enter")
    page.wait_for_selector(".facebox >> text=Ole")
    drawn = page.locator(".facebox", has_text="Ole").bounding_box()
    assert abs((drawn["x"] - room["x"]) / room["width"] - 0.7) < 0.01
    assert abs(drawn["height"] / room["height"] - 0.2) < 0.01
    page.keyboard.press("d")
    page.keyboard.press("Escape")
    assert not people.count(".facebox.drawn"), "nothing was drawn"
    page.keyboard.press("Escape")
    page.wait_for_selector(".viewer", state="detached")


def test_the_map_of_a_person_leads_to_their_photos(people: Any) -> None:
    open_person(people, "Leo")
    people.page.click(".doings >> text=Map")
    people.page.wait_for_selector(".mapped >> text=Leo")
    photos = people.page.locator(".mapped li small").all_inner_texts()
    assert 0 < sum(int(words.split()[0]) for words in photos) <= 4
    people.page.click(".mapped li a >> nth=0")
    people.until("location.hash.startsWith('#/place') && document.querySelector('.tile')")
    assert people.count(".tile") == int(photos[0].split()[0])
    people.page.go_back()
    people.page.click(".mapped h2 a")
    people.page.wait_for_selector(".who h1:text-is('Leo')")


def test_faces_are_looked_for_once_that_was_asked_for(open_pages: Any, faced: Any, tmp_path: Path) -> None:
    copytree(faced.folder, tmp_path / "library")
    with open_pages(tmp_path / "library") as pages:
        page = pages.page
        pages.go("/settings")
        switch = "[aria-label='Look for faces']"
        page.wait_for_selector(switch)
        assert "biometric" in page.inner_text(f".card:has({switch})"), "what it means stands beside it"
        page.click(switch)
        page.wait_for_selector(".sheet >> text=is deleted")
        assert page.is_checked(switch), "until it is confirmed"
        page.click("text=Switch off and delete")
        page.wait_for_selector(f"{switch}:not(:checked):not(:disabled)")
        pages.go("/people")
        page.wait_for_selector(".consent >> text=biometric")
        assert not pages.count("[data-group]")
        assert "Leo" in names(pages), "names from files stay"
        page.click(".consent >> text=Look for faces")
        page.wait_for_selector(".finding")
        pages.go("/settings")
        page.wait_for_selector(f"{switch}:checked")


def test_results_are_narrowed_by_how_many_people_are_seen(people: Any) -> None:
    page = people.page
    people.go('/search?q=photos&plan={"media":["photo"]}')
    page.wait_for_selector(".facets [data-facet=faces]")
    labels = page.eval_on_selector_all(".facets [data-facet=faces]", "all => all.map(one => one.ariaLabel)")
    assert any(re.fullmatch(r"Only Nobody: \d+", label) for label in labels), labels
    page.click(".facets [aria-label^='Only Two people']")
    page.wait_for_selector(".chip.faces svg")
    people.until("document.querySelectorAll('.tile').length > 0")
    assert not people.count(".facets [data-facet=faces]"), "that is said already"
