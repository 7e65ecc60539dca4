"""A stand-in for ONNX Runtime with providers that this machine lacks: the processor does their work, well or
badly as they are told."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from photos_ml.encoders.runtime import onnx_runtime


@dataclass
class Manner:
    """How a provider behaves."""

    run_s: float = 0.001
    scale: float = 1.0
    """By which it gets rows wrong, in one half of their numbers."""
    refuses: str = ""
    """Why no session opens."""
    goes_over: bool = False
    """It does not start, and the runtime goes over to the processor without a word."""
    works_for: int = 1_000_000
    """Runs, all sessions together; then it fails."""
    together: threading.Barrier | None = None
    """Fails when so many threads have asked."""
    none: bool = False
    """Gives no numbers."""
    one_size: bool = False
    """Fails for another number of rows than at first."""


class StandIn:
    """Takes the place of the module onnxruntime. `plugins`: a provider by name -> kinds of its devices."""

    def __init__(self, manners: dict[str, Manner], version: str = "9.0", cpu_s: float = 0.02) -> None:
        self.real = onnx_runtime()
        self.manners = manners
        self.cpu_s = cpu_s
        self.clock = [0.0]
        """Seconds: only runs take time."""
        self.__version__ = version
        self.opened: list[tuple[str, Any]] = []
        self.devices: list[Any] = []
        self.registered: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def SessionOptions(self) -> Any:
        options = SimpleNamespace(
            devices=[], entries={}, add_session_config_entry=lambda key, value: None, enable_mem_pattern=True
        )
        options.add_provider_for_devices = lambda devices, more: options.devices.extend(devices)
        return options

    def get_available_providers(self) -> list[str]:
        return [*self.manners, "CPUExecutionProvider"]

    def get_ep_devices(self) -> list[Any]:
        return self.devices

    def offer(self, runtime: str, kind: str) -> None:
        """A device of a plugin."""
        device = SimpleNamespace(type=f"OrtHardwareDeviceType.{kind}", vendor_id=1, device_id=2)
        self.devices.append(SimpleNamespace(ep_name=runtime, device=device))

    def InferenceSession(
        self, path: str, options: Any, providers: Sequence[Any] = ("CPUExecutionProvider",)
    ) -> Any:
        asked = [one if isinstance(one, str) else one[0] for one in providers]
        if options.devices:
            asked = [options.devices[0].ep_name]
        name = asked[0]
        options.given = dict(next((one[1] for one in providers if not isinstance(one, str)), {}))
        self.opened.append((name, options))
        manner = self.manners.get(name, Manner(run_s=self.cpu_s))
        if manner.refuses:
            raise RuntimeError(manner.refuses)
        real = self.real.InferenceSession(path, providers=["CPUExecutionProvider"])
        return Session(real, "CPUExecutionProvider" if manner.goes_over else name, manner, self.clock)


class Session:
    """One session of the stand-in."""

    def __init__(self, real: Any, name: str, manner: Manner, clock: list[float]) -> None:
        self._real, self._name, self._manner = real, name, manner
        self._clock = clock
        self._rows = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def get_providers(self) -> list[str]:
        return [self._name, "CPUExecutionProvider"]

    def disable_fallback(self) -> None:
        """What the program asks for: it falls back itself."""

    def run(self, outputs: list[str], feeds: dict[str, Any]) -> list[Any]:
        manner = self._manner
        manner.works_for -= 1
        if manner.works_for < 0:
            if manner.together is not None:
                manner.together.wait(20)
            raise RuntimeError("the device was removed\nand more that nobody needs")
        rows = len(next(iter(feeds.values())))
        self._rows = self._rows or rows
        if manner.one_size and rows != self._rows:
            raise RuntimeError("another shape")
        self._clock[0] += manner.run_s
        found = [np.array(one) for one in self._real.run(outputs, feeds)]
        for one in found:
            one[:, : one.shape[1] // 2] *= manner.scale
            if manner.none:
                one[0, 0] = np.nan
        return found


def in_this_process(request: dict[str, Any]) -> int:
    """What a process of its own does with a trial."""
    import json

    from photos_ml.encoders import trying

    told = Path(request["told"])
    told.write_text(json.dumps(trying.answer(request)))
    return 0
