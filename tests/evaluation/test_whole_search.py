"""Captions as queries of the whole search and of its vectors."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from photos_ml.app.evaluation.whole_search import evaluate_whole_search
from photos_ml.app.service import Context
from photos_ml.errors import UsageError

COLOURS = ("red", "green", "blue")


@pytest.fixture
def images(tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    folder.mkdir()
    for number, colour in enumerate(COLOURS):
        Image.new("RGB", (64, 64), colour).save(folder / f"{number}.jpg")
    return folder


def test_a_filter_that_a_caption_does_not_mean_loses_its_photo(images: Path, tmp_path: Path) -> None:
    table = tmp_path / "captions.csv"
    table.write_text("image,caption\n0.jpg,a red wall\n1.jpg,a green wall in 1950\n9.jpg,nothing\n")
    with Context(tmp_path / "library") as context:
        found = evaluate_whole_search(context, images, table)
    assert found["queries"] == 3
    assert found["vectors"]["r10"] == pytest.approx(66.67), "all photos are among ten, and 9.jpg is none"
    assert found["search"]["r10"] == pytest.approx(33.33), "no photo is of 1950"


def test_a_table_without_captions_is_refused(images: Path, tmp_path: Path) -> None:
    table = tmp_path / "captions.csv"
    table.write_text("image,caption\n")
    with Context(tmp_path / "library") as context, pytest.raises(UsageError):
        evaluate_whole_search(context, images, table)
