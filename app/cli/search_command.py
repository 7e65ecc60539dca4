"""photos-ml search: Find photos by what you remember of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from photos_ml.app.cli import is_private
from photos_ml.app.cli.errors import DONE, NOTHING_FOUND
from photos_ml.app.cli.options import (
    json_option,
    library_option,
    paging_options,
    planner_options,
    print_json,
    show_option,
)
from photos_ml.app.service.running import told_by_service


@click.command()
@click.argument("query", default="")
@click.option("--tag", "tags", multiple=True, metavar="WORD", help="Only photos tagged so (photos-ml tags).")
@click.option("--like", multiple=True, metavar="FILE", help="Photos like this picture, with what QUERY says.")
@click.option("--less", multiple=True, metavar="FILE", help="Less like this picture; several if need be.")
@paging_options
@planner_options
@click.option("--all", "everything", is_flag=True, help="Also print the hits that match less well.")
@click.option("--unfold", is_flag=True, help="Every shot of a moment on its own.")
@click.option("--facets", is_flag=True, help="Count the good hits by year, place, camera, person and kind.")
@click.option("--explain", is_flag=True, help="Say where each score comes from.")
@click.option("--as-of", default="", metavar="STATE", help="`as_of` of the first page, for the next ones.")
@show_option
@library_option
@json_option
def command(
    query: str,
    tags: tuple[str, ...],
    like: tuple[str, ...],
    less: tuple[str, ...],
    limit: int,
    offset: int,
    planner: str,
    language: str,
    now: datetime | None,
    everything: bool,
    unfold: bool,
    facets: bool,
    explain: bool,
    as_of: str,
    show: bool,
    library: Path,
    as_json: bool,
) -> int:
    """Find photos by QUERY: what they show, when, where and with whom, in plain words; or by pictures."""
    if not (query.strip() or tags or like):
        raise click.UsageError("say what to find, or give --tag or --like")
    if tags and (like or less):
        raise click.UsageError("--tag goes with words alone, not with --like or --less")
    asks = {
        "query": query,
        "limit": limit,
        "offset": offset,
        "planner": planner,
        "language": language,
        "as_of": as_of,
        "facets": facets,
        "fold": not unfold,
        "explain": explain,
        "everything": everything,
    }
    alone = tags or like or less or now or show or is_private()
    if not alone and (said := told_by_service(library, asks)):
        return _print(said["document"], said["lines"], as_json=as_json)
    from photos_ml.app.cli.opening import context_of
    from photos_ml.app.service.hints import hints_for, tags_meant
    from photos_ml.app.service.search import search_photos
    from photos_ml.app.service.wording import words
    from photos_ml.app.told import search_document, search_lines, shown_hits

    with context_of(library) as context:
        if like or less:
            from photos_ml.app.cli.similar_command import show_alike
            from photos_ml.app.service.similar import Wish, find_like

            wish = Wish(like, less, query=query)
            hits, total = find_like(context, wish, limit=limit, offset=offset, now=now)
            return show_alike(context, hits, total, first=offset + 1, show=show, as_json=as_json)
        tags = tags_meant(context, tags)
        result = search_photos(
            context,
            query,
            limit=limit,
            offset=offset,
            planner=planner,
            language=language,
            now=now,
            as_of=as_of,
            facets=facets,
            fold=not unfold,
            explain=explain,
            tags=tags,
            closer=True,
        )
        hints = hints_for(context, query, result, tags=tags)
        lines = list(search_lines(result, hints, words(context), everything=everything, first=offset + 1))
        code = _print(search_document(result, hints), lines, as_json=as_json)
        if show and not as_json:
            from photos_ml.app.cli.table import show_thumbnails

            show_thumbnails(context, shown_hits(result, everything=everything))
        return code


def _print(document: dict[str, Any], lines: Sequence[str], *, as_json: bool) -> int:
    """The exit code."""
    if as_json:
        print_json(document)
    for line in () if as_json else lines:
        click.echo(line)
    return DONE if document["hits"] else NOTHING_FOUND
