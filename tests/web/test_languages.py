"""The pages in other languages: the chosen one or the browser's, its words alone, and nothing cut off."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.service.language import ENGLISH, LANGUAGES
from photos_ml.store import Library

WORDS = Path(__file__).resolve().parents[2] / "app" / "web" / "words"
NARROW = {"width": 400, "height": 800}
PAGES = {
    "/": ".tile img.here",
    "/search?q=Strand": ".tile img.here",
    "/memories": ".cover",
    "/duplicates": ".group",
    "/settings": "#content select[aria-label]",
}
"""Addresses, and what is there once they are drawn."""
CUT_OFF = """() => [...document.querySelectorAll(
    "button:not(.marker), label, a, h1, h2, h3, select, [role=radiogroup]")]
  .filter((one) => one.offsetParent && one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1)
  .map((one) => `${one.localName}.${one.className}: ${one.textContent.slice(0, 60)}`)"""
"""What says something and shows less of it than there is; names below pictures on the map lie beside them."""


def words(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((WORDS / f"{language}.json").read_text("utf-8"))
    return found


LONGEST = max(LANGUAGES, key=lambda language: sum(map(len, words(language).values())))


SHOTS = os.environ.get("PHOTOS_ML_SHOTS", "")
"""A folder for pictures of the pages at 400 pixels, in every language."""
MORE_PAGES = (
    *("/favorites", "/albums", "/map", "/people", "/tags", "/failures", "/hidden", "/private", "/more"),
    *("/folders", "/latest/added"),
)
SHOWN = """() => {
  const found = new Set(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { parentElement: around, textContent: text } = texts.currentNode;
    if (around.checkVisibility()) found.add(text.trim());
  }
  for (const one of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    for (const name of ["aria-label", "title", "placeholder"]) found.add(one.getAttribute(name) ?? "");
  }
  return [...found];
}"""
"""Every text that a page shows or has read out."""
MISSING = "needs rapidocr: pip install 'photos-ml[text]'"


def lacking(route: Any) -> None:
    """As where an extra is not installed."""
    found = route.fetch().json()
    for step in found["steps"]:
        step["problem"] = MISSING if step["step"] in ("text", "faces") else ""
    route.fulfill(json=found)


def texts_of(pages: Any, name: str) -> set[str]:
    """What all pages show; each has nothing cut off."""
    found: set[str] = set()
    pages.page.route("**/api/steps", lacking)
    for address in (*PAGES, *MORE_PAGES):
        pages.go(address)
        pages.page.wait_for_selector(PAGES.get(address, "#content *"))
        pages.until("document.body.classList.contains('busy') === false")
        if address == "/settings":
            for late in (".settings h3", ".settings code"):  # models, phones
                pages.page.wait_for_selector(late)
        assert pages.page.evaluate(CUT_OFF) == [], address
        assert pages.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], address
        found |= set(pages.page.evaluate(SHOWN))
        if SHOTS and address in PAGES:
            part = re.sub(r"\W+", "-", address.partition("?")[0]).strip("-") or "photos"
            pages.page.screenshot(path=f"{SHOTS}/{name}-{part}.png")
    pages.page.unroute("**/api/steps")
    return found


@pytest.fixture(scope="module")
def english(open_pages: Any, remembered: Path) -> set[str]:
    with open_pages(remembered, viewport=NARROW, locale="en-GB") as pages:
        return texts_of(pages, ENGLISH)


OWN = re.compile(r"^/|^photos/|\.\w{3,4}$|^photos-ml ")
"""Paths, names of files, commands: the same in every language."""


def written_in(library: Path, photos: Path) -> set[str]:
    """What whoever took the photos wrote of them, and called their folders."""
    with Library.open(library) as opened:
        rows = opened.database.query("SELECT title, caption FROM photos")
    said = {text for row in rows for text in (row["title"], row["caption"])}
    said |= {re.sub(r"^\d+ ", "", folder.name) for folder in photos.rglob("*") if folder.is_dir()}
    return {words for words in said if " " in words}  # a single word may stand in any sentence


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != ENGLISH])
def test_no_english_is_left_in_another_language_and_nothing_is_cut_off(
    open_pages: Any, remembered: Path, sample_library: Path, english: set[str], language: str
) -> None:
    """What stands on a page word for word as it does in English, and is more than a name, was not said in
    the language: whether the page says it or the service."""
    with open_pages(remembered, viewport=NARROW, locale=language) as pages:
        shown = texts_of(pages, language)
    assert len(shown) > 300
    left = {one for one in shown & english if re.search(r"[a-z]{2,} [a-z]{2,}", one)}
    own = written_in(remembered, sample_library)
    assert [one for one in left if not OWN.search(one) and not any(words in one for words in own)] == []
    assert MISSING not in shown and any("pip install 'photos-ml[text]'" in one for one in shown)


def test_countries_are_called_on_the_map_what_the_language_calls_them(narrow: Any) -> None:
    called = narrow.page.evaluate(
        "async () => (await (await import('/js/world.js')).loadWorld()).labels.map(({ name }) => name)"
    )
    assert len(called) > 230 and len(set(called)) == len(called)
    assert not [name for name in called if re.fullmatch("[A-Z]{2}", name)], "no code has no name"
    german = {"Deutschland", "Frankreich", "Vereinigte Staaten", "Bosnien und Herzegowina", "Elfenbeinküste"}
    assert LONGEST != "de" or german <= set(called)
    assert not {"Germany", "United States", "Spain"} & set(called)


@pytest.fixture(scope="module")
def narrow(open_pages: Any, remembered: Path) -> Iterator[Any]:
    """A small window of somebody whose browser speaks the language with the longest words."""
    with open_pages(remembered, viewport=NARROW, locale=LONGEST) as pages:
        yield pages


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_cut_off_on_a_small_screen_in_the_longest_language(narrow: Any, address: str) -> None:
    narrow.go(address)
    narrow.page.wait_for_selector(PAGES[address])
    narrow.until("document.body.classList.contains('busy') === false")
    assert narrow.page.evaluate(CUT_OFF) == []
    assert narrow.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_the_browser_is_answered_in_its_language_and_sent_no_other(narrow: Any) -> None:
    narrow.go("/settings")
    narrow.page.wait_for_selector("#content select[aria-label]")
    assert narrow.page.locator("html").get_attribute("lang") == LONGEST
    assert narrow.page.inner_text("#content h1") == words(LONGEST)["settings"]
    asked = {url.rpartition("/")[2] for url in narrow.asked if "/words/" in url}
    assert asked == {f"{LONGEST}.json"}


def test_a_language_is_chosen_and_the_pages_speak_it_at_once(narrow: Any) -> None:
    page = narrow.page
    narrow.go("/settings")
    with page.expect_navigation():
        page.get_by_label(words(LONGEST)["shown"]).select_option("it")
    page.wait_for_selector("html[lang=it]", state="attached")
    page.wait_for_selector(f"#content h1:text-is('{words('it')['settings']}')")
    narrow.go("/")
    page.wait_for_selector(".tile img.here")
    assert "Luglio 2026" in page.inner_text("#content")
    narrow.go("/settings")
    with page.expect_navigation():
        page.get_by_label(words("it")["shown"]).select_option("")
    page.wait_for_selector(f"html[lang={LONGEST}]", state="attached")


def test_numbers_dates_and_sizes_are_written_as_the_language_does(narrow: Any) -> None:
    said = narrow.page.evaluate(
        """async (language) => {
      document.documentElement.lang = "de";
      const text = await import("/js/text.js?again");
      document.documentElement.lang = language;
      return [text.count("count", 1), text.count("count", 12345), text.bytes(1234567),
        text.dayName("2026-07-04"), text.monthName("1980s"),
        text.timeName({ taken: "2026-07-04T14:05:00", precision: "minute" }),
        ...["2024-06-09", "2026-07-12"].map(text.shortDay)];
    }""",
        LONGEST,
    )
    assert said == [
        "1 Foto",
        "12.345 Fotos",
        "1,2 MB",
        "4. Juli 2026",
        "1980er",
        "14:05",
        "09.06.2024",
        "12.07.2026",
    ]


def test_a_place_is_called_the_same_wherever_it_is_named(narrow: Any) -> None:
    page = narrow.page
    called = page.evaluate("fetch('/api/words').then((found) => found.json())")["places"]["United States"]
    assert called != "United States"
    narrow.go("/search?q=Malibu")
    page.wait_for_selector(".chip.places")
    narrow.until("!document.body.classList.contains('busy')")
    page.locator(".tile").first.click()
    page.wait_for_selector(".viewer .title small:not(:empty)", state="attached")
    said = page.text_content(".viewer .title small")
    assert said.startswith("Malibu") and said.endswith(f", {called}")
    assert page.get_attribute(".viewer", "aria-label").endswith(said)
    narrow.go("/place?around=1&zoom=1&name=Malibu,+United+States")
    page.wait_for_selector(f"h1:text-is('Malibu, {called}')")

    def elsewhere(route: Any) -> None:
        found = route.fetch().json()
        for group in found["groups"]:
            group["differ"] = ["place"]
            for photo in group["photos"]:
                photo["place"] = "Malibu, United States"
        route.fulfill(json=found)

    page.route("**/api/duplicates?*", elsewhere)
    narrow.go("/duplicates")
    page.wait_for_selector(f".group .differs >> text=Malibu, {called}")
    page.unroute("**/api/duplicates?*")
