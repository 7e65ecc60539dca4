"""The steps: whether each runs here, and how far it is."""

from __future__ import annotations

from collections.abc import Iterator

from photos_ml.app.service.context import Context
from photos_ml.app.service.doctor.checks import Check, Verdict
from photos_ml.app.service.enrich import Enrichment, StepState


def steps(context: Context) -> Iterator[Check]:
    """Each step there is."""
    for state in Enrichment(context).states() if context.has_library else ():
        yield Check(f"step {state.step}", *_said(state))


def _said(state: StepState) -> tuple[Verdict, str]:
    if state.problem:  # one without a version could not even be loaded
        return (Verdict.NOTE if state.version else Verdict.PROBLEM), state.problem
    if not state.on:
        off = "off until asked for" if state.asks else "switched off"
        return Verdict.NOTE, f"{off}: photos-ml enrich --on {state.step}"
    if state.failed:
        return Verdict.NOTE, f"failed for {state.failed} photos, {state.done} done: photos-ml failures"
    return Verdict.OK, f"{state.done} done" + (f", {state.due} due: photos-ml enrich" if state.due else "")
