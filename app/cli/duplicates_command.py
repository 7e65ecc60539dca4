"""photos-ml duplicates: Photos that are there more than once: what differs, which to keep, what to hide."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND, WITH_FAILURES
from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import answer, json_option, library_option, print_json
from photos_ml.app.cli.progress import work_progress
from photos_ml.app.cli.repeated import say
from photos_ml.app.present import duplicates_json, moved_json, printable, trashed_json
from photos_ml.app.service import Context
from photos_ml.app.service.choices import change_settings
from photos_ml.app.service.duplicate_choices import Choice, choice_of, resolve_duplicates, say_different
from photos_ml.app.service.duplicates import Duplicates, library_duplicates
from photos_ml.app.service.photos import known_photo
from photos_ml.app.service.trash import (
    ConfirmedCopy,
    MoveOutcome,
    check_allowed,
    list_trashed,
    move_copies,
    spare,
    spare_hidden,
)
from photos_ml.errors import UsageError

KINDS = ("exact", "same picture", "burst")


@click.command()
@click.option("--kind", type=click.Choice(KINDS), help="Only groups of this kind.")
@click.option("--hide", is_flag=True, help="Keep the first of each group, and hide the others.")
@click.option(
    "--keep", multiple=True, metavar="PHOTO", help="Keep this one of its groups, and hide the others."
)
@click.option(
    "--different",
    multiple=True,
    metavar="PHOTO",
    help="These are no duplicates of each other, or this one of none; not proposed again.",
)
@click.option(
    "--trash",
    is_flag=True,
    help="Move those hidden, now or before, to the system's trash, if all their bytes are kept.",
)
@click.option("--yes-trash-these-files", "is_sure", is_flag=True, help="Do not ask before that.")
@click.option(
    "--allow-trash/--forbid-trash", "allowed", default=None, help="Whether --trash may be used; at first not."
)
@click.option("--trashed", "list_them", is_flag=True, help="List the files that were moved to the trash.")
@library_option
@json_option
def command(
    kind: str | None,
    hide: bool,
    keep: tuple[str, ...],
    different: tuple[str, ...],
    trash: bool,
    is_sure: bool,
    allowed: bool | None,
    list_them: bool,
    library: Path,
    as_json: bool,
) -> int:
    """Report photos that are there more than once, the one to keep first, and why. Nothing is hidden or moved
    unless you say so, and no file is ever deleted. What was said of those that are hidden (albums, names,
    ratings, favourites, words) is said of the one that is kept; `photos-ml undo` takes it all back."""
    with context_of(library) as context:
        if allowed is not None:
            change_settings(context, trash=allowed)
            answer(
                as_json,
                "copies may be moved to the trash" if allowed else "no file may be moved",
                trash=allowed,
            )
            return DONE
        if list_them:
            return _list(context, as_json=as_json)
        if different and (hide or keep or trash):
            raise UsageError("--different goes with no other choice")
        if trash:
            check_allowed(context)
        kept = [known_photo(context, one).id for one in keep]
        apart = [known_photo(context, one).id for one in different]
        if len(apart) > 1:
            return _different(context, apart, as_json=as_json)
        with work_progress("Comparing photos") as say:
            groups = library_duplicates(context, kind, told=partial(say, "Looking at those alike"))
        if apart:
            found = {photo.id for group in groups for photo in group.photos if _is_in(apart[0], group)}
            return _different(context, sorted(found), apart[0], as_json=as_json)
        if not (hide or keep or trash):
            return _report(groups, as_json=as_json)
        choices = [choice for group in groups if (choice := choice_of(group, kept, all_groups=hide))]
        return _resolve(context, groups, choices, trash=trash, is_sure=is_sure, as_json=as_json)


def _is_in(photo: int, group: Duplicates) -> bool:
    return any(one.id == photo for one in group.photos)


def _different(context: Context, photos: Sequence[int], alone: int | None = None, *, as_json: bool) -> int:
    gesture = say_different(context, photos, alone)
    words = f"{len(photos)} photos told apart; back with: photos-ml undo {gesture}"
    answer(as_json, words, photos=len(photos), gesture=gesture)
    return DONE


def _report(groups: Sequence[Duplicates], *, as_json: bool) -> int:
    if as_json:
        print_json([duplicates_json(group) for group in groups])
        return DONE if groups else NOTHING_FOUND
    for group in groups:
        click.echo(f"{group.kind}: {', '.join(group.why)}")
        for number, photo in enumerate(group.photos):
            metadata = photo.metadata
            mark = "keep" if number == 0 else ""
            size = f"{metadata.width}x{metadata.height}"
            click.echo(f"  {mark:5} {size:>11}  {printable(str(photo.path))}")
    more = sum(len(group.photos) - 1 for group in groups)
    click.echo(f"{len(groups)} groups, {more} photos more than one of each" if groups else "no duplicates")
    return DONE if groups else NOTHING_FOUND


def _resolve(
    context: Context,
    groups: Sequence[Duplicates],
    choices: Sequence[Choice],
    *,
    trash: bool,
    is_sure: bool,
    as_json: bool,
) -> int:
    leaving = [*spare(groups, choices), *spare_hidden(context)] if trash else []
    if not choices and not leaving:
        answer(as_json, "nothing to hide", hidden=[], gesture=None, moved=[])
        return NOTHING_FOUND
    if leaving and not is_sure:
        _ask(leaving)
    done = resolve_duplicates(context, choices) if choices else None
    hidden = done.hidden if done else ()
    moved = move_copies(context, leaving) if leaving else []
    if as_json:
        print_json(
            {
                "hidden": hidden,
                "gesture": done.gesture if done else None,
                "moved": [moved_json(one) for one in moved],
            }
        )
    else:
        if done:
            say(f"{len(hidden)} photos hidden; back with: photos-ml undo {done.gesture}")
        _say(moved, len({*hidden, *(one.photo for one in moved)}) if trash else 0)
    return WITH_FAILURES if any(one.problem for one in moved) else DONE


def _ask(leaving: Sequence[ConfirmedCopy]) -> None:
    """Name the files before anything is done, and have it typed that they are meant."""
    for one in leaving:
        click.echo(f"  {printable(one.name)}", err=True)
    words = f"trash {len(leaving)} files"
    if not sys.stdin.isatty():
        raise UsageError(f"these {len(leaving)} files would be moved", hint="say --yes-trash-these-files")
    typed = click.prompt(f"To move these files to the system's trash, type '{words}'", err=True)
    if typed.strip() != words:
        raise click.Abort


def _say(moved: Sequence[MoveOutcome], hidden: int) -> None:
    for one in moved:
        click.echo(f"  {printable(one.name)}: {one.problem}" if one.problem else f"  {printable(one.name)}")
    if hidden:
        count = sum(not one.problem for one in moved)
        click.echo(
            f"{count} files moved to the trash; {hidden - len(moved)} have bytes that no other has, and stay"
        )


def _list(context: Context, *, as_json: bool) -> int:
    found = list_trashed(context)
    if as_json:
        print_json([trashed_json(one) for one in found])
    for one in () if as_json else found:
        back = "back  " if one.is_back else "      "
        click.echo(f"{one.file.at[:16]}  {back}{printable(str(one.file.path))}")
    return DONE if found else NOTHING_FOUND
