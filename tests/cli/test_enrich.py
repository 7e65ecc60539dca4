"""photos-ml enrich: catch up, switch off and on, say what stands."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.cli.status_command import status_lines
from photos_ml.app.service.enrich import StepState
from photos_ml.app.service.status import LibraryStatus

OUTSIDE = Path(__file__).resolve().parents[1] / "enrich" / "outside"


@pytest.fixture
def library(run: Any, photos: Path, tmp_path: Path) -> Path:
    run("index", str(photos), library=tmp_path / "library", code=3)
    return tmp_path / "library"


def steps_of(document: Any) -> dict[str, tuple[bool, int, int, int]]:
    return {one["step"]: (one["on"], one["done"], one["due"], one["failed"]) for one in document["steps"]}


def test_an_index_run_goes_on_with_what_search_does_not_need(run: Any, library: Path) -> None:
    stands = steps_of(run("status", "--json", library=library).json)
    assert stands == {
        **dict.fromkeys(("embed", "tag", "quality", "kind"), (True, 5, 0, 0)),
        **dict.fromkeys(("faces", "text"), (False, 0, 0, 0)),
        "moments": (True, 0, 0, 0),
    }
    assert "step      quality   5 done, 0 due" in run("status", library=library).out
    again = run("index", "--json", library=library, code=3).json
    assert (again["steps"]["done"], again["steps"]["failed"], again["steps"]["problems"]) == ({}, {}, {})


def test_off_says_what_goes_and_on_brings_it_back(run: Any, library: Path) -> None:
    refused = run("enrich", "--off", "quality", library=library, code=2)
    assert refused.err == (
        "photos-ml: switching quality off deletes 5 rows of quality - to do so, say --yes\n"
    )
    off = run("enrich", "--off", "quality", "--yes", "--json", library=library).json
    assert (off["run"], steps_of(off)["quality"]) == (None, (False, 0, 0, 0))
    assert steps_of(run("enrich", "--json", library=library).json)["quality"] == (False, 0, 0, 0)
    assert "switched off" in run("doctor", library=library).out
    assert "is switched off" in run("enrich", "quality", library=library, code=2).err
    on = run("enrich", "quality", "--on", "quality", "--json", library=library).json
    assert (on["run"]["done"], steps_of(on)["quality"]) == ({"quality": 5}, (True, 5, 0, 0))


@pytest.mark.parametrize("step", ["embed", "tag"])
def test_what_search_stands_on_stays_on(run: Any, library: Path, step: str) -> None:
    refused = run("enrich", "--off", step, "--yes", library=library, code=2)
    assert f"{step} cannot be switched off: search " in refused.err
    assert refused.err.count("\n") == 1


def test_an_unknown_step_is_bad_use(run: Any, library: Path) -> None:
    assert "there is no step faces2" in run("enrich", "faces2", library=library, code=2).err


def test_a_package_from_outside_shows_everywhere(
    run: Callable[..., Any], library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.fspath(OUTSIDE))
    assert steps_of(run("status", "--json", library=library).json)["redness"] == (True, 0, 5, 0)
    done = run("enrich", "--json", library=library).json
    assert (done["run"]["done"], steps_of(done)["redness"]) == ({"redness": 5}, (True, 5, 0, 0))
    monkeypatch.delenv("PYTHONPATH")
    assert "redness" not in steps_of(run("status", "--json", library=library).json)
    gone = run("enrich", "--off", "redness", "--yes", library=library)  # its rows outlive the package
    assert "redness" not in gone.out
    monkeypatch.setenv("PYTHONPATH", os.fspath(OUTSIDE))
    assert steps_of(run("status", "--json", library=library).json)["redness"] == (False, 0, 0, 0)


def test_a_photo_that_cannot_be_read_any_more_waits(run: Any, photos: Path, tmp_path: Path) -> None:
    album, library = tmp_path / "album", tmp_path / "library"
    shutil.copytree(photos, album)
    run("index", str(album), library=library, code=3)
    run("enrich", "--off", "quality", "--yes", library=library)
    shutil.rmtree(album)
    waiting = run("enrich", "--on", "quality", "quality", "--json", library=library).json
    assert steps_of(waiting)["quality"] == (True, 0, 5, 0)


def test_bench_enrich(run: Any, photos: Path) -> None:
    result = run("bench", "enrich", "--images", str(photos), "--json").json
    steps = {"embed", "tag", "quality", "kind", "faces", "text", "moments"}
    assert {row["step"] for row in result["rows"]} == steps
    pictures = [row for row in result["rows"] if row["step"] != "moments"]  # there is no video
    assert all(row["ms_a_photo"] > 0 and row["photos"] == 5 for row in pictures)
    assert result["ratios"]["embed"] == 1
    assert "videos" not in result


def test_status_counts_what_steps_failed_for_where_it_counts_failures(tmp_path: Path) -> None:
    step = StepState("quality", "1", True, 5, 0, 2, 1.0, "", "")
    status = LibraryStatus(tmp_path, 5, 0, 0, 1, 5, 0, "m", "1", 9, (), None, False, (step,))
    (line,) = (line for line in status_lines(status) if line.startswith("failed"))
    assert line.split()[1] == "1"
    assert "2 looked at more closely" in line
    assert "photos-ml failures" in line
