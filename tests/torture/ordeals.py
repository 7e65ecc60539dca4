"""What can happen to a library while someone uses it, and whether what was acknowledged is there after."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from photos_ml.errors import PhotosError
from photos_ml.store import Library
from photos_ml.store.database import FILE_NAME
from photos_ml.store.repair import is_whole
from tests.torture import damages

HERE = Path(__file__).parent
WORKER, SHIM_SOURCE = HERE / "worker.py", HERE / "faults.c"
PHOTOS = 60
ACTS = 60
DURABLE_AFTER_S = 1.0
"""What was acknowledged so long before a power cut must be there after it."""
_HEAD = struct.Struct("5Q")


@dataclass
class Ordeal:
    """How one of them ended. `faults`: what should not be; `lost`: acknowledged acts that are gone."""

    kind: str
    seed: int
    acknowledged: int = 0
    refused: int = 0
    lost: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def survived(self) -> bool:
        return not self.faults and not self.lost


@dataclass(frozen=True)
class Said:
    """A line of the worker."""

    at: float
    words: tuple[str, ...]


class Stage:
    """A library to start from, and what is built once for all ordeals."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        damages.make(folder, photos=PHOTOS)
        self.photos = folder / "photos"
        self.photos.mkdir()
        for number in range(12):
            picture = Image.new("RGB", (64, 48), (number * 20, 90, 160))
            picture.save(self.photos / f"{number}.jpg")
        self.shim = folder / "faults.so"
        compiler = shutil.which("cc") if sys.platform == "linux" else None
        if compiler:
            command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(self.shim), str(SHIM_SOURCE)]
            subprocess.run([*command, "-ldl", "-lpthread"], check=True)

    @property
    def has_shim(self) -> bool:
        """Whether disks and clocks can be made to fail here."""
        return self.shim.exists()

    def fresh(self) -> Path:
        """A library as it was before anything happened."""
        library = self.folder / "trial"
        shutil.rmtree(library, ignore_errors=True)
        return shutil.copytree(self.folder / "closed", library)

    def worker(
        self, library: Path, seed: int, *, acts: int = ACTS, pause_s: float = 0.0, **shim: object
    ) -> subprocess.Popen[str]:
        """Someone who marks photos; `shim`: what the disk or the clock does meanwhile."""
        environment = dict(os.environ)
        if shim:
            named = {f"TORTURE_{name.upper()}": str(value) for name, value in shim.items()}
            environment |= {"LD_PRELOAD": str(self.shim), "TORTURE_FOLDER": str(library), **named}
        command = [sys.executable, str(WORKER), str(library), "--seed", str(seed), "--acts", str(acts)]
        return subprocess.Popen(
            [*command, "--pause-s", str(pause_s)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )


def killed(stage: Stage, seed: int) -> Ordeal:
    """SIGKILL at a random instant."""
    ordeal, generator, library = Ordeal("killed", seed), random.Random(seed), stage.fresh()
    worker = stage.worker(library, seed, acts=100_000)
    said = _kill_after(worker, generator.uniform(0.0, 0.5))
    return _judged(ordeal, library, [said])


def power_cut(stage: Stage, seed: int) -> Ordeal:
    """The machine stops: of each file some of the writes after its last sync never reached the disk."""
    ordeal, generator, library = Ordeal("power cut", seed), random.Random(seed), stage.fresh()
    log = stage.folder / "writes"
    log.unlink(missing_ok=True)
    worker = stage.worker(library, seed, acts=100_000, pause_s=0.01, kind="power", log=log)
    said = _kill_after(worker, generator.uniform(0.0, 2.5))
    cut = time.monotonic()
    _forget_unsynced(log, generator)
    (library / f"{FILE_NAME}-shm").unlink(missing_ok=True)  # memory
    return _judged(ordeal, library, [[one for one in said if one.at < cut - DURABLE_AFTER_S]])


def fault(kind: str, stage: Stage, seed: int, *, acts: int = ACTS) -> Ordeal:
    """A disk that is full, or cannot write, read or sync, at one call or several; or a clock that jumps."""
    ordeal, generator, library = Ordeal(kind, seed), random.Random(seed), stage.fresh()
    span = {"clock": 30, "sync": 6, "read": 60}.get(kind, 4 * acts)
    at, length = generator.randrange(span) + (kind == "clock"), generator.choice((1, 3, 100))
    shim = {"kind": kind, "at": at, "for": length}
    worker = stage.worker(library, seed, acts=acts, pause_s=0.0, **shim)
    out, err = worker.communicate(timeout=120)
    if worker.returncode or "Traceback" in err:
        ordeal.faults.append(f"ended in {worker.returncode}: {err.strip()[-300:]}")
    return _judged(ordeal, library, [_lines(out)])


def two_writers(stage: Stage, seed: int) -> Ordeal:
    """Three at once, one of them killed."""
    ordeal, generator, library = Ordeal("several writers", seed), random.Random(seed), stage.fresh()
    workers = [stage.worker(library, seed + number) for number in range(2)]
    victim = _kill_after(stage.worker(library, seed + 2, acts=100_000), generator.uniform(0.0, 0.3))
    said = [victim]
    for worker in workers:
        out, err = worker.communicate(timeout=120)
        if worker.returncode:
            ordeal.faults.append(err.strip()[-300:])
        said.append(_lines(out))
    return _judged(ordeal, library, said)


def command_killed(stage: Stage, seed: int) -> Ordeal:
    """SIGKILL at a random instant in a command that writes; run again it comes to its end."""
    ordeal, generator, library = Ordeal("command killed", seed), random.Random(seed), stage.fresh()
    before = _acts_in(library)
    backup = stage.folder / "backup"
    backup.unlink(missing_ok=True)
    name = generator.choice(list(COMMANDS))
    words = [word.format(backup=backup, photos=stage.photos) for word in COMMANDS[name]]
    if name == "restore":
        _command(library, ["backup", str(backup)]).communicate()
    if name == "repair":
        damages.spoil(library / FILE_NAME, generator)
    command = _command(library, words)
    time.sleep(generator.uniform(0.1, LONGEST_COMMAND_S))
    command.send_signal(signal.SIGKILL)
    command.communicate()
    again = _command(library, words)
    _, err = again.communicate(timeout=300)
    if again.returncode not in (0, 1, 3):
        ordeal.faults.append(f"{name} ended in {again.returncode}: {err.strip()[-300:]}")
    _judged(ordeal, library, [])
    ordeal.acknowledged = len(before)
    ordeal.lost = len(before - _acts_in(library))
    ordeal.faults = [f"{name}: {told}" for told in ordeal.faults]
    return ordeal


COMMANDS = {
    "index": ["index", "{photos}"],
    "verify": ["index", "{photos}", "--verify"],
    "enrich": ["enrich", "--off", "quality", "--yes"],
    "memories": ["memories", "--today", "2026-11-21"],
    "backup": ["backup", "{backup}"],
    "restore": ["restore", "{backup}"],
    "share": ["share"],
    "repair": ["doctor", "--repair"],
}
"""Each that writes, as it is called."""
LONGEST_COMMAND_S = 3.0


def _command(library: Path, words: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from photos_ml.app.cli import main; main()", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PHOTOS_ML_LIBRARY": str(library)},
    )


def _acts_in(library: Path) -> set[tuple[object, ...]]:
    with closing(sqlite3.connect(library / FILE_NAME)) as connection:
        return set(connection.execute("SELECT id, at, field, key, value FROM acts"))


FAULTS = ("full", "torn", "write", "read", "sync", "clock")
ORDEALS: dict[str, Callable[[Stage, int], Ordeal]] = {
    "killed": killed,
    "command killed": command_killed,
    "several writers": two_writers,
    "power cut": power_cut,
    **{kind: lambda stage, seed, kind=kind: fault(kind, stage, seed) for kind in FAULTS},  # type: ignore[misc]
}
NEEDS_SHIM = ("power cut", *FAULTS)


def shrunk(kind: str, stage: Stage, seed: int) -> int:
    """The fewest acts, found by halving, with which a fault still ends badly."""
    acts = ACTS
    while acts > 1 and not fault(kind, stage, seed, acts=acts // 2).survived:
        acts //= 2
    return acts


def _kill_after(worker: subprocess.Popen[str], seconds: float) -> list[Said]:
    """What a worker said until it was killed, so long after it was ready."""
    assert worker.stdout
    ready = worker.stdout.readline()
    time.sleep(seconds)
    worker.send_signal(signal.SIGKILL)
    out, _ = worker.communicate()
    return _lines(ready + out)


def _lines(out: str) -> list[Said]:
    """Whole lines; a number first."""
    lines = (line.split() for line in out.splitlines(keepends=True) if line.endswith("\n"))
    return [Said(float(words[0]), tuple(words[1:])) for words in lines if words and words[0][0].isdigit()]


def _judged(ordeal: Ordeal, library: Path, said: Sequence[Sequence[Said]]) -> Ordeal:
    """Look at the library: whole, and with all that was acknowledged."""
    acknowledged = [one.words for lines in said for one in lines if one.words[0] in ("act", "event")]
    ordeal.acknowledged = len(acknowledged)
    ordeal.refused = sum(one.words[0] == "refused" for lines in said for one in lines)
    try:
        with Library.open(library) as opened:
            if not is_whole(opened.database):
                ordeal.faults.append("the library is damaged")
            held = set(_held(opened))
            log_lacks = _held_by_library(opened) - set(_told(opened))
            wrong = opened.database.scalar(_UNTRUE)
    except PhotosError as error:
        ordeal.faults.append(f"cannot be opened: {error}")
        return ordeal
    ordeal.lost = len(set(acknowledged) - held)
    if wrong:
        ordeal.faults.append(f"{wrong} marks are not what was said last")
    if log_lacks:
        ordeal.faults.append(f"the act log lacks {len(log_lacks)} acts")
    return ordeal


_UNTRUE = (
    "SELECT count(*) FROM acts a JOIN act_photos p ON p.id = a.act_photo_id "
    "JOIN photos o ON o.id = p.photo_id WHERE a.field = 'favorite' "
    "AND a.id = (SELECT max(id) FROM acts b WHERE b.act_photo_id = a.act_photo_id "
    "AND b.field = a.field) AND (a.value = 'true') <> o.favorite"
)


def _held(library: Library) -> Iterator[tuple[str, ...]]:
    sql = (
        "SELECT a.gesture, p.photo_id, a.field, a.value FROM acts a "
        "JOIN act_photos p ON p.id = a.act_photo_id"
    )
    for row in library.database.query(sql):
        yield ("act", *map(str, row))
    for row in library.database.query("SELECT id, memory_id FROM memory_feedback"):
        yield ("event", *map(str, row))


def _held_by_library(library: Library) -> set[int]:
    return {row[0] for row in library.database.query("SELECT id FROM acts")}


def _told(library: Library) -> Iterator[int]:
    for document in library.act_log.read().documents:
        if "act" in document:
            yield document["act"]["id"]


def _forget_unsynced(log: Path, generator: random.Random) -> None:
    """Undo, file by file, some of the last writes that no sync followed."""
    unsynced: dict[Path, list[tuple[int, bytes, int]]] = {}
    for path, write in _records(log.read_bytes() if log.exists() else b""):
        if write is None:
            unsynced.pop(path, None)
        else:
            unsynced.setdefault(path, []).append(write)
    for path, writes in unsynced.items():
        if not path.exists() or path.name.endswith("-shm"):
            continue
        with path.open("r+b") as file:
            for offset, old, size in reversed(writes[generator.randrange(len(writes) + 1) :]):
                file.seek(offset)
                file.write(old)
                file.truncate(size)


def _records(data: bytes) -> Iterator[tuple[Path, tuple[int, bytes, int] | None]]:
    """Each write with what it replaced, None for a sync; a record that was cut short ends them."""
    at = 0
    while at + _HEAD.size <= len(data):
        what, name, offset, kept, size = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        if at + name + kept > len(data):
            return
        path = Path(os.fsdecode(data[at : at + name]))
        old = data[at + name : at + name + kept]
        at += name + kept
        yield path, (offset, old, size) if what == ord("W") else None
