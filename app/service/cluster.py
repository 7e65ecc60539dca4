"""What several machines compute of one collection, and how a library takes it in."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from photos_ml.config import BUILTIN_NAME, pulled_models_dir
from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from photos_ml.app.service.context import Context
    from photos_ml.indexer.cluster.plan import ShardDone, ShardProgress
    from photos_ml.indexer.cluster.taking import Taking


@dataclass(frozen=True, slots=True)
class Embedded:
    """How a run ended, and how far the shards are now."""

    progress: ShardProgress
    finished: int
    """Shards that this run finished."""
    died: int
    """Workers that died, or were out of reach, and were replaced."""
    given_up: dict[int, str]
    """Shard -> why, in one line; another run tries it again."""


def embed_on_cluster(
    source: str,
    shards: str,
    *,
    workers: int | None = None,
    address: str = "",
    model: str = BUILTIN_NAME,
    steps: Sequence[str] = (),
    shard_photos: int = 0,
    listed: Callable[[int], object] = lambda photos: None,
    told: Callable[[ShardDone], object] = lambda done: None,
) -> Embedded:
    """Compute the vectors and facts of all photos at `source` into `shards`, or what is left of it.
    UsageError where a step cannot come along, or the place holds shards of something else."""
    from photos_ml.encoders.registry import Registry
    from photos_ml.indexer.cluster.engine import run_shards
    from photos_ml.indexer.cluster.plan import SHARD_PHOTOS, Shards, progress_of
    from photos_ml.indexer.cluster.work import MORE, steps_of

    if wrong := set(steps) - set(MORE):
        raise UsageError(
            f"{', '.join(sorted(wrong))} cannot come with the vectors",
            hint=f"of steps, these can: {', '.join(MORE)}",
        )
    shards = absolute(shards)
    place = Shards(shards)
    encoder = Registry(shared=pulled_models_dir()).get(model)
    known = steps_of(encoder, steps)
    for step in known:
        if step.extra is not None and not step.extra.is_installed:
            raise UsageError(f"the step {step.id} needs {step.extra.module}", hint=step.extra.install)
    place.make(source, model, encoder, known, shard_photos=shard_photos or SHARD_PHOTOS, progress=listed)
    ran = run_shards(shards, workers=workers, address=address, told=told)
    return Embedded(progress_of(place), len(ran.done), ran.died, ran.given_up)


def cluster_progress(shards: str) -> ShardProgress:
    """How far the shards of a place are; UsageError where there are none."""
    from photos_ml.indexer.cluster.plan import Shards, progress_of

    return progress_of(Shards(absolute(shards)))


def taking_of(context: Context, shards: str, folder: Path | None) -> Taking:
    """What takes the shards of a place into this library: of steps that are off here nothing."""
    from photos_ml.indexer.cluster.plan import Shards
    from photos_ml.indexer.cluster.taking import Taking
    from photos_ml.indexer.cluster.work import steps_of

    place = Shards(absolute(shards))
    known = steps_of(context.encoder, list(place.plan().steps))
    marks = context.library().steps
    wanted = [step for step in known if marks.is_on(step.id, asks=bool(step.asks))]
    return Taking(place, context.encoder, wanted, folder)


def absolute(place: str) -> str:
    """A folder as workers see it, who are started elsewhere; an address as it is."""
    return place if "://" in place or "::" in place else os.path.abspath(place)  # noqa: PTH100
