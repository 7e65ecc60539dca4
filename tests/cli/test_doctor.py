"""The doctor tries what it calls well, so what is broken shows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photos_ml.app.service import Context
from photos_ml.app.service.doctor import Verdict, examine, trials
from photos_ml.app.service.licences import parts
from photos_ml.errors import RankerError

Examine = Callable[[], dict[str, tuple[Verdict, str]]]


@pytest.fixture
def examined(tmp_path: Path) -> Iterator[Examine]:
    """Name -> verdict and text, of an installation without a library."""
    with Context(tmp_path / "library") as context:
        yield lambda: {check.name: (check.verdict, check.text) for check in examine(context)}


def test_a_whole_installation_is_well(examined: Examine, tmp_path: Path) -> None:
    found = examined()
    assert [name for name, (verdict, _) in found.items() if verdict is Verdict.PROBLEM] == []
    assert {"sqlite", "pictures", "raw", "[video]", "[jxl]", "nearest", "rankers", "model builtin"} <= set(
        found
    )
    assert found["library"][0] is Verdict.NOTE
    assert not (tmp_path / "library").exists(), "nothing is made"


def test_what_is_installed_and_not_tried_is_not_called_well(examined: Examine) -> None:
    untried = {name: verdict for name, (verdict, text) in examined().items() if "not tried" in text}
    assert set(untried.values()) <= {Verdict.NOTE}


def broken(*_: object, **__: object) -> Any:
    raise TypeError("open() got an unexpected keyword argument")


def test_a_decoder_of_videos_that_fails_is_a_problem(
    examined: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("av")
    monkeypatch.setattr("photos_ml.indexer.decode.video.opened", broken)
    verdict, text = examined()["[video]"]
    assert verdict is Verdict.PROBLEM
    assert "unexpected keyword" in text


def test_an_extra_that_is_missing_is_a_note(examined: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "version_of", lambda _: None)
    assert examined()["[video]"] == (Verdict.NOTE, "not installed; adds videos")


def test_a_format_that_shows_something_else_is_a_problem(
    examined: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def grey(path: Path, *, min_side: int) -> Image.Image:
        wrong = (90, 90, 90) if path.suffix == ".heic" else trials.COLOUR
        return Image.new("RGB", (min_side, min_side), wrong)

    monkeypatch.setattr("photos_ml.indexer.decode.decode_image", grey)
    verdict, text = examined()["pictures"]
    assert verdict is Verdict.PROBLEM
    assert "HEIF" in text
    assert "JPEG" not in text


def test_sqlite_without_full_text_search_is_a_problem(
    examined: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect

    class Plain(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            return super().execute(sql.replace("fts5", "fts99"), *values)

    monkeypatch.setattr(sqlite3, "connect", lambda path: connect(path, factory=Plain))
    verdict, text = examined()["sqlite"]
    assert verdict is Verdict.PROBLEM
    assert "FTS5" in text


def test_an_index_that_finds_others_is_a_problem(examined: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    class Worst:
        def add(self, rows: np.ndarray) -> None: ...

        def search(self, rows: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
            return np.zeros((1, k)), np.zeros((1, k), int)

    monkeypatch.setattr(
        "photos_ml.vectors.engine.faiss", lambda: SimpleNamespace(IndexFlatIP=lambda _: Worst())
    )
    assert examined()["nearest"][0] is Verdict.PROBLEM


def test_a_model_whose_vectors_have_no_length_is_a_problem(examined: Examine, tmp_path: Path) -> None:
    with Context(tmp_path / "other") as context:
        info = context.encoder.info
        zeros = SimpleNamespace(
            info=info,
            encode_images=lambda images: np.zeros((len(images), info.dimension), np.float32),
            encode_texts=lambda texts: np.zeros((len(texts), info.dimension), np.float32),
        )
        context.__dict__["encoder"] = zeros
        (check,) = trials.model(context)
    assert check.verdict is Verdict.PROBLEM


def test_rankers_that_cannot_be_used_are_a_problem(
    examined: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(_: Path) -> None:
        raise RankerError("the shipped rankers cannot be read")

    well = "in use is the shipped ranker: nothing was learnt on this machine yet"
    assert examined()["rankers"] == (Verdict.OK, well)
    monkeypatch.setattr("photos_ml.ranker.ranking.lambdarank.read_rankers", unreadable)
    verdict, text = examined()["rankers"]
    assert verdict is Verdict.PROBLEM
    assert "hand-set ranker: the shipped rankers cannot be read" in text


def test_one_check_that_cannot_run_stops_nothing(examined: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("photos_ml.ranker.learning.in_use.ranker_in_use", broken)
    found = examined()
    assert found["rankers"][0] is Verdict.PROBLEM
    assert list(found)[-1] == "disk"


def test_it_lists_every_part_with_its_licence(run: Any) -> None:
    said = run("doctor", "--licences").out
    assert "photos-ml: Apache-2.0" in said
    assert "place names: CC-BY-4.0" in said
    listed = run("doctor", "--licences", "--json").json
    assert {part["name"] for part in listed} == {part.name for part in parts()}
    assert all(part["licence"] for part in listed)
