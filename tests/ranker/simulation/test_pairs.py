"""The blind panel: pairs without names, choices that come back, win rates with their intervals."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from photos_ml.app.evaluation.before import BEFORE, OtherWeights, read_before
from photos_ml.app.evaluation.pairs import (
    NEITHER,
    SHOWN,
    SIDES,
    Pair,
    judge_page,
    panel_of,
    read_choices,
    win_rates,
)
from photos_ml.errors import UsageError
from photos_ml.ranker.ranking.scorer import HandScorer
from photos_ml.ranker.simulation.bank import Shot
from photos_ml.ranker.simulation.groups import ENTE, NEWEST
from photos_ml.ranker.simulation.stage import Stage
from photos_ml.types import FloatMatrix


@pytest.fixture(scope="module")
def pairs(stage: Stage) -> list[Pair]:
    return panel_of(stage, HandScorer(), 1, 4).pairs


def test_a_seed_makes_the_same_pairs_of_as_many_photos(stage: Stage, pairs: list[Pair]) -> None:
    assert panel_of(stage, HandScorer(), 1, 4).pairs == pairs
    assert {pair.against for pair in pairs} == {ENTE, NEWEST} and {pair.ours for pair in pairs} <= set(SIDES)
    assert len({pair.id for pair in pairs}) == len(pairs) > 6
    for pair in pairs:
        left, right = pair.shots
        assert 1 <= len(left) == len(right) <= SHOWN and set(left) != set(right)
    assert [pair.id for pair in panel_of(stage, HandScorer(), 1, 2).pairs] == [
        pair.id for pair in pairs if pair.id[0] in "01"
    ], "choices of a shorter page are judged by a longer list"


def test_the_version_before_is_judged_by_its_weights_and_by_what_it_kept(
    stage: Stage, tmp_path: Path
) -> None:
    class Backwards(HandScorer):
        def photos(self, features: FloatMatrix) -> FloatMatrix:
            return -super().photos(features)

    plain = panel_of(stage, HandScorer(), 1, 3)
    file = tmp_path / "kept.json"
    file.write_text(json.dumps({"seed": 1, "told": panel_of(stage, Backwards(), 1, 3).told}))
    of_weights = panel_of(stage, HandScorer(), 1, 3, OtherWeights(Backwards()))
    of_file = panel_of(stage, HandScorer(), 1, 3, read_before(file))
    assert {pair.against for pair in of_file.pairs} == {ENTE, NEWEST, BEFORE}
    assert of_file.pairs == of_weights.pairs and of_file.told == plain.told
    file.write_text(json.dumps({"seed": 1, "told": plain.told}))
    itself = panel_of(stage, HandScorer(), 1, 3, read_before(file))
    assert {pair.against for pair in itself.pairs} == {ENTE, NEWEST}, "there is nothing to choose between"


def test_what_holds_no_selections_is_said(tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_text("[]")
    with pytest.raises(UsageError, match="holds no selections"):
        read_before(tmp_path / "kept.json")


def test_the_page_tells_no_side(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (2, 40, 60, 3), np.uint8)
    for name, picture in zip("ab", pixels, strict=True):
        Image.fromarray(picture).save(tmp_path / f"{name}.jpg")
    good, worse = Shot("a.jpg", 0, "", 1.0), Shot("b.jpg", 1, "blur", 1.0)
    page = judge_page([Pair("0.0", ((good,), (worse,)), "left", ENTE)], tmp_path, 3)
    other = judge_page([Pair("0.0", ((good,), (worse,)), "right", NEWEST)], tmp_path, 3)
    assert page == other and page.count("<img") == 2 and page.count("data:image/jpeg") == 2
    assert "seed: 3, choices" in page and "a.jpg" not in page


def test_win_rates_have_intervals() -> None:
    pairs = [Pair(str(i), ((), ()), SIDES[i % 2], ENTE) for i in range(12)]
    choices = {str(i): SIDES[i % 2] for i in range(8)} | {"8": "right", "9": "left", "10": NEITHER}
    (rate,) = win_rates(pairs, choices).values()
    assert (rate["won"], rate["lost"], rate["neither"], rate["rate"]) == (8, 2, 1, 0.8)
    assert (rate["low"], rate["high"]) == pytest.approx((0.490, 0.943), abs=1e-3)
    assert win_rates(pairs, {"1": NEITHER})[ENTE]["rate"] is None
    assert win_rates(pairs, {}) == {}


def test_choices_are_read_back_and_anything_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "choices.json"
    file.write_text(json.dumps({"seed": 2, "choices": {"0.1": "left", "1.0": NEITHER}}))
    assert read_choices(file) == (2, {"0.1": "left", "1.0": NEITHER})
    for wrong in ("", "[]", '{"seed": 1}', '{"seed": 1, "choices": {"0.1": "ours"}}', '{"choices": {}}'):
        file.write_text(wrong)
        with pytest.raises(UsageError, match="holds no choices"):
            read_choices(file)
