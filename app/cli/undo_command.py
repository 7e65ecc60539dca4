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
    stay = f"; {back.in_trash} of its files stay in the system's trash: put them back there"
    words = f"taken back{stay if back.in_trash else ''}; again with: photos-ml undo {back.gesture}"
    answer(as_json, words, gesture=back.gesture, in_trash=back.in_trash)
