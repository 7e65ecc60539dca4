"""photos-ml plan: Show what a query is understood to ask."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import json_option, library_option, planner_options, print_json
from photos_ml.app.present import plan_json, reader
from photos_ml.app.service.planning import plan_query


@click.command()
@click.argument("query")
@planner_options
@library_option
@json_option
def command(
    query: str, planner: str, language: str, now: datetime | None, library: Path, as_json: bool
) -> None:
    """Show what QUERY is understood to ask, without searching."""
    with context_of(library) as context:
        planned = plan_query(context, query, planner=planner, now=now, language=language)
    if as_json:
        print_json(plan_json(planned))
        return
    click.echo(f"{planned.plan}  [{reader(planned)}]")
    for chip in planned.plan.chips(query):
        click.echo(
            f"  {chip.field:10} {chip.label}" + (f"   <- {', '.join(chip.evidence)}" if chip.evidence else "")
        )
    for note in (*planned.notes, *planned.working):
        click.echo(f"  {note}")
