"""photos-ml app: The pages in a window of their own."""

from __future__ import annotations

from pathlib import Path

import click

from photos_ml.app.cli.options import library_option


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--browser", "in_browser", is_flag=True, help="Use the browser, not a window.")
@library_option
def command(folders: tuple[Path, ...], in_browser: bool, library: Path) -> None:
    """Open the pages in a window of their own. FOLDERS can be indexed from there."""
    from photos_ml.app.desktop.run import run_app

    run_app(library, folders, in_browser=in_browser, say=click.echo)
