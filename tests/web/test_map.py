"""The map in a real browser."""

from __future__ import annotations

import time
from typing import Any

import pytest
from PIL import Image

from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders

INK = """() => {
  const canvas = document.querySelector('.globe canvas');
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const pen = copy.getContext('2d', { willReadFrequently: true });
  pen.drawImage(canvas, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Set();
  for (let i = 0; i < data.length; i += 4000) colours.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
  return [...colours];
}"""


@pytest.fixture
def mapped(pages: Any) -> Any:
    """A window on the map."""
    pages.go("/map")
    pages.page.wait_for_selector(".mapped a")
    pages.page.wait_for_selector(".marker img")
    return pages


SETTLED = """() => {
  const links = [...document.querySelectorAll('.mapped a')];
  const zoom = Math.floor(Number(decodeURIComponent(location.hash).split(',')[2]));
  const of = (link) => Number(new URLSearchParams(link.hash.split('?')[1]).get('zoom'));
  return links.length > 0 && links.every((link) => of(link) === zoom);
}"""
"""The list is the answer to what is in view, not to what was."""


def zoom(pages: Any) -> float:
    pages.until("location.hash.includes('at=')")
    return float(pages.page.evaluate("decodeURIComponent(location.hash).split(',')[2]"))


def test_clusters_are_on_the_map_and_in_a_list(mapped: Any) -> None:
    page = mapped.page
    names = page.eval_on_selector_all(".mapped a b", "all => all.map(one => one.innerText)")
    assert "Massachusetts, United States" in names
    assert mapped.count(".marker:not([hidden])") == len(names)
    assert len(page.evaluate(INK)) > 3, "land, water and lines are drawn"


def test_a_cluster_opens_its_photos_and_back_is_the_map(mapped: Any) -> None:
    page = mapped.page
    mapped.until(SETTLED)
    there = page.evaluate("location.hash")
    photos = int(page.inner_text(".mapped a small >> nth=0").split()[0])
    page.locator(".marker:not([hidden])").last.click()
    page.wait_for_selector("h1 >> text=United States")
    page.wait_for_selector(".canvas h2 small")
    notes = page.eval_on_selector_all(".canvas h2 small", "all => all.map(one => parseInt(one.innerText))")
    assert 0 < sum(notes) <= photos
    assert page.get_attribute("#nav a[aria-current]", "href") == "#/map"
    page.click("[aria-label='Back to the map']")
    page.wait_for_selector(".mapped a")
    mapped.until("there => location.hash === there", there)


def test_the_map_by_keyboard_alone(mapped: Any) -> None:
    page = mapped.page
    before = zoom(mapped)
    page.focus(".globe")
    for _ in range(6):
        page.keyboard.press("+")
    mapped.until("z => Number(decodeURIComponent(location.hash).split(',')[2]) > z + 2.5", before)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("0")
    mapped.until("z => Number(decodeURIComponent(location.hash).split(',')[2]) <= z", before)
    mapped.until(SETTLED)
    page.focus(".mapped a >> nth=0")
    page.wait_for_selector(".marker.pointed")
    page.set_viewport_size({"width": 1279, "height": 801})  # it is asked and drawn anew, and the focus stays
    mapped.until("document.activeElement.matches('.mapped a')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".tile img.here")


def test_the_map_by_wheel_and_by_hand(mapped: Any) -> None:
    page = mapped.page
    before = zoom(mapped)
    page.mouse.move(500, 500)
    page.mouse.wheel(0, -600)
    mapped.until("z => Number(decodeURIComponent(location.hash).split(',')[2]) > z + 1", before)
    there = page.evaluate("location.hash")
    page.mouse.move(640, 300)
    page.mouse.down()
    page.mouse.move(560, 360, steps=5)
    page.mouse.up()
    mapped.until("there => location.hash !== there", there)
    assert page.evaluate("location.hash").startswith("#/map"), "a drag opens nothing"


def test_near_there_are_coasts_and_cities(mapped: Any) -> None:
    page = mapped.page
    with (
        page.expect_response("**/api/world/cities*") as named,
        page.expect_response("**/api/world/outlines/*"),
    ):
        mapped.go("/map?at=46.4,6.6,9")
    assert "Lausanne" in [city["name"] for city in named.value.json()["cities"]]
    mapped.until(f"({INK})().length > 4")
    page.evaluate("document.querySelector('.globe').focus()")
    with page.expect_response("**/api/world/outlines/*"):
        mapped.go("/map?at=-17.5,180,7")
    assert len({url for url in mapped.asked if "/api/world/outlines/" in url}) > 2, (
        "on both sides of the date line"
    )


def test_dark_land_is_dark(mapped: Any) -> None:
    page = mapped.page
    light = set(page.evaluate(INK))
    page.emulate_media(color_scheme="dark")
    end = time.monotonic() + 20
    while common := light & set(page.evaluate(INK)):
        assert time.monotonic() < end, common
        page.wait_for_timeout(100)


FIJI = ((-17.7, 178.1), (-16.8, -179.9), (-18.1, 178.5), (-17.2, -178.9))
"""Positions on both sides of the date line."""


def test_what_lies_across_the_date_line_is_in_the_middle(open_pages: Any, tmp_path: Any) -> None:
    folder, photos = tmp_path / "library", tmp_path / "photos"
    photos.mkdir()
    for number, (lat, lon) in enumerate(FIJI):
        exif = Image.Exif()
        exif.get_ifd(0x8825).update({1: "S", 2: (-lat, 0.0, 0.0), 3: "EW"[lon < 0], 4: (abs(lon), 0.0, 0.0)})
        Image.new("RGB", (64, 48), (number * 60, 90, 160)).save(photos / f"{number}.jpg", exif=exif)
    with Context(folder) as context:
        index_folders(context, [photos])
    with open_pages(folder) as pages:
        pages.go("/map")
        pages.page.wait_for_selector(".mapped a")
        pages.until("location.hash.includes('at=')")
        _, lon, _ = pages.page.evaluate("decodeURIComponent(location.hash.split('at=')[1])").split(",")
        assert 179 < abs(float(lon)) <= 180
        assert zoom(pages) > 3, "not the whole world"
        boxes = "all => all.map(one => one.getBoundingClientRect().x)"
        shown = pages.page.eval_on_selector_all(".marker:not([hidden])", boxes)
        assert len(shown) == pages.count(".mapped a") > 1
        left, width = pages.page.eval_on_selector(
            ".globe", "one => [one.getBoundingClientRect().x, one.getBoundingClientRect().width]"
        )
        assert min(shown) < left + width / 2 < max(shown), "on both sides of the middle"
        pages.page.focus(".globe")
        for _ in range(4):
            pages.page.keyboard.press("ArrowRight")
        pages.until("!decodeURIComponent(location.hash).includes('at=1')")
        assert pages.count(".mapped a") >= 1


def test_nothing_has_a_position(open_pages: Any, sample_library: Any, tmp_path: Any) -> None:
    with open_pages(tmp_path / "empty") as pages:
        pages.go("/map")
        pages.page.wait_for_selector("text=No places yet")
