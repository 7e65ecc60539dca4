"""A taste is a function of what was written, and of nothing a ranker sees."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.ranker.simulation.tastes import (
    FAMILIES,
    HELD_OUT,
    JOY,
    MILESTONE,
    Taste,
    make_taste,
    share,
    words_of,
)
from photos_ml.ranker.simulation.train import TRAINED_ON

CAPTIONS = st.lists(
    st.sampled_from(["a dog runs", "two boys smile", "a red wall", "wine at night"]), max_size=5
)


def only(family: str) -> Taste:
    return Taste(family, ((family, 1.0),), joy=0.0, milestones=0.0)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_picture_of_what_is_liked_is_liked_by_the_share_of_its_captions(family: str) -> None:
    word = FAMILIES[family].split()[0]
    taste = only(family)
    assert taste.of_photo([f"a {word}", f"The {word.upper()}."]) == 1.0
    assert taste.of_photo([f"a {word}", "nothing of it"]) == 0.5
    assert taste.of_photo(["nothing of it"]) == taste.of_photo([]) == 0.0


def test_words_are_whole_words() -> None:
    assert words_of("Dogs' ice-cream, 3 cats!") == {"dogs", "ice-cream", "cats"}
    assert only("animals").of_photo(["a hotdog in a catalogue"]) == 0.0
    assert share([], "cat") == 0.0


def test_joy_and_milestones_add() -> None:
    taste = Taste("food", (("food", 1.0),), joy=0.3, milestones=0.2)
    assert taste.of_photo([JOY.split()[0]]) == pytest.approx(0.3)
    assert taste.of_story([MILESTONE.split()[0]]) == pytest.approx(0.2)


@given(captions=CAPTIONS, seed=st.integers(0, 99))
def test_the_order_of_captions_and_their_case_mean_nothing(captions: list[str], seed: int) -> None:
    taste = make_taste(Random(seed), "family")
    assert taste.of_photo(captions) == pytest.approx(taste.of_photo([c.upper() for c in captions[::-1]]))
    assert taste.of_story(captions) == pytest.approx(taste.of_story(captions[::-1]))


@given(seed=st.integers(0, 10_000), main=st.sampled_from(list(FAMILIES)))
def test_the_main_liking_is_the_greatest_most_often_and_always_there(seed: int, main: str) -> None:
    weights = dict(make_taste(Random(seed), main).weights)
    assert weights.keys() == {main, *TRAINED_ON}
    assert 0.8 <= weights[main] <= 1.2
    assert make_taste(Random(seed), main) == make_taste(Random(seed), main)


def test_people_of_one_family_differ() -> None:
    food = [dict(make_taste(Random(seed), "food").weights)["sport"] for seed in range(50)]
    assert np.std(food) > 0.1


def test_one_family_of_tastes_is_held_out_of_training() -> None:
    assert HELD_OUT in FAMILIES and HELD_OUT not in TRAINED_ON
    assert set(TRAINED_ON) | {HELD_OUT} == set(FAMILIES)


@given(seed=st.integers(0, 10_000), main=st.sampled_from(TRAINED_ON))
def test_nobody_in_training_likes_what_is_held_out_even_a_little(seed: int, main: str) -> None:
    taste = make_taste(Random(seed), main)
    assert all(taste.of_photo([f"a {word}"] * 5) == 0.0 for word in FAMILIES[HELD_OUT].split())
    assert taste.of_story([f"a {word}" for word in FAMILIES[HELD_OUT].split()]) == 0.0
