"""Import and export over HTTP."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest


def ended(client: Any) -> Any:
    """How the import that goes on ends."""
    for _ in range(200):
        standing = client.get("/api/import").json
        if standing["state"] != "running":
            return standing
        time.sleep(0.05)
    raise AssertionError("the import does not end")


def names_in(answer: Any) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(answer.body)).namelist()


@pytest.fixture(scope="module")
def ids(client: Any) -> list[int]:
    return [photo for month in client.get("/api/timeline").json["months"] for photo in month["ids"]]


def test_what_is_known_is_downloaded(client: Any, ids: list[int]) -> None:
    answer = client.post("/api/export", {"form": "json", "all": True})
    assert answer.headers["content-disposition"] == 'attachment; filename="photos.json"'
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.json["photos"]) == len(ids)
    sidecars = names_in(client.post("/api/export", {"form": "xmp", "photos": ids[:2]}))
    assert len(sidecars) == 2 and all(name.startswith("Album/") for name in sidecars)
    assert client.get("/api/export?name=zip").json == {}
    photos = client.post("/api/export", {"form": "zip", "where": "may 2024", "name": "zip"})
    assert client.get("/api/export?name=zip").json == {"done": 1, "of": 1}
    assert names_in(photos) == ["disc 0.jpg", "disc 0.jpg.xmp"]
    turned = client.post("/api/export", {"form": "zip", "all": True, "places": False})
    assert b"secret" not in turned.body and "turned.jpg" in names_in(turned)
    album = client.post("/api/albums", {"name": "Two", "photos": ids[:2]}).json
    assert len(names_in(client.post("/api/export", {"form": "zip", "album": "Two"}))) == 4
    client.post(f"/api/albums/{album['id']}/delete", {})
    for nothing in ({"form": "zip"}, {"form": "xml", "all": True}, {"form": "zip", "album": "none such"}):
        assert client.post("/api/export", nothing).status == 422
    assert client.post("/api/export", {"form": "zip", "where": "1999"}).status == 422


def test_another_program_is_looked_at_and_taken_in(client: Any, ids: list[int], tmp_path: Path) -> None:
    assert client.get("/api/import").json["state"] == "idle"
    assert client.get("/api/import/sources").json["takeout"].startswith("Google")
    (tmp_path / "photos.json").write_text(
        json.dumps(
            [{"uuid": "1", "original_filename": "disc 1.jpg", "description": "of apples", "albums": ["X"]}]
        )
    )
    asked = {"source": "apple", "path": str(tmp_path)}
    assert client.post("/api/import", asked).status == 200
    looked = ended(client)
    assert looked["state"] == "done" and looked["dry_run"]
    assert (looked["report"]["matched"], looked["report"]["gestures"]) == (1, [])
    assert (looked["done"], looked["total"]) == (1, 1)
    client.post("/api/import", {**asked, "dry_run": False})
    taken = ended(client)["report"]
    assert taken["facts"] == {"caption": 1} and taken["albums"] == 1
    assert client.get("/api/albums").json["albums"][0]["name"] == "X"
    for gesture in taken["gestures"]:
        client.post("/api/undo", {"gesture": gesture})
    assert client.get("/api/albums").json["albums"] == []
    client.post("/api/import", {"source": "digikam", "path": str(tmp_path)})
    failed = ended(client)
    assert failed["state"] == "failed" and "there is no .xmp" in failed["error"]
    for wrong in (
        {"source": "walkman", "path": str(tmp_path)},
        {"source": "apple", "path": str(tmp_path / "nowhere")},
        {"source": "apple", "path": "a\0b"},
        {"source": "apple", "path": "x" * 4096},
    ):
        assert client.post("/api/import", wrong).status == 422, wrong
    assert client.post("/api/import/cancel", {}).status == 200


def test_only_with_the_token(stranger: Any) -> None:
    for path in ("import", "import/cancel", "export"):
        assert stranger.post(f"/api/{path}", {}).status == 401
    assert stranger.get("/api/import").status == 401
