"""Opening the library that a command is about: the one of all photos, or with `photos-ml --private` what is
private of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from photos_ml.app.cli import is_private
from photos_ml.app.service import Context
from photos_ml.errors import UsageError


@contextmanager
def context_of(library: Path) -> Iterator[Context]:
    """The library in a folder; its private part where that was asked for, behind the passphrase."""
    with Context(library) as context:
        if not is_private():
            yield context
            return
        from photos_ml.app.service.private import unlock

        with unlock(context, read_passphrase()) as private:
            yield private


def read_passphrase(words: str = "Passphrase", *, new: bool = False) -> str:
    """Typed and not shown, a new one twice; the next line of what is piped in. UsageError for none."""
    if sys.stdin.isatty():
        typed: str = click.prompt(words, hide_input=True, confirmation_prompt=new, err=True)
        return typed
    line = sys.stdin.readline()
    if not line.strip("\n"):
        raise UsageError("there is no passphrase", hint="type it, or pipe it in as a line")
    return line.strip("\r\n")
