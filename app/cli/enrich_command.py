"""photos-ml enrich: Compute what is due beyond search; steps on and off."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from photos_ml.app.cli.errors import DONE, WITH_FAILURES
from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.cli.progress import enrich_progress
from photos_ml.app.cli.repeated import say
from photos_ml.app.cli.traces import say_traces
from photos_ml.app.present import enrich_json
from photos_ml.app.service.enrich import Enrichment, StepState
from photos_ml.errors import UsageError


@click.command()
@click.argument("steps", nargs=-1)
@click.option("--off", multiple=True, metavar="STEP", help="Stop computing it, and delete what it made.")
@click.option("--on", multiple=True, metavar="STEP", help="Compute it again.")
@click.option("--retry", is_flag=True, help="Try again what failed for good, too.")
@click.option("--yes", is_flag=True, help="Delete without asking.")
@library_option
@json_option
def command(
    steps: tuple[str, ...],
    off: tuple[str, ...],
    on: tuple[str, ...],
    retry: bool,
    yes: bool,
    library: Path,
    as_json: bool,
) -> int:
    """Compute what is due for STEPS, or for all that are on; it can be stopped and goes on from there."""
    if both := set(on) & set(off):
        raise UsageError(f"{', '.join(sorted(both))}: on or off, not both")
    with context_of(library) as context:
        enrichment = Enrichment(context)
        for name in off:
            _confirm(name, enrichment.check_off(name), yes)
            traces = enrichment.switch_off(name)
            if traces and not as_json:
                say_traces(traces)
        for name in on:
            enrichment.switch_on(name)
        if retry:
            enrichment.retry(steps)
        report = None
        if steps or retry or not (off or on):
            with enrich_progress() as progress:
                report = enrichment.run(steps, progress=progress)
        states = enrichment.states()
    if as_json:
        print_json(enrich_json(states, report))
    else:
        for line in step_lines(states):
            say(line)
    failed = report is not None and (report.problems or any(one.failed for one in report.steps.values()))
    return WITH_FAILURES if failed else DONE


def step_lines(states: Sequence[StepState]) -> list[str]:
    """The steps, for people."""
    lines = []
    for state in states:
        numbers = f"{state.done} done, {state.due} due" if state.on else "off"
        failed = f", {state.failed} failed (photos-ml failures)" if state.failed else ""
        cost = f", {state.ms:.1f} ms a photo" if state.ms is not None else ""
        problem = f"; {state.problem}" if state.problem else ""
        lines.append(f"{state.step:9} {numbers}{failed}{cost}{problem}")
    return lines


def _confirm(name: str, rows: dict[str, int], yes: bool) -> None:
    """Say what goes before it goes."""
    held = ", ".join(f"{number} rows of {table}" for table, number in rows.items())
    said = f"switching {name} off deletes {held}" if held else ""
    if not said or yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(said, hint="to do so, say --yes")
    click.confirm(f"{said}. Go on?", abort=True, err=True)
