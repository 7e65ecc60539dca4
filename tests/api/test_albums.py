"""Albums over HTTP."""

from __future__ import annotations

from typing import Any


def test_albums_from_making_to_undoing(client: Any) -> None:
    ids = [photo for month in client.get("/api/timeline").json["months"] for photo in month["ids"]]
    made = client.post("/api/albums", {"name": "Discs", "photos": ids[:2]}).json
    address = f"/api/albums/{made['id']}"
    changed = client.post(address, {"add": [ids[3]], "order": [ids[3]], "name": "Best discs"}).json
    assert (changed["ids"], changed["name"]) == ([ids[3], *ids[:2]], "Best discs")
    assert [one["name"] for one in client.get(f"/api/photos/{ids[0]}/albums").json["albums"]] == [
        "Best discs"
    ]
    assert client.get("/api/albums").json["albums"][0]["cover"] == ids[3]
    kept = client.post("/api/albums", {"name": "May", "query": "may 2024"}).json
    assert len(client.get(f"/api/albums/{kept['id']}").json["ids"]) == 1
    client.post(f"/api/photos/{ids[2]}/looked-at", {})
    assert client.get("/api/albums/latest/looked-at").json["photos"][0] == ids[2]
    assert len(client.get("/api/albums/latest/added").json["photos"]) == len(ids)
    for album in (made, kept):
        assert client.post(f"/api/albums/{album['id']}/delete", {}).status == 200
    assert client.get("/api/albums").json["albums"] == []
    assert client.get(address).status == 404
    assert client.post("/api/albums", {"name": "x", "query": " "}).status == 422
    assert client.post(f"/api/albums/{kept['id']}", {"add": [ids[0]]}).status == 404
