"""photos-ml status: What the library holds."""

from __future__ import annotations

from pathlib import Path

import click

from photos_ml.app.cli.enrich_command import step_lines
from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.cli.repeated import say
from photos_ml.app.present import printable, status_json
from photos_ml.app.service.status import LibraryStatus, read_status


@click.command()
@library_option
@json_option
def command(library: Path, as_json: bool) -> None:
    """Say what the library holds and where it stands."""
    with context_of(library) as context:
        status = read_status(context)
    if as_json:
        print_json(status_json(status))
        return
    for line in status_lines(status):
        say(line)


def _failed_line(status: LibraryStatus) -> str:
    steps = sum(step.failed for step in status.steps)
    line = f"failed    {status.failed}" + (f" to be read, {steps} looked at more closely" if steps else "")
    return line + ("   (photos-ml failures)" if status.failed or steps else "")


def status_lines(status: LibraryStatus) -> list[str]:
    """A library's state, for people."""
    searchable = status.photos - status.waiting
    lines = [
        f"library   {printable(str(status.library))} ({status.bytes / 1e6:.1f} MB)",
        f"photos    {status.photos}, of which {searchable} can be searched by what they show",
        f"model     {status.model} {status.revision}, {status.vectors} vectors",
        _failed_line(status),
    ]
    if status.missing or status.gone:
        lines.append(f"not found {status.missing} out of reach, {status.gone} gone; kept, not shown")
    if status.waiting:
        lines.append(f"waiting   {status.waiting} photos for this model (photos-ml index)")
    lines += [f"step      {line}" for line in step_lines(status.steps)]
    lines += [
        f"folder    {printable(str(path))}" + ("" if online else "   (out of reach)")
        for path, online in status.roots
    ]
    if status.running:
        lines.append("folders are being indexed now")
    elif status.last_run and status.last_run["outcome"] != "done":
        lines.append("the last run did not finish; run: photos-ml index")
    return lines
