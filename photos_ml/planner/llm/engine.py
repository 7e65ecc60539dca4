"""Where a prompt is completed: in this process through llama.cpp, one completion at a time."""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol

from photos_ml.errors import PlanError
from photos_ml.planner.llm.weights import NotInstalledError, Weights

CONTEXT_TOKENS = 768
MAX_NEW_TOKENS = 160
SETTLE_S = 10.0
"""Longest wait at the end of the process for a completion that outlived its budget."""
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

    def __init__(self, weights: Weights, *, threads: int | None = None) -> None:
        self.name = weights.name
        self.tuned = weights.tuned
        self._weights = weights
        self._threads = threads or max(1, min(MAX_THREADS, (os.cpu_count() or 1) // 2))
        self._loading = threading.Lock()
        self._busy = threading.Lock()
        self._server: Any = None

    def load(self) -> None:
        """Idempotent. PlanError where the binding is not installed or the file is no model it knows."""
        with self._loading:
            if self._server is None:
                self._server = _server(self._weights, self._threads)
                atexit.register(self.settle)

    def settle(self) -> None:
        """Wait for a completion that nobody waits for: the runtime does not survive an exit in its midst."""
        if self._busy.acquire(timeout=SETTLE_S):
            self._busy.release()

    def prepare(self, prefix: str) -> None:
        """Read what stands before every prompt, once, so that no query's time is spent on it."""
        self.load()
        with self._busy:
            self._server.handle_completions({"prompt": prefix, "n_predict": 1, "cache_prompt": True})

    def complete(self, prompt: str, grammar: str, budget_s: float) -> str | None:
        """As the Protocol says. A completion that outlives its budget ends soon after, unheard."""
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
            "t_max_predict_ms": int(left_s * 1000),
        }
        return within(left_s, lambda: self._answer(request))

    def _answer(self, request: dict[str, Any]) -> str | None:
        try:
            choice = self._server.handle_completions(request)["choices"][0]
            text: str | None = choice["text"] if choice.get("finish_reason") == "stop" else None
        except Exception as error:  # whatever the binding raises, the plan by rules stands
            raise PlanError(f"the language model failed: {error}", hint="use --planner rules") from error
        finally:
            self._busy.release()
        return text


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
    try:
        return xllamacpp.Server(parameters)
    except Exception as error:
        message = f"not a model llama.cpp can run: {weights.model.name}"
        raise PlanError(message, hint="choose another .gguf file") from error
