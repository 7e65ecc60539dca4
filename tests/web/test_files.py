"""What leads from the pages to the photo's own file: its folder, another program, a drag out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from photos_ml.app.api import desktop_endpoints
from photos_ml.app.desktop.browser import Browser

DRAGGED = """element => {
  const data = new DataTransfer();
  const event = new DragEvent('dragstart', { bubbles: true, cancelable: true, dataTransfer: data });
  element.dispatchEvent(event);
  return { taken: !event.defaultPrevented,
    file: data.getData('DownloadURL'), address: data.getData('text/uri-list') };
}"""


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Path]]:
    """What the system was asked to do with which file, in place of doing it."""
    calls: list[tuple[str, Path]] = []
    monkeypatch.setattr(desktop_endpoints, "reveal_file", lambda path: calls.append(("reveal", path)))
    monkeypatch.setattr(desktop_endpoints, "open_with_default", lambda path: calls.append(("open", path)))
    return calls


@pytest.fixture
def window(open_pages: Any, library: Path, done: object) -> Iterator[Any]:
    """The pages as in the window."""
    with open_pages(library, desktop=Browser(lambda: "")) as pages:
        pages.page.wait_for_selector(".tile img.here")
        yield pages


def look_at_first(pages: Any) -> None:
    pages.page.locator(".tile[data-i='0']").click()
    pages.page.wait_for_selector(".viewer .title:not(:empty)")
    if not pages.count(".info"):
        pages.page.keyboard.press("i")
    pages.page.wait_for_selector(".info .actions .button >> nth=1")


def test_a_window_shows_the_file_and_opens_it(window: Any, done: list[tuple[str, Path]]) -> None:
    look_at_first(window)
    window.page.click(".info >> text=Show in its folder")
    window.page.click(".info >> text=Open with another program")
    name = window.page.inner_text(".info .fact:has-text(' kB') b")
    end = 100
    while len(done) < 2 and end:
        window.page.wait_for_timeout(50)
        end -= 1
    assert sorted(what for what, _ in done) == ["open", "reveal"]
    assert {path.name for _, path in done} == {name}


def test_a_browser_offers_the_file_itself(pages: Any) -> None:
    look_at_first(pages)
    link = pages.page.get_attribute(".info a[target=_blank]", "href")
    assert link.endswith("/original")
    assert not pages.count(".info >> text=Show in its folder")


def test_a_photo_is_dragged_out_as_its_file(pages: Any) -> None:
    page = pages.page
    tile = page.locator(".tile[data-i='0']")
    box = tile.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    with page.expect_response(lambda answer: answer.url.rpartition("/")[2].isdigit()) as asked:
        page.mouse.down()
    known = asked.value.json()
    page.wait_for_timeout(100)
    dragged = tile.evaluate(DRAGGED)
    page.mouse.up()
    kind, name, address = dragged["file"].split(":", 2)
    assert (kind, name) == ("application/octet-stream", known["name"])
    assert address == dragged["address"] == f"{pages.address}api/photos/{known['photo']}/original"
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    with urlopen(Request(address, headers={"Cookie": cookies})) as answer:
        assert len(answer.read()) == known["bytes"]


def test_a_drag_of_a_photo_that_is_zoomed_moves_it_instead(pages: Any) -> None:
    look_at_first(pages)
    picture = pages.page.locator(".stage img")
    assert picture.evaluate(DRAGGED)["taken"]
    pages.page.keyboard.press("+")
    assert not picture.evaluate(DRAGGED)["taken"]
