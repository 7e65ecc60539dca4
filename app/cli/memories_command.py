"""photos-ml memories: Make and list the memories of a day."""

from __future__ import annotations

import os
import shlex
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND
from photos_ml.app.cli.memory_feedback import LEARNING
from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import Day, answer, json_option, library_option, print_json
from photos_ml.app.cli.progress import work_progress
from photos_ml.app.cli.repeated import say
from photos_ml.app.cli.stopping import whole_or_nothing
from photos_ml.app.present import album_json, memory_json, printable
from photos_ml.app.service import Context, feedback
from photos_ml.app.service.memories import (
    album_of_memory,
    kept_memories,
    known_memory,
    make_of_person,
    make_of_wish,
    memories_of_day,
)
from photos_ml.app.service.memory_files import save_memory
from photos_ml.app.service.memory_kinds import MUTED
from photos_ml.app.service.memory_maker import library_ranker
from photos_ml.app.service.memory_page import PAGE_HEADS, memories_page
from photos_ml.app.service.outputs import write_output

if TYPE_CHECKING:
    from photos_ml.app.service.memories import MemoryView

WHAT = click.Choice(MUTED)
DAY = Day()
page_option = click.option(
    "--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Write a page to look at."
)


@click.group(invoke_without_command=True)
@click.option("--today", type=DAY, help="Make them for this day.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind; may be given again.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="Another choice among equals.")
@click.option("--anew", is_flag=True, help="Make the day's memories again.")
@page_option
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
    time. With a word after it, what else can be done with them."""
    if ctx.invoked_subcommand is not None:
        ctx.obj = library
        return None
    with context_of(library) as context:
        day = _day(context, today)
        views = memories_of_day(context, day, kinds=kinds, seed=seed, limit=limit, anew=anew)
        if page is not None:
            write_output(context, page, memories_page(context, views), own=PAGE_HEADS)
    return _answer(views, day, as_json)


@command.command("list")
@click.option("--today", type=DAY, help="Of this day.")
@json_option
@click.pass_obj
def list_kept(library: Path, today: datetime | None, as_json: bool) -> int:
    """The memories a day has already; makes none."""
    with context_of(library) as context:
        day = _day(context, today)
        views = kept_memories(context, day)
    return _answer(views, day, as_json)


@command.command("make")
@click.option("--today", type=DAY, help="For this day.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another choice among equals.")
@click.option("--reword", is_flag=True, help="Titles by the language model on this machine.")
@click.option("--person", metavar="NAME", help="Of this person, beside those the day has.")
@click.option("--wish", metavar="WORDS", help="One of what you ask for: 'our beach days with Leo'.")
@json_option
@click.pass_obj
def make(
    library: Path,
    today: datetime | None,
    seed: int,
    reword: bool,
    person: str | None,
    wish: str | None,
    as_json: bool,
) -> int:
    """Make a day's memories again, with what was learnt since; or those of one person; or one of anything
    that a search can find, a journey, a person, a theme of yours."""
    if reword and (person is not None or wish is not None):
        raise click.UsageError("--reword is for the memories of a day")
    if person is not None and wish is not None:
        raise click.UsageError("either --person or --wish")
    with context_of(library) as context:
        day = _day(context, today)
        if wish is not None:
            views = make_of_wish(context, wish, day, seed=seed)
        elif person is not None:
            views = make_of_person(context, person, day, seed=seed)
        else:
            views = memories_of_day(context, day, seed=seed, anew=True, reword=reword)
    return _answer(views, day, as_json, of=wish or person or "")


@command.command("show")
@click.argument("memory_id", metavar="ID")
@page_option
@json_option
@click.pass_obj
def show(library: Path, memory_id: str, page: Path | None, as_json: bool) -> None:
    """One memory with its photos."""
    with context_of(library) as context:
        view = known_memory(context, memory_id)
        if page is not None:
            write_output(context, page, memories_page(context, [view]), own=PAGE_HEADS)
    if as_json:
        print_json(memory_json(view))
        return
    print_view(view)
    for photo, (_, score) in zip(view.photos, view.memory.photos, strict=True):
        click.echo(f"     {score:4.0%}  {photo.id:6}  {printable(os.path.relpath(photo.path))}")


@command.command("album")
@click.argument("memory_id", metavar="ID")
@click.argument("name", default="")
@json_option
@click.pass_obj
def album(library: Path, memory_id: str, name: str, as_json: bool) -> None:
    """Keep a memory as an album, under its title or as NAME."""
    with context_of(library) as context:
        made, gesture = album_of_memory(context, memory_id, name)
    words = f"{made.id}  {made.name}; away with: photos-ml undo {gesture}"
    answer(as_json, words, **album_json(made), gesture=gesture)


@command.command("save")
@click.argument("memory_id", metavar="ID")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@click.pass_obj
def save(library: Path, memory_id: str, file: Path, as_json: bool) -> None:
    """Write a memory as a page (FILE.html), its photos with sidecars (FILE.zip), or a film without music
    (FILE.mp4, with the extra `video`): whole or not at all, if it is ended before."""
    with (
        context_of(library) as context,
        work_progress(f"writing {file.name}") as say_progress,
        whole_or_nothing(file),
    ):
        view = known_memory(context, memory_id)
        written = save_memory(context, view, file, partial(say_progress, f"writing {file.name}"))
    words = f"{_counted(written)} of {view.memory.title} written to {file}"
    answer(as_json, words, memory=memory_id, photos=written, file=str(file))


@command.command("why")
@click.argument("memory_id", metavar="ID")
@json_option
@click.pass_obj
def why(library: Path, memory_id: str, as_json: bool) -> None:
    """Why a memory was made, and what of it there may be less of."""
    with context_of(library) as context:
        memory, ranker = known_memory(context, memory_id).memory, library_ranker(context)
    if as_json:
        about = [{"what": what, "subject": subject} for what, subject in memory.about]
        parts = [{"what": words, "log_odds": amount} for words, amount in memory.parts]
        told = {"id": memory.id, "score": memory.score, "why": memory.why, "parts": parts, "about": about}
        print_json(told | {"ranker": {"which": ranker.which, "why": ranker.why}})
        return
    click.echo(f"{memory.title}: {memory.score:.0%}")
    for reason in memory.why:
        click.echo(f"  {reason}")
    if memory.parts:
        click.echo("  beside the other memories of its day, in log-odds:")
    for words, amount in memory.parts:
        click.echo(f"    {amount:+.2f}  {words}")
    click.echo(f"  in use is the {ranker}")
    if memory.about:
        say(f"  for less of it: photos-ml memories less {memory.id} followed by one of")
    for what, subject in memory.about:
        click.echo(f"    {what} {shlex.quote(subject)}")


@command.command("mute")
@click.argument("what", type=WHAT)
@click.argument("subject")
@json_option
@click.pass_obj
def mute(library: Path, what: str, subject: str, as_json: bool) -> None:
    """Keep a photo (id), person, place, day (2024-11-21 or 11-21), folder, kind or a memory's subject out
    of all memories."""
    with context_of(library) as context:
        feedback.mute(context, what, subject)
    answer(as_json, f"no memory shows {what} {subject} from now on", what=what, subject=subject, muted=True)


@command.command("unmute")
@click.argument("what", type=WHAT)
@click.argument("subject")
@json_option
@click.pass_obj
def unmute(library: Path, what: str, subject: str, as_json: bool) -> int:
    """Take a mute back."""
    with context_of(library) as context:
        found = feedback.unmute(context, what, subject)
    words = "may be shown again" if found else "was not muted"
    answer(as_json, f"{what} {subject} {words}", what=what, subject=subject, muted=False, was_muted=found)
    return DONE if found else NOTHING_FOUND


@command.command("muted")
@json_option
@click.pass_obj
def muted(library: Path, as_json: bool) -> None:
    """What is kept out of all memories."""
    with context_of(library) as context:
        found = feedback.muted(context)
    if as_json:
        print_json([{"what": what, "subject": subject} for what, subject in found])
        return
    for what, subject in found:
        click.echo(f"{what:8} {subject}")


for learning in LEARNING:
    command.add_command(learning)


def _day(context: Context, today: datetime | None) -> date:
    return today.date() if today else context.clock.now().date()


def _answer(views: list[MemoryView], day: date, as_json: bool, *, of: str = "") -> int:
    if as_json:
        print_json([memory_json(view) for view in views])
    elif not views:
        click.echo("nothing worth showing " + (f"of '{of}'" if of else f"on {day}"))
    else:
        for view in views:
            print_view(view)
    return DONE if views else NOTHING_FOUND


def print_view(view: MemoryView) -> None:
    """Three lines: title and id; subtitle and reasons; cover."""
    memory = view.memory
    cover = next(photo for photo in view.photos if photo.id == memory.cover)
    click.echo(f"{memory.title}  [{memory.kind}]  {memory.id}")
    click.echo(f"     {memory.subtitle}; {_counted(len(view.photos))}; {'; '.join(memory.why)}")
    click.echo(f"     cover {printable(os.path.relpath(cover.path))}")


def _counted(photos: int) -> str:
    return "1 photo" if photos == 1 else f"{photos} photos"
