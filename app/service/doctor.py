"""Checks of the installation and of a library: what works, what does not, and what to do about it."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from photos_ml import __version__
from photos_ml.errors import PhotosError

if TYPE_CHECKING:
    from photos_ml.app.service import PhotoService

LOW_DISK_BYTES = 500_000_000
REQUIRED = ("numpy", "onnxruntime", "faiss-cpu", "lightgbm", "pillow", "pillow-heif", "rawpy", "tokenizers")
EXTRAS = {
    "clip": ("open-clip-torch", "other CLIP models"),
    "llm": ("xllamacpp", "queries read by a small language model"),
    "video": ("av", "videos"),
    "jxl": ("imagecodecs", "JPEG XL"),
    "coreml": ("coremltools", "export to Core ML"),
}
"""Extra -> a package it brings, and what it adds."""


class Verdict(StrEnum):
    """How a check ended."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's report."""

    name: str
    verdict: Verdict
    text: str


def examine(service: PhotoService) -> Iterator[Check]:
    """Every check, the installation first; one that cannot run is a problem and stops nothing."""
    yield Check("program", Verdict.OK, f"photos-ml {__version__}, Python {platform.python_version()}")
    yield from _packages()
    yield _sqlite()
    for name, check in (("weights", _weights), ("library", _library), ("disk", _disk), ("folders", _folders)):
        try:
            yield from check(service)
        except (PhotosError, OSError) as error:
            hint = f": {error.hint}" if isinstance(error, PhotosError) and error.hint else ""
            yield Check(name, Verdict.PROBLEM, f"{error}{hint}")


def _packages() -> Iterator[Check]:
    for package in REQUIRED:
        version = _version(package)
        if version is None:
            yield Check(package, Verdict.PROBLEM, "not installed: install photos-ml again")
    found = ", ".join(f"{package} {version}" for package in REQUIRED if (version := _version(package)))
    yield Check("packages", Verdict.OK, found)
    for extra, (package, purpose) in EXTRAS.items():
        version = _version(package)
        text = f"{package} {version}" if version else f"not installed; adds {purpose}"
        yield Check(f"[{extra}]", Verdict.OK if version else Verdict.NOTE, text)


def _sqlite() -> Check:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5 (text)")
    except sqlite3.OperationalError:
        return Check("sqlite", Verdict.PROBLEM, "no full-text search (FTS5): use another build of Python")
    finally:
        connection.close()
    return Check("sqlite", Verdict.OK, sqlite3.sqlite_version)


def _weights(service: PhotoService) -> Iterator[Check]:
    for entry in service.registry.entries():
        damaged = [] if entry.problem else service.registry.verify(entry.name)
        problem = entry.problem or (f"damaged: {', '.join(damaged)}; install again" if damaged else "")
        text = problem or f"{entry.size_bytes / 1e6:.0f} MB, checksums match"
        yield Check(f"model {entry.name}", Verdict.PROBLEM if problem else Verdict.OK, text)


def _library(service: PhotoService) -> Iterator[Check]:
    if not service.has_library:
        yield Check("library", Verdict.NOTE, f"none yet at {service.folder}; photos-ml index FOLDER makes it")
        return
    library = service.library()
    verdict = str(library.database.scalar("PRAGMA quick_check"))
    if verdict != "ok":
        hint = "move the file away and index again; your photos are untouched"
        yield Check("library", Verdict.PROBLEM, f"{library.database.path} is damaged: {hint}")
        return
    status = service.status()
    yield Check("library", Verdict.OK, f"{status.photos} photos, {status.vectors} vectors, file intact")
    if status.waiting:
        text = f"{status.waiting} photos wait for model {status.model}: photos-ml index"
        yield Check("vectors", Verdict.NOTE, text)
    if status.failed:
        yield Check("failures", Verdict.NOTE, f"{status.failed} files failed: photos-ml failures")


def _disk(service: PhotoService) -> Iterator[Check]:
    folder = next(path for path in (service.folder, *service.folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    verdict = Verdict.OK if free > LOW_DISK_BYTES else Verdict.PROBLEM
    yield Check("disk", verdict, f"{free / 1e9:.1f} GB free at {folder}")


def _folders(service: PhotoService) -> Iterator[Check]:
    if not service.has_library:
        return
    for root in service.library().roots():
        reachable = root.path.is_dir()
        text = str(root.path) if reachable else f"{root.path} is out of reach; its photos stay in the library"
        yield Check("folder", Verdict.OK if reachable else Verdict.NOTE, text)


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
