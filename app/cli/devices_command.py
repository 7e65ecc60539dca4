"""photos-ml devices: Phones that were let in by `serve --lan`: pair one more, allow, revoke."""

from __future__ import annotations

import sys
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import click

from photos_ml.app.cli.errors import DONE, NOTHING_FOUND
from photos_ml.app.cli.house import tell_door
from photos_ml.app.cli.options import answer, json_option, library_option, print_json
from photos_ml.app.cli.repeated import say
from photos_ml.app.service.lan.devices import Device, Devices
from photos_ml.app.service.running import SERVICE_CARD, call_service
from photos_ml.errors import UsageError

TRIES = 5
"""Wrong codes before no phone is waited for any more, as the service counts them."""
AGAIN = "photos-ml devices pair waits again"
PAIRING_PATH = "/api/devices/pairing"


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
    elif not found:
        say("no device is paired - let one in: photos-ml serve --lan, then photos-ml devices pair")
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
    opened = _ask(library, PAIRING_PATH, {"open": True})
    door = opened["door"]
    if not as_json:
        tell_door(door["address"], door["fingerprint"])
    name = _let_in(library, people)
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


def _let_in(library: Path, people: bool) -> str:
    """Ask for codes until one is a phone's: its name. UsageError after TRIES that are none's."""
    wrong = ""
    try:
        for _ in range(TRIES):
            if wrong:
                click.echo(f"{wrong} - type the one that the phone shows now", err=True)
            try:
                code = click.prompt("code that the phone shows", err=True).replace(" ", "")
            except click.Abort:
                if not wrong or sys.stdin.isatty():
                    raise
                raise UsageError(wrong, hint=AGAIN) from None  # what was piped in is at its end
            if not (len(code) == 6 and code.isascii() and code.isdecimal()):
                wrong = "a code has six digits"
                continue
            status, said = _said(library, "/api/devices/allow", {"code": code, "people": people})
            if status == HTTPStatus.OK:
                return str(said["name"])
            if status != HTTPStatus.UNPROCESSABLE_ENTITY:
                raise _refused(status, said)
            wrong = "no phone shows this code"
        raise UsageError(f"{TRIES} wrong codes: no phone is waited for any more", hint=AGAIN)
    except BaseException:  # nobody types any more
        call_service(library / SERVICE_CARD, PAIRING_PATH, {"open": False})
        raise


def _ask(library: Path, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What the service answers; UsageError where none runs, or in its own words where it says no."""
    status, document = _said(library, path, body)
    if status != HTTPStatus.OK:
        raise _refused(status, document)
    return document


def _said(library: Path, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    said = call_service(library / SERVICE_CARD, path, body)
    if said is None:
        raise UsageError("no service of this library is running", hint="start one: photos-ml serve --lan")
    return said


def _refused(status: int, document: dict[str, Any]) -> UsageError:
    return UsageError(str(document.get("detail", status)).rstrip("."), hint=str(document.get("hint", "")))


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
