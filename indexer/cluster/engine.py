"""Spreads shards over workers by Ray: one task a shard. Who dies is replaced, what it held is done again.

Ray opens ports for its own parts. Here they listen on this machine alone and want a token that only this run
knows; a cluster that somebody started is joined as it is.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from photos_ml.errors import PhotosError, UsageError
from photos_ml.indexer.cluster.needed import needed
from photos_ml.indexer.cluster.plan import ShardDone, Shards
from photos_ml.indexer.cluster.work import Compute, compute_shard

TRIES = 5
"""Times a shard is begun in one run: two find the photo that kills its worker, and machines go."""
ASK_EVERY_S = 2.0
PATIENCE_S, OVERTAKEN = 30.0, 3.0
"""A shard that takes longer than this, and than any before, may be whole though nobody says so; and so many
times as long, it is begun by another worker too. Both write the same."""
OBJECTS_BYTES = 80 << 20
"""Of Ray's own store, the least it takes: nothing passes through it but what markers say."""

QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",  # it reports to its makers otherwise; read when it is imported
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_DEDUP_LOGS": "0",
    "RAY_worker_niceness": "0",  # as the indexer runs; workers that starve beside anything else by default
}
ALONE = {
    # Its name is that of other systems; unless it says no, Ray listens on all addresses, also when told one.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    "RAY_AUTH_MODE": "token",
}

Told = Callable[[ShardDone], object]


@dataclass
class Ran:
    """How a run over the shards ended."""

    done: list[int] = field(default_factory=list)
    """Shards that this run finished."""
    given_up: dict[int, str] = field(default_factory=dict)
    """Shard -> why, in one line."""
    died: int = 0
    """Workers that died at a shard, or were out of reach."""


def run_shards(
    url: str,
    *,
    workers: int | None = None,
    address: str = "",
    told: Told = lambda done: None,
    compute: Compute = compute_shard,
    shards: Sequence[int] | None = None,
) -> Ran:
    """Compute what is not whole yet, `workers` shards at a time, on this machine or on the cluster at
    `address`. Raises the first PhotosError of a worker, after all have ended."""
    place = Shards(url)
    if shards is None:
        finished = place.finished()
        shards = [number for number in range(place.plan().shards) if number not in finished]
    if not shards:
        return Ran()
    with _ray(address, workers) as ray:
        cores = int(ray.cluster_resources().get("CPU", 1))
        return _Run(ray, place, compute, told).over(shards, workers or cores)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A task under way: its shard, and when it was begun."""

    number: int
    at_s: float


class _Run:
    """One run: what is under way, and how often each shard was begun."""

    def __init__(self, ray: Any, shards: Shards, compute: Compute, told: Told) -> None:
        self._ray, self._shards, self._told = ray, shards, told
        # Tries are counted here: what a worker died at is written down before, and the next one reads it.
        self._task = ray.remote(num_cpus=1, max_retries=0)(compute)
        self._under_way: dict[Any, _Begun] = {}
        self._begun: dict[int, int] = {}
        self._longest_s = 0.0
        self._ran = Ran()

    def over(self, shards: Sequence[int], at_a_time: int) -> Ran:
        waiting = deque(shards)
        try:
            while waiting or self._under_way:
                while waiting and len(self._under_way) < at_a_time:
                    self._begin(waiting.popleft())
                ended, _ = self._ray.wait(list(self._under_way), num_returns=1, timeout=ASK_EVERY_S)
                for task in ended:
                    begun = self._under_way.pop(task)
                    if not self._settle(task, begun):
                        waiting.append(begun.number)
                self._drop_what_is_whole()
                if not waiting:
                    self._overtake()
        finally:
            for task in self._under_way:
                self._ray.cancel(task, force=True)
        return self._ran

    def _begin(self, number: int) -> None:
        self._begun[number] = self._begun.get(number, 0) + 1
        self._under_way[self._task.remote(self._shards.place.url, number)] = _Begun(number, time.monotonic())

    def _drop_what_is_whole(self) -> None:
        """A machine that is cut off is missed by Ray after minutes, and its answer may never come: the marker
        of its shard is enough."""
        now = time.monotonic()
        late = {one.number for one in self._under_way.values() if now - one.at_s > self._patience_s}
        for number in late & self._shards.finished() if late else ():
            done = self._shards.done(number)
            if done is not None:
                self._ran.died += 1
                self._finish(number, done)

    def _overtake(self) -> None:
        """Nothing waits: a shard that takes much longer than any did is begun once more, by somebody else."""
        now, held = time.monotonic(), [one.number for one in self._under_way.values()]
        for one in list(self._under_way.values()):
            overdue = now - one.at_s > OVERTAKEN * self._patience_s
            if overdue and held.count(one.number) == 1 and self._begun[one.number] < TRIES:
                self._ran.died += 1
                self._begin(one.number)

    @property
    def _patience_s(self) -> float:
        return max(PATIENCE_S, self._longest_s)

    def _finish(self, number: int, done: ShardDone) -> None:
        """A shard is whole: whoever else is at it need not go on."""
        for task in [task for task, one in self._under_way.items() if one.number == number]:
            del self._under_way[task]
            self._ray.cancel(task, force=True)
        if number not in self._ran.done:
            self._ran.done.append(number)
            self._told(done)

    def _settle(self, task: Any, begun: _Begun) -> bool:
        """Whether nothing more is to be done for this shard, or somebody else is at it."""
        errors, number = needed("ray.exceptions"), begun.number
        try:
            done = self._ray.get(task)
        except errors.RayTaskError as error:
            cause = error.cause
            if isinstance(cause, PhotosError):
                raise cause from None
            return self._again(number, f"{type(cause).__name__}: {cause}" if cause else str(error))
        except errors.RayError as error:  # the worker, or its machine, is gone
            self._ran.died += 1
            return self._again(number, f"its worker died: {type(error).__name__}")
        self._longest_s = max(self._longest_s, time.monotonic() - begun.at_s)
        self._finish(number, done)
        return True

    def _again(self, number: int, reason: str) -> bool:
        if any(one.number == number for one in self._under_way.values()):
            return True
        if self._begun[number] < TRIES:
            return False
        self._ran.given_up[number] = " ".join(reason.split())[:300]
        return True


@contextmanager
def _ray(address: str, workers: int | None) -> Iterator[Any]:
    """Ray, started or joined, and left again."""
    prepare_environment(alone=not address)
    ray = needed("ray")
    if ray.is_initialized():
        raise UsageError("Ray runs in this process already")
    with tempfile.TemporaryDirectory(prefix="pml-", dir=_short(), ignore_cleanup_errors=True) as scratch:
        _start(ray, address, workers, scratch)
        try:
            yield ray
        finally:
            ray.shutdown()


def _short() -> str | None:
    """Where a socket's name, 107 letters at most, has room for what Ray calls its own."""
    return "/tmp" if Path("/tmp").is_dir() else None  # noqa: S108 - a folder of one's own in it


def prepare_environment(*, alone: bool) -> None:
    """What Ray reads once, when it is imported; it stays for the life of the process. What the user has set
    is left as it is."""
    wanted = dict(QUIET)
    if alone:  # the token would be written into the home folder
        wanted |= ALONE | {"RAY_AUTH_TOKEN": secrets.token_hex(32)}
    for name, value in wanted.items():
        os.environ.setdefault(name, value)


def _start(ray: Any, address: str, workers: int | None, scratch: str) -> None:
    quiet = {"logging_level": "ERROR", "log_to_driver": False, "configure_logging": False}
    if not address:
        ray.init(
            address="local",
            num_cpus=workers or os.cpu_count() or 1,
            include_dashboard=False,
            object_store_memory=OBJECTS_BYTES,
            _temp_dir=scratch,
            **quiet,
        )
        return
    try:
        ray.init(address=address, **quiet)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise UsageError(
            f"no cluster answers at {address}",
            hint="start one: ray start --head --node-ip-address IP --port 6379 --include-dashboard=false",
        ) from error
