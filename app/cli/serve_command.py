"""photos-ml serve: The pages in your own browser, and the HTTP service, for this machine alone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from photos_ml.app.cli.house import tell_door
from photos_ml.app.cli.options import json_option, library_option, moment_option, print_json
from photos_ml.app.cli.repeated import say
from photos_ml.app.service.running import served_at
from photos_ml.errors import UsageError


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="0, the default: that of last time, or any that is free.",
)
@click.option(
    "--lan",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[ADDRESS]",
    help="A second door for phones in the house, by TLS, for devices you pair and may revoke; ADDRESS where "
    "this machine has several.",
)
@click.option("--open", "in_browser", is_flag=True, help="Open the pages in the browser.")
@moment_option
@library_option
@json_option
def command(
    folders: tuple[Path, ...],
    port: int,
    lan: str | None,
    in_browser: bool,
    now: datetime | None,
    library: Path,
    as_json: bool,
) -> None:
    """Serve the pages and the HTTP service on this machine alone. FOLDERS can be indexed from the pages."""
    from photos_ml.app.api.serve import prepare

    if (address := served_at(library)) is not None:
        hint = "photos-ml open opens its pages; to serve otherwise, stop that one first"
        raise UsageError(f"this library is served already at {address}", hint=hint)
    with prepare(library, folders, port, now, keep_up=True, lan=lan) as server:
        if as_json:
            door = {}
            if server.lan is not None:
                certificate = server.lan.certificate
                door = {"lan": {"address": server.lan.address, "fingerprint": certificate.fingerprint}}
            print_json({"address": server.address, "link": server.link, "token": server.gate.token, **door})
        else:
            click.echo(f"serving {library} at {server.address} - stop with Ctrl+C")
            click.echo(f"open this once: {server.link}")
            say("for another browser, or later: photos-ml open")
            if server.lan is not None:
                tell_door(server.lan.address, server.lan.certificate.fingerprint)
                say("add a phone: photos-ml devices pair, or in Settings")
        if in_browser:
            click.launch(server.link)
        server.run()
