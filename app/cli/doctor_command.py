"""photos-ml doctor: Check the installation and the library."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photos_ml.app.cli.errors import DONE, WITH_FAILURES
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.cli.repeated import say
from photos_ml.app.present import printable
from photos_ml.app.service import Context
from photos_ml.app.service.doctor import Verdict, examine
from photos_ml.app.service.licences import parts
from photos_ml.app.service.repair import repair_library

if TYPE_CHECKING:
    from photos_ml.store.repair import Repaired

WHAT_REPAIR_DOES = (
    "A damaged library is read row by row into a new file. What you did by hand and cannot be read comes",
    "from the act log beside it. The new file takes the place of the old, which is kept beside it.",
)
MARKS = {Verdict.OK: "ok", Verdict.NOTE: "--", Verdict.PROBLEM: "!!"}


@click.command()
@library_option
@click.option("--repair", is_flag=True, help="Make a damaged library whole.")
@click.option("--licences", is_flag=True, help="List every part that is installed, with its licence.")
@json_option
def command(library: Path, repair: bool, licences: bool, as_json: bool) -> int:
    """Check the installation, the weights, the library and the disk."""
    if licences:
        return _licences(as_json)
    if repair:
        return _repair(library, as_json)
    with Context(library) as context:
        checks = list(examine(context))
    healthy = all(check.verdict is not Verdict.PROBLEM for check in checks)
    if as_json:
        print_json({"healthy": healthy, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            say(f"{MARKS[check.verdict]}  {check.name:16} {printable(check.text)}")
    return DONE if healthy else WITH_FAILURES


def _licences(as_json: bool) -> int:
    if as_json:
        print_json([asdict(part) for part in parts()])
        return DONE
    for part in parts():
        click.echo(f"{part.name} {part.version}".rstrip() + f": {part.licence}")
        if part.brings:
            click.echo(f"    {part.brings}")
    return DONE


def _repair(folder: Path, as_json: bool) -> int:
    """Say what will be done, do it, say what was saved and what lost."""
    if not as_json:
        for line in WHAT_REPAIR_DOES:
            say(line)
    repaired = repair_library(folder)
    if as_json:
        print_json(_as_json(repaired))
    else:
        for line in _in_words(repaired):
            say(line)
    return DONE


def _as_json(repaired: Repaired | None) -> dict[str, Any]:
    if repaired is None:
        return {"damaged": False}
    kept = printable(str(repaired.damaged_file))
    return {**asdict(repaired), "damaged": True, "damaged_file": kept}


def _in_words(repaired: Repaired | None) -> Iterator[str]:
    if repaired is None:
        yield "the library is whole: nothing to repair"
        return
    told = f"{repaired.from_log} of them from the act log"
    yield f"saved: {repaired.photos} photos, {repaired.acts} acts, {told}"
    if not repaired.photos:
        yield "nothing of your photos could be read; now run: photos-ml index FOLDER - with all your folders"
    elif repaired.lost:
        lost = ", ".join(f"{number} of {table}" for table, number in sorted(repaired.lost.items()))
        yield f"could not be read, rows or pages: {lost}"
    yield f"the file of before is kept: {printable(str(repaired.damaged_file))}"
    if repaired.photos:
        yield "now run: photos-ml index - it reads again what was lost of your photos"
