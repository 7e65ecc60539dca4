"""How good the rankers are for made-up people they were not trained on, against the baselines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np

from photos_ml.ndcg import ndcg
from photos_ml.ranker.learning.leanings import Leanings
from photos_ml.ranker.learning.personal import personal_scorer, train_personal
from photos_ml.ranker.learning.training_groups import training_groups_of
from photos_ml.ranker.ranking.drafts import rough_pool
from photos_ml.ranker.ranking.features import QUALITY_NAMES, THEME_NAMES, TWIN_NAMES
from photos_ml.ranker.ranking.score import MemoryDraft
from photos_ml.ranker.ranking.scorer import HandScorer, Scorer
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.simulation.ceilings import TASTE_KNOWN, TASTE_UNKNOWN, crowd_of, itself
from photos_ml.ranker.simulation.feedback import SimulatedPerson
from photos_ml.ranker.simulation.groups import (
    ENTE,
    NEWEST,
    Group,
    day_of,
    drafts_of,
    make_person,
    memory_group,
    pair_groups,
    photo_groups,
)
from photos_ml.ranker.simulation.lives import Life
from photos_ml.ranker.simulation.stage import Stage
from photos_ml.ranker.simulation.tastes import FAMILIES, HELD_OUT
from photos_ml.ranker.simulation.train import train_cold

COUNTS = (5, 10, 20, 50, 100)
"""Interactions after which the personal ranker is measured."""
DAYS = 2
"""Days a person is measured on."""
SEEDS = 5
PEOPLE = 12
"""A seed; two of each family of tastes. Two say little of the family never trained on, so as many more have
that taste, whose feedback is not followed."""
TRAINED, BY_HAND = "trained", "weights by hand"
KNOWN, NEW = "known tastes", "new taste"
RANKED = ("memories", "photos")
BASELINES = (NEWEST, ENTE)
WORST = 10
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RankedPool:
    """How one memory was ranked: for a look at the worst."""

    ndcg: float
    taste: str
    kind: str
    subject: str
    photos: int
    """That were ranked."""
    chosen: tuple[str, ...]
    """Names of the pictures ranked first."""
    best: tuple[str, ...]
    """... and of those liked most."""


@dataclass(slots=True)
class SeedTally:
    """What was measured of the people of one seed; keys are (what, scorer or baseline, part)."""

    numbers: dict[Key, list[float]] = field(default_factory=lambda: defaultdict(list))
    cases: list[RankedPool] = field(default_factory=list)

    def add(self, *key: str, value: float) -> None:
        if np.isfinite(value):
            self.numbers[key].append(value)

    def means(self) -> dict[Key, float]:
        return {key: float(np.mean(values)) for key, values in self.numbers.items()}


def measure_people(
    held_out: Stage, lived: Stage | None, cold: Scorer, seed: int, people: int = PEOPLE
) -> SeedTally:
    """Rankers, selection and learning for the people of a seed, each family in turn. Learning is left out
    without a stage to live on, `lived`."""
    tally = SeedTally()
    families = tuple(FAMILIES)
    for number in range(people):
        taste, own = families[number % len(families)], f"held out {seed}/{number}"
        life = make_person(held_out, taste, own)
        days = [_Day.of(held_out, life, cold, f"{own}/{day}") for day in range(DAYS)]
        part = NEW if taste == HELD_OUT else KNOWN
        for day in days:
            _rank(tally, day, cold, part)
            _ceilings(tally, held_out, day, own, part)
            _select(tally, held_out, day)
            tally.cases += _cases(held_out, day, cold)
        if lived is not None:
            _learn(tally, lived, days, cold, taste, own)
    return tally


def _rank_new_tastes(tally: SeedTally, held_out: Stage, cold: Scorer, seed: int, people: int) -> None:
    for number in range(people):
        own = f"held out {seed}/new {number}"
        life = make_person(held_out, HELD_OUT, own)
        for day in range(DAYS):
            _rank(tally, _Day.of(held_out, life, cold, f"{own}/{day}"), cold, NEW)


@dataclass(frozen=True, slots=True)
class _Day:
    """What a person could be shown on a day, with what would be liked."""

    life: Life
    scene: Scene
    drafts: list[MemoryDraft]
    memories: Group
    photos: list[Group]

    @classmethod
    def of(cls, stage: Stage, life: Life, cold: Scorer, seed: str) -> _Day:
        scene = stage.scene_of(life, day_of(seed))
        drafts = drafts_of(stage, scene, life, cold)
        memories = memory_group(stage, scene, life, drafts)
        return cls(life, scene, drafts, memories, list(photo_groups(stage, scene, life, drafts, seed)))

    def ndcg(self, scorer: Scorer, leanings: Leanings | None = None) -> tuple[float, float]:
        """Of memories, as they are told where `leanings` are known; of photos, the mean over pools."""
        photos = [ndcg(group.grades, scorer.photos(group.features)) for group in self.photos]
        scores = scorer.memories(self.memories.features)
        if leanings is not None:
            scores = scores * np.array(
                [leanings.factor(self.scene, one.rows) for one in self.drafts], np.float32
            )
        return ndcg(self.memories.grades, scores), _mean(photos)


def _rank(tally: SeedTally, day: _Day, cold: Scorer, part: str) -> None:
    for name, scorer in ((TRAINED, cold), (BY_HAND, HandScorer())):
        memories, photos = day.ndcg(scorer)
        tally.add("memories", name, part, value=memories)
        tally.add("photos", name, part, value=photos)
    for name, scores in day.memories.baselines.items():
        tally.add("memories", name, part, value=ndcg(day.memories.grades, scores))
        pools = [ndcg(group.grades, group.baselines[name]) for group in day.photos]
        tally.add("photos", name, part, value=_mean(pools))


def _ceilings(tally: SeedTally, stage: Stage, day: _Day, own: str, part: str) -> None:
    """What is possible: by captions and stories, without the taste and with it."""
    crowds = {TASTE_KNOWN: itself(stage.bank, day.life)}
    if part == KNOWN:  # the crowd has none of the other's taste
        crowds = {TASTE_UNKNOWN: crowd_of(stage.bank, day.life, f"crowd {own}"), **crowds}
    for name, crowd in crowds.items():
        tally.add("memories", name, part, value=ndcg(day.memories.grades, crowd.of_memories(day.drafts)))
        pools = [ndcg(group.grades, crowd.of_photos(group)) for group in day.photos]
        tally.add("photos", name, part, value=_mean(pools))


def _select(tally: SeedTally, stage: Stage, day: _Day) -> None:
    """What is told beside as many of the newest of the same pool: how alike, of how many of its days, how
    many spoilt."""
    for draft in day.drafts:
        pool = rough_pool(day.scene, draft.candidate)
        newest = sorted(pool, key=lambda row: -int(day.scene.order[row]))[: len(draft.rows)]
        for name, rows in (("told", list(draft.rows)), ("newest", newest)):
            if len(rows) > 2 and len(pool) > len(rows):
                tally.add("alike", name, value=_likeness(day.scene, rows))
                tally.add("days", name, value=_days(day.scene, rows) / min(_days(day.scene, pool), len(rows)))
                spoilt = [bool(stage.bank.shots[day.life.pictures[row]].damage) for row in rows]
                tally.add("spoilt", name, value=float(np.mean(spoilt)))


def _learn(tally: SeedTally, lived: Stage, days: Sequence[_Day], cold: Scorer, taste: str, own: str) -> None:
    """A year with the program on other photos, the model taken into use whenever a better one is found."""
    person = SimulatedPerson(lived, make_person(lived, taste, own), Random(own))  # noqa: S311 - repeatable
    document: bytes | None = None
    before = [day.ndcg(cold) for day in days]
    for count in COUNTS:
        person.live(cold, personal_scorer(cold, document), count)
        groups = training_groups_of(person.diary.events[:count], person.diary.shown)
        document = train_personal(groups, cold, document).document or document
        leanings = _leanings(lived, person, count)
        after = [day.ndcg(personal_scorer(cold, document), leanings) for day in days]
        for (memories, photos), (memories_now, photos_now) in zip(before, after, strict=True):
            for who in ("", f", {NEW}")[: 1 + (taste == HELD_OUT)]:
                tally.add(f"memories learnt{who}", str(count), value=memories_now - memories)
                tally.add(f"photos learnt{who}", str(count), value=photos_now - photos)
        tally.add("in use", str(count), value=float(document is not None))


def _leanings(lived: Stage, person: SimulatedPerson, count: int) -> Leanings:
    """What so many interactions lift and lower at once, beside what is trained of them."""
    photos = {memory.memory: [p.photo for p in memory.photos] for memory in person.diary.shown}
    scene = lived.scene_of(person.life, person.day)
    return Leanings.of(scene, person.diary.events[:count], lambda memory: photos.get(memory, []))


def _cases(stage: Stage, day: _Day, cold: Scorer) -> Iterator[RankedPool]:
    for draft in day.drafts:
        rows = list(draft.features)
        if len(rows) < 15:
            continue
        liking = day.life.liking[rows]
        grades = np.searchsorted(np.quantile(liking, (0.5, 0.8, 0.95)), liking, side="right")
        scores = np.array([draft.scores[row] for row in rows])
        names = [stage.bank.shots[day.life.pictures[row]] for row in rows]
        told = [f"{shot.name} {shot.damage}".strip() for shot in names]
        yield RankedPool(
            ndcg(grades, scores),
            day.life.taste.main,
            draft.candidate.kind.id,
            draft.candidate.subject,
            len(rows),
            tuple(told[i] for i in np.argsort(-scores, kind="stable")[:5]),
            tuple(told[i] for i in np.argsort(-liking, kind="stable")[:5]),
        )


def measure_pairs(stage: Stage, scorer: Scorer) -> dict[str, dict[str, float]]:
    """Share of pairs in which the original is preferred, by damage; together, and each in another memory."""
    found: dict[str, dict[str, float]] = {}
    for name, apart in (("together", False), ("apart", True)):
        preferred: dict[str, list[bool]] = defaultdict(list)
        for damage, rows in pair_groups(stage, apart=apart):
            good, bad = scorer.photos(rows).tolist()
            preferred[damage].append(good > bad)
        found[name] = {damage: float(np.mean(values)) for damage, values in preferred.items()}
    return found


def evaluate(
    held_out: Stage,
    lived: Stage | None,
    cold: Scorer,
    *,
    seeds: Sequence[int] = range(SEEDS),
    people: int = PEOPLE,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """All figures: mean and standard deviation over seeds of the mean over people."""
    tallies: list[SeedTally] = []
    for done, seed in enumerate(seeds, start=1):
        tallies.append(measure_people(held_out, lived, cold, seed, people))
        _rank_new_tastes(tallies[-1], held_out, cold, seed, people)
        if progress is not None:
            progress(done, len(seeds))
    means, cases = [tally.means() for tally in tallies], [case for tally in tallies for case in tally.cases]
    return {
        "seeds": len(tallies),
        "people": people * len(tallies),
        "figures": _table([*with_gains(means)]),
        "pairs": measure_pairs(held_out, cold),
        "worst": _worst(cases),
        "errors": {name: _by(cases, name) for name in ("taste", "kind")},
    }


def with_gains(seeds: Sequence[dict[Key, float]]) -> Iterator[dict[Key, float]]:
    """The means of each seed, with how far the trained rankers are above the better baseline of all seeds."""
    better = {
        (what, part): max(
            BASELINES, key=lambda name: _mean([one.get((what, name, part), 0.0) for one in seeds])
        )
        for what in RANKED
        for part in (KNOWN, NEW)
    }
    for one in seeds:
        gains = {
            (f"{what} above the better baseline", part): one[what, TRAINED, part] - one[what, name, part]
            for (what, part), name in better.items()
            if (what, TRAINED, part) in one
        }
        yield one | gains


def _by(cases: Sequence[RankedPool], name: str) -> dict[str, dict[str, float]]:
    """Mean NDCG@10 of photos in memories of each taste or kind, the worst first, and of how many."""
    groups: dict[str, list[float]] = defaultdict(list)
    for case in cases:
        groups[getattr(case, name)].append(case.ndcg)
    found = {
        key: {"mean": round(_mean(values), 4), "memories": len(values)} for key, values in groups.items()
    }
    return dict(sorted(found.items(), key=lambda item: item[1]["mean"]))


def _worst(cases: Iterable[RankedPool]) -> list[RankedPool]:
    """The worst, each once: a person's two days share memories."""
    found: dict[tuple[str, ...], RankedPool] = {}
    for case in sorted(cases, key=lambda case: case.ndcg):
        found.setdefault((case.subject, *case.chosen), case)
    return list(found.values())[:WORST]


def _table(means: Sequence[Mapping[Key, float]]) -> dict[str, Any]:
    """'memories' -> 'trained' -> 'known tastes' -> {mean, deviation, lowest}, and the like."""
    found: dict[str, Any] = {}
    for key in dict.fromkeys(key for one in means for key in one):
        values = [one[key] for one in means if key in one]
        place = found
        for name in key[:-1]:
            place = place.setdefault(name, {})
        place[key[-1]] = {
            "mean": round(_mean(values), 4),
            "deviation": round(float(np.std(values)), 4),
            "lowest": round(min(values), 4),
        }
    return found


def _likeness(scene: Scene, rows: Sequence[int]) -> float:
    unit = scene.unit(rows)
    count = len(rows)
    return float(((unit @ unit.T).sum() - (unit * unit).sum()) / (count * (count - 1)))


def _days(scene: Scene, rows: Sequence[int]) -> int:
    return len({scene.photos[row].local.date() for row in rows})


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if np.isfinite(value)]
    return float(np.mean(known)) if known else float("nan")


FEATURE_GROUPS: Mapping[str, frozenset[str]] = {
    "pixels": frozenset(QUALITY_NAMES),
    "beside twins": frozenset(TWIN_NAMES),
    "themes": frozenset(THEME_NAMES),
    "favourites, ratings": frozenset({"favourite", "rating", "favourites", "like_favourites"}),
    "scores of photos": frozenset({"best", "mean"}),
    "time": frozenset(
        {"anniversary", "age_years", "spread_years", "hour_sin", "hour_cos", "evening", "weekend"}
    ),
}
"""What ablations leave out."""
ABLATION_PEOPLE = 40


def ablate(train: Stage, held_out: Stage, people: int = ABLATION_PEOPLE) -> dict[str, dict[str, float]]:
    """NDCG@10 of rankers trained on fewer people with all features, and without each group of them."""
    found: dict[str, dict[str, float]] = {}
    for name, without in {"all": frozenset[str](), **FEATURE_GROUPS}.items():
        scorer = train_cold(train, people, without=without)
        means = measure_people(held_out, None, scorer, 0, ABLATION_PEOPLE).means()
        found[name] = {what: round(means[what, TRAINED, KNOWN], 4) for what in RANKED}
    return found
