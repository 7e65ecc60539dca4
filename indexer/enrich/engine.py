"""Runs steps over the contents they are due for: decoded once for all of them, written batch by batch."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

from photos_ml.encoders.base import Encoder
from photos_ml.indexer.enrich.batch import StepBatch
from photos_ml.indexer.enrich.decoding import Decoding, Waiting
from photos_ml.indexer.enrich.plan import BATCH_PHOTOS, due_chunks, passes_of
from photos_ml.indexer.enrich.registry import Catalogue
from photos_ml.indexer.enrich.report import EnrichCounts, EnrichProgress, EnrichReport, StepTally
from photos_ml.indexer.enrich.step import Step
from photos_ml.indexer.workers import DECODE_BYTES
from photos_ml.store import Library
from photos_ml.store.steps import Outcome

BATCH_VECTORS = 1024
"""Contents of a batch for which nothing is decoded."""
BATCHES_AHEAD = 3
"""Batches decoded or waiting for it, so that no process is idle while a step runs."""

Source: TypeAlias = Callable[[str, int], Path | None]
"""(content hash, pixels) -> a small picture that is kept and is no smaller; None where there is none."""

_log = logging.getLogger(__name__)


class _StoppedError(Exception):
    """It was told to stop; what is written is kept."""


class Enricher:
    """Brings steps up to date with what the library holds. Needs no lock: two at once do work twice, no
    harm."""

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        catalogue: Catalogue,
        *,
        workers: int,
        niceness: int = 0,
        decode_bytes: int = DECODE_BYTES,
        source: Source = lambda content_hash, pixels: None,
        progress: EnrichProgress = lambda counts: None,
        go_on: Callable[[], bool] = lambda: True,
    ) -> None:
        """`go_on` is asked before every batch: it may wait; False ends the run."""
        self._library = library
        self._encoder = encoder
        self._catalogue = catalogue
        self._workers = workers
        self._niceness = niceness
        self._decode_bytes = decode_bytes
        self._source = source
        self._progress = progress
        self._go_on = go_on
        self._counts = EnrichCounts()
        self._problems: dict[str, str] = {}

    def run(self, steps: Sequence[Step]) -> EnrichReport:
        """Do what is due for these steps of the catalogue, each after those it reads."""
        started, stopped = time.perf_counter(), False
        chosen = [step for step in self._catalogue.steps if step in steps]
        marks = self._library.steps
        self._counts.total = sum(marks.count_due(step, self._catalogue.after(step)) for step in chosen)
        try:
            for together in passes_of(chosen):
                self._pass(together)
        except _StoppedError:
            stopped = True
        seconds = time.perf_counter() - started
        return EnrichReport(dict(self._counts.steps), seconds, stopped, dict(self._problems))

    def _pass(self, together: Sequence[Step]) -> None:
        decodes = together[0].decodes
        chunks = due_chunks(
            self._library.steps, together, self._catalogue, BATCH_PHOTOS if decodes else BATCH_VECTORS
        )
        with ExitStack() as stack:
            decoding = None
            if decodes:
                decoding = stack.enter_context(
                    Decoding(
                        self._library,
                        together,
                        self._source,
                        self._workers,
                        self._niceness,
                        self._decode_bytes,
                    )
                )
            ahead: deque[tuple[StepBatch, Waiting]] = deque()
            for chunk in chunks:
                self._ask()
                if all(step.id in self._problems for step in together):
                    break
                batch = StepBatch(self._library, self._encoder, self._catalogue, together, chunk.wanted)
                self._write(batch.not_worth_it())
                ahead.append(
                    (batch, decoding.submit(batch.wanted(self._problems)) if decoding else Waiting({}))
                )
                while len(ahead) > (BATCHES_AHEAD if decoding and not chunk.is_video else 0):
                    self._finish(*ahead.popleft())
            while ahead:
                self._ask()
                self._finish(*ahead.popleft())
        for step in together:
            if not self._library.steps.due(step, self._catalogue.after(step), limit=1):
                self._library.steps.settle(step)

    def _finish(self, batch: StepBatch, waiting: Waiting) -> None:
        looked = waiting.results()
        for step in batch.steps:
            if step.id in self._problems:
                continue
            outcomes, problem = batch.run(step, looked)
            if problem:
                _log.error("step %s cannot run", step.id)
                self._problems[step.id] = problem
            self._write({step: outcomes})

    def _write(self, outcomes: Mapping[Step, Sequence[Outcome]]) -> None:
        for step, ended in outcomes.items():
            if not ended:
                continue
            self._library.steps.write(step, ended)
            tally = self._counts.steps.setdefault(step.id, StepTally())
            failed = sum(bool(outcome.reason) for outcome in ended)
            if failed:
                _log.warning("step %s failed for %d of %d", step.id, failed, len(ended))
            tally.failed += failed
            tally.done += len(ended) - failed
            tally.ms += sum(outcome.ms or 0.0 for outcome in ended)
            self._progress(self._counts)

    def _ask(self) -> None:
        if not self._go_on():
            raise _StoppedError
