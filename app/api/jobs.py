"""How the service's jobs are followed, and how they say that they failed."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

import anyio

from photos_ml.app.api.problems import problem_of
from photos_ml.app.background import BackgroundJob, JobStanding

LOOK_SECONDS = 0.25
READY, MAKING, FAILED = "ready", "making", "failed"
"""How far something is that is made in the background when it is first asked for."""


def telling(what: str) -> Callable[[Exception], str]:
    """Says on stderr that something stopped; what the pages may say of it."""

    def tell(error: Exception) -> str:
        print(f"photos-ml: {what} stopped: {error}", file=sys.stderr)
        return problem_of(error).words

    return tell


async def follow(job: BackgroundJob[Any, Any, Any]) -> AsyncIterator[JobStanding[Any, Any, Any]]:
    """The standing now, then each change of it, at most four a second."""
    sent = -1
    while True:
        standing = job.standing
        if standing.version != sent:
            sent = standing.version
            yield standing
        await anyio.sleep(LOOK_SECONDS)
