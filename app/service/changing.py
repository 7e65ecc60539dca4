"""Another model takes over, or a newer revision of the one in use: it looks at every photo and is measured
while what there is answers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context
from photos_ml.app.service.enrich import BACKGROUND_NICENESS
from photos_ml.app.service.fitting import fit_model, is_fitted
from photos_ml.app.service.models import activate_model, next_model
from photos_ml.app.service.revisions import replace_rows
from photos_ml.config import pulled_models_dir
from photos_ml.errors import EncoderError

if TYPE_CHECKING:
    from photos_ml.encoders.base import Encoder

_log = logging.getLogger(__name__)


class ChangeStage(StrEnum):
    """What is being done."""

    LOOKING = "looking"
    """At every photo."""
    MEASURING = "measuring"
    """What the model's answers mean here."""


@dataclass(frozen=True, slots=True)
class Changing:
    """How far a change is: photos looked at, or questions asked, of how many."""

    name: str
    stage: ChangeStage
    done: int = 0
    total: int = 0


class StoppedError(Exception):
    """It was told to stop before the model could take over; the next attempt goes on from there."""


def change_model(
    context: Context,
    *,
    progress: Callable[[Changing], None] = lambda standing: None,
    go_on: Callable[[], bool] = lambda: True,
    background: bool = False,
) -> str:
    """Have the model that is to take over look at all photos it has not seen, measure it, and let it answer:
    its name, '' where none is to. Killed at any instant, it goes on where it was.

    `go_on` is asked before every batch: it may wait; False ends the change by StoppedError, as one that is
    called off meanwhile is. LibraryBusyError while steps are being computed by others.
    """
    name = next_model(context)
    if name is None:
        return ""
    from photos_ml.encoders.registry import Registry
    from photos_ml.indexer.enrich.first import FirstSteps
    from photos_ml.indexer.pipeline import usable_cores

    # Of its own: what is loaded goes with it, and a core is left to who searches meanwhile.
    folder, threads = context.registry.folder, max(usable_cores() - 1, 1) if background else None
    registry = Registry(
        folder, shared=pulled_models_dir(), threads=threads, say=lambda line: context.say(line)
    )
    encoder = registry.get(name)

    def wanted() -> bool:
        return go_on() and next_model(context) == name

    def measured(done: int, total: int) -> None:
        if not wanted():
            raise StoppedError
        progress(Changing(name, ChangeStage.MEASURING, done, total))

    with context.library().enriching():
        _look_at_all(context, encoder, name, progress, wanted, background)
        if not is_fitted(context, encoder):
            fit_model(context, encoder, measured)
        if not wanted():
            raise StoppedError
        replace_rows(context.library(), context.registry, name)
        activate_model(context, name)
        FirstSteps(context.library(), encoder).catch_up()  # tags are of vectors: they come with these
    _log.info("another model took over")
    return name


def measure_model(context: Context, name: str, progress: Callable[[Changing], None]) -> int:
    """Measure a model anew: on how many photos, 0 for one that ships with what is known of it, or of too few
    photos. Tags that were given by what was measured before are given again in the background."""
    from photos_ml.encoders.fitted import read_fit
    from photos_ml.encoders.tagger import tagger_for

    encoder = context.registry.get(name)
    if tagger_for(encoder.info) is not None:
        return 0
    made = fit_model(
        context, encoder, lambda done, total: progress(Changing(name, ChangeStage.MEASURING, done, total))
    )
    context.drop_loaded()
    fit = read_fit(context.folder, encoder.info)
    return int(fit.told["photos"]) if made and fit else 0


def _look_at_all(
    context: Context,
    encoder: Encoder,
    name: str,
    progress: Callable[[Changing], None],
    wanted: Callable[[], bool],
    background: bool,
) -> None:
    from photos_ml.indexer.enrich.engine import Enricher
    from photos_ml.indexer.enrich.registry import catalogue
    from photos_ml.indexer.pipeline import MAX_WORKERS, usable_cores
    from photos_ml.store.vectors import EMBED

    steps, standing = catalogue(encoder, (EMBED,)), Changing(name, ChangeStage.LOOKING)
    (embed,) = steps.steps
    progress(standing)
    before = context.library().steps.counts(embed, ()).done
    report = Enricher(
        context.library(),
        encoder,
        steps,
        workers=min(usable_cores(), MAX_WORKERS),
        niceness=BACKGROUND_NICENESS if background else 0,
        decode_bytes=context.decode_bytes,
        source=context.thumbnails.kept,
        progress=lambda counts: progress(
            replace(standing, done=before + counts.done, total=before + counts.total)
        ),
        go_on=wanted,
    ).run([embed])
    if report.stopped:
        raise StoppedError
    if report.problems:
        raise EncoderError(next(iter(report.problems.values())), hint="photos-ml models lists the others")
