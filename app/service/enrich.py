"""The steps of a library: what is computed from its pictures, how far each is, which are not wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context
from photos_ml.app.service.networks import chosen_networks
from photos_ml.app.service.people import describing, grouping
from photos_ml.config import BUILTIN_NAME
from photos_ml.errors import UsageError
from photos_ml.machine import Courtesy, ThisMachine
from photos_ml.store.faces import FACES
from photos_ml.store.looks import KIND
from photos_ml.store.qualities import QUALITY
from photos_ml.store.vectors import EMBED

if TYPE_CHECKING:
    from photos_ml.encoders.base import Encoder
    from photos_ml.indexer.enrich.engine import Enricher
    from photos_ml.indexer.enrich.registry import Catalogue
    from photos_ml.indexer.enrich.report import EnrichProgress, EnrichReport
    from photos_ml.indexer.enrich.step import Step
    from photos_ml.store.traces import Trace

BESIDE, BESIDE_READS = (EMBED, KIND), (QUALITY,)
"""What the built-in model does beside another that is in use: what networks of its vectors tell, and memories
are made of, nothing else can; and what those read."""
BACKGROUND_NICENESS = 10
"""Of the decoding processes while nobody waits for them."""


@dataclass(frozen=True, slots=True)
class StepState:
    """One step as people see it."""

    step: str
    version: str
    on: bool
    done: int
    due: int
    failed: int
    ms: float | None
    """Mean milliseconds a photo; None where none was timed."""
    stays_on: str
    """Why it cannot be switched off; '' where it can."""
    problem: str
    """Why it does not run here, and what helps; '' where it does."""
    asks: str = ""
    """What is to be known before it is switched on; '' for a step that is on by itself."""


class Enrichment:
    """What can be done with the steps of a library."""

    def __init__(self, context: Context, courtesy: Courtesy | None = None) -> None:
        self._context = context
        self._courtesy = courtesy or Courtesy(ThisMachine())

    @property
    def catalogue(self) -> Catalogue:
        """The steps there are for the active model."""
        from photos_ml.indexer.enrich.registry import catalogue

        context, networks = self._context, chosen_networks(self._context)
        named = " ".join(one.version for one in networks.values())  # another process may choose others
        return context.while_loaded(
            f"steps {named}",
            lambda: catalogue(context.encoder, library=context.fits_folder, networks=networks),
        )

    def states(self) -> list[StepState]:
        """Every step, in the order they run; those that cannot be loaded last."""
        marks, catalogue = self._context.library().steps, self.catalogue
        found = []
        for step in catalogue.steps:
            on, counts = self._is_on(step), marks.counts(step, catalogue.after(step))
            numbers = (counts.done, counts.due if on else 0, counts.failed, counts.ms)
            words = (step.stays_on, self._missing(step), step.asks)
            found.append(StepState(step.id, step.version, on, *numbers, *words))
        for name, problem in catalogue.problems.items():
            found.append(StepState(name, "", marks.is_on(name), 0, 0, 0, None, "", problem))
        return found

    def run(
        self,
        names: Sequence[str] = (),
        *,
        progress: EnrichProgress | None = None,
        go_on: Callable[[], bool] | None = None,
        background: bool = False,
    ) -> EnrichReport:
        """Do what is due for these steps, or for all that are on. UsageError for one that is not there or is
        off, LibraryBusyError while another process is at it."""
        context, chosen = self._context, self._chosen(names)
        niceness = BACKGROUND_NICENESS if background else 0
        enricher = self._enricher(context.encoder, self.catalogue, progress, go_on, niceness)
        with context.library().enriching():
            report = enricher.run(chosen)
            if not report.stopped:
                self._group_faces()
            if not (names or report.stopped):
                self._look_beside(progress, go_on, niceness)
        return report

    def _look_beside(
        self, progress: EnrichProgress | None, go_on: Callable[[], bool] | None, niceness: int
    ) -> None:
        """What the built-in model alone can tell stays up to date, and going back to it waits for nothing."""
        if chosen := self._beside_chosen:
            builtin = self._context.registry.get(BUILTIN_NAME)
            self._enricher(builtin, self._beside, progress, go_on, niceness).run(chosen)

    def _enricher(
        self,
        encoder: Encoder,
        known: Catalogue,
        progress: EnrichProgress | None,
        go_on: Callable[[], bool] | None,
        niceness: int,
    ) -> Enricher:
        """Who does steps with the vectors of one model."""
        from photos_ml.indexer.enrich.engine import Enricher
        from photos_ml.indexer.pipeline import MAX_WORKERS, usable_cores

        context = self._context
        return Enricher(
            context.library(),
            encoder,
            known,
            workers=min(usable_cores(), MAX_WORKERS),
            niceness=niceness,
            decode_bytes=context.decode_bytes,
            source=context.thumbnails.kept,
            progress=progress or (lambda counts: None),
            go_on=go_on or (lambda: True),
        )

    @property
    def _beside(self) -> Catalogue:
        """The steps of the built-in model that no other has, and what they read."""
        from photos_ml.indexer.enrich.registry import catalogue

        builtin = self._context.registry.get(BUILTIN_NAME)
        return self._context.while_loaded(
            "steps beside", lambda: catalogue(builtin, (*BESIDE, *BESIDE_READS))
        )

    @property
    def _beside_chosen(self) -> list[Step]:
        """Those to be done beside the model in use; none where that is the built-in one."""
        if self._context.model_name == BUILTIN_NAME:
            return []
        return [step for step in self._beside.steps if step.id in BESIDE and self._is_on(step)]

    def reason_to_wait(self) -> str:
        """Why nothing should be computed in the background now, as far as the user minds; '' where it may.
        For one thread."""
        settings = self._context.settings
        return self._courtesy.reason_to_wait(battery=settings.pause_on_battery, busy=settings.pause_when_busy)

    @property
    def is_due(self) -> bool:
        """Whether `run` would find something to do."""
        marks, catalogue = self._context.library().steps, self.catalogue
        due = any(marks.due(step, catalogue.after(step), limit=1) for step in self._chosen(()))
        beside = self._beside_chosen
        due = due or any(marks.due(step, self._beside.after(step), limit=1) for step in beside)
        grouped = not marks.is_on(FACES, asks=True) or not grouping.is_due(self._context)
        return due or not grouped or (marks.is_on(FACES, asks=True) and self._is_described)

    def switch_off(self, name: str) -> tuple[Trace, ...]:
        """No longer compute a step, and delete what it made; where that was looked for. UsageError for one
        that stays on, LibraryBusyError while another process is at work on steps."""
        made = self.check_off(name)
        with self._context.library().enriching():  # or a run would go on writing
            self._context.library().steps.switch_off(name)
            return self._context.library().erase_traces() if any(made.values()) else ()

    def check_off(self, name: str) -> dict[str, int]:
        """What switching a step off would delete: rows by table. UsageError for one that stays on."""
        step = self.catalogue.get(name)
        rows = self._context.library().steps.rows_of(name)
        if step is None and not rows:
            self._refuse_unknown(name)
        if step is not None and step.stays_on:
            raise UsageError(f"{name} cannot be switched off: {step.stays_on}")
        return rows

    def switch_on(self, name: str) -> None:
        """Compute a step again; UsageError where there is none such."""
        if self.catalogue.get(name) is None:
            self._refuse_unknown(name)
        self._context.library().steps.switch_on(name)

    def retry(self, names: Sequence[str] = ()) -> None:
        """What these steps, or all, failed for is due again."""
        self._context.library().steps.retry([step.id for step in self._chosen(names)])

    def _chosen(self, names: Sequence[str]) -> list[Step]:
        for name in names:
            step = self.catalogue.get(name)
            if step is None:
                self._refuse_unknown(name)
            elif not self._is_on(step):
                raise UsageError(f"{name} is switched off", hint=f"photos-ml enrich --on {name}")
            elif problem := self._missing(step):
                raise UsageError(f"{name} cannot run here: {problem}")
        return [
            step
            for step in self.catalogue.steps
            if (step.id in names if names else self._is_on(step) and not self._missing(step))
        ]

    def _group_faces(self) -> None:
        """What the step found falls into groups, and to persons; by another describer once that has seen
        all faces."""
        if self._context.library().steps.is_on(FACES, asks=True):
            if self._is_described:
                describing.take_over(self._context)
            grouping.group_new(self._context)

    @property
    def _is_described(self) -> bool:
        """Whether another describer waits, and has nothing left to see."""
        step = self.catalogue.get(FACES)
        if step is None or describing.waiting(self._context) is None:
            return False
        return not self._context.library().steps.due(step, self.catalogue.after(step), limit=1)

    def _is_on(self, step: Step) -> bool:
        return self._context.library().steps.is_on(step.id, asks=bool(step.asks))

    def _refuse_unknown(self, name: str) -> None:
        problem = self.catalogue.problems.get(name)
        known = ", ".join(step.id for step in self.catalogue.steps)
        raise UsageError(
            f"{name}: {problem}" if problem else f"there is no step {name}", hint=f"there is {known}"
        )

    @staticmethod
    def _missing(step: Step) -> str:
        if step.extra is None or step.extra.is_installed:
            return ""
        return f"needs {step.extra.module}: {step.extra.install}"


def count_due(context: Context, step: str) -> int:
    """Photos that a step has not looked at with the networks it is to run; 0 where it is off."""
    return next((one.due for one in Enrichment(context).states() if one.step == step), 0)
