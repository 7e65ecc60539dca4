"""The parent's end of one decoding process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any, BinaryIO, cast

from photos_ml.indexer.reasons import Cause
from photos_ml.indexer.workers.messages import (
    Broken,
    Spec,
    WorkerError,
    WorkerReady,
    read_message,
    write_message,
)

_PROGRAM = "from photos_ml.indexer.workers.child import main; main()"
_PIPE_BYTES = 1 << 20
"""Room for a few results, so that a process need not wait for the parent between two pictures."""
_ENVIRONMENT = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "MALLOC_ARENA_MAX"), "1"),
    "MALLOC_MMAP_THRESHOLD_": str(8 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(16 << 20),
}
"""One thread a process. And glibc keeps blocks below 8 MiB for the next picture: to map each anew costs a
small JPEG a quarter of its time. What big pictures took is given back explicitly."""
KILLED = -getattr(signal, "SIGKILL", 9)


class DecoderProcess:
    """A process just launched. Not `multiprocessing`: that runs the caller's main module a second time."""

    def __init__(self) -> None:
        self._process = _launch()
        self._requests = cast(BinaryIO, self._process.stdin)
        self._results = cast(BinaryIO, self._process.stdout)

    @property
    def pid(self) -> int:
        return self._process.pid

    def greet(self, spec: Spec) -> None:
        """Hand over the spec and wait until the process is ready; raises WorkerError where it is not."""
        try:
            self.send(spec)
            answer = self.receive()
        except (EOFError, OSError) as error:
            raise WorkerError(
                f"a decoding process ended while it started (exit code {self.end()})"
            ) from error
        if isinstance(answer, Broken):
            self.end()
            raise WorkerError(f"a decoding process cannot start: {answer.reason}")
        if not isinstance(answer, WorkerReady):
            self.kill()
            self.end()
            raise WorkerError("a decoding process gave an answer that is not understood")

    def send(self, message: object) -> None:
        """Raises OSError where the process is gone."""
        write_message(self._requests, message)

    def receive(self) -> Any:
        """The next message; raises EOFError where the process is gone."""
        return read_message(self._results)

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> int:
        """Close the pipes, on which a living process ends itself, and wait for it; its exit code."""
        for pipe in (self._requests, self._results):
            try:
                pipe.close()
            except OSError:  # bytes that a dead process did not read are flushed once more
                continue
        try:
            return self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:  # deep in a decoder that does not let go of the interpreter
            self._process.kill()
            return self._process.wait()


def _launch() -> subprocess.Popen[bytes]:
    """In a process group of its own: the terminal's Ctrl-C reaches the parent alone, which ends it."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    environment = {**os.environ, **_ENVIRONMENT, "PYTHONPATH": path}
    options: dict[str, Any] = {"process_group": 0}
    if sys.platform == "win32":
        options = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    elif sys.platform == "linux":
        options["pipesize"] = _PIPE_BYTES
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _PROGRAM],  # -P: nothing is imported from the current folder
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        **options,
    )


def end_of(exit_code: int) -> tuple[str, bool]:
    """Why a process ended that should not have, and whether the same picture may do better next time."""
    if exit_code == KILLED:
        return Cause.KILLED.value, True
    if sys.platform != "win32" and exit_code == -signal.SIGXCPU:
        return Cause.MUCH_TIME.value, False
    if exit_code < 0 or exit_code > 255:
        return Cause.CRASHED.format(signal=_signal_name(exit_code)), False
    return Cause.ENDED.format(code=exit_code), False


def _signal_name(exit_code: int) -> str:
    try:
        return signal.Signals(-exit_code).name
    except ValueError:
        return f"exit code {exit_code}"
