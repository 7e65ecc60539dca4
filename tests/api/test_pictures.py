"""Any picture as a question: sent small, looked at, forgotten; with words whose conditions hold."""

from __future__ import annotations

import io
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.api.conftest import disc


def jpeg(picture: Image.Image, form: str = "JPEG") -> str:
    kept = io.BytesIO()
    picture.save(kept, form)
    return b64encode(kept.getvalue()).decode()


def ask(client: Any, *pictures: dict[str, Any], **more: Any) -> Any:
    return client.post("/api/refine", {"pictures": list(pictures), **more})


def test_the_photo_like_a_picture_comes_first(client: Any) -> None:
    names = [
        client.get(f"/api/photos/{hit['photo']}").json["name"]
        for hit in ask(client, {"data": jpeg(disc(2))}).json["hits"]
    ]
    assert (len(names), names[0]) == (5, "disc 2.jpg")


def test_less_like_a_picture(client: Any) -> None:
    both = ask(client, {"data": jpeg(disc(0))}, {"data": jpeg(disc(9)), "less": True}).json["hits"]
    alone = ask(client, {"data": jpeg(disc(0))}).json["hits"]
    assert {hit["photo"] for hit in both} == {hit["photo"] for hit in alone}
    assert [hit["score"] for hit in both] != [hit["score"] for hit in alone]
    assert ask(client, {"data": jpeg(disc(9)), "less": True}).status == 422, "nothing to be like"


def test_conditions_of_the_words_hold(client: Any) -> None:
    found = ask(client, {"data": jpeg(disc(0))}, query="may 2024").json
    assert [client.get(f"/api/photos/{hit['photo']}").json["name"] for hit in found["hits"]] == ["disc 0.jpg"]
    assert ask(client, {"data": jpeg(disc(0))}, query="videos").json == {"total": 0, "hits": []}


@pytest.mark.parametrize(
    "data",
    ["", "x", "AAAA", "A" * 60_004, "=" * 8, jpeg(disc(0), "PNG"), jpeg(disc(0), "GIF"), jpeg(disc(0))[:400]],
    ids=["empty", "no base64", "no picture", "too long", "padding", "png", "gif", "cut off"],
)
def test_anything_but_a_small_jpeg_is_refused(client: Any, data: str) -> None:
    answer = ask(client, {"data": data})
    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_picture_of_very_many_pixels_is_not_decoded(client: Any) -> None:
    wide = jpeg(Image.new("L", (8000, 200)))
    assert len(wide) < 60_000
    assert "pixels" in ask(client, {"data": wide}).json["detail"]


def test_no_more_than_four_pictures_and_no_more_than_a_request_holds(client: Any) -> None:
    one = {"data": jpeg(Image.new("RGB", (8, 8)))}
    assert ask(client, *[one] * 4).status == 200
    assert ask(client, *[one] * 5).status == 422
    assert ask(client, *[{"data": "A" * 40_000}] * 2).status == 413


def test_nothing_of_a_picture_is_kept(client: Any, library: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in library.rglob("*") if path.is_file()}
    ask(client, {"data": jpeg(disc(3))})
    after = {path: path.stat().st_mtime_ns for path in library.rglob("*") if path.is_file()}
    assert before.keys() == after.keys()
    assert client.get("/api/status").json["photos"] == 5
