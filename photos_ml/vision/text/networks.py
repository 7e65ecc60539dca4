"""Where the networks are: three files in the package rapidocr (extra `text`), whose own code is never loaded.

Left to itself that code asks the network for files it misses, logs to the terminal and takes every core.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from photos_ml.errors import EncoderError

PACKAGE = "rapidocr"
INSTALL = "pip install 'photos-ml[text]'"
FINDER, READER, TURNER = (
    "PP-OCRv6_det_small.onnx",
    "PP-OCRv6_rec_small.onnx",
    "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
)
LICENCE = "Apache-2.0"
"""Of all three, by the package's own MODEL_LICENSES.md: made by PaddleOCR, converted by RapidOCR."""
SHA256 = MappingProxyType(
    {
        FINDER: "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
        READER: "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
        TURNER: "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
    }
)
"""The files that thresholds were measured with."""


HALF = (0.5, 0.5, 0.5)


@dataclass(frozen=True, slots=True)
class TextNetworks:
    """Who finds lines and who reads them. Which lines stand on their head the package's own always tells."""

    finder: Path
    reader: Path
    mean: tuple[float, ...] = HALF
    std: tuple[float, ...] = HALF
    """Of blue, green and red from 0 to 1, as the finder wants them."""
    letters: tuple[str, ...] = ()
    """What the reader's places mean, after the blank; empty where its file says so itself."""


def own_networks() -> TextNetworks:
    """Those of the package; raises EncoderError where they are not there."""
    return TextNetworks(network(FINDER), network(READER))


def network(name: str) -> Path:
    """One of the files; EncoderError where the extra is missing or carries another one."""
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "models" / name
        if path.is_file():
            if _digest(path) != SHA256[name]:
                raise EncoderError(f"{path} is not the network this version knows", hint=INSTALL)
            return path
    raise EncoderError(f"{name} is missing", hint=INSTALL)


@lru_cache(maxsize=8)
def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=1)
def geometry() -> Any:
    """OpenCV, which comes with the extra: outlines, boxes and views of them; on one thread."""
    import cv2

    cv2.setNumThreads(1)
    return cv2
