"""Options that many commands share, and how answers are printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from photos_ml.app.cli import LIBRARY
from photos_ml.app.cli.repeated import GIVEN, say
from photos_ml.app.trail import keep_trail
from photos_ml.clock import FIRST_YEAR, LAST_YEAR, can_be_today
from photos_ml.config import LIBRARY_VARIABLE, default_library_dir

VERBOSE = "photos_ml.verbose"

Command = TypeVar("Command", bound=Callable[..., Any])


def library_option(command: Command) -> Command:
    """--library DIR, given to the command as a Path, and --verbose, which keeps a trail below it."""
    verbose = click.option(
        "--verbose",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_note_verbose,
        help="Say what is done, here and in the library's photos-ml.log; holds no names, words or paths.",
    )
    library = click.option(
        "--library",
        type=click.Path(file_okay=False, path_type=Path),
        default=_library_before,
        callback=_begin_trail,
        show_default=f"{LIBRARY_VARIABLE}, else your data folder",
        help="Folder of the library.",
    )
    return library(verbose(command))


def _note_verbose(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    ctx.meta[VERBOSE] = value


def _library_before() -> Path:
    """The library named before the command; else the usual one."""
    named: Path | None = click.get_current_context().meta.get(LIBRARY)
    return named or default_library_dir()


def _begin_trail(ctx: click.Context, parameter: click.Parameter, value: Path) -> Path:
    named = ctx.meta.get(LIBRARY) or ctx.get_parameter_source("library") is ParameterSource.COMMANDLINE
    ctx.meta[GIVEN] = value if named else None
    keep_trail(value, verbose=ctx.meta[VERBOSE])
    return value


def json_option(command: Command) -> Command:
    """--json, given to the command as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)


def show_option(command: Command) -> Command:
    """--show, given to the command as a flag."""
    return click.option("--show", is_flag=True, help="Show thumbnails of the first hits in the terminal.")(
        command
    )


def paging_options(command: Command) -> Command:
    """--limit and --offset."""
    limit = click.option("--limit", type=click.IntRange(1, 100_000), default=20, show_default=True)
    offset = click.option("--offset", type=click.IntRange(0), default=0, show_default=True)
    return limit(offset(command))


def planner_options(command: Command) -> Command:
    """--planner, --lang and --now."""
    language = click.option(
        "--lang",
        "language",
        default="",
        metavar="CODE",
        help="Read the query in this language, as 'es' for Spanish; else the query tells it.",
    )
    planner = click.option(
        "--planner",
        type=click.Choice(["auto", "rules", "llm"]),
        default="auto",
        show_default=True,
        help="Who reads the query; auto: as Settings say. The language model (extra 'llm') is the shipped "
        "one or what PHOTOS_ML_LLM names: a .gguf file, an OpenAI-compatible server here "
        "(http://127.0.0.1:11434/v1#MODEL), or 'off'.",
    )
    return planner(language(moment_option(command)))


def moment_option(command: Command) -> Command:
    """--now, given to the command as a datetime with its zone, or None."""
    option = click.option("--now", callback=_moment, metavar="ISO", help="Answer as if it were this moment.")
    return option(command)


def _moment(ctx: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter("not an ISO date, such as 2026-11-21 or 2026-11-21T10:00") from None
    if not can_be_today(moment):
        raise click.BadParameter(f"a moment from {FIRST_YEAR} to {LAST_YEAR}")
    return moment if moment.tzinfo else moment.astimezone()


class Day(click.DateTime):
    """An ISO day that one may ask as of."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """As click.DateTime; years of antiquity and of a far future are refused."""
        found: datetime = super().convert(value, param, ctx)
        if not can_be_today(found):
            self.fail(f"a day from {FIRST_YEAR} to {LAST_YEAR}", param, ctx)
        return found


def answer(as_json: bool, words: str, **values: Any) -> None:
    """One line for people, or the same as one JSON document."""
    if as_json:
        print_json(values)
    else:
        say(words)


def print_json(document: Any) -> None:
    """The one document on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))
