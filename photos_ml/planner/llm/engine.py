"""Where a prompt is completed: in this process through llama.cpp, one completion at a time."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Protocol

from photos_ml.errors import PlanError
from photos_ml.planner.llm.weights import NotInstalledError, Weights

CONTEXT_TOKENS = 768
MAX_NEW_TOKENS = 160
CLOSE_WAIT_S = 20.0
"""Longest wait, at the end, for a load or for a completion that outlived its budget."""
LONGEST_FOLDER = 90
"""Bytes of a folder's path that leave room for a socket's name; the whole may have 103."""
MAX_THREADS = 4
"""A model this small is bound by memory: more threads only wait for each other. At most half the cores are
taken: threads in step slow each other down many times over where another program has one of the cores."""


class Engine(Protocol):
    """Completes a prompt."""

    name: str
    tuned: bool
    """Whether it was trained to write the compact form; others are shown instructions and examples."""

    def complete(self, prompt: str, grammar: str, budget_s: float) -> str | None:
        """The most likely text the GBNF grammar allows; None where it is not there within the budget.

        PlanError says why it cannot answer at all.
        """
        ...


class LlamaEngine:
    """xllamacpp over one GGUF file and its adapter. Loaded once, on first use; any thread may call."""

    _living: ClassVar[weakref.WeakSet[LlamaEngine]] = weakref.WeakSet()

    def __init__(self, weights: Weights, *, threads: int | None = None) -> None:
        self.name = weights.name
        self.tuned = weights.tuned
        self._weights = weights
        self._threads = threads or max(1, min(MAX_THREADS, (os.cpu_count() or 1) // 2))
        self._loading = threading.Lock()
        self._busy = threading.Lock()
        self._server: Any = None
        LlamaEngine._living.add(self)

    def load(self) -> None:
        """Idempotent. PlanError where the binding is not installed or the file is no model it knows."""
        with self._loading:
            if self._server is None:
                self._server = _server(self._weights, self._threads)

    def close(self) -> None:
        """Let go of the model, after a completion that nobody waits for; the next call loads it again."""
        deadline = time.monotonic() + CLOSE_WAIT_S
        if not self._loading.acquire(timeout=CLOSE_WAIT_S):
            return
        try:
            if self._busy.acquire(timeout=max(deadline - time.monotonic(), 0.0)):
                self._server = None
                self._busy.release()
        finally:
            self._loading.release()

    @staticmethod
    @atexit.register
    def close_all() -> None:
        """Close every engine of the process: llama.cpp's own threads do not survive an exit."""
        for engine in tuple(LlamaEngine._living):
            engine.close()

    def prepare(self, prefix: str) -> None:
        """Read what stands before every prompt, once, so that no query's time is spent on it."""
        self.load()
        with self._busy:
            self._server.handle_completions({"prompt": prefix, "n_predict": 1, "cache_prompt": True})

    def complete(self, prompt: str, grammar: str, budget_s: float) -> str | None:
        """As the Protocol says. A completion that outlives its budget ends with its next token, unheard."""
        self.load()
        deadline = time.monotonic() + budget_s
        if not self._busy.acquire(timeout=max(budget_s, 0.0)):
            return None
        left_s = max(deadline - time.monotonic(), 0.0)
        request = {
            "prompt": prompt,
            "grammar": grammar,
            "temperature": 0,
            "n_predict": MAX_NEW_TOKENS,
            "cache_prompt": True,
            "stream": True,
        }
        return within(left_s, lambda: self._answer(request, deadline))

    def _answer(self, request: dict[str, Any], deadline: float) -> str | None:
        events: list[dict[str, Any]] = []

        def late(event: dict[str, Any]) -> bool:
            """Hears each token; True ends the completion: llama.cpp's own limit waits for a new line."""
            events.append(event)
            return time.monotonic() >= deadline

        try:
            self._server.handle_completions(request, late)
            choices = [event["choices"][0] for event in events]
            finished = choices[-1].get("finish_reason") == "stop"
            return "".join(choice["text"] for choice in choices) if finished else None
        except Exception as error:  # whatever the binding raises, the plan by rules stands
            raise PlanError(f"the language model failed: {error}", hint="use --planner rules") from error
        finally:
            self._busy.release()


def within(budget_s: float, call: Callable[[], str | None]) -> str | None:
    """The call's result, or None where it takes longer; it then ends in its own thread, unheard."""
    answer: Future[str | None] = Future()

    def run() -> None:
        try:
            answer.set_result(call())
        except PlanError as error:
            answer.set_exception(error)

    threading.Thread(target=run, name="photos-ml-llm", daemon=True).start()
    try:
        return answer.result(timeout=budget_s)
    except TimeoutError:
        return None


def _server(weights: Weights, threads: int) -> Any:
    try:
        import xllamacpp
    except ImportError as error:
        raise NotInstalledError("the language model's runtime") from error
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights.model)
    if weights.adapter:
        parameters.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(weights.adapter), 1.0)]
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.n_batch = parameters.n_ubatch = CONTEXT_TOKENS // 3
    parameters.n_parallel = 1
    parameters.n_gpu_layers = 0
    parameters.cache_ram_mib = 0  # else up to 8 GiB of old prompts is kept
    parameters.ui = False
    parameters.warmup = False
    parameters.verbosity = -1
    for cpu in (parameters.cpuparams, parameters.cpuparams_batch):
        cpu.n_threads = threads
        cpu.poll = 0  # waiting threads sleep: spinning starves the other one on a busy machine
    with _unreachable(parameters):
        try:
            server = xllamacpp.Server(parameters)
            # One that ends before its own thread has begun to work waits for that thread for ever.
            server.handle_completions({"prompt": "a", "n_predict": 1})
            return server
        except Exception as error:
            message = f"not a model llama.cpp can run: {weights.model.name}"
            raise PlanError(message, hint="choose another .gguf file") from error


@contextmanager
def _unreachable(parameters: Any) -> Iterator[None]:
    """Where the HTTP server listens that the binding starts beside every model, whether wanted or not.

    Nobody is to speak to it, so it gets a socket file that is gone once it listens. Where there are none
    (Windows), it keeps a port of 127.0.0.1, and a key that nobody is told.
    """
    parameters.api_keys = [secrets.token_urlsafe(32)]
    parameters.n_threads_http = 1
    try:
        folder = Path(tempfile.mkdtemp()) if os.name == "posix" else None
    except OSError:
        folder = None  # nowhere to write: the key stands
    if folder is not None and len(os.fsencode(folder)) < LONGEST_FOLDER:
        parameters.hostnames = [str(folder / "http.sock")]
    try:
        yield
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
