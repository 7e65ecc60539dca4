"""A closer look where it is in doubt whether anything matches, out of what is kept of photos."""

from __future__ import annotations

import http.client
import json
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from photos_ml.app.service import Context, closer
from photos_ml.app.service.closer import PartsSeen
from photos_ml.app.service.indexing import index_folders
from photos_ml.store import PhotoRow


def test_a_doubtful_answer_is_put_right_by_a_closer_look(client: Any) -> None:
    asked = {"query": "circle", "facets": True}
    first = client.post("/api/search", asked).json
    assert (first["good"], first["doubtful"], first["verdict"]) == (0, True, {"by": "first look"})
    closely = client.post("/api/search/closer", asked).json
    assert closely["good"] > 0
    assert not closely["doubtful"]
    assert closely["verdict"]["by"] == "closer look"
    assert 1 <= closely["verdict"]["photos"] <= 5, "as many as there is time for"
    assert closely["verdict"]["before"] == round(first["confidence"], 4)
    assert closely["confidence"] > 0.5 > first["confidence"]
    first_shown, shown = (
        {i for hit in one["hits"] for i in (hit["photo"], *hit["similar"])} for one in (first, closely)
    )
    assert shown == first_shown
    assert client.post("/api/search", asked).json["good"] == 0, "nothing of it is kept for plain searches"


def test_what_is_in_no_doubt_is_not_looked_at_again(client: Any) -> None:
    for query in ("zebra", "an orange disc on a dark ground", ""):
        found = client.post("/api/search/closer", {"query": query}).json
        assert (found["verdict"], found["doubtful"]) == ({"by": "first look"}, False)


def test_a_photo_is_seen_by_its_small_picture_where_it_is_gone(tmp_path: Path, sample_library: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (chosen,) = sorted((sample_library / "photos").rglob("*.jpg"))[:1]
    with Image.open(chosen) as picture:
        picture.resize((1200, 900)).save(folder / "a.jpg")
    with Context(tmp_path / "library") as context:
        index_folders(context, [folder])
        (photo,) = context.library().photos.get([1]).values()
        (folder / "a.jpg").unlink()
        parts = PartsSeen(context)([photo])[photo.id]
        assert parts.shape == (9, context.encoder.info.dimension)
        context.thumbnails.forget([photo.content_hash])
        assert PartsSeen(context)([photo]) == {}, "and not at all where that is gone, too"


def test_a_look_that_nobody_waits_for_ends(
    indexed: Path, tmp_path: Path, serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_go_on, seen = threading.Event(), threading.Event(), list[PhotoRow]()

    def slow(context: Context, photo: PhotoRow) -> Image.Image:
        seen.append(photo)
        begun.set()
        assert may_go_on.wait(20)
        return Image.new("RGB", (240, 160))

    monkeypatch.setattr(closer, "_seen", slow)
    with serve(shutil.copytree(indexed, tmp_path / "library")) as client:
        connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=20)
        asked = json.dumps({"query": "circle"})
        headers = {"Authorization": f"Bearer {client.token}", "Content-Type": "application/json"}
        connection.request("POST", "/api/search/closer", asked, headers)
        assert begun.wait(20)
        connection.close()
        assert client.get("/api/status").status == 200, "the service has read on"
        may_go_on.set()
        assert client.post("/api/search/closer", {"query": "zebra"}).status == 200, "it had its turn"
    assert len(seen) == 1
