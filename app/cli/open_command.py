"""photos-ml open: Open the pages of the service that runs, in one more browser."""

from __future__ import annotations

from pathlib import Path

import click

from photos_ml.app.cli.options import answer, json_option, library_option


@click.command()
@click.option("--print", "only_print", is_flag=True, help="Print the link, and open nothing.")
@library_option
@json_option
def command(only_print: bool, library: Path, as_json: bool) -> None:
    """Open the pages of the running `photos-ml app` or `serve` in your browser, by a fresh link."""
    from photos_ml.app.service.running import SERVICE_CARD, ask_service
    from photos_ml.errors import UsageError

    said = ask_service(library / SERVICE_CARD, "/api/sessions/link")
    if said is None:
        raise UsageError("no service of this library is running", hint="start one: photos-ml serve --open")
    if not (only_print or as_json):
        click.launch(said["link"])
    answer(as_json, f"open this once: {said['link']}", link=said["link"])
