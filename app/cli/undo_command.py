"""photos-ml undo: Take back the last thing said or done by hand, or the one of a number."""

from __future__ import annotations

from pathlib import Path

import click

from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import answer, json_option, library_option
from photos_ml.app.service.corrections import undo


@click.command()
@click.argument("gesture", type=click.IntRange(1), required=False)
@library_option
@json_option
def command(gesture: int | None, library: Path, as_json: bool) -> None:
    """Put back what stood before GESTURE, by default the last. An undo is undone the same way."""
    with context_of(library) as context:
        back = undo(context, gesture)
    answer(as_json, f"taken back; again with: photos-ml undo {back}", gesture=back)
