"""What a step has to see of a content. Light: decoding processes import it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from PIL import Image


@dataclass(frozen=True, slots=True)
class NeedsVector:
    """Nothing is decoded: the vector of the active model, as it is stored."""


@dataclass(frozen=True, slots=True)
class NeedsFrames:
    """Frames of a video, upright, as (seconds, picture): key frames about `every_s` apart, `most` of them at
    most, spread over the whole of it, `side` at most on the longer side. Other media are not due."""

    every_s: float
    most: int
    side: int


@dataclass(frozen=True, slots=True)
class NeedsPixels:
    """The upright picture, `side` at most on its longer side; of a video its poster frame, or with `frames`
    those.

    With `shorter`, as it was decoded, at least `side` on its shorter side where the original's is.
    """

    side: int
    shorter: bool = False
    frames: NeedsFrames | None = None


@dataclass(frozen=True, slots=True)
class NeedsFile:
    """The file itself, by its path; it may be read, and nothing else."""


Needs: TypeAlias = NeedsVector | NeedsPixels | NeedsFrames | NeedsFile
Frames: TypeAlias = Sequence[tuple[float, Image.Image]]


def frames_of(needs: Needs) -> NeedsFrames | None:
    """What is wanted of a video, if not the poster."""
    if isinstance(needs, NeedsPixels):
        return needs.frames
    return needs if isinstance(needs, NeedsFrames) else None
