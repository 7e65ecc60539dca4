"""Corrections over HTTP: said, searched, undone."""

from __future__ import annotations

from typing import Any

import pytest


def test_corrections_are_said_and_undone(client: Any) -> None:
    photo = client.get("/api/timeline").json["months"][0]["ids"][0]
    before = client.get(f"/api/photos/{photo}").json
    said = {
        "photos": [photo, 987654],
        "date": "1985",
        "point": {"lat": 38.72, "lon": -9.14},
        "caption": "Dom",
    }
    done = client.post(
        "/api/corrections", {**said, "keywords": ["tram"], "people": ["Rui"], "rating": 3}
    ).json
    assert done["photos"] == 1
    now = client.get(f"/api/photos/{photo}").json
    assert (now["caption"], now["taken"][:4], now["rating"]) == ("Dom", "1985", 3)
    assert {now["sources"][name] for name in ("date", "place", "caption", "rating")} == {"user"}
    assert client.get("/api/places?name=lisbon").json["places"][0]["name"].startswith("Lisbon")
    assert client.get("/api/places").json == {"places": []}
    assert "Rui" in str(now["people"]) and "tram" in now["keywords"]
    named = client.post("/api/corrections", {"where": "rui", "title": "x"}).json
    assert named["photos"] == 1
    client.post("/api/undo", {"gesture": named["gesture"]})
    client.post("/api/undo", {"gesture": done["gesture"]})
    assert client.get(f"/api/photos/{photo}").json == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"photos": [1]},
        {"caption": "x"},
        {"photos": [1], "date": "soon"},
        {"photos": [1], "zone": "CET"},
        {"where": "dogs", "caption": "x"},
        {"photos": [1], "rating": 6},
    ],
)
def test_what_says_nothing_is_refused(client: Any, wrong: dict[str, Any]) -> None:
    assert client.post("/api/corrections", wrong).status == 422
    assert client.post("/api/undo", {"gesture": 987654}).status == 404
