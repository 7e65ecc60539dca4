"""A limit of processor time on one stretch of Python code."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

AGAIN_S = 1.0
"""An error raised inside somebody's `except` is lost: it is raised anew so much later."""


class OutOfPatienceError(Exception):
    """The time is over. Not of those that readers of damaged blocks expect."""


@contextmanager
def out_of_patience(seconds: float) -> Iterator[None]:
    """Raises OutOfPatienceError in the code below once it has used so much processor time. Only where the
    system has such a clock, and in the main thread: elsewhere limits on bytes must do."""
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _raise)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
        signal.signal(signal.SIGVTALRM, before)


def _raise(number: int, frame: FrameType | None) -> None:
    raise OutOfPatienceError
