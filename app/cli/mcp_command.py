"""photos-ml mcp: Let a program that speaks the Model Context Protocol search your photos."""

from __future__ import annotations

from pathlib import Path

import click

from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import library_option
from photos_ml.errors import UsageError


@click.command()
@click.option("--write", "writing", is_flag=True, help="It may mark favourites and fill albums, too.")
@library_option
def command(writing: bool, library: Path) -> None:
    """Serve the library to one program over standard input and output: search, facts, small pictures,
    memories and albums. The program starts this command itself; it can change nothing without --write."""
    try:
        from photos_ml.app.mcp.server import make_server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "mcp":
            raise
        hint = "pip install 'photos-ml[mcp]'"
        raise UsageError("the Model Context Protocol needs one more package", hint=hint) from error
    with context_of(library) as context:
        context.library()  # one that cannot be used is said before a program waits for answers
        make_server(context, writing=writing).run()
