"""Albums over HTTP."""

from __future__ import annotations

from typing import Any

MONTH = ("month", "ids", "days", "ratios", "videos", "favorites", "folder")


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
    changed = client.post(address, {"cover": ids[1]}).json
    assert (changed["cover"], sorted(changed["months"][0])) == (ids[1], sorted(MONTH))
    client.post("/api/undo", {"gesture": changed["gesture"]})
    assert client.get(address).json["cover"] == ids[3]
    assert client.post(address, {"cover": ids[2]}).status == 422, "it is not in the album"
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


def test_folders_as_a_tree(client: Any) -> None:
    (folder,) = client.get("/api/folders/tree").json["folders"]
    assert (folder["name"], folder["path"], folder["photos"]) == ("Album", "", 5)
    months = client.get(f"/api/timeline?root={folder['root']}").json["months"]
    assert sum(len(month["ids"]) for month in months) == 5
    assert client.get(f"/api/timeline?root={folder['root']}&folder=Alb").json["months"] == []
