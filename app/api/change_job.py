"""Has another model take over beside the service: it looks at every photo while the one in use answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from photos_ml.app.api.jobs import telling
from photos_ml.app.background import BackgroundJob, CancelledError, JobStanding, Run, State, step_back
from photos_ml.app.service.changing import Changing, StoppedError, change_model
from photos_ml.app.service.models import keep_model, next_model, stay_with_model
from photos_ml.app.upkeep import BUSY_SECONDS
from photos_ml.errors import LibraryBusyError

if TYPE_CHECKING:
    from photos_ml.app.service import Context

LOOK_SECONDS = 0.1


class ChangeJob:
    """The change that goes on, or how the last one ended. Safe to use from several threads."""

    def __init__(self, context: Context, makes_way: Callable[[], bool]) -> None:
        """`makes_way` says whether something else comes first now."""
        self._context = context
        self._makes_way = makes_way
        self.job: BackgroundJob[str, Changing, str] = BackgroundJob(
            "change", self._change, telling("changing the model")
        )

    def go_on(self) -> None:
        """Begin, or go on with, what is to be done for the model that is to take over, if there is one, and
        notice one that another process let take over."""
        self._context.notice_model()
        name = next_model(self._context) if self._context.has_library else None
        standing = self.job.standing
        if name and not (standing.state is State.FAILED and standing.asked == name):
            self.job.start(name)

    def start(self) -> None:
        """The same, also after it failed."""
        if name := next_model(self._context):
            self.job.start(name)

    def call_off(self) -> None:
        """The model in use stays."""
        stay_with_model(self._context)
        self.job.cancel()
        self.job.clear()

    def keep(self) -> None:
        """The model that took over is to stay."""
        keep_model(self._context)
        self.job.clear()

    def _change(self, name: str, run: Run[Changing]) -> str:
        step_back()

        def go_on() -> bool:
            while not run.cancelled and self._makes_way():
                time.sleep(LOOK_SECONDS)
            return not run.cancelled

        while True:
            try:
                if made := change_model(self._context, progress=run.report, go_on=go_on, background=True):
                    return made
                raise CancelledError  # called off before it began
            except StoppedError as error:
                raise CancelledError from error
            except LibraryBusyError:
                run.pause(BUSY_SECONDS)


def change_json(standing: JobStanding[str, Changing, str]) -> dict[str, Any]:
    """As the pages and programs read it. `stage`: 'looking' at photos, or 'measuring'."""
    at = standing.progress
    return {
        "state": standing.state.value,
        "name": standing.asked or "",
        "stage": at.stage.value if at else "looking",
        "done": at.done if at else 0,
        "total": at.total if at else 0,
        "error": standing.error,
    }
