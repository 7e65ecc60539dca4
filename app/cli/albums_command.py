"""photos-ml albums: Lists of photos in your order, and searches that are kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND
from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import answer, json_option, library_option, print_json
from photos_ml.app.cli.repeated import say
from photos_ml.app.present import album_json, printable
from photos_ml.app.service import Context
from photos_ml.app.service import albums as service
from photos_ml.app.service.choosing import chosen_photos
from photos_ml.app.service.photos import paths_of

if TYPE_CHECKING:
    from photos_ml.app.service.albums import Opened

WHERE = click.option("--where", default="", metavar="QUERY", help="All photos with these facts: 'rome 2019'.")
PHOTOS = click.argument("photos", nargs=-1, metavar="[PHOTO]...")


@click.group(invoke_without_command=True)
@library_option
@json_option
@click.pass_context
def command(ctx: click.Context, library: Path, as_json: bool) -> int | None:
    """List the albums. With a word after it, make, fill, order and open them; no file is moved."""
    if ctx.invoked_subcommand is not None:
        ctx.obj = library
        return None
    with context_of(library) as context:
        found = service.albums_of(context)
    if as_json:
        print_json([album_json(album) for album in found])
    elif not found:
        say("no album yet - make one: photos-ml albums make NAME")
    for album in () if as_json else found:
        what = f"search: {album.query}" if album.query is not None else f"{album.photos} photos"
        made = "" if album.source == "user" else f"  ({album.source.partition(':')[2]})"
        click.echo(f"{album.id}  {album.name}  {what}{made}")
    return DONE if found else NOTHING_FOUND


@command.command("make")
@click.argument("name")
@PHOTOS
@WHERE
@click.option("--search", "query", metavar="QUERY", help="Keep a search instead: it is run when opened.")
@json_option
@click.pass_obj
def make(
    library: Path, name: str, photos: tuple[str, ...], where: str, query: str | None, as_json: bool
) -> None:
    """A new album NAME of PHOTOs (ids or paths), of all that --where names, or of a search."""
    with context_of(library) as context:
        chosen = chosen_photos(context, photos, where) if photos or where else []
        album, gesture = service.make_album(context, name, chosen, query=query)
        like = len(service.albums_called(context, album.name)) - 1
    words = f"{album.id}  {album.name}; away with: photos-ml undo {gesture}"
    if like:
        words += f"\n{like} more of that name: call them by their ids"
    answer(as_json, words, **album_json(album), gesture=gesture)


@command.command("add")
@click.argument("album")
@PHOTOS
@WHERE
@json_option
@click.pass_obj
def add(library: Path, album: str, photos: tuple[str, ...], where: str, as_json: bool) -> None:
    """Put photos at the end of ALBUM (its name or id)."""
    with context_of(library) as context:
        chosen = chosen_photos(context, photos, where)
        gesture = service.change_album(context, service.album_named(context, album), add=chosen)
    answer(as_json, f"{len(chosen)} photos in {album}", album=album, photos=len(chosen), gesture=gesture)


@command.command("remove")
@click.argument("album")
@PHOTOS
@json_option
@click.pass_obj
def remove(library: Path, album: str, photos: tuple[str, ...], as_json: bool) -> None:
    """Take photos out of ALBUM."""
    with context_of(library) as context:
        chosen = chosen_photos(context, photos)
        gesture = service.change_album(context, service.album_named(context, album), remove=chosen)
    answer(as_json, f"{len(chosen)} photos out of {album}", album=album, photos=len(chosen), gesture=gesture)


@command.command("order")
@click.argument("album")
@PHOTOS
@json_option
@click.pass_obj
def order(library: Path, album: str, photos: tuple[str, ...], as_json: bool) -> None:
    """Set these photos of ALBUM first, in this order."""
    with context_of(library) as context:
        chosen = chosen_photos(context, photos)
        gesture = service.change_album(context, service.album_named(context, album), order=chosen)
    answer(as_json, f"{album} is in this order", album=album, photos=len(chosen), gesture=gesture)


@command.command("rename")
@click.argument("album")
@click.argument("name")
@json_option
@click.pass_obj
def rename(library: Path, album: str, name: str, as_json: bool) -> None:
    """Call ALBUM NAME from now on."""
    with context_of(library) as context:
        gesture = service.rename_album(context, service.album_named(context, album), name)
    answer(as_json, f"{album} is {name} now", album=album, name=name, gesture=gesture)


@command.command("delete")
@click.argument("album")
@json_option
@click.pass_obj
def delete(library: Path, album: str, as_json: bool) -> None:
    """Take ALBUM away; its photos stay where they are."""
    with context_of(library) as context:
        gesture = service.delete_album(context, service.album_named(context, album))
    answer(as_json, f"{album} is gone; back with: photos-ml undo {gesture}", album=album, gesture=gesture)


@command.command("show")
@click.argument("album")
@json_option
@click.pass_obj
def show(library: Path, album: str, as_json: bool) -> int:
    """The photos of ALBUM in its order; of a folder; or of 'added' and 'looked-at', the latest first."""
    with context_of(library) as context:
        opened = service.open_album(context, album)
        lines = _lines(context, opened)
    if as_json:
        print_json({"name": opened.name, "photos": [{"photo": p, "path": path} for p, path in lines]})
    for photo, path in () if as_json else lines:
        click.echo(f"{photo:7}  {printable(os.path.relpath(path))}")
    return DONE if lines else NOTHING_FOUND


def _lines(context: Context, opened: Opened) -> list[tuple[int, str]]:
    paths = paths_of(context, opened.photos)
    return [(photo, printable(str(paths[photo]))) for photo in opened.photos if photo in paths]
