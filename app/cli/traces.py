"""Where it was looked for what is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from photos_ml.app.present import printable

if TYPE_CHECKING:
    from photos_ml.store.traces import Trace

HINTS = {
    "out of reach": ": it may still hold it; back up anew, or delete it",
    "in use": ": another program reads it; its free space may still hold it until that ends",
}


def say_traces(traces: Sequence[Trace]) -> None:
    """The same in lines."""
    click.echo("looked for it, so that it stands nowhere any more, in:")
    for trace in traces:
        click.echo(f"  {printable(str(trace.place))}: {trace.fate.value}{HINTS.get(trace.fate.value, '')}")
