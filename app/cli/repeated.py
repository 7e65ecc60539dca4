"""Commands in what is said, to be copied as they stand: `--library` is in them where it was given."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import click

from photos_ml.app.cli.listed import commands

OPTION = "--library"
GIVEN = "photos_ml.library_given"
"""Of the command line's context: the library that was named there."""


@cache
def _named() -> re.Pattern[str]:
    return re.compile(rf"\bphotos-ml (?=(?:{'|'.join(commands())})\b)")


def repeated(words: str, library: Path | str | None) -> str:
    """The words with the library in every command that does not name one."""
    if library is None or OPTION in words:
        return words
    return _named().sub(lambda _: f"photos-ml {OPTION} {shlex.quote(str(library))} ", words)


def library_in(words: Sequence[str]) -> str | None:
    """The library that a command line names, before the command or after it."""
    for at, word in enumerate(words):
        name, is_one, value = word.partition("=")
        if name == OPTION:
            return value if is_one else next(iter(words[at + 1 :]), None)
    return None


def library_first(words: Sequence[str]) -> list[str]:
    """The same command line with its library before the command: a command below another has no option of
    its own for it. Where it is named more than once, or has no name, all stays as it is."""
    end = words.index("--") if "--" in words else len(words)
    named = [at for at, word in enumerate(words[:end]) if word.partition("=")[0] == OPTION]
    if len(named) != 1:
        return list(words)
    start = named[0]
    stop = start + (1 if "=" in words[start] else 2)
    return list(words) if stop > end else [*words[start:stop], *words[:start], *words[stop:]]


def say(words: str, *, err: bool = False) -> None:
    """A line for people."""
    click.echo(repeated(words, click.get_current_context().meta.get(GIVEN)), err=err)
