"""photos-ml tags: What the photos show, in words, with counts."""

from __future__ import annotations

from pathlib import Path

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND
from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.cli.repeated import say
from photos_ml.app.present import printable, tag_count_json, tag_json
from photos_ml.app.service import Context
from photos_ml.app.service.browse import tag_counts, tags_of
from photos_ml.app.service.photos import known_photo


@click.command()
@click.argument("photos", nargs=-1, metavar="[PHOTO]...")
@library_option
@json_option
def command(photos: tuple[str, ...], library: Path, as_json: bool) -> int:
    """List the tags of the library with counts; with PHOTO (an id or a path), its own."""
    with context_of(library) as context:
        lines, document = _of_photos(context, photos) if photos else _of_library(context)
        model = context.model_name if context.tags is None else ""
    if as_json:
        print_json(document)
    else:
        for line in lines:
            click.echo(line)
        if model:
            click.echo(f"the active model '{model}' gives no tags (the built-in one does)")
        elif not lines:
            say("nothing in it has a tag" if photos else "no tags yet (photos-ml index)")
    return DONE if lines else NOTHING_FOUND


def _of_library(context: Context) -> tuple[list[str], object]:
    counts = tag_counts(context)
    return [f"{each.photos:7}  {each.word}" for each in counts], list(map(tag_count_json, counts))


def _of_photos(context: Context, photos: tuple[str, ...]) -> tuple[list[str], object]:
    """One line a photo that has tags."""
    lines, document = [], []
    for name in photos:
        photo = known_photo(context, name)
        tags = tags_of(context, photo.id)
        document.append(
            {"photo": photo.id, "path": printable(str(photo.path)), "tags": list(map(tag_json, tags))}
        )
        if tags:
            said = ", ".join(f"{tag.word} {tag.probability:.2f}" for tag in tags)
            lines.append(f"{printable(photo.path.name)}: {said}")
    return lines, document
