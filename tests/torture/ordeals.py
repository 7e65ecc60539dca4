"""What can happen to a library while someone uses it, and whether what was acknowledged is there after."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from photos_ml.store.database import FILE_NAME
from tests.torture.commands import command_killed, index_on_a_bad_disk, service_killed
from tests.torture.full_disk import disk_full
from tests.torture.judging import judged
from tests.torture.power import forget_unsynced
from tests.torture.stage import ACTS, Ordeal, Stage, kill_after, lines_of, run

DURABLE_AFTER_S = 1.0
"""What was acknowledged so long before a power cut must be there after it."""


def killed(stage: Stage, seed: int) -> Ordeal:
    """SIGKILL at a random instant."""
    ordeal, generator, library = Ordeal("killed", seed), random.Random(seed), stage.fresh()
    worker = stage.worker(library, seed, acts=100_000)
    said = kill_after(worker, generator.uniform(0.0, 0.5))
    return judged(ordeal, library, [said])


def hands_killed(stage: Stage, seed: int) -> Ordeal:
    """The same of one who names, corrects, makes albums, undoes and forgets."""
    ordeal, generator = Ordeal("everything killed", seed), random.Random(seed)
    library = stage.fresh(stage.peopled)
    worker = stage.worker(library, seed, acts=100_000, everything=True)
    said = kill_after(worker, generator.uniform(0.0, 1.5))
    return judged(ordeal, library, [said])


def power_cut(stage: Stage, seed: int) -> Ordeal:
    """The machine stops: of each file some of the writes after its last sync never reached the disk."""
    ordeal, generator = Ordeal("power cut", seed), random.Random(seed)
    everything = generator.random() < 0.5
    library = stage.fresh(stage.peopled if everything else None)
    log = stage.folder / "writes"
    log.unlink(missing_ok=True)
    worker = stage.worker(
        library, seed, acts=100_000, pause_s=0.01, everything=everything, kind="power", log=log
    )
    said = kill_after(worker, generator.uniform(0.0, 2.5))
    cut = time.monotonic()
    forget_unsynced(log, generator)
    (library / f"{FILE_NAME}-shm").unlink(missing_ok=True)  # memory
    return judged(ordeal, library, [[one for one in said if one.at < cut - DURABLE_AFTER_S]])


def fault(kind: str, stage: Stage, seed: int, *, acts: int = ACTS) -> Ordeal:
    """A disk that is full, or cannot write, read or sync, or reads too little, at one call or several; or a
    clock that jumps."""
    ordeal, generator = Ordeal(kind, seed), random.Random(seed)
    span = {"clock": 30, "sync": 6, "read": 60, "short": 60}.get(kind, 4 * acts)
    at, length = generator.randrange(span) + (kind == "clock"), generator.choice((1, 3, 100))
    everything = generator.random() < 0.3
    library = stage.fresh(stage.peopled if everything else None)
    shim: dict[str, Any] = {"kind": kind, "at": at, "for": 100 * length if kind == "short" else length}
    code, out, err = run(stage.worker(library, seed, acts=acts, everything=everything, **shim))
    if code or "Traceback" in err:
        ordeal.faults.append(f"ended in {code}: {err.strip()[-300:]}")
    return judged(ordeal, library, [lines_of(out)])


def two_writers(stage: Stage, seed: int) -> Ordeal:
    """Three at once, one of them killed, one who does everything."""
    ordeal, generator = Ordeal("several writers", seed), random.Random(seed)
    library = stage.fresh(stage.peopled)
    workers = [stage.worker(library, seed), stage.worker(library, seed + 1, everything=True)]
    victim = kill_after(stage.worker(library, seed + 2, acts=100_000), generator.uniform(0.0, 0.3))
    said = [victim]
    for worker in workers:
        code, out, err = run(worker)
        if code:
            ordeal.faults.append(err.strip()[-300:])
        said.append(lines_of(out))
    return judged(ordeal, library, said)


FAULTS = ("full", "torn", "write", "read", "short", "sync", "clock")
ORDEALS: dict[str, Callable[[Stage, int], Ordeal]] = {
    "killed": killed,
    "everything killed": hands_killed,
    "command killed": command_killed,
    "service killed": service_killed,
    "several writers": two_writers,
    "power cut": power_cut,
    "disk full": disk_full,
    "index, bad disk": index_on_a_bad_disk,
    **{kind: lambda stage, seed, kind=kind: fault(kind, stage, seed) for kind in FAULTS},  # type: ignore[misc]
}
NEEDS_SHIM = ("power cut", "index, bad disk", *FAULTS)
NEEDS_MOUNT = ("disk full",)


def shrunk(kind: str, stage: Stage, seed: int) -> int:
    """The fewest acts, found by halving, with which a fault still ends badly."""
    acts = ACTS
    while acts > 1 and not fault(kind, stage, seed, acts=acts // 2).survived:
        acts //= 2
    return acts
