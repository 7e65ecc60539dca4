"""Which provider runs which graph: measured once for a file, a machine and a runtime, and kept.

A provider counts where it gives the processor's rows and is faster; one that fails later is not asked again
until something changes. Texts stay with the processor: one at a time, they take less than the way to a card.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.providers import CPU, Provider, devices_here, provider_named, providers_here
from photos_ml.encoders.runtime import Level, onnx_runtime
from photos_ml.errors import EncoderError

FILE = ".providers.json"
VARIABLE = "PHOTOS_ML_PROVIDER"
"""Names the provider for one run, before what is kept."""
AUTO = "auto"
TRIAL_SECONDS = 120
LEAST_COSINE = 0.999
"""Of a row with the processor's: half floats give 0.9995 and more, what is wrong far less."""
LEAST_COSINE_APART = 0.99
"""The same after the mean of all rows is taken away, in which most of them agree."""
ALIKE = 0.01
"""Rows that differ from their mean by no more of its length tell nothing apart."""
WORTH = 1.1
"""So much faster than the processor a provider must be: a card takes memory, and more to start."""
TRYING = "photos_ml.encoders.trying"
_MOST_KEPT = 50


@dataclass(frozen=True, slots=True)
class Sample:
    """What a graph is tried with: inputs by name, rows first."""

    feeds: Mapping[str, npt.NDArray[Any]]
    outputs: tuple[str, ...]
    photos: int
    any_batch: bool = True


@dataclass(frozen=True, slots=True)
class Trial:
    """How one provider did."""

    provider: str
    photos_per_s: float = 0.0
    cosine: float = 0.0
    """Least, of a row with the processor's."""
    problem: str = ""
    """Why it is of no use; '' where it is."""


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """What was tried with a graph and what is used."""

    chosen: str
    trials: tuple[Trial, ...] = ()
    forced: bool = False


@dataclass(frozen=True, slots=True)
class GraphFile:
    """A file to be run. `cpu_path`: another form of it that the processor runs."""

    path: Path
    cpu_path: Path
    threads: int
    level: Level
    sample: Callable[[], Sample]


class Accelerators:
    """The choices of this user on this machine, in `folder`. `say` hears, a line each, what is tried and what
    failed."""

    def __init__(self, folder: Path, say: Callable[[str], None] = lambda line: None) -> None:
        self._file = folder / FILE
        self.say = say

    @property
    def wanted(self) -> str:
        """The provider that was asked for by name; 'auto' for whichever is fastest."""
        return os.environ.get(VARIABLE, "").strip().lower() or str(self._kept().get("provider") or AUTO)

    def want(self, name: str) -> None:
        """Use this provider from now on; 'auto' for the fastest. EncoderError where it is not there."""
        if name != AUTO:
            provider_named(onnx_runtime(), name)
        self._keep(self._kept() | {"provider": name})

    def here(self) -> tuple[Provider, ...]:
        """Those that the runtime offers."""
        return providers_here(onnx_runtime())

    def choose(self, graph: GraphFile) -> Provider:
        """Who runs it: tried first where that is not known yet and there is a choice. EncoderError where one
        is asked for that is not there."""
        if self.wanted != AUTO:
            return provider_named(onnx_runtime(), self.wanted)
        here = self.here()
        if len(here) == 1:
            return CPU
        chosen = self.outcome(graph).chosen
        return next((one for one in here if one.name == chosen), CPU)

    def outcome(self, graph: GraphFile) -> ProviderChoice:
        """What is known of a graph, tried now where nothing is."""
        mark, name = self._mark(graph), str(graph.path)
        kept = self._kept().get("files", {}).get(name)
        outcome = _outcome(kept) if isinstance(kept, dict) and kept.get("mark") == mark else None
        if outcome is None:
            outcome = self._tried(graph)
            if len(outcome.trials) > 1:
                self._remember(name, mark, outcome)
        if self.wanted == AUTO:
            return outcome
        return replace(outcome, chosen=self.wanted, forced=True)

    def failed(self, graph: GraphFile, provider: Provider, reason: str) -> None:
        """A provider failed at work: it is said, and it is not chosen again until something changes."""
        self.say(f"{provider.name} failed, the processor goes on: {reason}")
        mark, name = self._mark(graph), str(graph.path)
        kept = self._kept().get("files", {}).get(name)
        known = _outcome(kept) if isinstance(kept, dict) and kept.get("mark") == mark else None
        others = tuple(one for one in (known.trials if known else ()) if one.provider != provider.name)
        trials = (*others, Trial(provider.name, problem=f"failed at work: {reason}"))
        self._remember(name, mark, ProviderChoice(_best(trials), trials))

    def _tried(self, graph: GraphFile) -> ProviderChoice:
        import tempfile  # here, as below: what is known needs neither

        here = self.here()
        names = ", ".join(one.name for one in here)
        if len(here) > 1:
            self.say(f"trying once which is fastest for {graph.path.parent.name}: {names}")
        sample = graph.sample()
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            np.savez(place / "sample.npz", allow_pickle=False, **sample.feeds)
            wanted, speed = _run(graph, graph.path, CPU, sample, place)
            if graph.cpu_path != graph.path:
                _, speed = _run(graph, graph.cpu_path, CPU, sample, place)
            trials = [speed]
            for one in here[1:]:
                rows, trial = _run(graph, graph.path, one, sample, place)
                trials.append(trial if trial.problem else _compared(trial, rows, wanted))
        outcome = ProviderChoice(_best(trials), tuple(trials))
        if len(here) > 1:
            self.say(in_words(outcome))
        return outcome

    def _mark(self, graph: GraphFile) -> str:
        """Changes with the file, the machine and the runtime."""
        import platform

        runtime = onnx_runtime()
        files = sorted(
            {*graph.path.parent.glob(f"{graph.path.name}*"), *graph.cpu_path.parent.glob(graph.cpu_path.name)}
        )
        stats = [(one.name, one.stat().st_size, one.stat().st_mtime_ns) for one in files]
        machine = [platform.system(), platform.machine(), platform.processor(), os.cpu_count()]
        names = [one.name for one in self.here()]
        known = [
            stats,
            machine,
            devices_here(runtime),
            runtime.__version__,
            names,
            graph.threads,
            graph.level,
        ]
        return hashlib.sha256(json.dumps(known, default=str).encode()).hexdigest()[:32]

    def _kept(self) -> dict[str, Any]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _remember(self, name: str, mark: str, outcome: ProviderChoice) -> None:
        kept = self._kept()
        files = dict(kept.get("files") or {})
        files.pop(name, None)
        files[name] = {"mark": mark, **asdict(outcome)}
        self._keep(kept | {"files": dict(list(files.items())[-_MOST_KEPT:])})

    def _keep(self, document: dict[str, Any]) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            partial = self._file.with_name(f"{self._file.name}.{os.getpid()}.part")
            partial.write_text(json.dumps(document, indent=1), encoding="utf-8")
            partial.replace(self._file)
        except OSError:  # it is tried again the next time
            self.say(f"which accelerator is fastest cannot be kept in {self._file.parent}")


def in_words(outcome: ProviderChoice) -> str:
    """One line: who runs it, and how fast each is."""
    how = [
        f"{one.provider} {one.problem}" if one.problem else f"{one.provider} {one.photos_per_s:.1f} photos/s"
        for one in outcome.trials
    ]
    return f"{outcome.chosen} {'as asked for' if outcome.forced else 'is used'}: {', '.join(how)}"


def in_a_process(request: Mapping[str, Any]) -> int:
    """One trial; the code with which its process ended. TimeoutError where it does not end."""
    import subprocess

    try:
        return subprocess.run(
            [sys.executable, "-m", TRYING],
            input=json.dumps(request),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            timeout=TRIAL_SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired as error:
        raise TimeoutError from error


def _run(
    graph: GraphFile, path: Path, provider: Provider, sample: Sample, place: Path
) -> tuple[dict[str, npt.NDArray[np.float32]], Trial]:
    """The rows that a provider makes of the sample, and how fast."""
    told, rows = place / "told.json", place / f"{provider.name}-{path.name}.npz"
    told.unlink(missing_ok=True)
    request = {
        "path": str(path),
        "provider": provider.name,
        "threads": graph.threads,
        "level": graph.level.value,
        "sample": str(place / "sample.npz"),
        "outputs": sample.outputs,
        "any_batch": sample.any_batch,
        "told": str(told),
        "rows": str(rows),
    }
    try:
        code = in_a_process(request)
    except TimeoutError:
        return {}, Trial(provider.name, problem=f"took longer than {TRIAL_SECONDS} s")
    if not told.is_file():
        return {}, Trial(provider.name, problem=f"ended its process ({code})")
    document = json.loads(told.read_text(encoding="utf-8"))
    if "problem" in document:
        if provider.is_cpu:
            raise EncoderError(f"{path} did not run: {document['problem']}", hint="pull the model again")
        return {}, Trial(provider.name, problem=str(document["problem"]))
    with np.load(rows) as stored:
        found = {name: stored[name] for name in stored.files}
    return found, Trial(provider.name, round(sample.photos / document["run_s"], 2), 1.0)


def _compared(
    trial: Trial, rows: Mapping[str, npt.NDArray[np.float32]], wanted: Mapping[str, npt.NDArray[np.float32]]
) -> Trial:
    """A trial with what its rows are beside the processor's."""
    least = 1.0
    for name, right in wanted.items():
        given = rows.get(name)
        if given is None or given.shape != right.shape or not np.isfinite(given).all():
            return replace(trial, cosine=0.0, problem="gives what is no row of numbers")
        least = min(least, _cosine(given, right))
        middle = right.mean(0)
        if np.linalg.norm(right - middle, axis=-1).min() > ALIKE * np.linalg.norm(middle):
            apart = _cosine(given - middle, right - middle)
            least = min(least, 1 - (1 - apart) * (1 - LEAST_COSINE) / (1 - LEAST_COSINE_APART))
    wrong = "" if least >= LEAST_COSINE else f"is wrong (cosine {least:.4f} with the processor's)"
    return replace(trial, cosine=round(least, 6), problem=wrong)


def _cosine(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> float:
    """The least of all rows."""
    one, other = one.reshape(len(one), -1), other.reshape(len(other), -1)
    long = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return float(((one * other).sum(1) / np.maximum(long, 1e-12)).min())


def _best(trials: tuple[Trial, ...] | list[Trial]) -> str:
    """The fastest that is right and worth it."""
    cpu = next((one.photos_per_s for one in trials if one.provider == CPU.name), 0.0)
    right = [one for one in trials if not one.problem and one.photos_per_s >= WORTH * cpu]
    return max(right, key=lambda one: one.photos_per_s).provider if right else CPU.name


def _outcome(kept: Mapping[str, Any]) -> ProviderChoice | None:
    try:
        return ProviderChoice(str(kept["chosen"]), tuple(Trial(**one) for one in kept["trials"]))
    except (KeyError, TypeError):
        return None
