"""photos-ml private: Photos that nobody sees without the passphrase."""

from __future__ import annotations

from pathlib import Path

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND
from photos_ml.app.cli.opening import read_passphrase
from photos_ml.app.cli.options import answer, json_option, library_option, print_json
from photos_ml.app.cli.traces import say_traces
from photos_ml.app.present import printable, traces_json
from photos_ml.app.service import Context
from photos_ml.app.service import private as service
from photos_ml.app.service.choosing import chosen_photos
from photos_ml.app.service.photos import paths_of
from photos_ml.errors import UsageError

ALBUM = click.option("--album", default="", metavar="NAME", help="An album with its photos and its name.")
PHOTOS = click.argument("photos", nargs=-1, metavar="[PHOTO]...")


@click.group(invoke_without_command=True)
@library_option
@json_option
@click.pass_context
def command(ctx: click.Context, library: Path, as_json: bool) -> None:
    """Say whether anything is private. What is, is shown by no command and no page until it is unlocked, and
    cannot be read in the library's files; `photos-ml --private COMMAND` asks for the passphrase and runs a
    command on it. The photo files themselves stay as they are, where they are: whoever can open their folder
    sees them."""
    if ctx.invoked_subcommand is not None:
        ctx.obj = library
        return
    with Context(library) as context:
        known = service.is_set_up(context)
    words = "locked; photos-ml private list shows what is private" if known else "nothing is private here"
    answer(as_json, words, set_up=known)


@command.command("add")
@PHOTOS
@click.option("--where", default="", metavar="QUERY", help="All photos with these facts: 'rome 2019'.")
@ALBUM
@json_option
@click.pass_obj
def add(library: Path, photos: tuple[str, ...], where: str, album: str, as_json: bool) -> None:
    """Make PHOTOs (ids or paths) private, and all files with the same bytes. The first time a passphrase is
    chosen."""
    with Context(library) as context:
        chosen = chosen_photos(context, photos, where) if photos or where or not album else []
        with _unlocked_or_new(context) as private:
            done = service.make_private(private, chosen, album=album)
    if as_json:
        print_json({"photos": done.photos, "copies": done.copies, "traces": traces_json(done.traces)})
        return
    copies = f", {done.copies} of them copies" if done.copies else ""
    click.echo(f"{done.photos} photos are private{copies}")
    say_traces(done.traces)


@command.command("remove")
@PHOTOS
@ALBUM
@click.option("--all", "everything", is_flag=True, help="All that is private.")
@json_option
@click.pass_obj
def remove(library: Path, photos: tuple[str, ...], album: str, everything: bool, as_json: bool) -> None:
    """Make private PHOTOs (paths, or ids of `photos-ml private list`) photos like all others again, with all
    that was done to them."""
    with Context(library) as context, service.unlock(context, read_passphrase()) as private:
        chosen = [] if everything else chosen_photos(private, photos) if photos or not album else []
        if everything:
            chosen = chosen_photos(private, all_if_none=True, hidden_too=True)
        count = service.make_public(private, chosen, album=album)
    answer(as_json, f"{count} photos are private no more", photos=count)


@command.command("list")
@json_option
@click.pass_obj
def show(library: Path, as_json: bool) -> int:
    """The private photos, the newest first."""
    with Context(library) as context, service.unlock(context, read_passphrase()) as private:
        found = service.private_photos(private)
        paths = paths_of(private, found)
    if as_json:
        print_json([{"photo": photo, "path": printable(str(paths[photo]))} for photo in found])
    for photo in () if as_json else found:
        click.echo(f"{photo:7}  {printable(str(paths[photo]))}")
    return DONE if found else NOTHING_FOUND


@command.command("passphrase")
@json_option
@click.pass_obj
def passphrase(library: Path, as_json: bool) -> None:
    """Choose the passphrase, or another one. Nothing brings back one that was forgotten."""
    with Context(library) as context:
        if service.is_set_up(context):
            with service.unlock(context, read_passphrase()) as private:
                service.change_passphrase(private, read_passphrase("New passphrase", new=True))
        else:
            service.set_up(context, read_passphrase("New passphrase", new=True)).vault.close()
    answer(as_json, "the passphrase is chosen; nothing brings it back if it is forgotten", set_up=True)


@command.command("forget")
@click.option("--yes", is_flag=True, help="Do it: what was said and done of private photos is lost.")
@json_option
@click.pass_obj
def forget(library: Path, yes: bool, as_json: bool) -> int:
    """Give up what is private where the passphrase is forgotten: its photos are indexed like all others at
    the next run, and what was said of them is lost."""
    if not yes:
        raise UsageError("what was said and done of private photos would be lost", hint="add --yes to do it")
    with Context(library) as context:
        known = service.give_up(context)
    answer(
        as_json, "given up; photos-ml index takes the photos in anew" if known else "nothing is private here"
    )
    return DONE if known else NOTHING_FOUND


def _unlocked_or_new(context: Context) -> service.PrivateContext:
    if service.is_set_up(context):
        return service.unlock(context, read_passphrase())
    return service.set_up(context, read_passphrase("New passphrase", new=True))
