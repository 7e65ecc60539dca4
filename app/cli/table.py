"""Hits as a table for people, and as thumbnails in a terminal that can show them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from photos_ml.app.present import printable
from photos_ml.app.service.pictures import thumbnail
from photos_ml.errors import DecodeError

if TYPE_CHECKING:
    from photos_ml.app.service import Context
    from photos_ml.search.explain import Explanation
    from photos_ml.search.hits import Hit
    from photos_ml.types import Taken

Command = TypeVar("Command", bound=Callable[..., Any])

PLACE_WIDTH = 24
THUMBNAIL_PIXELS = 256
THUMBNAIL_COLUMNS = 32
SHOWN_THUMBNAILS = 6


def show_option(command: Command) -> Command:
    """--show, given to the command as a flag."""
    return click.option("--show", is_flag=True, help="Show thumbnails of the first hits in the terminal.")(
        command
    )


def hit_lines(hits: Sequence[Hit], *, first: int = 1) -> Iterator[str]:
    """Two lines a hit: number, score, date, place, path; then why."""
    home = os.path.commonpath([hit.photo.path.parent for hit in hits]) if hits else ""
    if home:
        yield f"in {printable(home)}"
    for number, hit in enumerate(hits, start=first):
        metadata = hit.photo.metadata
        taken = _date(metadata.taken)
        place = _cut(str(metadata.place) if metadata.place else "", PLACE_WIDTH)
        path = printable(os.path.relpath(hit.photo.path, home))
        yield f"{number:4}  {hit.score:5.0%}  {taken:16}  {place:{PLACE_WIDTH}}  {path}"
        more = [] if hit.second is None else [f"at {clock(hit.second)}"]
        more += [f"{len(hit.similar)} more of this moment"] if hit.similar else []
        if hit.why or more:
            yield f"{'':13}{'; '.join([*hit.why, *more])}"
        if hit.explanation:
            yield f"{'':13}{_explained(hit.explanation)}"


def clock(second: float) -> str:
    """'0:24', '1:02:03': a place in a video."""
    minutes, seconds = divmod(int(second), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def show_thumbnails(context: Context, hits: Sequence[Hit]) -> None:
    """The first hits as pictures; a word instead where the output is no terminal."""
    if not sys.stdout.isatty():
        click.echo("--show needs a terminal", err=True)
        return
    from rich.console import Console
    from textual_image.renderable import Image

    console = Console()
    for number, hit in enumerate(hits[:SHOWN_THUMBNAILS], start=1):
        console.print(f"{number}  {printable(str(hit.photo.path))}", markup=False, highlight=False)
        try:
            picture = thumbnail(context, hit.photo, THUMBNAIL_PIXELS, hit.second)
        except (DecodeError, OSError) as error:
            console.print(f"   cannot be shown: {error}", markup=False, highlight=False)
            continue
        console.print(Image(picture, width=THUMBNAIL_COLUMNS, height="auto"))


def _explained(why: Explanation) -> str:
    """The score taken apart, in one line."""
    parts = [f"picture {why.visual_score:.0%}", f"written {why.text_score:.0%}"]
    if why.similarity is not None and why.above is not None:
        parts.append(f"cosine {why.similarity:.3f}, above {why.above:.1%} of the library")
    parts += [f"{word}: {where}" for word, where in why.words.items()]
    parts += [f"{field}: {' '.join(words) or 'asked'}" for field, words in why.asked.items()]
    return "; ".join(parts)


def _date(taken: Taken | None) -> str:
    """The date as far as it is known; with '?' where copying the file changes it."""
    if taken is None:
        return "no date"
    return f"{taken.day}?" if taken.source.trust == 0 else str(taken)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
