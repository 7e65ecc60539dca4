"""Figures of grouping against sums by hand, and the command over real faces."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from photos_ml.app.evaluation.face_sheets import Shown, write_sheets
from photos_ml.app.evaluation.faces import accept_rate, bcubed, evaluate_faces, pair_scores
from photos_ml.errors import UsageError

TRUTH = np.array([0, 0, 0, 1, 1, -2])
GROUP = np.array([5, 5, 6, 6, 6, 7])


def test_b_cubed_is_the_mean_of_each_faces_share() -> None:
    counted = TRUTH >= 0
    precision, recall = bcubed(GROUP, TRUTH, counted)
    assert precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)


def test_pairs() -> None:
    precision, recall = pair_scores(GROUP, TRUTH)
    assert precision == pytest.approx(2 / 4)
    assert recall == pytest.approx(2 / 4)


def test_perfect_groups_and_perfect_pairs() -> None:
    assert bcubed(TRUTH, TRUTH, TRUTH >= 0) == (1.0, 1.0)
    vectors = np.array([[0.0], [0.1], [0.2], [5.0], [5.1]], np.float32)
    assert accept_rate(vectors, TRUTH[:5]) == 1.0
    assert accept_rate(vectors, np.zeros(5, np.int64)) == 0.0


def test_real_faces_are_found_and_told_apart(shared_data: Path, tmp_path: Path) -> None:
    people = tmp_path / "people"
    for name in ("p01", "p07"):
        (people / name).mkdir(parents=True)
        for crop in sorted((shared_data / "faces" / "crops" / name).glob("*.png"))[:6]:
            with Image.open(crop) as picture:
                picture.convert("RGB").save(people / name / f"{crop.stem}.jpg", quality=95)
    result = evaluate_faces(people, margin=0.5, confirmed=2, sheets=tmp_path / "sheets")
    assert (result["images"], result["faces"] + result["missed"]) == (12, 12)
    assert result["bcubed_precision"] == 1.0
    assert result["tar_at_far_1e3"] > 0.5
    assert result["confirmed"] is not None
    assert result["confirmed"]["precision"] == 1.0


def test_no_folder_no_figures(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no photos"):
        evaluate_faces(tmp_path)


def test_sheets_show_the_mistakes_first(tmp_path: Path) -> None:
    shown = [Shown(Image.new("RGB", (150, 150), (40 * n, 0, 0)), str(n), int(p)) for n, p in enumerate(TRUTH)]
    written = write_sheets(tmp_path / "sheets", shown, GROUP, TRUTH)
    assert [path.name for path in written] == ["mixed.jpg", "lost.jpg"]
    with Image.open(written[0]) as sheet:
        assert np.asarray(sheet)[1, 1, 0] > 180  # framed red
    assert write_sheets(tmp_path / "none", shown, TRUTH, TRUTH) == []
