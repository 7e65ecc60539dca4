"""photos-ml restore: Take what you did by hand from such a file."""

from __future__ import annotations

from pathlib import Path

import click

from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.service.backup import restore, waiting


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@library_option
@json_option
def command(file: Path, library: Path, as_json: bool) -> None:
    """Take what `photos-ml backup` wrote to FILE; what is known already changes nothing."""
    with context_of(library) as context:
        restored = restore(context, file)
        lost = waiting(context)
    if as_json:
        print_json({"added": restored.added, "known": restored.known, "waiting": lost})
    else:
        later = f"; {lost} photos are not in the library: theirs waits until they are indexed" if lost else ""
        click.echo(f"{restored.added} acts taken, {restored.known} known already{later}")
