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
from photos_ml.app.service.hints import tags_meant
from photos_ml.app.service.photos import known_photo
from photos_ml.app.service.tagging import like_tagged
from photos_ml.app.service.wording import tag_namer
from photos_ml.errors import UsageError


@click.command()
@click.argument("photos", nargs=-1, metavar="[PHOTO]...")
@click.option("--like", metavar="TAG", help="The photos nearest to PHOTO that carry this tag too.")
@library_option
@json_option
def command(photos: tuple[str, ...], like: str | None, library: Path, as_json: bool) -> int:
    """List the tags of the library with counts; with PHOTO (an id or a path), its own. A wrong one goes by
    `photos-ml correct PHOTO --no-tag TAG`; --like shows where else it may be wrong."""
    if like and len(photos) != 1:
        raise UsageError("--like goes with one photo", hint="photos-ml tags PHOTO --like TAG")
    with context_of(library) as context:
        if like:
            (meant,) = tags_meant(context, [like])
            lines, document = _like(context, photos[0], meant)
        else:
            lines, document = _of_photos(context, photos) if photos else _of_library(context)
        model = context.model_name if not context.tags.has_tagger else ""
    if as_json:
        print_json(document)
    else:
        for line in lines:
            click.echo(line)
        if model:
            click.echo(f"the active model '{model}' gives no tags (the built-in one does)")
        elif not lines and like:
            click.echo(f"no other photo has the tag '{like}'")
        elif not lines:
            say("nothing in it has a tag" if photos else "no tags yet (photos-ml index)")
    return DONE if lines else NOTHING_FOUND


def _like(context: Context, name: str, word: str) -> tuple[list[str], object]:
    """One line a photo that carries the word too, the nearest first."""
    found = like_tagged(context, known_photo(context, name), word)
    rows = context.library().photos.get([one.photo for one in found])
    paths = [printable(str(rows[one.photo].path)) for one in found]
    lines = [f"{one.likeness:.2f}  {one.photo:>6}  {path}" for one, path in zip(found, paths, strict=True)]
    pairs = zip(found, paths, strict=True)
    return lines, [{"photo": one.photo, "path": path, "likeness": one.likeness} for one, path in pairs]


def _of_library(context: Context) -> tuple[list[str], object]:
    counts, called = tag_counts(context), tag_namer(context)
    return [f"{each.photos:7}  {called(each.word)}" for each in counts], list(map(tag_count_json, counts))


def _of_photos(context: Context, photos: tuple[str, ...]) -> tuple[list[str], object]:
    """One line a photo that has tags."""
    lines, document, called = [], [], tag_namer(context)
    for name in photos:
        photo = known_photo(context, name)
        tags = tags_of(context, photo.id)
        document.append(
            {"photo": photo.id, "path": printable(str(photo.path)), "tags": list(map(tag_json, tags))}
        )
        if tags:
            sure = ["by you" if tag.by_hand else f"{tag.probability:.2f}" for tag in tags]
            said = ", ".join(f"{called(tag.word)} {how}" for tag, how in zip(tags, sure, strict=True))
            lines.append(f"{printable(photo.path.name)}: {said}")
    return lines, document
