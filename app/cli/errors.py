"""Errors as one line that says what to do, or as one JSON document."""

from __future__ import annotations

import errno
import json
import os
import sys
from contextlib import suppress

import click

from photos_ml.app.cli.repeated import repeated
from photos_ml.app.cli.stopping import Unwritten
from photos_ml.errors import LibraryError, PhotosError

DONE, NOTHING_FOUND, BAD_USE, WITH_FAILURES, LIBRARY_UNUSABLE = range(5)
INTERRUPTED = 130
"""128 + SIGINT, as shells count."""
UNEXPECTED, SYSTEM_REFUSED = 70, 74
"""EX_SOFTWARE and EX_IOERR of sysexits.h."""
NO_SPACE = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
DEBUG_VARIABLE = "PHOTOS_ML_DEBUG"


def exit_code_of(error: BaseException) -> int | None:
    """The exit code an error stands for; None for one that must be raised on."""
    if isinstance(error, SystemExit) or (isinstance(error, Exception) and DEBUG_VARIABLE in os.environ):
        return None
    if isinstance(error, Unwritten):
        return error.exit_code
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return INTERRUPTED
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, LibraryError):
        return LIBRARY_UNUSABLE
    if isinstance(error, PhotosError | click.ClickException):
        return BAD_USE
    if isinstance(error, OSError):
        return SYSTEM_REFUSED
    return UNEXPECTED if isinstance(error, Exception) else None


def report_error(error: BaseException, *, as_json: bool, library: str | None = None) -> None:
    """One line on stderr, or {error, hint} on stdout; nothing of an exit by request. `library`: named on the
    command line."""
    if isinstance(error, click.exceptions.Exit):
        return
    message, hint = (repeated(words, library) for words in _message(error))
    if as_json:
        with suppress(OSError):  # what went wrong may be that nothing can be written there
            print(json.dumps({"error": message, "hint": hint}), flush=True)
            return
        discard_output()
    print(f"photos-ml: {message}" + (f" - {hint}" if hint else ""), file=sys.stderr)


def discard_output() -> None:
    """Nothing more goes to stdout, which takes nothing; nor is it tried again at the program's end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _message(error: BaseException) -> tuple[str, str]:
    if isinstance(error, PhotosError):
        return str(error), error.hint
    if isinstance(error, Unwritten):
        return f"stopped: {error}", ""
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return "stopped", "what was done is kept; run the command again to go on"
    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx else "photos-ml"
        return error.format_message(), f"see: {command} --help"
    if isinstance(error, click.ClickException):
        return error.format_message(), ""
    if isinstance(error, OSError) and error.errno:
        where = f": {error.filename}" if error.filename else ""
        hint = "free some disk space" if error.errno in NO_SPACE else "check the path and its permissions"
        return f"{error.strerror}{where}", f"{hint}, then run the command again"
    first_line = " ".join(str(error).split())[:300]
    return (
        f"unexpected error: {type(error).__name__}: {first_line}",
        f"please report it; {DEBUG_VARIABLE}=1 shows where it happened",
    )
