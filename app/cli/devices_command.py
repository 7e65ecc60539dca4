"""photos-ml devices: Phones that were let in by `serve --lan`: pair one more, allow, revoke."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND
from photos_ml.app.cli.house import tell_door
from photos_ml.app.cli.options import answer, json_option, library_option, print_json
from photos_ml.app.service.lan.devices import Device, Devices
from photos_ml.app.service.running import SERVICE_CARD, call_service
from photos_ml.errors import UsageError


@click.group(invoke_without_command=True)
@library_option
@json_option
@click.pass_context
def command(ctx: click.Context, library: Path, as_json: bool) -> int | None:
    """List the devices: what each may do, when it was paired and seen last. With a word after it, change."""
    if ctx.invoked_subcommand is not None:
        ctx.obj = library
        return None
    found = Devices(library).all()
    if as_json:
        print_json([_document(one) for one in found])
    for one in () if as_json else found:
        allowed = {"looks": True, "marks favourites": one.favorite, "sees people": one.people}
        may = ", ".join(word for word, is_allowed in allowed.items() if is_allowed)
        click.echo(f"{one.id}  {one.name}  {may}; paired {_day(one.paired)}, seen {_day(one.seen)}")
    return DONE if found else NOTHING_FOUND


@command.command("pair")
@click.option("--people", is_flag=True, help="It is shown who is in the pictures, too.")
@json_option
@click.pass_obj
def pair(library: Path, people: bool, as_json: bool) -> None:
    """Wait for a phone, and let it in by the code that it shows."""
    opened = _ask(library, "/api/devices/pairing", {"open": True})
    door = opened["door"]
    if not as_json:
        tell_door(door["address"], door["fingerprint"])
    code = click.prompt("code that the phone shows", err=True).replace(" ", "")
    if not (len(code) == 6 and code.isascii() and code.isdecimal()):
        raise UsageError("a code has six digits", hint="type the one that the phone shows now")
    name = _ask(library, "/api/devices/allow", {"code": code, "people": people})["name"]
    answer(as_json, f"{name} is paired", name=name)


@command.command("allow")
@click.argument("device")
@click.option("--people/--no-people", default=None, help="It is shown who is in the pictures.")
@click.option("--favorite/--no-favorite", default=None, help="It may mark favourites.")
@click.option("--name", help="What it is called.")
@json_option
@click.pass_obj
def allow(
    library: Path, device: str, people: bool | None, favorite: bool | None, name: str | None, as_json: bool
) -> None:
    """Say what DEVICE (its id) may do, and what it is called."""
    said = {"people": people, "favorite": favorite, "name": name}
    chosen = {word: value for word, value in said.items() if value is not None}
    changed = Devices(library).change(device, **chosen)
    answer(as_json, f"{changed.name} is changed", **_document(changed))


@command.command("revoke")
@click.argument("device")
@json_option
@click.pass_obj
def revoke(library: Path, device: str, as_json: bool) -> None:
    """Let DEVICE (its id) in no more. What is being sent to it ends."""
    said = call_service(library / SERVICE_CARD, f"/api/devices/{device}/revoke", {})
    if said is None or said[0] != HTTPStatus.OK:
        Devices(library).revoke(device)
    answer(as_json, f"{device} is let in no more", device=device)


def _ask(library: Path, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What the service answers; UsageError where none runs, or in its own words where it says no."""
    said = call_service(library / SERVICE_CARD, path, body)
    if said is None:
        raise UsageError("no service of this library is running", hint="start one: photos-ml serve --lan")
    status, document = said
    if status != HTTPStatus.OK:
        raise UsageError(str(document.get("detail", status)).rstrip("."), hint=str(document.get("hint", "")))
    return document


def _document(device: Device) -> dict[str, Any]:
    return {
        "device": device.id,
        "name": device.name,
        "favorite": device.favorite,
        "people": device.people,
        "paired": _moment(device.paired).isoformat(),
        "seen": _moment(device.seen).isoformat(),
    }


def _day(seconds: int) -> str:
    return f"{_moment(seconds):%Y-%m-%d %H:%M}"


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds).astimezone()
