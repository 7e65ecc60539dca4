"""Ending a command that writes a file whole or not at all: nothing is left of it, and that is said."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

SIGNALLED = 128
"""What shells add to the number of the signal that ended a program."""


class Unwritten(click.Abort):
    """The user or the system ended it before the file was there."""

    def __init__(self, file: Path, number: int) -> None:
        super().__init__(f"{file} was not written")
        self.exit_code = SIGNALLED + number


@contextmanager
def whole_or_nothing(file: Path) -> Iterator[None]:
    """While `file` is written SIGTERM ends it as Ctrl-C does, so that no unfinished file is left behind;
    raises Unwritten."""
    ended_by = signal.SIGINT

    def end(number: int, frame: Any) -> None:
        nonlocal ended_by
        ended_by = signal.Signals(number)
        raise KeyboardInterrupt

    can_listen = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, end) if can_listen else None
    try:
        yield
    except KeyboardInterrupt:
        raise Unwritten(file, ended_by) from None
    finally:
        if can_listen:
            signal.signal(signal.SIGTERM, before)
