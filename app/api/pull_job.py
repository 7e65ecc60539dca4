"""Fetches a model beside the service: one at a time, cancelled and begun again where it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from photos_ml.app.api.problems import problem_of
from photos_ml.app.background import BackgroundJob, JobStanding, Run
from photos_ml.app.service.models import foresee_pull, pull_model
from photos_ml.errors import EncoderError, FetchError, LibraryBusyError

if TYPE_CHECKING:
    from photos_ml.app.service import Context

OTHER = "other"


@dataclass(frozen=True, slots=True)
class PullAsked:
    """A suggested model, and in which variant."""

    name: str
    variant: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """Bytes that are there, and bytes in all."""

    done: int
    total: int


PullStanding: TypeAlias = "JobStanding[PullAsked, Fetched, str]"


class PullJob:
    """The download that goes on, or how the last one ended. Safe to use from several threads."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.job: BackgroundJob[PullAsked, Fetched, str] = BackgroundJob("pull", self._pull, _tell)

    def start(self, asked: PullAsked) -> None:
        """Begin; LibraryBusyError where one goes on."""
        if not self.job.start(asked):
            raise LibraryBusyError("a model is being fetched")

    def _pull(self, asked: PullAsked, run: Run[Fetched]) -> str:
        hub, planned = foresee_pull(self._context, asked.name, asked.variant)
        run.report(Fetched(planned.already, planned.size_bytes))
        pull_model(self._context, hub, planned, lambda done, total: run.report(Fetched(done, total)))
        return planned.name


def standing_json(standing: PullStanding) -> dict[str, Any]:
    """As the pages and programs read it. `error`: 'network', 'hub', 'disk', 'damaged' or 'other'."""
    asked, fetched = standing.asked, standing.progress
    return {
        "state": standing.state.value,
        "name": asked.name if asked else "",
        "variant": asked.variant if asked else "",
        "done": fetched.done if fetched else 0,
        "total": fetched.total if fetched else 0,
        "model": standing.result or "",
        "error": standing.error,
    }


def _tell(error: Exception) -> str:
    if not isinstance(error, EncoderError):
        problem_of(error)  # says on stderr what nobody has foreseen
    return error.kind if isinstance(error, FetchError) else OTHER
