"""A limit of processor time on one stretch of Python code."""

from __future__ import annotations

import ctypes
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

AGAIN_S = 1.0
"""An error raised inside somebody's `except` is lost: it is raised anew so much later."""
LOOK_S = 0.02
"""How often a watching thread looks."""


class OutOfPatienceError(Exception):
    """The time is over. Not of those that readers of damaged blocks expect."""


@contextmanager
def out_of_patience(seconds: float) -> Iterator[None]:
    """Raises OutOfPatienceError in the code below once the process has used so much processor time. Only in
    the main thread; between two steps of the interpreter, where the system has no clock that interrupts."""
    if threading.current_thread() is not threading.main_thread():
        yield
    elif sys.platform == "win32":
        with _watched(seconds):
            yield
    else:
        before = signal.signal(signal.SIGVTALRM, _raise)
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN_S)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
            signal.signal(signal.SIGVTALRM, before)


def _raise(number: int, frame: FrameType | None) -> None:
    raise OutOfPatienceError


@contextmanager
def _watched(seconds: float) -> Iterator[None]:
    """The same by a thread that looks at the clock."""
    own, over = threading.get_ident(), threading.Event()
    watcher = threading.Thread(target=_watch, args=(own, seconds, over), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        _throw(own, None)  # what came too late


def _watch(thread: int, seconds: float, over: threading.Event) -> None:
    end = time.process_time() + seconds
    while not over.wait(LOOK_S):
        if time.process_time() > end:
            _throw(thread, OutOfPatienceError)
            end += AGAIN_S


def _throw(thread: int, error: type[Exception] | None) -> None:
    """Have the interpreter raise this in a thread; with None, nothing that waits there any more."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(error) if error else None
    )
