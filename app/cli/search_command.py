"""photos-ml search: Find photos by what you remember of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND
from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import json_option, library_option, paging_options, planner_options, print_json
from photos_ml.app.cli.similar_command import show_alike
from photos_ml.app.cli.table import hit_lines, show_option, show_thumbnails
from photos_ml.app.present import reader, search_json
from photos_ml.app.service.hints import Hints, hints_for, nearest_tags
from photos_ml.app.service.search import search_photos
from photos_ml.app.service.similar import Wish, find_like
from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from photos_ml.app.service import Context
    from photos_ml.search.engine import SearchResult

NEAREST = 5
"""Hits shown where none matches well."""


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
    with context_of(library) as context:
        if like or less:
            wish = Wish(like, less, query=query)
            hits, total = find_like(context, wish, limit=limit, offset=offset, now=now)
            return show_alike(context, hits, total, first=offset + 1, show=show, as_json=as_json)
        _check_tags(context, tags)
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
        if not as_json:
            return _tell(context, result, hints, everything=everything, first=offset + 1, show=show)
    print_json({**search_json(result), **({"hints": hints.to_dict()} if hints.to_dict() else {})})
    return DONE if result.hits else NOTHING_FOUND


def _check_tags(context: Context, tags: Sequence[str]) -> None:
    """UsageError where a tag is none, with those that are nearest."""
    for tag in tags:
        if (near := nearest_tags(context, tag)) is not None:
            hint = f"the nearest: {', '.join(near)}" if near else "photos-ml tags lists them"
            raise UsageError(f"there is no tag '{tag}'", hint=hint)


def _tell(
    context: Context, result: SearchResult, hints: Hints, *, everything: bool, first: int, show: bool
) -> int:
    """The result in words; the exit code."""
    click.echo(f"{result.planned.plan}  [{reader(result.planned)}]")
    for note in (*result.planned.notes, *result.planned.working):
        click.echo(f"  {note}")
    if not result.hits:
        click.echo(f"nothing found{_why(result)}")
    for line in _hints(hints):
        click.echo(line)
    if not result.hits:
        return NOTHING_FOUND
    if not result.good:
        click.echo("nothing matches well; the nearest are:")
    shown = tuple(hit for hit in result.hits if hit.good) or result.hits[:NEAREST]
    hits = result.hits if everything else shown
    for line in (*hit_lines(hits, first=first), *_tail(result, len(hits)), *_facets(result)):
        click.echo(line)
    if show:
        show_thumbnails(context, hits)
    return DONE


def _why(result: SearchResult) -> str:
    if not result.lacking:
        return ": no photo fits all of this at once" if len(result.planned.plan.filters()) > 1 else ""
    return ": the library has no photo with " + " or with ".join(f"'{label}'" for label in result.lacking)


def _hints(hints: Hints) -> Iterator[str]:
    for label, photos in hints.gains:
        yield f"  without '{label}': {photos} photo{'s' if photos != 1 else ''}"
    if hints.read:
        yield f"what pictures show is understood in {', '.join(hints.read)}"
    if hints.meant:
        yield f"did you mean: {hints.meant}"
    elif hints.strange:
        words = " and ".join(f"'{word}'" for word in hints.strange)
        yield f"{words}: no word the model has read often, so it may miss what is there"


def _tail(result: SearchResult, shown: int) -> Iterator[str]:
    """A word on what is folded away."""
    less = result.total - result.good
    if shown < len(result.hits):
        yield f"{less} more match less well: --all shows them"


def _facets(result: SearchResult) -> Iterator[str]:
    for name, counts in asdict(result.facets).items() if result.facets else ():
        if counts:
            yield f"{name}: " + ", ".join(f"{value} {number}" for value, number in counts.items())
