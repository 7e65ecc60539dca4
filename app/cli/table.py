"""Hits as a table for people, and as thumbnails in a terminal that can show them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from photos_ml.app.present import printable
from photos_ml.app.service.pictures import thumbnail
from photos_ml.errors import DecodeError

if TYPE_CHECKING:
    from photos_ml.app.service import Context
    from photos_ml.search.hits import Hit

Command = TypeVar("Command", bound=Callable[..., Any])

THUMBNAIL_PIXELS = 256
THUMBNAIL_COLUMNS = 32
SHOWN_THUMBNAILS = 6


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
