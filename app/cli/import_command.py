"""photos-ml import: Take in what another program knows of your photos: people, albums, captions, ratings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND, WITH_FAILURES
from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.cli.repeated import say
from photos_ml.app.present import import_json, printable
from photos_ml.app.service.importing import import_from, import_sources

if TYPE_CHECKING:
    from photos_ml.indexer.imports.taking import Import

SHOWN = 20
"""Records without a photo, named one by one."""


@click.command()
@click.argument("source", required=False)
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--dry-run", is_flag=True, help="Only say what would be taken in.")
@library_option
@json_option
def command(source: str | None, path: Path | None, dry_run: bool, library: Path, as_json: bool) -> int:
    """Read SOURCE's library or export at PATH; without them, list the sources. What you said here goes before
    it; importing twice changes nothing. `photos-ml undo` takes it back."""
    if source is None or path is None:
        return _list(as_json)
    with context_of(library) as context:
        done = import_from(context, source, path, dry_run=dry_run)
    if as_json:
        print_json(import_json(done, dry_run=dry_run))
    else:
        for line in _lines(done, dry_run=dry_run):
            say(line)
    if done.problems:
        return WITH_FAILURES
    return DONE if done.matched else NOTHING_FOUND


def _list(as_json: bool) -> int:
    found = import_sources()
    if as_json:
        print_json(found)
    for name, what in () if as_json else found.items():
        click.echo(f"{name:11} {what}")
    return DONE


def _lines(done: Import, *, dry_run: bool) -> list[str]:
    would = "would be taken in" if dry_run else "taken in"
    lines = [f"{done.records} records, {done.matched} of photos that are here"]
    said = ", ".join(f"{number} {field}" for field, number in sorted(done.facts.items()))
    lines.append(f"{would}: {said or 'no fact'}; {done.albums} albums with {done.in_albums} photos")
    if done.unmatched:
        lines.append(f"{len(done.unmatched)} records without a photo here:")
        lines += [f"  {printable(path)}: {why}" for path, why in done.unmatched[:SHOWN]]
    lines += [f"not read: {printable(problem)}" for problem in done.problems[:SHOWN]]
    if done.gestures:
        lines.append("back with: " + ", ".join(f"photos-ml undo {number}" for number in done.gestures))
    return lines
