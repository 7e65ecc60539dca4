"""`photos-ml memories` as a user runs it: JSON, page, mutes, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def library(run: Run, years: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("memories") / "library"
    run("index", str(years), library=folder)
    return folder


def memories(run: Run, library: Path, *arguments: str, code: int = 0) -> Any:
    return run("memories", "--today", "2026-05-05", *arguments, "--json", library=library, code=code).json


def test_json_has_the_shape_that_stays(run: Run, library: Path) -> None:
    (found,) = memories(run, library)
    assert {"id", "kind", "title", "subtitle", "score", "why", "cover", "photos"} <= found.keys()
    assert (found["kind"], found["title"], found["subtitle"]) == ("on_this_day", "On this day", "2021–2023")
    assert [Path(photo["path"]).name for photo in found["photos"]] == ["2021.jpg", "2022.jpg", "2023.jpg"]
    assert {"photo", "path", "score"} <= found["photos"][0].keys()
    assert found["cover"] in {photo["photo"] for photo in found["photos"]}


def test_the_same_day_is_the_same_again(run: Run, library: Path) -> None:
    assert memories(run, library) == memories(run, library, "--anew")


def test_lines_for_people_and_a_page(run: Run, library: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    out = run("memories", "--today", "2026-05-05", "--html", str(page), library=library).out
    assert "On this day" in out and "3 photos" in out
    assert page.read_text("utf-8").count("data:image/jpeg") == 3


def test_a_memory_is_kept_as_an_album_and_undone(run: Run, library: Path) -> None:
    (memory,) = memories(run, library)
    made = own(run, library, "album", memory["id"], "--json").json
    assert (made["name"], made["photos"]) == (memory["title"], len(memory["photos"]))
    assert made["cover"] == memory["cover"]
    album = run("albums", "show", made["id"], "--json", library=library).json
    assert [photo["photo"] for photo in album["photos"]] == [photo["photo"] for photo in memory["photos"]]
    run("undo", str(made["gesture"]), library=library)
    assert run("albums", "--json", library=library, code=1).json == []


def test_a_day_without_memories_is_1(run: Run, library: Path) -> None:
    assert "nothing worth showing" in run("memories", "--today", "2026-08-08", library=library, code=1).out


def test_kinds_and_bad_use(run: Run, library: Path) -> None:
    assert len(memories(run, library, "--kind", "on_this_day")) == 1
    assert memories(run, library, "--kind", "trip", code=1) == []
    day = "2025-05-05"
    asked = run("memories", "--today", day, "--kind", "on_this_day", "--json", library=library).json[0]["id"]
    assert own(run, library, "show", asked, "--json").json["id"] == asked
    own(run, library, "feedback", asked, "open")
    own(run, library, "reset", "--yes")
    own(run, library, "list", "--today", day, code=1)
    wrong = memories(run, library, "--kind", "selfie", code=2)
    assert "selfie" in wrong["error"] and "on_this_day" in wrong["hint"]


def test_mutes_hold_until_taken_back(run: Run, library: Path) -> None:
    run("memories", "--library", str(library), "mute", "day", "2022-05-05")
    assert len(memories(run, library)[0]["photos"]) == 2
    listed = run("memories", "--library", str(library), "muted", "--json").json
    assert listed == [{"what": "day", "subject": "2022-05-05"}]
    run("memories", "--library", str(library), "unmute", "day", "2022-05-05")
    assert len(memories(run, library)[0]["photos"]) == 3
    run("memories", "--library", str(library), "unmute", "day", "2022-05-05", code=1)


@pytest.mark.parametrize(
    ("what", "subject"),
    [
        ("day", "tomorrow"),
        ("photo", "a.jpg"),
        ("photo", "987654"),
        ("kind", "selfie"),
        ("person", "Nobody"),
        ("place", "Atlantis"),
        ("folder", "Nowhere"),
    ],
)
def test_mutes_that_could_never_hold_are_refused(run: Run, library: Path, what: str, subject: str) -> None:
    assert subject in run("memories", "--library", str(library), "mute", what, subject, code=2).err


def own(run: Run, library: Path, *arguments: str, code: int | None = 0) -> Any:
    """A word after `memories`."""
    return run("memories", "--library", str(library), *arguments, code=code)


def test_a_kept_memory_is_listed_shown_and_explained(run: Run, library: Path, tmp_path: Path) -> None:
    (memory,) = memories(run, library)
    assert own(run, library, "list", "--today", "2026-05-05", "--json").json == [memory]
    assert own(run, library, "list", "--today", "2026-05-06", code=1).out.startswith("nothing worth showing")
    assert own(run, library, "show", memory["id"], "--json").json == memory
    assert "2022.jpg" in own(run, library, "show", memory["id"], "--html", str(tmp_path / "m.html")).out
    assert (tmp_path / "m.html").read_text("utf-8").count("data:image/jpeg") == 3
    for name in ("a.html", "a.zip"):
        saved = own(run, library, "save", memory["id"], str(tmp_path / name), "--json").json
        assert (saved["photos"], (tmp_path / name).stat().st_size > 10_000) == (3, True)
    assert "no page, pictures or film" in own(run, library, "save", memory["id"], "a.gif", code=2).err
    why = own(run, library, "why", memory["id"], "--json").json
    assert {"what": "kind", "subject": "on_this_day"} in why["about"]
    assert "that its day comes round" in [part["what"] for part in why["parts"]], why["parts"]
    said = own(run, library, "why", memory["id"]).out
    assert f"memories less {memory['id']}" in said
    assert "    kind on_this_day\n" in said


def test_a_memory_is_made_of_a_wish(run: Run, library: Path) -> None:
    (memory,) = own(run, library, "make", "--wish", "since  2021", "--json").json
    assert (memory["title"], memory["kind"]) == ("Since 2021", "wish")
    kept = own(run, library, "album", memory["id"], "Mays", "--json").json
    assert kept["photos"] == len(memory["photos"]) >= 2
    assert (
        "nothing worth showing of 'May 1999'" in own(run, library, "make", "--wish", "May 1999", code=1).out
    )
    assert "an empty wish" in own(run, library, "make", "--wish", " ", code=2).err
    own(run, library, "make", "--wish", "May", "--person", "Leo", code=2)


@pytest.mark.parametrize("word", ["show", "why"])
def test_a_memory_there_is_none_of(run: Run, library: Path, word: str) -> None:
    assert "there is no memory" in own(run, library, word, "0123456789abcdef", code=2).err


def test_what_was_learnt_is_said_in_words(run: Run, library: Path) -> None:
    (memory,) = memories(run, library)
    own(run, library, "less", memory["id"], "kind", "on_this_day")
    assert "  less of kind on_this_day, as you asked\n" in own(run, library, "learnt").out
    own(run, library, "undo")
    assert "as you asked" not in own(run, library, "learnt").out


def test_feedback_is_exported_undone_and_forgotten(run: Run, library: Path, tmp_path: Path) -> None:
    (memory,) = memories(run, library)
    photo = memory["photos"][0]["photo"]
    own(run, library, "feedback", memory["id"], "open")
    own(run, library, "feedback", memory["id"], "hide", "--photo", str(photo))
    assert len(memories(run, library)[0]["photos"]) == 2
    own(run, library, "export", str(tmp_path / "feedback.json"))
    events = json.loads((tmp_path / "feedback.json").read_text("utf-8"))
    assert [event["event"] for event in events] == ["open", "hide"]
    assert events[1]["photo"] == photo and events[1]["memory"] == memory["id"]
    assert "hide" in own(run, library, "undo").out
    assert len(memories(run, library)[0]["photos"]) == 3
    own(run, library, "undo", code=1)
    assert "1 event" in own(run, library, "reset", "--yes").out
    own(run, library, "learn", code=1)


def test_less_of_a_kind_lowers_its_memories_when_made_again(run: Run, library: Path) -> None:
    (memory,) = memories(run, library)
    own(run, library, "less", memory["id"], "kind", "on_this_day")
    made = own(run, library, "make", "--today", "2026-05-05", "--json", code=None).json
    assert not made or made[0]["score"] < memory["score"] * 0.8
    own(run, library, "reset", "--yes")
    assert own(run, library, "make", "--today", "2026-05-05", "--json").json == [memory]


def test_feedback_that_makes_no_sense_is_refused(run: Run, library: Path) -> None:
    (memory,) = memories(run, library)
    assert "999999" in own(run, library, "feedback", memory["id"], "open", "--photo", "999999", code=2).err
    own(run, library, "feedback", memory["id"], "adore", code=2)
    own(run, library, "less", memory["id"], "weather", "rain", code=2)


def test_rewording_needs_a_language_model_and_leaves_the_facts(
    run: Run, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PHOTOS_ML_LLM", "off")
    refused = own(run, library, "make", "--today", "2026-05-05", "--reword", code=2)
    assert "off" in refused.err and "--reword" in refused.err
    monkeypatch.setenv("PHOTOS_ML_LLM", "http://example.com/v1")
    assert "this machine" in own(run, library, "make", "--today", "2026-05-05", "--reword", code=None).err
    assert len(memories(run, library)) == 1, "what was kept stays"
