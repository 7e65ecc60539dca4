"""The step `text` from a file to the library, and from there to hits, HTTP and the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

pytest.importorskip("cv2")

from photos_ml.app.present import search_json
from photos_ml.app.service import Context
from photos_ml.app.service.browse import text_of
from photos_ml.app.service.enrich import Enrichment
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.search import search_photos
from photos_ml.indexer.enrich import text as module


@pytest.fixture
def context(tmp_path: Path) -> Any:
    photos = tmp_path / "photos"
    photos.mkdir()
    sign = Image.new("RGB", (640, 480), (245, 245, 240))
    ImageDraw.Draw(sign).text((60, 200), "RE 16 TGK", (10, 10, 40), ImageFont.load_default(70))
    sign.save(photos / "a.png")
    Image.linear_gradient("L").convert("RGB").save(photos / "b.png")
    with Context(tmp_path / "library") as opened:
        index_folders(opened, [photos])
        yield opened


def test_what_is_read_is_found_said_and_placed(context: Context) -> None:
    steps = Enrichment(context)
    state = next(one for one in steps.states() if one.step == "text")
    assert (state.on, state.asks) == (False, module.ASKS)
    steps.switch_on("text")
    assert steps.run(["text"]).steps["text"].done == 2
    found = search_json(search_photos(context, "RE16"))
    (hit,) = [one for one in found["hits"] if "text" in one]
    assert (hit, hit["good"], hit["path"][-5:]) == (found["hits"][0], True, "a.png")
    assert 'says "re16"' in hit["why"]
    (line,) = hit["text"]
    assert line["text"] == "RE 16 TGK"
    (left, top), (right, _), (_, bottom), _ = line["corners"]
    assert 0.03 < left < 0.12 and 0.35 < top < 0.5 < bottom < 0.65 and right > 0.5
    assert [one.text for one in text_of(context, hit["photo"])] == ["RE 16 TGK"]
    assert json.dumps(hit)
    steps.switch_off("text")
    assert text_of(context, hit["photo"]) == []
