"""photos-ml similar: Find photos like a photo."""

from __future__ import annotations

from pathlib import Path

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND
from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import json_option, library_option, paging_options, print_json
from photos_ml.app.cli.table import hit_lines, show_option, show_thumbnails
from photos_ml.app.present import similar_json
from photos_ml.app.service.similar import Wish, find_like


@click.command()
@click.argument("photos", nargs=-1, metavar="PHOTO...")
@click.option("--less", multiple=True, metavar="PHOTO", help="Less like this one; several times if need be.")
@click.option("--query", default="", metavar="WORDS", help="What these photos were marked as answers to.")
@click.option("--plus", multiple=True, metavar="WORDS", help="More of this; may be given several times.")
@click.option("--minus", multiple=True, metavar="WORDS", help="Less of this; may be given several times.")
@click.option("--with", "people", multiple=True, metavar="NAME", help="With this person in it; several: all.")
@paging_options
@show_option
@library_option
@json_option
def command(
    photos: tuple[str, ...],
    less: tuple[str, ...],
    query: str,
    plus: tuple[str, ...],
    minus: tuple[str, ...],
    people: tuple[str, ...],
    limit: int,
    offset: int,
    show: bool,
    library: Path,
    as_json: bool,
) -> int:
    """Find photos like PHOTO: ids or paths of photos, or any picture files; several are taken together."""
    wish = Wish(photos, less, query, plus, minus, people)
    with context_of(library) as context:
        hits, total = find_like(context, wish, limit=limit, offset=offset)
    if as_json:
        print_json(similar_json(hits, total))
    else:
        for line in hit_lines(hits, first=offset + 1) if hits else ["nothing found"]:
            click.echo(line)
        if show:
            show_thumbnails(context, hits)
    return DONE if hits else NOTHING_FOUND
