"""photos-ml similar: Find photos like a photo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND
from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import json_option, library_option, paging_options, print_json, show_option
from photos_ml.app.cli.table import show_thumbnails
from photos_ml.app.present import similar_json
from photos_ml.app.service.similar import Wish, find_like
from photos_ml.app.service.wording import words
from photos_ml.app.told import hit_lines

if TYPE_CHECKING:
    from photos_ml.app.service import Context
    from photos_ml.search.hits import Hit


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
    wish = Wish(photos, less, query=query, plus=plus, minus=minus, people=people)
    with context_of(library) as context:
        hits, total = find_like(context, wish, limit=limit, offset=offset)
        return show_alike(context, hits, total, first=offset + 1, show=show, as_json=as_json)


def show_alike(
    context: Context, hits: Sequence[Hit], total: int, *, first: int, show: bool, as_json: bool
) -> int:
    """Print what is like what was asked by; the exit code."""
    if as_json:
        print_json(similar_json(tuple(hits), total))
    else:
        for line in hit_lines(hits, words(context), first=first) if hits else ["nothing found"]:
            click.echo(line)
        if show:
            show_thumbnails(context, hits)
    return DONE if hits else NOTHING_FOUND
