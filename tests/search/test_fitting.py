"""What is measured of a model, where it is known what should come out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.search.calibrate import Background, Calibration, CloserCalibration
from photos_ml.search.fitting import (
    FEWEST_PAIRS,
    Pairs,
    fit_bridge,
    fit_calibration,
    fit_closer,
    fit_likeness,
    fit_words,
    matched,
    soft_logistic,
)
from photos_ml.search.folding import LIKENESS_WITHIN, SAME_PICTURE
from photos_ml.types import FloatMatrix

SCENES = Calibration(0.63, 9.1, 45.0, 0.0, -9.2)


def rows(number: int, dimension: int, seed: int = 1) -> FloatMatrix:
    made = np.random.default_rng(seed).normal(size=(number, dimension)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def test_a_bridge_to_a_turned_space_loses_nothing() -> None:
    wanted = rows(400, 24)
    turn = np.linalg.qr(np.random.default_rng(2).normal(size=(24, 24)))[0].astype(np.float32)
    bridge = fit_bridge(wanted @ turn, wanted)
    assert bridge.explained > 0.99
    assert float((bridge.led * wanted).sum(axis=1).min()) > 0.99
    assert bridge.weights.shape == (25, 24)


def test_a_bridge_from_nothing_explains_nothing() -> None:
    assert fit_bridge(rows(400, 24, 3), rows(400, 24, 4)).explained < 0.05


def test_photos_are_led_by_what_others_say() -> None:
    seen, wanted = rows(80, 60, 5), rows(80, 24, 6)
    bridge = fit_bridge(seen, wanted)
    own = seen @ bridge.weights[:-1] + bridge.weights[-1]
    # Led by itself as well, a photo would be nearer to where it should be than it has any right to.
    assert (bridge.led * wanted).sum(axis=1).mean() <= (own * wanted).sum(axis=1).mean()


def test_a_curve_is_found_again() -> None:
    rng = np.random.default_rng(7)
    features = np.stack([rng.normal(size=2000), 0.01 * rng.normal(size=2000), np.ones(2000)], axis=1)
    weights = np.array([2.0, -90.0, -3.0])
    likely = 1 / (1 + np.exp(-features @ weights))
    assert soft_logistic(features, likely) == pytest.approx(weights, rel=1e-2)
    assert soft_logistic(features, likely, fixed=1.5)[2] == pytest.approx(-4.5, rel=1e-2)


def queries(number: int = 30, photos: int = 300) -> list[np.ndarray]:
    rng = np.random.default_rng(8)
    return [
        (rng.normal(0.1, sigma, photos) + 0.15 * (rng.random(photos) < 0.03)).astype(np.float32)
        for sigma in rng.uniform(0.02, 0.03, number)
    ]


def test_the_same_model_gets_the_same_calibration() -> None:
    cosines = queries()
    likely = [SCENES.curve(Background.of(one))(one) for one in cosines]
    found = fit_calibration(cosines, likely, SCENES, 300)
    for own, one in zip(likely, cosines, strict=True):
        assert found.curve(Background.of(one))(one) == pytest.approx(own, abs=0.01)
    assert (found.deviation, found.cosine) == pytest.approx((SCENES.deviation, SCENES.cosine), rel=0.1)


def test_another_scale_of_cosines_comes_to_the_same_verdict() -> None:
    cosines = queries()
    likely = [SCENES.curve(Background.of(one))(one) for one in cosines]
    other = [(0.5 * one + 0.3).astype(np.float32) for one in cosines]
    found = fit_calibration(other, likely, SCENES, 300)
    told = np.concatenate([found.curve(Background.of(one))(one) for one in other])
    assert float(np.abs(told - np.concatenate(likely)).mean()) < 0.01


def test_of_a_model_that_sees_nothing_nothing_is_sure() -> None:
    cosines = queries()
    likely = [SCENES.curve(Background.of(one))(one) for one in cosines]
    rng = np.random.default_rng(9)
    blind = [rng.permutation(one) for one in cosines]
    found = fit_calibration(blind, likely, SCENES, 300)
    told = np.concatenate([found.curve(Background.of(one))(one) for one in blind])
    assert float(told.max()) < 0.3 < float(np.concatenate(likely).max())
    assert found.deviation > 0 and found.cosine >= 0


def test_the_order_of_photos_is_never_turned_round() -> None:
    cosines = queries()
    likely = [SCENES.curve(Background.of(one))(one) for one in cosines]
    found = fit_calibration([-one for one in cosines], likely, SCENES, 300)
    assert found.curve(Background.of(cosines[0])).slope > 0


def test_closer_looks() -> None:
    teacher, rng = CloserCalibration(34.0, 30.0, -1.2, -2.5), np.random.default_rng(10)
    cosines, margins = rng.uniform(0, 0.4, 500), rng.uniform(-0.2, 0.1, 500)
    curve = teacher.curve(1000)
    likely = np.array([curve(*one) for one in zip(cosines, margins, strict=True)])
    found = fit_closer(cosines, margins, likely, teacher, 1000)
    assert found is not None
    assert (found.cosine, found.margin) == pytest.approx((34.0, 30.0), rel=0.02)
    assert found.photos == teacher.photos
    assert fit_closer(-cosines, margins, likely, teacher, 1000) is None


def test_words_that_say_nothing_count_nothing() -> None:
    rng = np.random.default_rng(11)
    led = rng.normal(-4, 2, (300, 6)).astype(np.float32)
    likely = (1 / (1 + np.exp(-led))).astype(np.float32)
    places = np.array([1, 3], np.int64)
    found = fit_words(led, -led[:, places], places, likely)
    assert found["asked_curve"][1] <= 0.01
    found = fit_words(0 * led, led[:, places], places, likely)
    assert found["asked_curve"][1] == pytest.approx(1.0, abs=0.05), "what the model's own words say counts"


def test_a_word_is_as_frequent_as_the_built_in_model_finds_it() -> None:
    rng = np.random.default_rng(12)
    led = rng.normal(-3, 2, (400, 3)).astype(np.float32)
    likely = (1 / (1 + np.exp(-(led - np.array([1.5, 0.0, -1.5]))))).astype(np.float32)
    found = fit_words(led, led[:, :0], np.empty(0, np.int64), likely)
    offsets = found["word_offsets"]
    assert offsets[0] < -0.3 and offsets[2] > 0.3 and offsets[0] < offsets[1] < offsets[2]


def pairs(number: int = 2000, power: float = 1.0, seed: int = 13) -> Pairs:
    likeness = np.random.default_rng(seed).beta(2, 1, number)
    return Pairs(likeness**power, likeness)


def test_the_same_model_has_the_same_lines() -> None:
    found = fit_likeness(pairs(), pairs(seed=14), [pairs(seed=15), pairs(seed=16)])
    assert found.same_picture == pytest.approx(SAME_PICTURE, abs=0.005)
    assert found.within == pytest.approx(np.array(LIKENESS_WITHIN), abs=0.005)


def test_a_model_that_finds_all_alike_has_higher_lines() -> None:
    found = fit_likeness(pairs(power=0.5), pairs(power=0.5), [pairs(power=0.5), pairs(power=0.5)])
    assert found.same_picture == pytest.approx(math.sqrt(SAME_PICTURE), abs=0.005)
    assert found.of_burst[1] == pytest.approx(math.sqrt(0.85), abs=0.01)


def test_no_more_different_photos_are_one_than_by_the_built_in_model() -> None:
    """Copies alone would put the line where other photos lie, too."""
    blurred = Pairs(np.full(400, 0.7), np.full(400, 0.99))
    others = Pairs(np.repeat([0.75, 0.9], [390, 25]), np.repeat([0.3, 0.985], [390, 25]))
    found = fit_likeness(blurred, others, [others, others])
    assert found.same_picture > 0.75


def test_too_few_pairs_say_nothing() -> None:
    few = Pairs(np.full(FEWEST_PAIRS - 1, 0.5), np.full(FEWEST_PAIRS - 1, 0.99))
    assert matched(few, SAME_PICTURE) == SAME_PICTURE
    assert matched(few, SAME_PICTURE, default=-1.0) == -1.0


@given(st.integers(FEWEST_PAIRS, 300), st.floats(0.3, 3.0), st.floats(0.2, 0.95))
def test_as_many_pairs_reach_the_line(number: int, power: float, least: float) -> None:
    some = pairs(number, power)
    reach = int((some.builtin >= least).sum())
    if reach >= FEWEST_PAIRS:
        assert int((some.own >= matched(some, least)).sum()) == reach
