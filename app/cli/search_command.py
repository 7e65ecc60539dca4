"""photos-ml search"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND
from photos_ml.app.cli.options import json_option, library_option, paging_options, planner_options, print_json
from photos_ml.app.cli.table import hit_lines, show_option, show_thumbnails
from photos_ml.app.present import search_json
from photos_ml.app.service import PhotoService


@click.command()
@click.argument("query")
@paging_options
@planner_options
@show_option
@library_option
@json_option
def command(
    query: str,
    limit: int,
    offset: int,
    planner: str,
    now: datetime | None,
    show: bool,
    library: Path,
    as_json: bool,
) -> int:
    """Find photos by QUERY: what they show, when, where and with whom, in plain words."""
    with PhotoService(library) as service:
        result = service.search(query, limit=limit, offset=offset, planner=planner, now=now)
    if as_json:
        print_json(search_json(result))
        return DONE if result.hits else NOTHING_FOUND
    click.echo(f"{result.planned.plan}  [{result.planned.planner}]")
    for note in result.planned.notes:
        click.echo(f"  {note}")
    if not result.hits:
        click.echo("nothing found")
        return NOTHING_FOUND
    if not result.good:
        click.echo("nothing matches well; the nearest are:")
    for line in hit_lines(result.hits, first=offset + 1):
        click.echo(line)
    if show:
        show_thumbnails(service, result.hits)
    return DONE
