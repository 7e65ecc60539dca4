"""Reading lines: PP-OCRv6's recogniser over strips of a few lengths; and which stand on their head."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.sessions import NamedSession
from photos_ml.vision.text.finder import INPUT, OUTPUT
from photos_ml.vision.text.found import Corners, Pixels
from photos_ml.vision.text.networks import TURNER, TextNetworks, geometry, network, own_networks

HEIGHT_PIXELS = 48
LENGTHS_PIXELS = (160, 320, 640, 1280)
"""Strips are filled up to one of these; what is longer is squeezed."""
TURN_PIXELS = 192
TALL = 1.5
"""From this height to its width on a strip is of text that runs up or down."""


class LineReader:
    """Reads strips cut out of a picture."""

    def __init__(self, networks: TextNetworks | None = None, *, threads: int = 1) -> None:
        networks = networks or own_networks()
        self._session = NamedSession(networks.reader, threads)
        self._lock = threading.Lock()
        self._told = networks.letters
        self._letters: Sequence[str] = ()

    def read(self, strip: Pixels) -> tuple[str, float]:
        """What a strip says, and how sure that is; '' and 0 for nothing."""
        chances = self._session.run((OUTPUT,), {INPUT: _shown(strip)})[0][0]
        return self._said(chances)

    def _said(self, chances: npt.NDArray[np.float32]) -> tuple[str, float]:
        """Steps along a strip by letters, (t, letters) -> text: repeats and blanks (0) fall out (CTC)."""
        letters = self._alphabet()
        best = chances.argmax(1)
        kept = best != 0
        kept[1:] &= best[1:] != best[:-1]
        if not kept.any():
            return "", 0.0
        text = "".join(letters[number] for number in best[kept])
        return text, float(chances.max(1)[kept].mean())

    def _alphabet(self) -> Sequence[str]:
        with self._lock:
            if not self._letters:
                own = self._told or self._session.metadata()["character"].splitlines()
                self._letters = ("", *own, " ")
            return self._letters


class Turner:
    """Tells strips that stand on their head."""

    def __init__(self, *, threads: int = 1) -> None:
        self._session = NamedSession(network(TURNER), threads)

    def upside_down(self, strip: Pixels) -> float:
        """How likely a strip is upside down, 0 to 1."""
        shown = _shown(strip, (TURN_PIXELS,))
        return float(self._session.run(("save_infer_model/scale_0.tmp_1",), {"x": shown})[0][0, 1])


def strip_of(picture: Pixels, corners: Corners) -> tuple[Pixels, Corners]:
    """A line cut out and laid level, and its corners in the order of its reading; one that runs up or down
    is laid so that what was on the right is on top."""
    width = max(np.linalg.norm(corners[0] - corners[1]), np.linalg.norm(corners[3] - corners[2]))
    height = max(np.linalg.norm(corners[0] - corners[3]), np.linalg.norm(corners[1] - corners[2]))
    if height >= TALL * width:
        corners = np.roll(corners, -1, axis=0)
        width, height = height, width
    cv2 = geometry()
    size = max(1, round(float(width))), max(1, round(float(height)))
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    turned = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    strip = cv2.warpPerspective(picture, turned, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return strip, corners


def _shown(strip: Pixels, lengths: Sequence[int] = LENGTHS_PIXELS) -> npt.NDArray[np.float32]:
    """A strip as the networks see it: (1, 3, 48, length), BGR, -1 to 1, filled up with 0."""
    natural = round(strip.shape[1] * HEIGHT_PIXELS / strip.shape[0])
    length = next((one for one in lengths if natural <= one), lengths[-1])
    width = max(1, min(natural, length))
    level = geometry().resize(strip, (width, HEIGHT_PIXELS))
    shown = np.zeros((1, 3, HEIGHT_PIXELS, length), np.float32)
    shown[0, :, :, :width] = level[..., ::-1].transpose(2, 0, 1) / np.float32(127.5) - 1
    return shown
