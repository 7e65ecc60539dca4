"""photos-ml backup: Write all you did by hand to a plain file."""

from __future__ import annotations

from pathlib import Path

import click

from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.present import printable
from photos_ml.app.service.backup import backup


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@library_option
@json_option
def command(file: Path, library: Path, as_json: bool) -> None:
    """Write what you said of photos and people, albums, exclusions, feedback and settings to FILE."""
    with context_of(library) as context:
        acts = backup(context, file)
    if as_json:
        print_json({"acts": acts, "file": printable(str(file))})
    else:
        click.echo(f"{acts} acts in {printable(str(file))}")
