"""photos-ml people: Who is in the photos: list, name, merge, split, forget."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND
from photos_ml.app.cli.opening import context_of
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.cli.repeated import say
from photos_ml.app.cli.traces import say_traces
from photos_ml.app.present import traces_json
from photos_ml.app.service import Context
from photos_ml.app.service.people import acting, asking, forgetting, grouping, listing, naming
from photos_ml.app.service.people.documents import asked_json, face_json, people_json
from photos_ml.errors import UsageError

WHO = "a person's id, or a group's as g12"


@click.group()
def command() -> None:
    """Persons and groups of faces. Faces are looked for once you ask: photos-ml enrich --on faces."""


@command.command("list")
@click.option("--hidden", is_flag=True, help="Those that are hidden, and strangers, too.")
@library_option
@json_option
def list_people(hidden: bool, library: Path, as_json: bool) -> int:
    """Everybody, who is in most photos first, then groups that have no name yet."""
    with context_of(library) as context:
        found = listing.listed(context, hidden=hidden)
    if as_json:
        print_json(people_json(found))
    else:
        for person in found.persons:
            born = f", born {person.birth}" if person.birth else ""
            aside = " (stranger)" if person.stranger else " (hidden)" if person.hidden else ""
            name = person.name or "no name yet"
            click.echo(f"{person.id:5}  {name}{aside}: {person.photos} photos, {person.faces} faces{born}")
        for group in found.groups:
            click.echo(f"{f'g{group.id}':>5}  {group.faces} faces in {group.photos} photos")
        if not found.on:
            say("faces are not looked for: photos-ml enrich --on faces")
    return DONE if found.persons or found.groups else NOTHING_FOUND


@command.command("faces")
@click.argument("who")
@library_option
@json_option
def list_faces(who: str, library: Path, as_json: bool) -> int:
    """The faces of WHO, a person's id or a group's as g12, with their ids and photos."""
    with context_of(library) as context:
        asked = _who(who)
        shown = listing.person_faces if asked.kind == "person" else listing.group_faces
        faces = shown(context, asked.id)
    if as_json:
        print_json([face_json(one.face, one.cover) for one in faces])
    else:
        for one in faces:
            click.echo(f"{one.face.id:6}  photo {one.cover.photo}, {one.face.said.name.lower()}")
    return DONE if faces else NOTHING_FOUND


@command.command("name")
@click.argument("who")
@click.argument("name")
@library_option
@json_option
def name_someone(who: str, name: str, library: Path, as_json: bool) -> int:
    """Say who WHO is: a group gets the name, or is the person who has it; a person is renamed."""
    asked = _who(who)
    if asked.kind == "group":
        return _do(library, as_json, lambda context: naming.name_group(context, asked.id, name))
    return _do(library, as_json, lambda context: naming.rename(context, asked.id, name))


@command.command("merge")
@click.argument("who", type=int)
@click.argument("others", nargs=-1, required=True)
@library_option
@json_option
def merge_people(who: int, others: tuple[str, ...], library: Path, as_json: bool) -> int:
    """Say that OTHERS, persons or groups, are the person WHO."""
    asked = [_who(other) for other in others]

    def merge(context: Context) -> int:
        gesture = 0
        for other in asked:
            gesture = asking.answer(context, asking.Who("person", who), other, same=True)
        return gesture

    return _do(library, as_json, merge)


@command.command("split")
@click.argument("who", type=int)
@click.argument("faces", nargs=-1, type=int, required=True)
@click.option("--name", help="Whose they are; somebody without a name where it is left out.")
@library_option
@json_option
def split_person(who: int, faces: tuple[int, ...], name: str | None, library: Path, as_json: bool) -> int:
    """Take FACES out of the person WHO: they are somebody else's."""
    return _do(library, as_json, lambda context: naming.split(context, who, faces, name))


@command.command("not")
@click.argument("faces", nargs=-1, type=int, required=True)
@click.option("--person", type=int, help="Whose they are not; by default whose they are taken for.")
@library_option
@json_option
def not_this(faces: tuple[int, ...], person: int | None, library: Path, as_json: bool) -> int:
    """Say that FACES are not who they are taken for."""
    return _do(library, as_json, lambda context: naming.not_person(context, faces, person))


@command.command("ignore")
@click.argument("who")
@click.option("--back", is_flag=True, help="Take it back.")
@library_option
@json_option
def ignore(who: str, back: bool, library: Path, as_json: bool) -> int:
    """Say that WHO is a stranger: not listed, not asked about."""
    asked = _who(who)
    if asked.kind == "group":
        return _do(library, as_json, lambda context: naming.ignore_group(context, asked.id))
    return _do(library, as_json, lambda context: naming.mark_person(context, asked.id, stranger=not back))


@command.command("hide")
@click.argument("who", type=int)
@click.option("--back", is_flag=True, help="Take it back.")
@library_option
@json_option
def hide(who: int, back: bool, library: Path, as_json: bool) -> int:
    """Keep the person WHO out of lists; search finds them all the same."""
    return _do(library, as_json, lambda context: naming.mark_person(context, who, hidden=not back))


@command.command("birth")
@click.argument("who", type=int)
@click.argument("day", required=False)
@library_option
@json_option
def birth(who: int, day: str | None, library: Path, as_json: bool) -> int:
    """Say when WHO was born: 2019-05-31, 2019-05 or 2019; without DAY that nobody knows."""
    return _do(library, as_json, lambda context: naming.set_birth(context, who, day))


@command.command("suggest")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@library_option
@json_option
def suggest(limit: int, library: Path, as_json: bool) -> int:
    """Pairs that may be one person, what settles most faces first."""
    with context_of(library) as context:
        found = asking.suggestions(context, limit)
    if as_json:
        print_json([asked_json(one) for one in found])
    else:
        for one in found:
            sides = " and ".join(_shown(side) for side in (one.one, one.other))
            click.echo(f"{one.likely:4.0%}  {sides}: {one.settles} faces")
    return DONE if found else NOTHING_FOUND


@command.command("different")
@click.argument("one")
@click.argument("other")
@library_option
@json_option
def different(one: str, other: str, library: Path, as_json: bool) -> int:
    """Say that ONE and OTHER are two people: they are not asked about again."""
    pair = _who(one), _who(other)
    return _do(library, as_json, lambda context: asking.answer(context, *pair, same=False))


@command.command("group")
@library_option
@json_option
def group(library: Path, as_json: bool) -> int:
    """Group all faces anew; whatever was said stays."""
    with context_of(library) as context:
        done = grouping.regroup(context)
    if as_json:
        print_json({"faces": done.faces, "groups": done.groups, "changed": done.changed})
    else:
        click.echo(f"{done.faces} faces in {done.groups} groups, {done.changed} changed")
    return DONE


@command.command("forget")
@click.argument("who", type=int)
@click.option("--yes", is_flag=True, help="Forget without asking.")
@library_option
@json_option
def forget(who: int, yes: bool, library: Path, as_json: bool) -> int:
    """Delete what was measured of a person's faces, and all that was said of them, for good."""
    with context_of(library) as context:
        goes = forgetting.check_forget(context, who)
        said = (
            f"this deletes what {goes.faces} faces in {goes.photos} photos look like, and whose they are; "
            "it cannot be undone"
        )
        if not yes:
            if not sys.stdin.isatty():
                raise UsageError(said, hint="to do so, say --yes")
            click.confirm(f"{said}. Go on?", abort=True, err=True)
        gone = forgetting.forget(context, who)
    if as_json:
        print_json({"faces": goes.faces, "photos": goes.photos, "traces": traces_json(gone.traces)})
    else:
        click.echo(f"forgot {goes.faces} faces in {goes.photos} photos")
        say_traces(gone.traces)
    return DONE


@command.command("undo")
@click.argument("gesture", type=int)
@library_option
@json_option
def undo(gesture: int, library: Path, as_json: bool) -> int:
    """Take back what was done, by the number that was printed then."""
    return _do(library, as_json, lambda context: acting.undo(context, gesture))


def _do(library: Path, as_json: bool, act: Callable[[Context], int]) -> int:
    """Do it, and say by which number it is taken back."""
    with context_of(library) as context:
        gesture = act(context)
        grouping.group_new(context)
    if as_json:
        document: dict[str, Any] = {"gesture": gesture}
        print_json(document)
    else:
        say(f"done; photos-ml people undo {gesture} takes it back")
    return DONE


def _who(text: str) -> asking.Who:
    number = text.removeprefix("g")
    if not number.isdecimal():
        raise UsageError(f"{text} is nobody's id", hint=f"give {WHO}")
    return asking.Who("person" if number == text else "group", int(number))


def _shown(side: asking.Side) -> str:
    prefix = "g" if side.who.kind == "group" else ""
    return f"{side.name or 'no name'} ({prefix}{side.who.id}, {side.faces} faces)"
