"""The index run of the service: one at a time, with counts that can be followed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from photos_ml.app.api.jobs import telling
from photos_ml.app.background import BackgroundJob, JobStanding, Run
from photos_ml.app.present import foreseen_json, report_json
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.upkeep import BUSY_SECONDS
from photos_ml.errors import LibraryBusyError

if TYPE_CHECKING:
    from photos_ml.app.service import Context
    from photos_ml.indexer.report import Counts, Report

    IndexStanding: TypeAlias = JobStanding[Sequence[Path], Counts, Report]

COUNTED = ("files", "total_files", "photos", "new", "failed", "embedded")


class IndexJob:
    """Indexes folders in the background. Safe to use from several threads."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._automatic = False
        self.job: BackgroundJob[Sequence[Path], Counts, Report] = BackgroundJob(
            "index", self._index, telling("indexing")
        )

    @property
    def standing(self) -> IndexStanding:
        """How far the run is that goes on, or how the last one ended."""
        return self.job.standing

    def start(self, folders: Sequence[Path], *, automatic: bool = False) -> None:
        """Begin a run over these folders, or all that are known; LibraryBusyError if one is going on. After
        one that nobody asked for, what a user asks for is done next."""
        with self._lock:
            behind = self.job.is_running and self._automatic and not automatic
            before, self._automatic = self._automatic, automatic
            if not self.job.start(folders, after=behind):
                self._automatic = before
                raise LibraryBusyError("a run is going on")

    def _index(self, folders: Sequence[Path], run: Run[Counts]) -> Report:
        """A run that nobody asked for waits for that of another process, which may have begun before what it
        is to find was there."""
        while True:
            try:
                return index_folders(
                    self._context, folders, progress=lambda counts: run.report(replace(counts))
                )
            except LibraryBusyError:
                if not self._automatic:
                    raise
            run.pause(BUSY_SECONDS)


def standing_json(standing: IndexStanding) -> dict[str, Any]:
    """As the pages and programs read it. The report's paths are left out."""
    counts = standing.progress
    counted = {name: getattr(counts, name) if counts else 0 for name in COUNTED}
    report = report_json(standing.result) if standing.result else {}
    for paths in ("offline", "links"):
        report.pop(paths, None)
    return {
        "version": standing.version,
        "state": standing.state.value,
        **counted,
        "total_files": max(counted["total_files"], counted["files"]),
        "seconds": standing.seconds,
        "foreseen": foreseen_json(counts.foreseen) if counts and counts.foreseen else None,
        "report": report or None,
        "error": standing.error,
    }
