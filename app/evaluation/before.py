"""The version before, as an opponent: its weights in this program, or selections that it kept in a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from photos_ml.errors import UsageError
from photos_ml.ranker.ranking.drafts import draft, rough_pool
from photos_ml.ranker.ranking.lambdarank import read_rankers
from photos_ml.ranker.ranking.score import MemoryDraft
from photos_ml.ranker.ranking.scorer import Scorer
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.simulation.bank import Shot
from photos_ml.ranker.simulation.lives import Life
from photos_ml.ranker.simulation.stage import Stage

BEFORE = "the version before"


class Before(Protocol):
    """What another version told."""

    def rows(
        self, stage: Stage, scene: Scene, life: Life, person: str, told: MemoryDraft
    ) -> Sequence[int] | None:
        """Rows that it told of the same memory, the best first; None where it did not make one."""
        ...


@dataclass(frozen=True, slots=True)
class OtherWeights:
    """Rankers of an earlier models/ranker: the rest is as this program does it."""

    scorer: Scorer

    def rows(
        self, stage: Stage, scene: Scene, life: Life, person: str, told: MemoryDraft
    ) -> Sequence[int] | None:
        candidate = told.candidate
        qualities = stage.qualities(life.pictures)
        return best_first(draft(scene, candidate, rough_pool(scene, candidate), qualities, self.scorer))


@dataclass(frozen=True, slots=True)
class KeptSelections:
    """Selections as `kept` gives them, by person and subject."""

    told: dict[str, dict[str, list[str]]]

    def rows(
        self, stage: Stage, scene: Scene, life: Life, person: str, told: MemoryDraft
    ) -> Sequence[int] | None:
        names = self.told.get(person, {}).get(told.candidate.subject)
        if names is None:
            return None
        row_of = {name_of(stage.bank.shots[index]): row for row, index in enumerate(life.pictures)}
        return [row_of[name] for name in names if name in row_of]


def best_first(told: MemoryDraft) -> list[int]:
    """The rows of a draft by falling score."""
    return sorted(told.rows, key=lambda row: -told.scores[row])


def name_of(shot: Shot) -> str:
    """A picture's name, and how it was damaged."""
    return f"{shot.name} {shot.damage}".strip()


def kept(stage: Stage, life: Life, drafts: Sequence[MemoryDraft]) -> dict[str, list[str]]:
    """Subject -> names of the pictures told, the best first: for a later version to be judged against."""
    return {
        one.candidate.subject: [name_of(stage.bank.shots[life.pictures[row]]) for row in best_first(one)]
        for one in drafts
    }


def read_before(path: Path) -> Before:
    """A folder of weights, or a file that was written by `--keep`; raises UsageError for anything else."""
    if path.is_dir():
        return OtherWeights(read_rankers(path))
    try:
        found = json.loads(path.read_text("utf-8"))["told"]
        return KeptSelections({str(person): dict(told) for person, told in found.items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} holds no selections", hint="give models/ranker of a version, or a file of --keep"
        ) from error
