"""photos-ml memories"""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.present import memory_json, printable
from photos_ml.app.service import PhotoService
from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from photos_ml.app.memories import MemoryView

WHAT = click.Choice(["photo", "person", "place", "day", "folder", "kind"])


@click.group(invoke_without_command=True)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Make them for this day.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind; may be given again.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="Another choice among equals.")
@click.option("--anew", is_flag=True, help="Make the day's memories again.")
@click.option(
    "--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Write a page to look at."
)
@library_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    today: datetime | None,
    kinds: tuple[str, ...],
    limit: int,
    seed: int,
    anew: bool,
    page: Path | None,
    library: Path,
    as_json: bool,
) -> int | None:
    """Make and list the memories of a day: trips, people, this day in other years, themes, the best of a
    time."""
    if ctx.invoked_subcommand is not None:
        ctx.obj = library
        return None
    with PhotoService(library) as service:
        day = today.date() if today else service.clock.now().date()
        views = service.memories.of_day(day, kinds=kinds, seed=seed, limit=limit, anew=anew)
        if page is not None:
            _write(page, service.memories.page(views))
    if as_json:
        print_json([memory_json(view) for view in views])
    else:
        _print(views, day)
    return DONE if views else NOTHING_FOUND


@command.command("mute")
@click.argument("what", type=WHAT)
@click.argument("subject")
@click.pass_obj
def mute(library: Path, what: str, subject: str) -> None:
    """Keep a photo (id), person, place, day (2024-11-21 or 11-21), folder or kind out of all memories."""
    with PhotoService(library) as service:
        service.memories.mute(what, subject)
    click.echo(f"no memory shows {what} {subject} from now on")


@command.command("unmute")
@click.argument("what", type=WHAT)
@click.argument("subject")
@click.pass_obj
def unmute(library: Path, what: str, subject: str) -> int:
    """Take a mute back."""
    with PhotoService(library) as service:
        found = service.memories.unmute(what, subject)
    click.echo(f"{what} {subject} may be shown again" if found else f"{what} {subject} was not muted")
    return DONE if found else NOTHING_FOUND


@command.command("muted")
@json_option
@click.pass_obj
def muted(library: Path, as_json: bool) -> None:
    """What is kept out of all memories."""
    with PhotoService(library) as service:
        found = service.memories.muted()
    if as_json:
        print_json([{"what": what, "subject": subject} for what, subject in found])
        return
    for what, subject in found:
        click.echo(f"{what:8} {subject}")


def _print(views: list[MemoryView], day: date) -> None:
    if not views:
        click.echo(f"nothing worth showing on {day}")
    for number, view in enumerate(views, start=1):
        memory = view.memory
        click.echo(f"{number:3}  {memory.title}  [{memory.kind.value}]")
        click.echo(f"     {memory.subtitle}; {len(view.photos)} photos; {'; '.join(memory.why)}")
        cover = next(photo for photo in view.photos if photo.id == memory.cover)
        click.echo(f"     cover {printable(os.path.relpath(cover.path))}")


def _write(page: Path, text: str) -> None:
    try:
        page.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {page}: {error.strerror}", hint="choose another file") from error
