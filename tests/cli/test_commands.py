"""The commands end to end: what they print, their JSON, their exit codes."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app import cli
from photos_ml.app.cli import commands
from photos_ml.app.cli.repeated import library_first
from photos_ml.app.service import Context
from photos_ml.app.service.models import use_model
from photos_ml.store import Library

COMMAND = Path(sys.executable).with_name("photos-ml")
Run = Callable[..., Any]
"""`run(*arguments, code=0, library=...)`, see conftest."""


def test_a_folder_out_of_reach_is_no_success(run: Run, photos: Path, tmp_path: Path) -> None:
    disk, library = tmp_path / "disk", tmp_path / "library"
    shutil.copytree(photos / "Home", disk / "Home", ignore=shutil.ignore_patterns("broken.jpg"))
    run("index", str(disk), library=library)
    disk.rename(tmp_path / "elsewhere")
    assert "out of reach" in run("index", library=library, code=3).out


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("albums make X --library L", "--library L albums make X"),
        ("search x --library=L --json", "--library=L search x --json"),
        ("--library L status --library M", "--library L status --library M"),
        ("albums make X --library", "albums make X --library"),
        ("search -- --library x", "search -- --library x"),
    ],
)
def test_a_command_below_another_takes_the_library_of_the_first(words: str, wanted: str) -> None:
    assert library_first(words.split()) == wanted.split()


def test_alone_it_prints_its_help(run: Run) -> None:
    assert run().out == run("--help").out


def test_the_library_is_named_before_a_command_or_after_it(
    run: Run, indexed: dict[str, Any], own: Path, tmp_path: Path
) -> None:
    other = tmp_path / "an other"
    before = run("--library", str(own), "status", "--json", library=other).json
    assert before["photos"] == indexed["new"]
    for words in (("status",), ("--library", str(other), "status")):
        assert run(*words, "--library", str(own), "--json", library=other).json == before
    made = run("albums", "make", "Below another", f"--library={own}", library=other).out
    assert "Below another" in run("albums", "--library", str(own), library=other).out
    run(*made.strip().rpartition(" --library ")[2].split()[1:], library=own)
    said = run("--library", str(other), "index", code=4).err
    assert f"photos-ml --library '{other}' index FOLDER" in said, "a hint is to be copied as it stands"
    assert "photos-ml index FOLDER" in run("index", library=other, code=4).err
    assert f"(photos-ml --library {own} failures)" in run("status", f"--library={own}").out


def test_index_counts_every_photo(indexed: dict[str, Any]) -> None:
    assert (indexed["new"], indexed["failed"]) == (5, 1)
    assert {"changed", "moved", "unchanged", "gone", "seconds", "photos_per_second"} <= indexed.keys()


def test_index_again_finds_nothing_to_do(run: Run, indexed: dict[str, Any], photos: Path) -> None:
    again = run("index", str(photos), "--json", code=3).json
    assert (again["new"], again["unchanged"], again["failed"], again["embedded"]) == (0, 5, 1, 0)


def test_index_without_a_folder_refreshes_all(run: Run, indexed: dict[str, Any]) -> None:
    assert "unchanged 5" in run("index", code=3).out


def test_search_prints_hits_and_json(run: Run, indexed: dict[str, Any]) -> None:
    found = run("search", "a red square", "--json").json
    assert {"planner", "plan", "confidence", "total", "hits"} <= found.keys()
    assert {"photo", "path", "taken", "place", "score", "why"} <= found["hits"][0].keys()
    assert Path(found["hits"][0]["path"]).name.startswith("red")
    assert "red 0.png" in run("search", "a red square").out


def test_a_date_in_the_query_is_a_filter(run: Run, indexed: dict[str, Any]) -> None:
    found = run("search", "july 2024", "--unfold", "--json").json
    assert {Path(hit["path"]).name for hit in found["hits"]} == {"IMG_100.jpg", "IMG_101.jpg", "IMG_102.jpg"}
    assert found["total"] == 3
    assert all(hit["taken"].startswith("2024-07") for hit in found["hits"])


def test_pages_do_not_overlap(run: Run, indexed: dict[str, Any]) -> None:
    pages = [
        run("search", "sky", "--unfold", "--limit", "2", "--offset", str(i), "--json").json["hits"]
        for i in (0, 2)
    ]
    ids = [hit["photo"] for page in pages for hit in page]
    assert len(ids) == len(set(ids)) == 4


def test_nothing_found_is_1(run: Run, indexed: dict[str, Any]) -> None:
    assert run("search", "selfies", "--json", code=1).json["hits"] == []
    assert "nothing found" in run("search", "selfies", code=1).out


def test_a_file_name_finds_its_file(run: Run, indexed: dict[str, Any]) -> None:
    first = run("search", "IMG_101", "--json").json["hits"][0]
    assert Path(first["path"]).name == "IMG_101.jpg"
    assert "file name" in first["why"]


def test_similar_by_path_id_and_arithmetic(run: Run, indexed: dict[str, Any], photos: Path) -> None:
    sky = photos / "Norway 2024" / "IMG_100.jpg"
    by_path = run("similar", str(sky), "--json").json["hits"]
    assert {Path(hit["path"]).name for hit in by_path[:2]} == {"IMG_101.jpg", "IMG_102.jpg"}
    assert all(Path(hit["path"]) != sky for hit in by_path)
    by_id = run("similar", str(by_path[0]["photo"]), "--plus", "red", "--minus", "sky", "--json").json
    assert by_id["hits"]


def test_more_like_some_photos_and_less_like_others(run: Run, indexed: dict[str, Any], photos: Path) -> None:
    sky, red = photos / "Norway 2024" / "IMG_100.jpg", photos / "Home" / "red 0.png"
    both = run("similar", str(sky), str(red), "--json").json["hits"]
    assert not {str(sky), str(red)} & {hit["path"] for hit in both}, "what is named is no answer"
    more = run("similar", str(sky), "--less", str(red), "--json").json["hits"]
    assert [Path(hit["path"]).name for hit in more][-1] == "red 1.png"
    turned = run("similar", "--query", "a red square", "--less", str(sky), "--json").json["hits"]
    assert Path(turned[0]["path"]).name.startswith("red")
    assert "similar PHOTO" in run("similar", "--json", code=2).json["hint"]
    assert run("similar", "nowhere.jpg", "--json", code=2).json["error"]


def test_similar_to_a_file_outside_the_library(run: Run, indexed: dict[str, Any], tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (100, 100), "red").save(tmp_path / "other.png")
    assert Path(
        run("similar", str(tmp_path / "other.png"), "--json").json["hits"][0]["path"]
    ).name.startswith("red")


def test_plan_shows_evidence(run: Run, indexed: dict[str, Any]) -> None:
    planned = run("plan", "red square in 2024", "--planner", "rules", "--json").json
    assert planned["plan"]["taken"] == [{"from": "2024-01-01", "to": "2024-12-31"}]
    assert planned["plan"]["text"] == "red square"
    assert "2024" in run("plan", "red square in 2024").out


def test_status_failures_doctor_models(run: Run, indexed: dict[str, Any]) -> None:
    status = run("status", "--json").json
    assert (status["photos"], status["failed"], status["model"]) == (5, 1, "builtin")
    assert {"vectors", "bytes"} <= status.keys()
    (failure,) = run("failures", "--json").json
    assert failure["path"].endswith("broken.jpg") and failure["reason"] and failure["stage"] == "decode"
    assert "broken.jpg" in run("failures").out
    assert run("doctor", "--json").json["healthy"]
    assert [model["active"] for model in run("models", "--json").json if model["name"] == "builtin"] == [True]


def test_eval_retrieval(run: Run, photos: Path, tmp_path: Path) -> None:
    captions = tmp_path / "captions.csv"
    captions.write_text("image,caption\nred 0.png,a red square\nred 1.png,a red square\n")
    found = run(
        "eval", "retrieval", "--images", str(photos / "Home"), "--captions", str(captions), "--json"
    ).json
    assert {"queries", "images", "r1", "r5", "r10", "median_rank", "mrr"} <= found.keys()
    assert (found["queries"], found["images"], found["r10"]) == (2, 2, 100.0)


def test_bench_index(run: Run, photos: Path) -> None:
    found = run("bench", "index", "--images", str(photos), "--json").json
    assert [row["stage"] for row in found["rows"]] == ["decode only", "encode only", "limit", "end to end"]
    assert all(row["photos_per_second"] > 0 for row in found["rows"])
    assert found["ratios"]["end_to_end_to_limit"] > 0


BAD_USES = [
    ["index", ""],
    ["search"],
    ["nonsense"],
    ["index", "/no/such/folder"],
    ["search", "x", "--limit", "0"],
    ["search", "x", "--now", "yesterday"],
    *(["search", "photos of last year and next week", "--now", day] for day in ("0001-01-01", "9999-12-31")),
    *(["memories", "--today", day] for day in ("0001-01-01", "9999-12-31", "2026-02-30")),
    ["similar", "/no/such/picture.jpg"],
    ["models", "use", "no-such-model"],
    ["models", "remove", "builtin"],
]


@pytest.mark.parametrize("arguments", BAD_USES, ids=" ".join)
def test_bad_use_is_one_line_and_2(run: Run, indexed: dict[str, Any], arguments: list[str]) -> None:
    ended = run(*arguments, code=2)
    assert ended.out == ""
    assert len(ended.err.strip().splitlines()) == 1
    document = json.loads(run(*arguments, "--json", code=2).out)
    assert document["error"]


def test_no_library_is_4_and_says_how_to_make_one(run: Run, tmp_path: Path) -> None:
    ended = run("search", "x", library=tmp_path / "none", code=4)
    assert "photos-ml index" in ended.err
    assert not (tmp_path / "none").exists()


def test_a_foreign_or_damaged_file_is_4(run: Run, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "library.sqlite").write_bytes(b"not a database at all" * 100)
    assert len(run("status", library=damaged, code=4).err.strip().splitlines()) == 1
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    with sqlite3.connect(foreign / "library.sqlite") as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    assert "not a photo library" in run("status", library=foreign, code=4).err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [["status"], ["status", "--json"], ["search", "red", "--json"]])
def test_output_that_cannot_be_written_is_one_line(
    run: Run, indexed: dict[str, Any], arguments: list[str], tmp_path: Path
) -> None:
    run("index", str(tmp_path), library=tmp_path / "library")
    environment = {**os.environ, "PHOTOS_ML_LIBRARY": str(tmp_path / "library")}
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, env=environment
        )
    assert ended.returncode == 74
    assert ended.stderr == (
        "photos-ml: No space left on device - free some disk space, then run the command again\n"
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the folder of a process")
def test_from_a_folder_that_is_gone_there_is_no_traceback(
    indexed: dict[str, Any], photos: Path, tmp_path: Path
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    ended = subprocess.run(
        ["/bin/sh", "-c", 'rmdir ../gone && exec "$0" index .', COMMAND],
        capture_output=True, text=True, cwd=gone, env={**os.environ, "PHOTOS_ML_LIBRARY": str(tmp_path)},
    )  # fmt: skip
    assert ended.returncode in (2, 74), ended
    assert "unexpected" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_setting_that_cannot_be_read_stops_nothing(run: Run, photos: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    run("index", str(photos), library=library, code=3)
    with sqlite3.connect(library / "library.sqlite") as connection:
        for key in ("model", "next model", "user settings", "window"):
            connection.execute("INSERT OR REPLACE INTO settings VALUES (?, '{damaged')", [key])
    connection.close()
    assert run("search", "a red square", "--json", library=library).json["hits"]
    assert run("index", "--json", library=library, code=3).json["unchanged"] == 5


@pytest.mark.parametrize("command", commands())
def test_every_command_has_help(run: Run, command: str) -> None:
    shown = run(command, "--help").out
    assert "Usage: photos-ml" in shown
    assert commands()[command][:40] in run("--help").out


def test_a_file_in_the_folder_is_a_command() -> None:
    files = {path.name.removesuffix("_command.py") for path in Path(cli.__file__).parent.glob("*_command.py")}
    assert set(commands()) == files, "each says in its first line what it does"


def test_models_use_is_known_and_reversible(run: Run, indexed: dict[str, Any]) -> None:
    assert run("models", "use", "builtin", "--json").json == {"model": "builtin", "waiting": 0}
    assert "builtin" in run("models", "list").out
    assert any(row["licence"] == "MIT" for row in run("models", "suggested", "--json").json)


def test_a_model_exported_added_and_switched_to(run: Run, photos: Path, tmp_path: Path) -> None:
    """The old model answers until the new one has a vector of every photo."""
    library = tmp_path / "library"
    run("index", str(photos), library=library, code=3)
    exported = library / "models" / "copy"
    run("models", "export", "builtin", "--format", "onnx", "--out", str(exported), library=library)
    description = json.loads((exported / "model.json").read_text())
    (exported / "model.json").write_text(json.dumps({**description, "id": "copy"}))
    with Context(library) as context:  # as one that is killed at once leaves it
        assert use_model(context, "copy") == 5
    assert run("status", "--json", library=library).json["model"] == "builtin"
    listed = [line.split()[:2] for line in run("models", "list", library=library).out.splitlines()]
    assert listed[0] == ["*", "builtin"] and listed[1][0] == "builtin-best" and [">", "copy"] in listed
    assert run("search", "red", "--json", library=library).json["hits"]
    run("index", library=library, code=3)
    status = run("status", "--json", library=library).json
    assert (status["model"], status["vectors"], status["waiting"]) == ("copy", 5, 0)
    assert (
        Path(run("search", "a red square", "--json", library=library).json["hits"][0]["path"]).suffix
        == ".png"
    )
    assert run("models", "use", "builtin", "--json", library=library).json["waiting"] == 0
    assert run("models", "use", "copy", "--json", library=library).json == {"model": "copy", "waiting": 0}


def test_a_run_from_the_source_folder_uses_the_installed_package(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    """The source folder holds a `photos_ml` that is not whole; the README's commands are run right there."""
    root = Path(__file__).resolve().parents[2]
    assert (
        run("index", str(photos), "--json", library=tmp_path / "library", cwd=root, code=3).json["new"] == 5
    )


def test_what_was_done_by_hand_is_written_out_and_taken_back(
    run: Run, indexed: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "acts.jsonl"
    acts = run("backup", str(file), "--json").json["acts"]
    assert run("restore", str(file), "--json").json == {"added": 0, "known": acts, "waiting": 0}
    assert f"{acts} known already" in run("restore", str(file)).out
    file.write_text("no backup")
    assert "cannot be read as a backup" in run("restore", str(file), "--json", code=4).json["error"]


def test_what_indexing_would_cost_is_said_and_nothing_is_done(run: Run, tmp_path: Path, photos: Path) -> None:
    library = tmp_path / "new library"
    said = run("index", str(photos), "--estimate", "--json", library=library)
    assert said.code == 0
    assert said.json["photos"] > 0
    assert said.json["search_seconds"] >= 0
    assert not library.exists()


def test_a_run_that_goes_on_is_not_said_to_have_stopped(
    run: Run, indexed: dict[str, Any], photos: Path
) -> None:
    with Library.open(Path(run("status", "--json").json["library"])) as library, library.indexing():
        assert "folders are being indexed now" in run("status").out
        assert run("status", "--json").json["running"] is True
    assert "indexed now" not in run("status").out
