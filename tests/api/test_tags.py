"""Tags over HTTP: the list, a photo's own, and search within them."""

from __future__ import annotations

from typing import Any

import pytest

from photos_ml.types import Tag


@pytest.fixture
def tagged(client: Any) -> tuple[int, int]:
    """Two photos of one tag, whatever the tagger makes of coloured discs."""
    from photos_ml.encoders.builtin import builtin_encoder
    from photos_ml.encoders.tagger import tagger_for

    tagger = tagger_for(builtin_encoder().info)
    assert tagger is not None
    library = client.server.backend.context.library()
    tags, vectors = (
        library.tags(tagger.info),
        library.database.query(
            "SELECT v.content_id, p.id AS photo FROM vectors v JOIN photos p ON p.content_id = v.content_id "
            "ORDER BY v.id"
        ),
    )
    chosen = vectors[:2]
    with library.database.transaction():
        tags.put(
            {
                row["content_id"]: [Tag("unicycle", chance)]
                for row, chance in zip(chosen, (0.9, 0.95), strict=True)
            }
        )
    return chosen[0]["photo"], chosen[1]["photo"]


def test_the_list_counts_and_shows_the_surest(client: Any, tagged: tuple[int, int]) -> None:
    listed = {each["tag"]: each for each in client.get("/api/tags").json["tags"]}
    assert listed["unicycle"] == {"tag": "unicycle", "photos": 2, "cover": tagged[1]}


def test_a_photo_says_its_tags(client: Any, tagged: tuple[int, int]) -> None:
    tags = client.get(f"/api/photos/{tagged[0]}").json["tags"]
    assert {"tag": "unicycle", "probability": 0.9} in tags


def test_a_search_within_a_tag(client: Any, tagged: tuple[int, int]) -> None:
    found = client.post("/api/search", {"tags": ["unicycles"], "fold": False, "facets": True}).json
    assert {hit["photo"] for hit in found["hits"]} == set(tagged)
    assert found["facets"]["tags"]["unicycle"] == 2
    assert (
        client.post("/api/search", {"query": "orange", "tags": ["unicycle"], "fold": False}).json["total"]
        == 2
    )
    assert client.post("/api/search", {"tags": ["violin"]}).json["total"] == 0


def test_malformed_tags_are_refused(client: Any) -> None:
    assert client.post("/api/search", {"tags": "dog"}).status == 422
    assert client.post("/api/search", {"tags": ["x"] * 21}).status == 422
