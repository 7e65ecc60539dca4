"""What steps of these tests do in decoding processes; importable by name, as pickling wants it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from photos_ml.indexer.enrich.step import Answer, Item, Needs, NeedsPixels, Step
from photos_ml.store.kept import Table


def size_of(picture: Image.Image) -> tuple[int, int]:
    return picture.size


def bytes_of(path: Path) -> int:
    return path.stat().st_size


def seconds_of(frames: Sequence[tuple[float, Image.Image]]) -> list[tuple[float, int]]:
    return [(second, max(picture.size)) for second, picture in frames]


@dataclass(frozen=True)
class LoggedSeconds:
    """`seconds_of`; `log` gets a line for each video that was looked through."""

    log: Path

    def __call__(self, frames: Sequence[tuple[float, Image.Image]]) -> list[tuple[float, int]]:
        with self.log.open("a") as lines:
            lines.write("looked through\n")
        return seconds_of(frames)


def is_dark(picture: Image.Image) -> bool:
    return float(np.asarray(picture).mean()) < 40


def crash_on_dark(picture: Image.Image) -> tuple[int, int]:
    if is_dark(picture):
        os.kill(os.getpid(), signal.SIGSEGV)
    return picture.size


def refuse_dark(picture: Image.Image) -> tuple[int, int]:
    if is_dark(picture):
        raise ValueError("too dark\nto tell")
    return picture.size


class Unloadable:
    """Pickles well, and cannot be loaded again."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return _refuse, ("no such weights",)

    def __call__(self, picture: Image.Image) -> Any:
        return picture.size


def _refuse(reason: str) -> object:
    raise RuntimeError(reason)


def sizing(
    name: str = "sizes",
    version: str = "1",
    *,
    needs: Needs | None = None,
    prepare: Callable[[Any], Any] | None = size_of,
    seen: list[int] | None = None,
    **more: Any,
) -> Step:
    """A step that keeps what `prepare` made, as text; `seen` gets the number of items of each batch."""

    def run(items: Sequence[Item]) -> list[Answer]:
        if seen is not None:
            seen.append(len(items))
        return [{name: [(str(item.prepared),)]} for item in items]

    table = Table(name, ("said TEXT NOT NULL",))
    more = {"run": run, "keeps": (table,), **more}
    return Step(name, version, needs or NeedsPixels(64), prepare=prepare, **more)
