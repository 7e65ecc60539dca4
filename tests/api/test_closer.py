"""A closer look where it is in doubt whether anything matches, out of what is kept of photos."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image

from photos_ml.app.service import Context
from photos_ml.app.service.closer import PartsSeen
from photos_ml.app.service.indexing import index_folders


def test_a_doubtful_answer_is_put_right_by_a_closer_look(client: Any) -> None:
    asked = {"query": "circle", "facets": True}
    first = client.post("/api/search", asked).json
    assert (first["good"], first["doubtful"], first["verdict"]) == (0, True, {"by": "first look"})
    closer = client.post("/api/search/closer", asked).json
    assert closer["good"] > 0
    assert not closer["doubtful"]
    assert closer["verdict"]["by"] == "closer look"
    assert 1 <= closer["verdict"]["photos"] <= 5, "as many as there is time for"
    assert closer["verdict"]["before"] == round(first["confidence"], 4)
    assert closer["confidence"] > 0.5 > first["confidence"]
    first_shown, shown = (
        {i for hit in one["hits"] for i in (hit["photo"], *hit["similar"])} for one in (first, closer)
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
