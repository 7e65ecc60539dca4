"""photos-ml share: Let other machines read this library."""

from __future__ import annotations

from pathlib import Path

import click

from photos_ml.app.cli.options import answer, json_option, library_option
from photos_ml.app.service import Context
from photos_ml.app.service.sharing import share, unshare


@click.command()
@click.option("--off", is_flag=True, help="No longer: the library is this machine's alone.")
@click.option("--take-over", is_flag=True, help="This machine writes it from now on, and the other reads.")
@library_option
@json_option
def command(off: bool, take_over: bool, library: Path, as_json: bool) -> None:
    """Publish the library for other machines that see its folder: they search and look, this one changes."""
    if off and take_over:
        raise click.UsageError("--off or --take-over, not both")
    with Context(library) as context:
        if off:
            unshare(context)
        else:
            share(context, take_over=take_over)
    words = "shared: this machine writes it, others read what is published whenever it was changed"
    answer(as_json, "no longer shared" if off else words, shared=not off)
