"""photos-ml doctor: Check the installation and the library."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from photos_ml.app.cli.errors import DONE, WITH_FAILURES
from photos_ml.app.cli.options import json_option, library_option, print_json
from photos_ml.app.present import printable
from photos_ml.app.service import Context
from photos_ml.app.service.doctor import Verdict, examine

MARKS = {Verdict.OK: "ok", Verdict.NOTE: "--", Verdict.PROBLEM: "!!"}


@click.command()
@library_option
@json_option
def command(library: Path, as_json: bool) -> int:
    """Check the installation, the weights, the library and the disk."""
    with Context(library) as context:
        checks = list(examine(context))
    healthy = all(check.verdict is not Verdict.PROBLEM for check in checks)
    if as_json:
        print_json({"healthy": healthy, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            click.echo(f"{MARKS[check.verdict]}  {check.name:16} {printable(check.text)}")
    return DONE if healthy else WITH_FAILURES
