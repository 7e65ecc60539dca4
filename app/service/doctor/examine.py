"""The doctor's round: every check in its order, each a function of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from photos_ml.app.service.doctor import accelerators, installation, library, steps, trials
from photos_ml.app.service.doctor.checks import Check, Verdict
from photos_ml.errors import PhotosError

if TYPE_CHECKING:
    from photos_ml.app.service import Context

CHECKS: tuple[tuple[str, Callable[[Context], Iterable[Check]]], ...] = (
    ("program", installation.program),
    ("packages", installation.packages),
    ("words", trials.words),
    ("pictures", trials.pictures),
    ("raw", trials.raw),
    ("extras", installation.extras),
    ("videos", trials.videos),
    ("JPEG XL", trials.jpeg_xl),
    ("nearest", trials.nearest),
    ("rankers", trials.rankers),
    ("weights", library.weights),
    ("model", trials.model),
    ("accelerators", accelerators.accelerators),
    ("library", library.contents),
    ("small pictures", library.small_pictures),
    ("steps", steps.steps),
    ("disk", library.disk),
    ("folders", library.folders),
)
"""Name where it cannot run, and check."""


def examine(context: Context) -> Iterator[Check]:
    """Every check, the installation first; one that cannot run is a problem and stops nothing."""
    for name, check in CHECKS:
        try:
            yield from check(context)
        except PhotosError as error:
            yield Check(name, Verdict.PROBLEM, f"{error}: {error.hint}" if error.hint else str(error))
        except Exception as error:  # noqa: BLE001 - whatever a library raises is what the doctor is asked for
            said = " ".join(str(error).split())[:200]
            yield Check(name, Verdict.PROBLEM, f"does not work: {said or type(error).__name__}")
