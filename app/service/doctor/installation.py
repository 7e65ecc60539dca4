"""The program and the packages beside it."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Iterator
from typing import TYPE_CHECKING

from photos_ml import __version__
from photos_ml.app.service.doctor.checks import Check, Verdict

if TYPE_CHECKING:
    from photos_ml.app.service import Context

REQUIRED = ("numpy", "onnxruntime", "faiss-cpu", "lightgbm", "pillow", "pi-heif", "rawpy")
RUNTIMES = (
    "onnxruntime",
    "onnxruntime-gpu",
    "onnxruntime-directml",
    "onnxruntime-openvino",
    "onnxruntime-migraphx",
)
"""Forms of one package that lie in one folder: one alone may be installed."""
INSTEAD: dict[str, tuple[str, ...]] = {"pi-heif": ("pillow-heif",), "onnxruntime": RUNTIMES[1:]}
"""Package -> others that do as well."""
EXTRAS = {
    "clip": ("open-clip-torch", "other CLIP models"),
    "llm": ("xllamacpp", "queries read by a small language model"),
    "coreml": ("coremltools", "export to Core ML"),
}
"""Extra -> a package it brings, and what it adds; these take seconds to load and are not tried."""


def program(_: Context) -> Iterator[Check]:
    """Which program this is."""
    yield Check("program", Verdict.OK, f"photos-ml {__version__}, Python {platform.python_version()}")


def packages(_: Context) -> Iterator[Check]:
    """That everything needed is installed; whether it works is tried by the checks behind."""
    for package in REQUIRED:
        if not any(map(version_of, (package, *INSTEAD.get(package, ())))):
            yield Check(package, Verdict.PROBLEM, "not installed: install photos-ml again")
    found = ", ".join(f"{package} {version}" for package in REQUIRED if (version := version_of(package)))
    yield Check("packages", Verdict.OK, found)


def extras(_: Context) -> Iterator[Check]:
    """Which extras there are."""
    for extra, (package, purpose) in EXTRAS.items():
        version = version_of(package)
        text = f"{package} {version}, not tried" if version else f"not installed; adds {purpose}"
        yield Check(f"[{extra}]", Verdict.NOTE, text)


def version_of(package: str) -> str | None:
    """The version of an installed distribution."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
