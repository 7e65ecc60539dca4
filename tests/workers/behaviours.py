"""What decoding processes are told to do in these tests; importable by name, as pickling wants it.

The colour of a picture decides: red crashes, green hangs, blue spins, yellow eats memory, cyan ends the
process, magenta raises; every other colour is preprocessed.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
from PIL import Image

from photos_ml.types import Metadata, Pixels

SIDE = 32


def preprocess(image: Image.Image) -> Pixels:
    return np.asarray(image.resize((SIDE, SIDE)))


def by_colour(image: Image.Image) -> Pixels:
    colour = tuple(channel > 128 for channel in np.asarray(image)[0, 0])
    if colour == (True, False, False):
        os.kill(os.getpid(), signal.SIGSEGV)
    elif colour == (False, True, False):
        time.sleep(600)
    elif colour == (False, False, True):
        while True:
            pass
    elif colour == (True, True, False):
        hoard = [bytearray(1 << 24) for _ in range(1000)]
        raise AssertionError(f"had room for {len(hoard)} blocks")
    elif colour == (False, True, True):
        os._exit(3)
    elif colour == (True, False, True):
        raise ValueError("magenta\nis refused")
    return preprocess(image)


_KEPT: list[bytearray] = []


def keeps_much(image: Image.Image) -> int:
    """As the networks of a step stay in its process: 150 MB for the first picture."""
    _KEPT.append(bytearray(b"x") * (150 << 20))
    return len(_KEPT)


def slowly(image: Image.Image) -> Pixels:
    time.sleep(0.05)
    return preprocess(image)


def metadata_of(path: Path, sidecars: tuple[Path, ...]) -> Metadata:
    return Metadata(title=path.name, keywords=tuple(sidecar.name for sidecar in sidecars))


def metadata_is_unreadable(path: Path, sidecars: tuple[Path, ...]) -> Metadata:
    raise PermissionError(13, "Permission denied", str(path))


def metadata_has_a_bug(path: Path, sidecars: tuple[Path, ...]) -> Metadata:
    raise KeyError("a bug\nin two lines")


class Unloadable:
    """Pickles well, and cannot be loaded again."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return _refuse, ("no such model",)

    def __call__(self, image: Image.Image) -> Pixels:
        return preprocess(image)


def _refuse(reason: str) -> object:
    raise RuntimeError(reason)
