"""Text in a photo: marked where it was found, selected and copied, told beside it; papers out of the grid."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pytest

from photos_ml.store import Library
from photos_ml.store.looks import KIND, KindTable
from photos_ml.store.read_text import TEXT, TextTable
from photos_ml.store.steps import Outcome, Record

LINES = (
    ("Quokka 47 XYZ", (0.1, 0.2, 0.7, 0.2, 0.7, 0.3, 0.1, 0.3)),
    ("second row", (0.1, 0.4, 0.5, 0.4, 0.5, 0.5, 0.1, 0.5)),
)


@pytest.fixture(scope="module")
def said(open_pages: Any, library: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("said") / "library"
    copytree(library, folder)
    with Library.open(folder) as opened:
        row = opened.database.query(
            "SELECT id, content_id FROM photos WHERE media = 'photo' ORDER BY taken DESC LIMIT 1"
        )[0]
        lines = [(text, 0.99, np.array(corners, "<f4").tobytes()) for text, corners in LINES]
        opened.steps.write(
            Record(TEXT, "made", (TextTable(),)), [Outcome(row["content_id"], {"text_lines": lines})]
        )
        looked = {"content_kinds": [("receipt", 0.9)]}
        opened.steps.write(Record(KIND, "made", (KindTable(),)), [Outcome(row["content_id"], looked)])
    with open_pages(folder) as pages:
        pages.photo = row["id"]
        yield pages


def test_text_is_marked_selected_and_told(said: Any) -> None:
    page = said.page
    said.go("/search?q=quokka")
    page.wait_for_selector(".tile .says:not(:empty)")
    first = page.locator(".tile").first
    assert first.locator(".says").inner_text() == "“Quokka 47 XYZ”"
    assert first.get_attribute("aria-label").endswith("says “Quokka 47 XYZ”")
    first.click()
    page.wait_for_selector(".viewer .words .found", state="attached")
    page.wait_for_selector(".viewer .title:not(:empty)")
    assert page.locator(".viewer .words .found").count() == 1
    assert page.locator(".viewer .words text").count() == 0
    page.get_by_role("button", name="Text in the photo").click()
    line = page.locator(".viewer .words text").first
    assert line.text_content() == "Quokka 47 XYZ"
    box, picture = line.bounding_box(), page.locator(".viewer .stage > img").bounding_box()
    assert abs((box["x"] - picture["x"]) / picture["width"] - 0.1) < 0.03
    assert abs(box["width"] / picture["width"] - 0.6) < 0.05
    line.dblclick(position={"x": 30, "y": box["height"] / 2})
    assert page.evaluate("getSelection().toString().trim()") in ("Quokka", "47", "XYZ")
    page.keyboard.press("i")
    assert page.locator(".info .said").inner_text().split("\n")[:2] == ["Quokka 47 XYZ", "second row"]
    assert 'says "quokka"' in page.locator(".info").inner_text()
    page.keyboard.press("t")
    assert page.locator(".viewer .words text").count() == 0


def test_papers_leave_the_grid_and_are_found(said: Any) -> None:
    page = said.page
    said.go("/settings")
    switch = page.get_by_label("Show them among the photos and on the map")
    assert switch.is_checked()
    switch.click()
    page.get_by_text("Saved", exact=True).first.wait_for()
    shown = page.evaluate("fetch('/api/timeline').then((answer) => answer.json())")
    assert said.photo not in {one for month in shown["months"] for one in month["ids"]}
    said.go("/search?q=receipts")
    page.locator(".tile").first.wait_for()
    assert said.count(".tile") == 1
    page.locator(".tile").click()
    page.wait_for_selector(".viewer .title:not(:empty)")
    details = page.get_by_role("button", name="Information", exact=True)
    if details.get_attribute("aria-pressed") != "true":  # they stay open once they were
        details.click()
    page.get_by_role("button", name="This is a photo").click()
    page.get_by_text("Now a photo.").wait_for()
