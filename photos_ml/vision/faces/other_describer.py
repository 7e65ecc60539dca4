"""Describers of faces that were fetched: MobileFaceNet and its like over ArcFace's frame, as OpenCV's zoo
publishes SFace (Zhong et al., 2021). Red, green, blue from 0 to 255 go in, as OpenCV's own code puts them;
what comes out is compared by its angle."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from photos_ml.encoders.sessions import NamedSession, unit_rows
from photos_ml.errors import EncoderError
from photos_ml.types import FloatMatrix, Pixels
from photos_ml.vision.faces.describer import laid
from photos_ml.vision.faces.geometry import Numbers, similarity
from photos_ml.vision.networks import DESCRIBER_FILE

SIDE_PIXELS = 112
FRAME = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
)
"""Where the five points lie (Deng et al., ArcFace, 2019)."""
FEWEST, MOST = 32, 1024
"""Numbers that describe a face."""
TRIED_FACES = 4


class OtherDescriber:
    """Describes faces by a network that was fetched."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self._session = NamedSession(folder / DESCRIBER_FILE, threads)
        self._names: tuple[str, str] | None = None
        self._one_by_one = True

    def describe(self, picture: Image.Image, points: Sequence[Numbers]) -> FloatMatrix:
        """The faces whose five points these are -> float32 (n, d) of length 1: of a face and its mirror."""
        chips = [laid(picture, similarity(one, FRAME), SIDE_PIXELS) for one in points]
        return self.describe_chips(chips)

    def describe_chips(self, chips: Sequence[Pixels]) -> FloatMatrix:
        """The same of uint8 (112, 112, 3)."""
        if not chips:
            return np.empty((0, 0), np.float32)
        shown = np.stack(chips)
        both = np.concatenate([shown, shown[:, :, ::-1]]).transpose(0, 3, 1, 2).astype(np.float32)
        found = self._run(np.ascontiguousarray(both))
        return unit_rows(found[: len(chips)] + found[len(chips) :])

    def _run(self, faces: FloatMatrix) -> FloatMatrix:
        """(n, 3, 112, 112) -> (n, d). Most are published for one face at a time."""
        if self._names is None:
            (node,), (output, *_) = self._session.inputs(), self._session.outputs()
            self._names = node.name, output
            self._one_by_one = isinstance(node.shape[0], int)
        name, output = self._names
        lots = np.split(faces, len(faces)) if self._one_by_one else [faces]
        rows = [self._session.run((output,), {name: lot})[0] for lot in lots]
        return np.concatenate([row.reshape(len(lot), -1) for row, lot in zip(rows, lots, strict=True)])


def tried(folder: Path) -> dict[str, Any]:
    """Run a describer: how many numbers it gives. EncoderError where it is none that is read here."""
    session = NamedSession(folder / DESCRIBER_FILE, 1)
    inputs = session.inputs()
    shape = inputs[0].shape if inputs else ()
    if len(inputs) != 1 or shape[1:] != (3, SIDE_PIXELS, SIDE_PIXELS):
        told = ", ".join(map(str, shape)) or "nothing"
        raise EncoderError(f"its describer takes ({told}), not faces of {SIDE_PIXELS} pixels")
    noise = np.random.default_rng(1).integers(0, 256, (TRIED_FACES, SIDE_PIXELS, SIDE_PIXELS, 3), np.uint8)
    found = OtherDescriber(folder).describe_chips(list(noise))
    if not FEWEST <= found.shape[1] <= MOST:
        raise EncoderError(f"its describer gives {found.shape[1]} numbers, not {FEWEST} to {MOST}")
    if not np.isfinite(found).all() or np.ptp(found, axis=0).max() == 0:
        raise EncoderError("its describer does not tell faces apart")
    return {"dimension": found.shape[1]}
