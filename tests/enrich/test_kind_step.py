"""The step `kind` from a file to the library, the grid, memories and searches."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PIL import Image

from photos_ml.app.service import Context
from photos_ml.app.service.browse import look_of, photos_by_month
from photos_ml.app.service.choices import change_settings
from photos_ml.app.service.corrections import CorrectionWords, correct_photos
from photos_ml.app.service.enrich import Enrichment
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.search import search_photos
from photos_ml.errors import UsageError
from photos_ml.ranker.simulation.clutter import DRAWN
from photos_ml.store.looks import Likeness


def test_a_receipt_is_told_left_out_and_found(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    DRAWN["receipt"](random.Random(4), Image.new("RGB", (9, 9))).save(photos / "IMG_1.jpg", quality=90)
    noise = Image.effect_noise((400, 300), 60).convert("RGB")
    noise.save(photos / "IMG_2.jpg", quality=90)
    with Context(tmp_path / "library") as context:
        index_folders(context, [photos])

        def grid() -> set[int]:
            return {photo for month in photos_by_month(context) for photo in month.ids}

        paper, other = sorted(grid())
        assert Enrichment(context).run(["kind"]).steps["kind"].done == 2  # quality rode along
        assert look_of(context, paper) == Likeness("receipt", "looked")
        assert look_of(context, other) in (None, Likeness("blank", "looked"), Likeness("drawing", "looked"))
        assert grid() == {paper, other}
        change_settings(context, documents_in_grid=False)
        assert paper not in grid()
        found = search_photos(context, "receipts")
        assert [hit.photo.id for hit in found.hits] == [paper]
        assert found.planned.plan.media == ("receipt",)
        correct_photos(context, [paper], CorrectionWords(kind="photo"))
        assert (look_of(context, paper), paper in grid()) == (Likeness("photo", "user"), True)
        correct_photos(context, [paper], CorrectionWords(kind="none"))
        assert look_of(context, paper) == Likeness("receipt", "looked")
        with pytest.raises(UsageError, match="no picture is a banana"):
            correct_photos(context, [paper], CorrectionWords(kind="banana"))
        Enrichment(context).switch_off("kind")
        assert look_of(context, paper) is None
