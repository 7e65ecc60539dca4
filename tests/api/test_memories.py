"""Memories over HTTP: made in the background, without paths, with feedback that holds."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.feedback import all_feedback
from photos_ml.app.service.indexing import index_folders
from photos_ml.ranker.learning.feedback import FeedbackKind

DAY = "2026-05-05"


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory, years: Path) -> Path:
    """The library of three years, to be copied."""
    folder = tmp_path_factory.mktemp("indexed") / "library"
    with Context(folder) as context:
        index_folders(context, [years])
    return folder


@pytest.fixture
def folder(tmp_path: Path, indexed: Path) -> Path:
    return Path(shutil.copytree(indexed, tmp_path / "library"))


@pytest.fixture
def own(folder: Path, serve: Any) -> Iterator[Any]:
    """A service over a library that a test may change."""
    with serve(folder) as found:
        yield found


def made(client: Any, day: str = DAY) -> Any:
    """The day's memories, asked for as a page does."""
    for _ in range(600):
        found = client.get(f"/api/memories?day={day}").json
        if found["state"] != "making":
            assert found["state"] == "ready", found
            return found
        time.sleep(0.05)
    raise AssertionError("the memories are never made")


def events(folder: Path) -> list[FeedbackKind]:
    with Context(folder) as context:
        return [event.event for event in all_feedback(context)]


def test_a_day_is_made_beside_the_service_and_has_its_shape(own: Any, years: Path) -> None:
    first = own.get(f"/api/memories?day={DAY}").json
    assert (first["state"], first["memories"]) == ("making", [])
    found = made(own)
    (memory,) = found["memories"]
    assert found["day"] == DAY
    assert memory["title"] == "On this day"
    assert memory["cover"] in [photo["photo"] for photo in memory["photos"]]
    assert [photo["taken"][:4] for photo in memory["photos"]] == ["2021", "2022", "2023"]
    assert {"what": "kind", "subject": "on_this_day"} in memory["about"]
    answer = own.get(f"/api/memories/{memory['id']}")
    assert answer.json == memory
    assert str(years) not in answer.body.decode() and "path" not in answer.body.decode()


def test_a_quiet_day_is_ready_and_empty(own: Any) -> None:
    assert made(own, "2026-08-08")["memories"] == []
    assert own.get("/api/memories?day=2026-08-08").json["state"] == "ready", "it is not made again"


def test_without_a_day_it_is_today(own: Any) -> None:
    assert own.get("/api/memories").json["day"] == "2026-11-21"


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "2026-02-30", "0001-01-01", "2026-05-05%0A"])
def test_what_is_no_day_is_refused(client: Any, day: str) -> None:
    assert client.get(f"/api/memories?day={day}").status == 422


def test_feedback_is_kept_with_its_position(own: Any, folder: Path) -> None:
    (memory,) = made(own)["memories"]
    photo = memory["photos"][1]["photo"]
    path = f"/api/memories/{memory['id']}/feedback"
    assert own.post(path, {"event": "shown"}).status == 200
    assert own.post(path, {"event": "dwell", "photo": photo, "value": 4.5}).status == 200
    with Context(folder) as context:
        shown, dwelt = all_feedback(context)
    assert (shown.position, shown.photo) == (0, None)
    assert (dwelt.position, dwelt.photo, dwelt.value) == (1, photo, 4.5)


SENSELESS: list[dict[str, Any]] = [
    {"event": "adored"},
    {"event": "less"},
    {"event": "open", "photo": 10**9},
    {"event": "dwell", "value": -1},
    {"event": "open", "path": "/etc/passwd"},
    {},
]


def test_feedback_that_makes_no_sense_is_refused(own: Any, folder: Path) -> None:
    (memory,) = made(own)["memories"]
    path = f"/api/memories/{memory['id']}/feedback"
    assert [own.post(path, document).status for document in SENSELESS] == [422] * len(SENSELESS)
    assert events(folder) == []


def test_a_hidden_photo_is_gone_until_it_is_taken_back(own: Any) -> None:
    (memory,) = made(own)["memories"]
    photo = memory["cover"]
    own.post(f"/api/memories/{memory['id']}/feedback", {"event": "hide", "photo": photo})
    after = own.get(f"/api/memories/{memory['id']}").json
    assert photo not in [shown["photo"] for shown in after["photos"]]
    assert after["cover"] != photo
    undone = own.post("/api/memories/undo", {}).json
    assert undone == {"event": "hide", "memory": memory["id"], "photo": photo}
    assert own.get(f"/api/memories/{memory['id']}").json == memory
    assert own.post("/api/memories/undo", {}).status == 409


def test_a_photo_hidden_everywhere_is_in_no_memory(own: Any) -> None:
    (memory,) = made(own)["memories"]
    own.post(f"/api/photos/{memory['cover']}/marks", {"hidden": True})
    (after,) = made(own)["memories"]
    assert memory["cover"] not in [shown["photo"] for shown in after["photos"]]


def test_a_hidden_memory_is_no_more(own: Any) -> None:
    (memory,) = made(own)["memories"]
    own.post(f"/api/memories/{memory['id']}/feedback", {"event": "hide"})
    assert made(own)["memories"] == []
    assert own.get(f"/api/memories/{memory['id']}").status == 404
    assert own.post(f"/api/memories/{memory['id']}/feedback", {"event": "open"}).status == 404


def test_a_favourite_of_a_memory_is_one_everywhere(own: Any) -> None:
    (memory,) = made(own)["memories"]
    photo = memory["photos"][0]["photo"]
    path = f"/api/memories/{memory['id']}/feedback"
    own.post(path, {"event": "favourite", "photo": photo})
    assert own.get(f"/api/photos/{photo}").json["favorite"] is True
    own.post(path, {"event": "favourite", "photo": photo, "value": 0})
    assert own.get(f"/api/photos/{photo}").json["favorite"] is False
    own.post("/api/memories/undo", {})
    assert own.get(f"/api/photos/{photo}").json["favorite"] is True


def test_less_of_a_kind_until_it_is_shown_no_more(own: Any) -> None:
    (memory,) = made(own)["memories"]
    scores = [memory["score"]]
    for _ in range(2):
        own.post(f"/api/memories/{memory['id']}/less", {"what": "kind", "subject": "on_this_day"})
    assert own.post("/api/memories/regenerate", {"day": DAY}).json["state"] == "making"
    scores += [memory["score"] for memory in made(own)["memories"]]
    assert len(scores) == 1 or scores[1] < scores[0] / 1.9


def test_less_of_what_nobody_knows_is_refused(own: Any, folder: Path) -> None:
    (memory,) = made(own)["memories"]
    for what, subject in (("place", "Nowhere"), ("person", "Nobody"), ("kind", "x"), ("memory", "x")):
        document = {"what": what, "subject": subject}
        assert own.post(f"/api/memories/{memory['id']}/less", document).status == 422, what
    assert events(folder) == []


def test_what_was_learnt_is_told(own: Any) -> None:
    assert own.get("/api/memories/learnt").json | {"ranker": ""} == {
        "ranker": "",
        "said": 0,
        "more": [],
        "less": [],
        "asked_less": [],
        "favorites": 0,
    }
    (memory,) = made(own)["memories"]
    own.post(f"/api/memories/{memory['id']}/less", {"what": "kind", "subject": "on_this_day"})
    told = own.get("/api/memories/learnt").json
    assert (told["said"], told["asked_less"]) == (1, [{"subject": "kind:on_this_day", "count": 1}])


def test_other_memories_for_a_day(own: Any, folder: Path) -> None:
    (memory,) = made(own)["memories"]
    assert own.post("/api/memories/regenerate", {"day": DAY}).json["memories"] == []
    (other,) = made(own)["memories"]
    assert other["id"] != memory["id"]
    assert events(folder) == [FeedbackKind.REGENERATE]
    assert own.get(f"/api/memories/{memory['id']}").status == 404


def wished(client: Any, wish: str) -> list[Any]:
    assert client.post("/api/memories/wish", {"wish": wish}).json["state"] == "making"
    for _ in range(600):
        found = client.get(f"/api/memories/wish?wish={quote(wish)}").json
        if found["state"] != "making":
            assert found["state"] == "ready", found
            return list(found["memories"])
        time.sleep(0.05)
    raise AssertionError("the wish is never made")


def test_a_memory_of_what_is_asked_for(own: Any) -> None:
    (memory,) = wished(own, "since 2022")
    assert (memory["title"], memory["kind"]) == ("Since 2022", "wish")
    assert [photo["taken"][:4] for photo in memory["photos"]] == ["2022", "2023"]
    assert own.get(f"/api/memories/{memory['id']}").json["id"] == memory["id"]
    assert memory["id"] not in [one["id"] for one in made(own)["memories"]], "none that the day shows"
    assert wished(own, "may 1999") == []
    assert own.post("/api/memories/wish", {"wish": "  "}).status == 422


def settled(client: Any) -> Any:
    """The day's memories, once they are made or could not be."""
    for _ in range(200):
        found = client.get(f"/api/memories?day={DAY}").json
        if found["state"] != "making":
            return found
        time.sleep(0.05)
    raise AssertionError("never made")


def test_a_library_whose_model_is_gone_has_the_memories_of_the_built_in_one(own: Any, folder: Path) -> None:
    with Context(folder) as context:
        context.library().set_setting("model", "no such model")
    assert settled(own)["state"] == "ready"
    assert own.get("/api/status").status in (200, 503)


def test_a_library_without_a_model_says_so_and_lives_on(own: Any, folder: Path) -> None:
    with Context(folder) as context:
        library = context.library()
        library.set_setting("model", "no such model")
        with library.database.transaction():
            library.database.execute("DELETE FROM vectors")
    found = settled(own)
    assert found["state"] == "failed"
    assert found["error"]
    assert own.get("/api/status").status in (200, 503)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_at_the_end_of_the_calendar_is_none(client: Any, day: str) -> None:
    assert client.get(f"/api/memories?day={day}").status == 422
    assert client.post("/api/memories/regenerate", {"day": day}).status == 422
