"""photos-ml folders: The folders of the library, and how many photos each holds."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from photos_ml.app.cli.errors import DONE
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.service import Context
from photos_ml.app.service.folders import read_folders


@click.command()
@library_option
@json_option
def command(library: Path, as_json: bool) -> int:
    """The folders of the library, and how many photos each holds."""
    with Context(library) as context:
        folders = read_folders(context)
    if as_json:
        print_json([asdict(folder) for folder in folders])
    else:
        for folder in folders:
            click.echo(f"{folder.files:8,}  {folder.path}{'' if folder.online else '  (out of reach)'}")
    return DONE
