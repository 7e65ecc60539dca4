"""ONNX Runtime: the options every model here runs with, and a session that opens at its first use."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.manifest import REINSTALL
from photos_ml.encoders.providers import CPU, Provider, open_with
from photos_ml.encoders.runtime import Level, onnx_runtime
from photos_ml.errors import EncoderError
from photos_ml.types import FloatMatrix

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from photos_ml.encoders.accelerators import Accelerators, GraphFile, ProviderChoice, Sample

_log = logging.getLogger(__name__)

OUTPUT = "embedding"
HASTY_RUNS = 6
"""Of a graph as it stands: a text then takes 5 ms, not 3, and all together less than making it quick does."""


@dataclass(frozen=True, slots=True)
class Node:
    """An input of a graph: its type as the runtime writes it, and its sides; a name for one left open."""

    name: str
    type: str
    shape: tuple[int | str | None, ...]


@dataclass(frozen=True, slots=True)
class Accelerated:
    """That a graph may be run by another than the processor. `sample` makes what it is tried with of what the
    graph declares."""

    accelerators: Callable[[], Accelerators]
    sample: Callable[[tuple[Node, ...]], Sample]


class NamedSession:
    """An ONNX file whose outputs are asked for by name. Opening is locked; running needs no lock. Where it is
    `accelerated`, whoever is fastest runs it, and the processor where that one fails."""

    def __init__(
        self,
        path: Path,
        threads: int,
        *,
        choose: Callable[[], Path] | None = None,
        hasty: bool = False,
        level: Level = Level.ALL,
        accelerated: Accelerated | None = None,
    ) -> None:
        """`choose` names, when it is opened, the file that the processor is to read instead of `path`.
        `hasty`: it is opened as it stands, in a quarter of the time, and made quick after HASTY_RUNS."""
        self._path = self._given = path
        self._accelerated = accelerated
        self._provider = CPU
        self._level = level
        self._choose = choose
        self._threads = threads
        self._hasty_runs = HASTY_RUNS if hasty else 0
        self._lock = threading.Lock()
        self._session: InferenceSession | None = None
        self._inputs: frozenset[str] = frozenset()

    @property
    def loaded(self) -> bool:
        return self._session is not None

    def run(
        self, outputs: Sequence[str], feeds: Mapping[str, npt.NDArray[Any]]
    ) -> list[npt.NDArray[np.float32]]:
        """Inputs by name -> the outputs in order. Inputs the graph does not declare are dropped."""
        session = self._open()
        wanted = {name: value for name, value in feeds.items() if name in self._inputs}
        try:
            found = session.run(list(outputs), wanted)
        except Exception as error:  # the runtime's errors share no public base class
            if self._fell_back(session, _first_line(error)):
                return self.run(outputs, feeds)
            raise EncoderError(f"{self._path} did not run: {_first_line(error)}", hint=REINSTALL) from error
        return [np.asarray(output, dtype=np.float32) for output in found]

    def trials(self) -> ProviderChoice | None:
        """Who was tried with it and who runs it, tried now where nobody was; None for a graph that the
        processor runs in any case."""
        if self._accelerated is None:
            return None
        return self._accelerated.accelerators().outcome(self._graph(self._accelerated))

    def inputs(self) -> tuple[Node, ...]:
        """What the graph declares."""
        return _nodes(self._open())

    def outputs(self) -> tuple[str, ...]:
        """Names of what it gives."""
        return tuple(one.name for one in self._open().get_outputs())

    def metadata(self) -> Mapping[str, str]:
        """What the file says of itself, by name."""
        found: Mapping[str, str] = self._open().get_modelmeta().custom_metadata_map
        return found

    def _open(self) -> InferenceSession:
        with self._lock:
            if self._session is None:
                self._session = self._chosen() or self._on_processor()
            elif self._hasty_runs:
                self._hasty_runs -= 1
                if not self._hasty_runs:  # beside what asks: it takes longer than many runs
                    threading.Thread(target=self._become_quick, name="quick session").start()
            return self._session

    def _chosen(self) -> InferenceSession | None:
        """The session of whoever runs it faster than the processor."""
        if self._accelerated is None:
            return None
        graph = self._graph(self._accelerated)
        provider = self._accelerated.accelerators().choose(graph)
        if provider.is_cpu:
            return None
        try:
            session = open_session(self._given, self._threads, level=self._level, provider=provider)
        except EncoderError as error:
            _log.warning("%s did not start", provider.name)
            self._accelerated.accelerators().failed(graph, provider, str(error))
            return None
        _log.info("run by %s", provider.name)
        self._provider = provider
        self._inputs = frozenset(node.name for node in session.get_inputs())
        return session

    def _on_processor(self) -> InferenceSession:
        self._provider = CPU
        if self._choose is not None:
            self._path = self._choose()
        return self._opened(hasty=self._hasty_runs > 0)

    def _fell_back(self, failed: InferenceSession, reason: str) -> bool:
        """Whether another session than the failed one is there: the processor's, which takes over once for
        all threads that met the failure."""
        with self._lock:
            if self._session is not failed:
                return True
            if self._provider.is_cpu or self._accelerated is None:
                return False
            _log.warning("%s failed at work", self._provider.name)
            graph = self._graph(self._accelerated)
            self._accelerated.accelerators().failed(graph, self._provider, reason)
            self._session = self._on_processor()
            return True

    def _graph(self, accelerated: Accelerated) -> GraphFile:
        from photos_ml.encoders.accelerators import GraphFile

        def sample() -> Sample:
            session = open_session(self._given, self._threads, hasty=True)
            return accelerated.sample(_nodes(session))

        cpu_path = self._choose() if self._choose is not None else self._given
        return GraphFile(self._given, cpu_path, self._threads, self._level, sample)

    def _become_quick(self) -> None:
        with suppress(EncoderError):  # then it stays as it stands
            self._session = self._opened()

    def _opened(self, *, hasty: bool = False) -> InferenceSession:
        session = open_session(self._path, self._threads, hasty=hasty, level=self._level)
        self._inputs = frozenset(node.name for node in session.get_inputs())
        return session


class LazySession:
    """An ONNX file with an output `embedding`; arguments as `NamedSession` has them."""

    def __init__(
        self,
        path: Path,
        threads: int,
        *,
        choose: Callable[[], Path] | None = None,
        hasty: bool = False,
        accelerated: Accelerated | None = None,
    ) -> None:
        self._session = NamedSession(path, threads, choose=choose, hasty=hasty, accelerated=accelerated)

    @property
    def loaded(self) -> bool:
        return self._session.loaded

    def run(self, feeds: Mapping[str, npt.NDArray[Any]]) -> FloatMatrix:
        """Inputs by name -> float32 (n, d), not normalised."""
        return self._session.run((OUTPUT,), feeds)[0]

    def trials(self) -> ProviderChoice | None:
        """As `NamedSession.trials`."""
        return self._session.trials()


def open_session(
    path: Path, threads: int, *, hasty: bool = False, level: Level = Level.ALL, provider: Provider = CPU
) -> InferenceSession:
    """A session over an ONNX file; raises EncoderError where the file is missing or damaged, or the provider
    does not start. `hasty`: the graph is run as it stands: weights in eight bits stay so and are made floats
    in each run."""
    onnxruntime = onnx_runtime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, level.value)
    # Waiting threads that spin take the cores the decoding processes need.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    if hasty:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        return open_with(onnxruntime, path, options, provider)
    except EncoderError:
        raise
    except Exception as error:  # see LazySession.run
        raise EncoderError(
            f"{path} cannot be opened as an ONNX model: {_first_line(error)}",
            hint=REINSTALL,
        ) from error


def unit_rows(matrix: FloatMatrix) -> FloatMatrix:
    """Rows scaled to length 1; a row of zeros stays zeros."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    scaled: FloatMatrix = matrix / np.maximum(lengths, np.finfo(np.float32).tiny)
    return scaled


def _nodes(session: InferenceSession) -> tuple[Node, ...]:
    return tuple(Node(one.name, one.type, tuple(one.shape)) for one in session.get_inputs())


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
