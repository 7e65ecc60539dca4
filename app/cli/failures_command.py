"""photos-ml failures: Files that could not be indexed, and why."""

from __future__ import annotations

from pathlib import Path

import click

from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.present import failure_json, printable
from photos_ml.app.service.indexing import failed_files, links_not_followed


@click.command()
@library_option
@json_option
def command(library: Path, as_json: bool) -> None:
    """List the files that could not be indexed, with the reason."""
    with context_of(library) as context:
        failures, links = failed_files(context), links_not_followed(context)
    if as_json:
        print_json([failure_json(failure) for failure in failures])
        return
    for failure in failures:
        again = "   (tried again at the next index)" if failure.retry else ""
        click.echo(f"{printable(str(failure.path))}\n    {failure.stage}: {failure.reason}{again}")
    for path, target in links:
        click.echo(f"{path}\n    a link into the system's own places, not followed: {target}")
    if not (failures or links):
        click.echo("no failures")
