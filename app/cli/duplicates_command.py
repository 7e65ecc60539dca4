"""photos-ml duplicates: Report photos that are there more than once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND
from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.cli.progress import work_progress
from photos_ml.app.present import duplicates_json, printable
from photos_ml.app.service.duplicates import library_duplicates

KINDS = ("exact", "same picture", "burst")


@click.command()
@click.option("--kind", type=click.Choice(KINDS), help="Only groups of this kind.")
@library_option
@json_option
def command(kind: str | None, library: Path, as_json: bool) -> int:
    """Report photos that are there more than once, the one to keep first. Nothing is deleted or moved."""
    with context_of(library) as context, work_progress("Comparing photos") as say:
        groups = library_duplicates(context, kind, told=partial(say, "Looking at those alike"))
    if as_json:
        print_json([duplicates_json(group) for group in groups])
        return DONE if groups else NOTHING_FOUND
    for group in groups:
        click.echo(group.kind)
        for number, photo in enumerate(group.photos):
            metadata = photo.metadata
            mark = "keep" if number == 0 else ""
            size = f"{metadata.width}x{metadata.height}"
            click.echo(f"  {mark:5} {size:>11}  {printable(str(photo.path))}")
    more = sum(len(group.photos) - 1 for group in groups)
    click.echo(f"{len(groups)} groups, {more} photos more than one of each" if groups else "no duplicates")
    return DONE if groups else NOTHING_FOUND
