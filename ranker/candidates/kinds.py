"""The table of kinds: what is in it is made, ranked, told, cooled down and may be asked for by its id."""

from __future__ import annotations

from collections.abc import Iterator

from photos_ml.ranker.candidates import asked, by_event, by_place, by_subject, by_time, over_years, spare
from photos_ml.ranker.candidates.candidate import Candidate, MemoryKind
from photos_ml.ranker.scene.scene import Scene

KINDS: dict[str, MemoryKind] = {
    kind.id: kind
    for module in (by_time, by_place, by_event, by_subject, over_years, spare, asked)
    for kind in module.KINDS
}
"""By id, in the order they are named to people."""


def all_candidates(scene: Scene) -> Iterator[Candidate]:
    """Every memory that could be made of a scene, but for what is told where there is little else."""
    for kind in KINDS.values():
        if not kind.spare:
            yield from kind.candidates(scene)


def spare_candidates(scene: Scene) -> Iterator[Candidate]:
    """... and that."""
    for kind in KINDS.values():
        if kind.spare:
            yield from kind.candidates(scene)
