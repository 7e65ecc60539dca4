"""ONNX Runtime: the options every model here runs with, and a session that opens at its first use."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.manifest import REINSTALL
from photos_ml.errors import EncoderError
from photos_ml.types import FloatMatrix

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

OUTPUT = "embedding"
HASTY_RUNS = 6
"""Of a graph as it stands: a text then takes 5 ms, not 3, and all together less than making it quick does."""
_SILENCE = {"ORT_DISABLE_TELEMETRY": "1"}
"""What the runtime's Privacy.md names: read once, when it is loaded."""


def onnx_runtime() -> Any:
    """The package onnxruntime, which every part of this program takes from here.

    Left to itself it makes a lasting id of this machine and reports each session to its maker, from native
    code that no hook of Python's sees.
    """
    os.environ |= _SILENCE
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # and where somebody else has loaded it before
    return onnxruntime


class Level(StrEnum):
    """How much the runtime rewrites a graph when it opens it: the names are its own."""

    ALL = "ORT_ENABLE_ALL"
    EXTENDED = "ORT_ENABLE_EXTENDED"
    """Without changes of the order of pixels: 1.32 crashes in these on halves of CLIP in sixteen bits."""
    BASIC = "ORT_ENABLE_BASIC"


@dataclass(frozen=True, slots=True)
class Node:
    """An input of a graph: its type as the runtime writes it, and its sides; a name for one left open."""

    name: str
    type: str
    shape: tuple[int | str | None, ...]


class NamedSession:
    """An ONNX file whose outputs are asked for by name. Opening is locked; running needs no lock."""

    def __init__(
        self,
        path: Path,
        threads: int,
        *,
        choose: Callable[[], Path] | None = None,
        hasty: bool = False,
        level: Level = Level.ALL,
    ) -> None:
        """`choose` names, when it is opened, the file that is to be read instead of `path`. `hasty`: it is
        opened as it stands, in a quarter of the time, and made quick after HASTY_RUNS."""
        self._path = path
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
            raise EncoderError(f"{self._path} did not run: {_first_line(error)}", hint=REINSTALL) from error
        return [np.asarray(output, dtype=np.float32) for output in found]

    def inputs(self) -> tuple[Node, ...]:
        """What the graph declares."""
        return tuple(Node(one.name, one.type, tuple(one.shape)) for one in self._open().get_inputs())

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
                if self._choose is not None:
                    self._path = self._choose()
                self._session = self._opened(hasty=self._hasty_runs > 0)
            elif self._hasty_runs:
                self._hasty_runs -= 1
                if not self._hasty_runs:  # beside what asks: it takes longer than many runs
                    threading.Thread(target=self._become_quick, name="quick session").start()
            return self._session

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
        self, path: Path, threads: int, *, choose: Callable[[], Path] | None = None, hasty: bool = False
    ) -> None:
        self._session = NamedSession(path, threads, choose=choose, hasty=hasty)

    @property
    def loaded(self) -> bool:
        return self._session.loaded

    def run(self, feeds: Mapping[str, npt.NDArray[Any]]) -> FloatMatrix:
        """Inputs by name -> float32 (n, d), not normalised."""
        return self._session.run((OUTPUT,), feeds)[0]


def open_session(
    path: Path, threads: int, *, hasty: bool = False, level: Level = Level.ALL
) -> InferenceSession:
    """A CPU session over an ONNX file; raises EncoderError where the file is missing or damaged. `hasty`: the
    graph is run as it stands: weights in eight bits stay so and are made floats in each run."""
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
        session: InferenceSession = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        return session
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


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
