"""Measuring: what knows the taste is ranked above what does not; tables; feedback by position; pairs."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from photos_ml.app.evaluation.rankers import (
    BY_HAND,
    COUNTS,
    KNOWN,
    NEW,
    TRAINED,
    evaluate,
    measure_pairs,
    measure_people,
    with_gains,
)
from photos_ml.ndcg import ndcg
from photos_ml.ranker.learning.feedback import FeedbackKind
from photos_ml.ranker.ranking.features import FEATURE_NAMES
from photos_ml.ranker.ranking.lambdarank import TrainedScorer
from photos_ml.ranker.ranking.scorer import HandScorer
from photos_ml.ranker.simulation.ceilings import TASTE_KNOWN, TASTE_UNKNOWN
from photos_ml.ranker.simulation.damage import DAMAGES
from photos_ml.ranker.simulation.feedback import SimulatedPerson
from photos_ml.ranker.simulation.groups import (
    day_of,
    drafts_of,
    grades,
    make_person,
    memory_group,
    pair_groups,
    photo_groups,
)
from photos_ml.ranker.simulation.stage import Stage
from photos_ml.ranker.simulation.train import TRAINED_ON, train_cold, train_tastes
from photos_ml.types import FloatMatrix


@pytest.fixture(scope="module")
def trained(stage: Stage) -> TrainedScorer:
    return train_cold(stage, people=12, rounds=30)


def test_grades_go_by_a_persons_own_liking() -> None:
    liking = np.arange(100.0)
    found = grades(liking, liking)
    assert [int((found == grade).sum()) for grade in range(5)] == [50, 25, 15, 7, 3]
    assert (np.diff(found) >= 0).all()
    np.testing.assert_array_equal(grades(liking * 3 - 7, liking * 3 - 7), found)


def test_groups_have_all_that_is_ranked_and_the_baselines(stage: Stage) -> None:
    life = make_person(stage, "food", "groups")
    scene = stage.scene_of(life, day_of("groups"))
    drafts = drafts_of(stage, scene, life, HandScorer())
    memories = memory_group(stage, scene, life, drafts)
    assert len(memories.features) == len(memories.grades) == len(drafts) > 5
    assert all(len(scores) == len(drafts) for scores in memories.baselines.values())
    groups = list(photo_groups(stage, scene, life, drafts, "groups"))
    assert groups and all(len(g.features) == len(g.grades) >= 15 for g in groups)
    assert {name for g in groups for name in g.baselines} == {"same day, newest", "Ente's weights"}


def test_the_newest_baseline_puts_the_calendar_day_and_then_the_newest_first(stage: Stage) -> None:
    life = make_person(stage, "sport", "newest")
    first = next(p for p in life.photos if p.local.year < 2024).local.date()
    scene = stage.scene_of(life, first.replace(year=2026))
    drafts = drafts_of(stage, scene, life, HandScorer())
    order = np.argsort(-memory_group(stage, scene, life, drafts).baselines["same day, newest"])
    assert drafts[order[0]].candidate.kind.id == "on_this_day"
    last = [drafts[i].candidate.facts.last for i in order[1:]]
    assert last == sorted(last, reverse=True)


def test_an_order_by_liking_is_perfect_and_damaged_variants_are_pairs(stage: Stage) -> None:
    life = make_person(stage, "food", "perfect")
    assert ndcg(grades(life.liking, life.liking), life.liking) == pytest.approx(1.0)
    pairs = list(pair_groups(stage, apart=False))
    assert len(pairs) == len(stage.bank.damaged())
    assert all(rows.shape == (2, len(FEATURE_NAMES)) for _, rows in pairs)


class Sharpest(HandScorer):
    """Knows the original of a pair by one measure."""

    def __init__(self, sign: int) -> None:
        self.sign = sign

    def photos(self, features: FloatMatrix) -> FloatMatrix:
        return self.sign * features[:, FEATURE_NAMES.index("sharpness")]


def test_pairs_tell_the_right_ranker_from_the_wrong_one(stage: Stage) -> None:
    right, wrong = measure_pairs(stage, Sharpest(1)), measure_pairs(stage, Sharpest(-1))
    assert set(right) == {"together", "apart"} and set(right["apart"]) == set(DAMAGES)
    assert all(share == 1.0 for shares in right.values() for share in shares.values())
    assert all(share == 0.0 for shares in wrong.values() for share in shares.values())


def test_what_was_trained_ranks_people_it_has_not_met_better(stage: Stage, trained: TrainedScorer) -> None:
    means = measure_people(stage, None, trained, seed=3, people=18).means()
    assert means["photos", TRAINED, "known tastes"] > means["photos", BY_HAND, "known tastes"]
    assert means["memories", TRAINED, "known tastes"] > means["memories", "same day, newest", "known tastes"]
    assert 0 < means["photos", TRAINED, "new taste"] < 1
    assert 0 <= means["spoilt", "told"] < means["spoilt", "newest"]


def test_training_twice_gives_the_same(stage: Stage, trained: TrainedScorer) -> None:
    again = train_cold(stage, people=12, rounds=30)
    assert again.photo_ranker.trees == trained.photo_ranker.trees
    assert again.memory_ranker.trees == trained.memory_ranker.trees


def test_tastes_are_a_covariance(stage: Stage, trained: TrainedScorer) -> None:
    found = train_tastes(stage, trained, people=6)
    np.testing.assert_allclose(found, found.T)
    assert np.linalg.eigvalsh(found).min() > 0
    assert len(TRAINED_ON) == 5


def test_a_year_with_the_program_is_told_with_a_table(stage: Stage, trained: TrainedScorer) -> None:
    result = evaluate(stage, stage, trained, seeds=[0], people=2)
    figures = result["figures"]
    assert result["people"] == 2 and result["seeds"] == 1
    assert list(figures["memories learnt"]) == [str(count) for count in COUNTS]
    nothing = {"mean": 0.0, "deviation": 0.0, "lowest": 0.0}
    assert figures["photos learnt"]["5"] == nothing, "nothing is learnt of so little"
    bounds = {TASTE_UNKNOWN, TASTE_KNOWN}
    assert set(figures["memories"]) == {TRAINED, BY_HAND, "same day, newest", "Ente's weights", *bounds}
    for what in ("memories", "photos"):
        ours, unknown, known = (
            figures[what][name][KNOWN]["mean"] for name in (TRAINED, TASTE_UNKNOWN, TASTE_KNOWN)
        )
        assert max(ours, unknown) <= known <= 1.0, "who knows the taste foretells most, and never all"
    assert set(figures["photos"][TRAINED]) == {KNOWN, NEW}
    assert "photos learnt, new taste" not in figures, "neither of the two has it"
    assert set(figures["spoilt"]) == {"told", "newest"}
    worst = [case.ndcg for case in result["worst"]]
    assert worst and worst == sorted(worst)
    assert len({(case.subject, case.chosen) for case in result["worst"]}) == len(worst)
    assert set(result["errors"]["taste"]) <= {"family", "nature"}
    for groups in result["errors"].values():
        means = [one["mean"] for one in groups.values()]
        assert means == sorted(means)
    counts = [sum(one["memories"] for one in groups.values()) for groups in result["errors"].values()]
    assert counts[0] == counts[1] >= len(worst)


def test_gains_are_over_the_baseline_that_is_better_over_all_seeds() -> None:
    def seed(trained: float, newest: float, ente: float) -> dict[tuple[str, ...], float]:
        names = (TRAINED, "same day, newest", "Ente's weights")
        return {
            ("photos", name, KNOWN): value for name, value in zip(names, (trained, newest, ente), strict=True)
        }

    found = [*with_gains([seed(0.5, 0.2, 0.3), seed(0.6, 0.4, 0.35)])]
    key = ("photos above the better baseline", KNOWN)
    assert [round(one[key], 3) for one in found] == [0.2, 0.25], "Ente's has the higher mean"
    assert not any(NEW in key for one in found for key in one), "nobody has it"


def test_what_is_liked_is_opened_and_the_first_is_looked_at_most(
    stage: Stage, trained: TrainedScorer
) -> None:
    ranks: list[int] = []
    for seed in range(3):
        person = SimulatedPerson(stage, make_person(stage, "food", f"interactions {seed}"), Random(seed))
        person.live(trained, trained, 60)
        assert person.diary.interactions >= 60
        moments = [event.at for event in person.diary.events]
        assert moments == sorted(moments)
        shown = {memory.memory: memory for memory in person.diary.shown}
        for event in person.diary.events:
            assert event.memory in shown
            if event.photo is not None:
                assert event.photo in {photo.photo for photo in shown[event.memory].photos}
            if event.event is FeedbackKind.OPEN:
                ranks.append(shown[event.memory].rank)
    assert np.mean(np.array(ranks) < 3) > 0.5
