"""Takes in what another program knows, beside the service: one import at a time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from photos_ml.app.api.jobs import telling
from photos_ml.app.background import BackgroundJob, JobStanding, Run
from photos_ml.app.present import import_json
from photos_ml.app.service.importing import import_from
from photos_ml.errors import LibraryBusyError, UsageError

if TYPE_CHECKING:
    from photos_ml.app.service import Context
    from photos_ml.indexer.imports.taking import Import


@dataclass(frozen=True, slots=True)
class ImportAsked:
    """What is imported, and whether it is only looked at."""

    source: str
    path: Path
    dry_run: bool


@dataclass(frozen=True, slots=True)
class Matched:
    """How many records were looked for among the photos, and of how many; both 0 while they are read."""

    done: int = 0
    total: int = 0


ImportStanding: TypeAlias = "JobStanding[ImportAsked, Matched, Import]"


class ImportJob:
    """The import that goes on, or how the last one ended. Safe to use from several threads."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.job: BackgroundJob[ImportAsked, Matched, Import] = BackgroundJob("import", self._take, _tell)

    def start(self, asked: ImportAsked) -> None:
        """Begin; LibraryBusyError where one goes on, LibraryReadOnlyError where nothing can be taken in."""
        if not asked.dry_run:
            self._context.library().check_writable()
        if not self.job.start(asked):
            raise LibraryBusyError("an import is going on")

    def _take(self, asked: ImportAsked, run: Run[Matched]) -> Import:
        def progress(done: int, total: int) -> None:
            run.report(Matched(done, total))

        return import_from(self._context, asked.source, asked.path, dry_run=asked.dry_run, progress=progress)


def standing_json(standing: ImportStanding) -> dict[str, Any]:
    """As the pages and programs read it."""
    asked, matched = standing.asked, standing.progress or Matched()
    dry_run = asked is not None and asked.dry_run
    return {
        "version": standing.version,
        "state": standing.state.value,
        "source": asked.source if asked else "",
        "dry_run": dry_run,
        "done": matched.done,
        "total": matched.total,
        "seconds": standing.seconds,
        "report": import_json(standing.result, dry_run=dry_run) if standing.result else None,
        "error": standing.error,
    }


def _tell(error: Exception) -> str:
    """What is wrong with the path that was asked for is the asker's to know."""
    if isinstance(error, UsageError):
        return f"{error}. {error.hint}".strip()
    return telling("an import")(error)
