"""A disk of its own that fills up while someone uses a library on it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.torture.judging import judged
from tests.torture.stage import Ordeal, Stage, lines_of, run

KINDS = ("ext4", "tmpfs")
LEAST_EXT4_BYTES = 2 << 20
BLOCK_BYTES = 4096
"""As any disk of more than half a gigabyte has them. On smaller blocks SQLite's shared memory, which it
fills a byte a page, ends in SIGBUS when the disk is full; no act is lost by that."""
ROOM_BYTES = 8 << 20
"""More than an ordeal writes, given once it is over: whoever looks at the library needs some."""


def disk_full(stage: Stage, seed: int) -> Ordeal:
    """Writing until nothing fits any more, and looking once there is room again."""
    ordeal, generator = Ordeal("disk full", seed), random.Random(seed)
    everything = generator.random() < 0.5
    source = stage.peopled if everything else stage.plain
    free = generator.randrange(1 << 12, 400_000)
    with disk(stage.folder, generator.choice(KINDS), free + _bytes_of(source)) as place:
        library = stage.fresh(source, at=place)
        ballast = place / "ballast"
        _fill(ballast, leave=free)
        code, out, err = run(stage.worker(library, seed, acts=400, everything=everything))
        if code or "Traceback" in err:
            ordeal.faults.append(f"ended in {code}: {err.strip()[-300:]}")
        if generator.random() < 0.5:
            words = generator.choice((["status"], ["doctor"], ["backup", str(place / "kept")]))
            code, _, err = run(stage.command(library, words))
            if code not in (0, 3, 4, 74) or "Traceback" in err:
                ordeal.faults.append(f"{words[0]} on a full disk ended in {code}: {err.strip()[-300:]}")
        ballast.unlink()
        return judged(ordeal, library, [lines_of(out)])


@cache
def may_mount() -> bool:
    """Whether file systems can be made here: Linux, as root."""
    if (
        sys.platform != "linux"
        or os.geteuid()
        or not all(map(shutil.which, ("mount", "umount", "mkfs.ext4")))
    ):
        return False
    return subprocess.run(["unshare", "-m", "true"], check=False, capture_output=True).returncode == 0


@contextmanager
def disk(folder: Path, kind: str, room: int) -> Iterator[Path]:
    """A file system with at least so much room, mounted for as long as it is used."""
    place, image = folder / "disk", folder / "disk.img"
    place.mkdir(exist_ok=True)
    size = room + ROOM_BYTES
    if kind == "tmpfs":
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    else:
        with image.open("wb") as file:
            file.truncate(max(size, LEAST_EXT4_BYTES) + (4 << 20))
        subprocess.run(
            ["mkfs.ext4", "-q", "-F", "-b", str(BLOCK_BYTES), "-m", "0", str(image)],
            check=True,
            capture_output=True,
        )
        mount = ["mount", "-o", "loop", str(image), str(place)]
    subprocess.run(mount, check=True, capture_output=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True, capture_output=True)
        image.unlink(missing_ok=True)


def _fill(ballast: Path, *, leave: int) -> None:
    """Take up all room but so many bytes."""
    free = os.statvfs(ballast.parent)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(free.f_bavail * free.f_frsize - leave, 1))


def _bytes_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
