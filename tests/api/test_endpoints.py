"""What the endpoints answer."""

from __future__ import annotations

import io
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image


def ids(client: Any, show: str = "all") -> list[int]:
    months = client.get(f"/api/timeline?show={show}").json["months"]
    return [photo for month in months for photo in month["ids"]]


@pytest.fixture
def turned(client: Any) -> int:
    """The photo that is stored turned."""
    found: int = client.post("/api/search", {"query": '"turned.jpg"'}).json["hits"][0]["photo"]
    return found


@pytest.fixture
def marked(client: Any) -> Iterator[int]:
    """A photo to mark; as it was afterwards."""
    photo = ids(client)[0]
    yield photo
    client.post(f"/api/photos/{photo}/marks", {"favorite": False, "hidden": False})


def test_a_timeline_holds_every_photo_by_month(client: Any) -> None:
    found = client.get("/api/timeline").json
    assert found["total"] == 5
    assert [month["month"] for month in found["months"]] == [
        "2024-08",
        "2024-07",
        "2024-06",
        "2024-05",
        "2024",
    ]
    assert {ratio for month in found["months"] for ratio in month["ratios"]} == {133, 67}


def test_a_search_answers_with_tiles_chips_and_the_plan(client: Any) -> None:
    found = client.post("/api/search", {"query": "orange disc in June 2024"}).json
    assert found["plan"]["taken"] == [{"from": "2024-06-01", "to": "2024-06-30"}]
    assert [chip["field"] for chip in found["chips"]] == ["text", "taken"]
    assert len(found["hits"]) == found["total"] == 1
    assert found["hits"][0]["taken"].startswith("2024-06-01")
    assert found["hits"][0]["ratio"] == 133


def test_a_chip_taken_away_is_a_wider_search(client: Any) -> None:
    first = client.post("/api/search", {"query": "orange disc in June 2024"}).json
    rest = next(chip["rest"] for chip in first["chips"] if chip["field"] == "taken")
    wider = client.post("/api/search", {"query": "orange disc in June 2024", "plan": rest}).json
    assert wider["planner"] == "edited"
    assert "taken" not in wider["plan"]
    assert wider["total"] > first["total"]


def test_an_edited_search_folds_explains_and_counts_as_any_other(client: Any) -> None:
    asked = {"query": "orange disc", "facets": True, "explain": True}
    plain = client.post("/api/search", asked).json
    edited = client.post("/api/search", {**asked, "plan": plain["plan"]}).json
    assert edited["hits"] == plain["hits"]
    assert edited["facets"] == plain["facets"]
    assert all("explanation" in hit for hit in edited["hits"])
    single = client.post("/api/search", {**asked, "plan": plain["plan"], "fold": False}).json
    shots = [photo for hit in edited["hits"] for photo in (hit["photo"], *hit["similar"])]
    assert sorted(shots) == sorted(hit["photo"] for hit in single["hits"])
    assert "facets" not in client.post("/api/search", {"query": "orange disc"}).json


def test_pages_of_a_search_join_without_gap_or_repetition(client: Any) -> None:
    whole = [hit["photo"] for hit in client.post("/api/search", {"query": "orange"}).json["hits"]]
    paged, cursor = [], ""
    while cursor is not None:
        page = client.post("/api/search", {"query": "orange", "limit": 1, "cursor": cursor}).json
        paged += [hit["photo"] for hit in page["hits"]]
        cursor = page["next"]
    assert paged == whole
    assert len(set(paged)) == len(paged) > 1


@pytest.mark.parametrize("cursor", ["x", "-1@1.1", "1", "1@", "1@1.1 ", "\u0661@1.1", "9" * 50])
def test_a_cursor_that_no_page_gave_is_refused(client: Any, cursor: str) -> None:
    assert client.post("/api/search", {"query": "a", "cursor": cursor}).status == 422


def test_a_query_is_read_in_the_language_it_tells_or_in_the_one_asked_for(client: Any) -> None:
    told = client.post("/api/plan", {"query": "neve senza cani a luglio 2019"}).json
    assert (told["language"], told["plan"]["without"]) == ("it", ["cani"])
    chosen = client.post("/api/search", {"query": "autunno 2019", "language": "it"}).json
    assert chosen["language"] == "it"
    assert chosen["plan"]["taken"] == [{"from": "2019-09-01", "to": "2019-11-30"}]
    assert client.post("/api/plan", {"query": "snow", "language": "xx"}).status == 422
    assert {"en": "English", "it": "Italiano"}.items() <= client.get("/api/settings").json[
        "languages"
    ].items()


def test_the_app_speaks_what_the_browser_asks_for_or_what_is_chosen(client: Any) -> None:
    german = {"accept-language": "de-CH, en;q=0.5"}
    assert client.get("/api/settings", **german).json["shown_in"] == "de"
    assert client.get("/api/settings").json["shown_in"] == "en", "no request leaves it to the next"
    chosen = client.post("/api/settings", {"app_language": "fr"}, **german).json
    assert chosen["shown_in"] == chosen["app_language"] == "fr" and "it" in chosen["app_languages"]
    assert client.post("/api/settings", {"app_language": "nl"}).status == 422
    client.post("/api/settings", {"app_language": ""})


def test_a_plan_alone(client: Any) -> None:
    found = client.post("/api/plan", {"query": "snow last winter"}).json
    assert found["plan"]["taken"] == [{"from": "2025-12-01", "to": "2026-02-28"}], "by the clock it was given"


def test_suggestions(client: Any) -> None:
    assert "Album" in [found["name"] for found in client.get("/api/suggestions?query=alb").json]
    assert client.get("/api/suggestions").json, "openings where nothing is typed"


def test_searches_are_offered_again_until_they_are_forgotten(client: Any) -> None:
    def offered() -> list[str]:
        found = client.get("/api/suggestions").json
        return [one["query"] for one in found if one["kind"] == "latest"]

    for query in ("sunset", " a dog ", "sunset", "1", "2", "3"):
        assert client.post("/api/latest", {"query": query}).json == {"kept": True}
    assert offered() == ["3", "2", "1", "sunset"], "the latest first, a few, each once"
    assert client.post("/api/latest", {"query": "2", "keep": False}).status == 200
    assert client.post("/api/latest", {"query": "never asked", "keep": False}).status == 200
    assert offered() == ["3", "1", "sunset", "a dog"]
    assert client.post("/api/latest", {"query": "  "}).status == 422
    for query in ("3", "1", "sunset", "a dog"):
        client.post("/api/latest", {"query": query, "keep": False})
    assert offered() == []


def test_a_photo_and_what_is_known_of_it(client: Any, turned: int, photos: Path) -> None:
    found = client.get(f"/api/photos/{turned}").json
    assert (found["name"], found["folder"]) == ("turned.jpg", "Album")
    assert found["path"] == str(photos / "turned.jpg")
    assert (found["width"], found["height"]) == (600, 900)
    assert found["position"]["lat"] == pytest.approx(48.85)
    assert found["displayable"] is True


def test_marked_photos_refine_an_answer(client: Any, turned: int) -> None:
    others = [photo for photo in ids(client) if photo != turned]
    asked = {"query": "orange disc", "like": [turned], "less": others[:1]}
    found = client.post("/api/refine", asked).json
    assert sorted(hit["photo"] for hit in found["hits"]) == sorted(others[1:])
    assert found["total"] == len(others) - 1
    assert client.post("/api/refine", {"less": others}).status == 422, "nothing to be like"
    assert client.post("/api/refine", {"like": [10**9]}).status == 404


def test_photos_like_one_are_others(client: Any, turned: int) -> None:
    found = client.get(f"/api/photos/{turned}/similar?limit=3").json["hits"]
    assert len(found) == 3
    assert turned not in [hit["photo"] for hit in found]


@pytest.mark.parametrize(
    ("size", "pixels", "media_type"),
    [("grid", (341, 512), "image/jpeg"), ("large", (600, 900), "image/webp")],
)
def test_a_thumbnail_is_upright_small_and_bare(
    client: Any, turned: int, size: str, pixels: tuple[int, int], media_type: str
) -> None:
    answer = client.get(f"/api/photos/{turned}/thumbnail/{size}")
    assert answer.headers["content-type"] == media_type
    with Image.open(io.BytesIO(answer.body)) as picture:
        assert picture.size == pixels
        assert not picture.getexif()
        assert not {"exif", "xmp", "icc_profile"} & picture.info.keys()
    assert b"secret" not in answer.body


def test_a_thumbnail_is_not_sent_twice(client: Any, turned: int) -> None:
    first = client.get(f"/api/photos/{turned}/thumbnail/grid")
    again = client.get(f"/api/photos/{turned}/thumbnail/grid", **{"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert "private" in first.headers["cache-control"]
    large = client.get(f"/api/photos/{turned}/thumbnail/large", **{"If-None-Match": first.headers["etag"]})
    assert large.status == 200, "another size is another picture"
    for second, status in (("1", 422), ("-1", 422), ("soon", 422), ("inf", 422)):  # this is no video
        assert client.get(f"/api/photos/{turned}/thumbnail/grid?second={second}").status == status


def test_an_original_is_the_file_and_runs_nothing(client: Any, turned: int, photos: Path) -> None:
    answer = client.get(f"/api/photos/{turned}/original")
    assert answer.body == (photos / "turned.jpg").read_bytes()
    assert answer.headers["content-type"] == "image/jpeg"
    assert "sandbox" in answer.headers["content-security-policy"]
    part = client.get(f"/api/photos/{turned}/original", Range="bytes=2-5")
    assert (part.status, part.body) == (206, answer.body[2:6])


def test_a_favourite_is_found_as_one(client: Any, marked: int) -> None:
    answer = client.post(f"/api/photos/{marked}/marks", {"favorite": True})
    assert answer.json["favorite"] is True
    assert ids(client, "favorites") == [marked]
    assert [h["photo"] for h in client.post("/api/search", {"query": "favorites"}).json["hits"]] == [marked]


def test_several_photos_are_marked_at_once(client: Any) -> None:
    first, second, third = ids(client)[:3]
    asked = {"photos": [second, first, second, 2**40], "hidden": True, "favorite": True}
    done = client.post("/api/marks", asked).json
    assert done["photos"] == [second, first], "what is gone is passed over"
    assert ids(client)[0] == third
    assert sorted(ids(client, "hidden")) == sorted([first, second])
    client.post("/api/marks", {"photos": [first, second], "hidden": False})
    assert ids(client, "favorites") == [first, second], "a mark that is left out stays"
    client.post("/api/marks", {"photos": [first, second], "favorite": False})
    assert not ids(client, "favorites") + ids(client, "hidden")
    again = client.post("/api/marks", {"photos": [first, third], "favorite": True}).json["gestures"]
    assert len(again) == 1
    client.post("/api/undo", {"gesture": again[0]})
    assert not ids(client, "favorites")


@pytest.mark.parametrize("wrong", [[], [0], ["1"], [1.5], list(range(1, 5002)), None])
def test_marks_are_for_photos(client: Any, wrong: object) -> None:
    assert client.post("/api/marks", {"photos": wrong, "favorite": True}).status == 422


def test_as_many_are_marked_at_once_as_can_be_chosen(client: Any) -> None:
    asked = {"photos": list(range(10**6, 10**6 + 5000)), "favorite": True}
    assert client.post("/api/marks", asked).json["photos"] == []


def test_a_hidden_photo_is_nowhere_but_among_the_hidden(client: Any, marked: int, turned: int) -> None:
    client.post(f"/api/photos/{marked}/marks", {"hidden": True})
    assert marked not in ids(client)
    assert ids(client, "hidden") == [marked]
    for query in ("orange disc", "2024", "orange disc in 2024"):
        found = client.post("/api/search", {"query": query}).json["hits"]
        assert marked not in [hit["photo"] for hit in found], query
    like = client.get(f"/api/photos/{turned}/similar").json["hits"]
    assert marked not in [hit["photo"] for hit in like]
    assert client.get(f"/api/photos/{marked}").json["hidden"] is True
    client.post(f"/api/photos/{marked}/marks", {"hidden": False})
    assert marked in ids(client)


def test_failures_say_where_and_why(client: Any) -> None:
    (failure,) = client.get("/api/failures").json
    assert (failure["name"], failure["folder"]) == ("broken.jpg", "Album")
    assert failure["reason"]


def test_status_counts(client: Any) -> None:
    found = client.get("/api/status").json
    assert (found["photos"], found["failed"]) == (5, 1)


def events(client: Any, wanted: str) -> list[dict[str, Any]]:
    """Server-sent events until one has this state."""
    found: list[dict[str, Any]] = []
    with socket.create_connection(("127.0.0.1", client.port), timeout=60) as connection:
        host = f"127.0.0.1:{client.port}"
        head = (
            f"GET /api/index/events HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {client.token}\r\n\r\n"
        )
        connection.sendall(head.encode())
        with connection.makefile("rb") as stream:
            for line in stream:
                if line.startswith(b"data: "):
                    found.append(json.loads(line[6:]))
                    if found[-1]["state"] == wanted:
                        return found
    raise AssertionError(f"the stream ended: {found[-1:]}")


def test_first_run_indexes_a_folder_on_offer_and_is_followed(
    serve: Any, photos: Path, tmp_path: Path
) -> None:
    with serve(tmp_path / "fresh", photos) as client:
        assert client.get("/api/timeline").json == {"total": 0, "months": []}
        assert client.post("/api/search", {"query": "anything"}).json["hits"] == []
        (folder,) = client.get("/api/folders").json
        assert (folder["path"], folder["known"]) == (str(photos), False)
        assert client.get("/api/index").json["state"] == "idle"
        assert client.post("/api/index", {"folders": [folder["name"]]}).json["state"] == "running"
        seen = events(client, "done")
        assert seen[-1]["report"]["new"] == 5
        assert seen[-1]["report"]["failed"] == 1
        assert client.get("/api/timeline").json["total"] == 5
        (folder,) = client.get("/api/folders").json
        assert folder["known"], "it is on offer no more, it is known"


@pytest.mark.parametrize("name", ["/etc", "..", "offered-7", "known-99", ""])
def test_no_other_folder_can_be_indexed(client: Any, name: str) -> None:
    assert client.post("/api/index", {"folders": [name]}).status == 422


def test_pages_are_served_with_their_types(client: Any) -> None:
    answer = client.get("/")
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    again = client.get("/", **{"If-None-Match": answer.headers["etag"]})
    assert again.status == 304


def test_code_is_kept_by_its_version_and_what_is_not_named_by_it_is_looked_after(client: Any) -> None:
    html = client.get("/").body.decode()
    named = re.findall(r'(?:href|src)="([^"#]+)"', html)
    versions = {path.split("/")[2] for path in named}
    assert len(named) > 20 and len(versions) == 1 and all(path.startswith("/v/") for path in named)
    version = versions.pop()
    kept = client.get(f"/v/{version}/js/main.js")
    assert kept.headers["cache-control"] == "private, max-age=31536000, immutable"
    for path in ("/js/main.js", "/v/000000000000/js/main.js"):
        other = client.get(path)
        assert (other.headers["cache-control"], other.body) == ("no-cache", kept.body)
    for path in (
        f"/v/{version}/",
        f"/v/{version}/index.html",
        f"/v/{version}/js/none.js",
        "/v/xyz/js/main.js",
    ):
        assert client.get(path).status == 404


def test_what_is_not_there_is_a_problem_for_programs_and_a_page_for_people(client: Any) -> None:
    person = {"Accept": "text/html,application/xhtml+xml"}
    assert client.get("/memories").status == 404
    assert client.ask("GET", "/api/nothing", None, person).status == 404
    moved = client.ask("GET", "//elsewhere.example/x", None, person)
    assert (moved.status, moved.headers["location"]) == (303, "/#//elsewhere.example/x")
