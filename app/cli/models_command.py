"""photos-ml models"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.service import PhotoService


@click.group(invoke_without_command=True)
@library_option
@json_option
@click.pass_context
def command(ctx: click.Context, library: Path, as_json: bool) -> None:
    """List, choose and add models."""
    if ctx.invoked_subcommand is None:
        _list(library, as_json)


@command.command("list")
@library_option
@json_option
def list_models(library: Path, as_json: bool) -> None:
    """The models there are, with licence and size; the active one is marked."""
    _list(library, as_json)


@command.command("use")
@click.argument("name")
@library_option
@json_option
def use(name: str, library: Path, as_json: bool) -> None:
    """Index and search with the model NAME from now on. Vectors of other models are kept."""
    with PhotoService(library) as service:
        waiting = service.use_model(name)
    if as_json:
        print_json({"model": name, "waiting": waiting})
    else:
        click.echo(
            f"{name} is in use; {waiting} photos wait for it" + (": photos-ml index" if waiting else "")
        )


def _list(library: Path, as_json: bool) -> None:
    with PhotoService(library) as service:
        rows = service.models()
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(_line(row))


def _line(row: dict[str, Any]) -> str:
    mark = "*" if row["active"] else " "
    if row["problem"]:
        return f"{mark} {row['name']:24} {row['problem']}"
    size = f"{row['bytes'] / 1e6:.0f} MB"
    return f"{mark} {row['name']:24} {row['dimension']:5}  {size:>8}  {row['runtime']:10} {row['licence']}"
