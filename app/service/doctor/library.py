"""The models' files, the library, its disk and its folders."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

from photos_ml.app.service.doctor.checks import Check, Verdict
from photos_ml.app.service.repair import is_sound
from photos_ml.app.service.status import read_status
from photos_ml.store.database import FILE_NAME
from photos_ml.store.sqlite_errors import DAMAGED

if TYPE_CHECKING:
    from photos_ml.app.service import Context

LOW_DISK_BYTES = 500_000_000


def weights(context: Context) -> Iterator[Check]:
    """Every model's files are there and whole."""
    for entry in context.registry.entries():
        damaged = [] if entry.problem else context.registry.verify(entry.name)
        problem = entry.problem or (f"damaged: {', '.join(damaged)}; install again" if damaged else "")
        text = problem or f"{entry.size_bytes / 1e6:.0f} MB, checksums match"
        yield Check(f"model {entry.name}", Verdict.PROBLEM if problem else Verdict.OK, text)


def contents(context: Context) -> Iterator[Check]:
    """The library's file is intact; what in it waits or failed."""
    if not context.has_library:
        yield Check("library", Verdict.NOTE, f"none yet at {context.folder}; photos-ml index FOLDER makes it")
        return
    path = context.folder / FILE_NAME
    if not is_sound(context.folder):
        yield Check("library", Verdict.PROBLEM, f"{path} is damaged - {DAMAGED}")
        return
    status = read_status(context)
    yield Check("library", Verdict.OK, f"{status.photos} photos, {status.vectors} vectors, file intact")
    if status.waiting:
        text = f"{status.waiting} photos wait for model {status.model}: photos-ml index"
        yield Check("vectors", Verdict.NOTE, text)
    if status.failed:
        yield Check("failures", Verdict.NOTE, f"{status.failed} files failed: photos-ml failures")


def small_pictures(context: Context) -> Iterator[Check]:
    """Those kept are as they were written; the others are deleted, and made anew when they are looked at."""
    if not context.has_library:
        return
    kept, damaged = context.thumbnails.examine()
    said = f"{damaged} of them were damaged: they are made anew" if damaged else "all whole"
    yield Check("small pictures", Verdict.NOTE if damaged else Verdict.OK, f"{kept} kept, {said}")


def disk(context: Context) -> Iterator[Check]:
    """There is room for the library to grow."""
    folder = next(path for path in (context.folder, *context.folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    verdict = Verdict.OK if free > LOW_DISK_BYTES else Verdict.PROBLEM
    yield Check("disk", verdict, f"{free / 1e9:.1f} GB free at {folder}")


def folders(context: Context) -> Iterator[Check]:
    """Which folders of photos are within reach."""
    if not context.has_library:
        return
    for root in context.library().roots():
        reachable = root.path.is_dir()
        text = str(root.path) if reachable else f"{root.path} is out of reach; its photos stay in the library"
        yield Check("folder", Verdict.OK if reachable else Verdict.NOTE, text)
