"""Encoders that run on ONNX Runtime: the built-in one, and every exported model."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from photos_ml.config import BUILTIN_NAME, models_dir
from photos_ml.encoders.manifest import Manifest, read_manifest
from photos_ml.encoders.second_tower import LanguagesManifest, SecondTower, read_languages
from photos_ml.encoders.sessions import OUTPUT, Accelerated, LazySession, open_session
from photos_ml.encoders.two_towers import IMAGE_BATCH, TwoTowerEncoder, sample_pictures

if TYPE_CHECKING:
    from photos_ml.encoders.accelerators import Accelerators, Sample
    from photos_ml.encoders.sessions import Node

_log = logging.getLogger(__name__)

LANGUAGES_FOLDER = "languages"
"""Beside the shipped models, and in a user's models folder: a tower for texts in other languages."""
IMAGE_FILE = "image.onnx"
TEXT_FILE = "text.onnx"
INT8_FILE = "image.int8.onnx"
"""`image.onnx` with convolutions in eight bits: half of the time on processors that add them up exactly."""
SHARED_FILE = "image.shared.bin"
"""What those two store alike, which the runtime reads from beside them."""
PROBE_FILE = "probe.onnx"
"""'pixels' uint8 (1, n) times int8 127s: tells whether this processor does."""


class OnnxEncoder(TwoTowerEncoder):
    """`image.onnx`: 'pixels' uint8 (n, S, S, 3) -> 'embedding' float32 (n, d); `text.onnx`: 'input_ids' and
    'attention_mask' int64 (n, length) -> the same. `threads`: cores one run may use, all by default. Where
    the model has it, and the processor is `exact_in_eight_bits`, `image.int8.onnx` is run for `image.onnx`,
    unless `float32` is asked for. With `accelerators` pictures may be run by another than the processor.
    `languages`: the tower for other languages than the model's own."""

    def __init__(
        self,
        manifest: Manifest,
        *,
        threads: int | None = None,
        float32: bool = False,
        languages: LanguagesManifest | None = None,
        accelerators: Callable[[], Accelerators] | None = None,
    ) -> None:
        cores = threads or os.cpu_count() or 1
        folder = manifest.folder
        quick = not float32 and {INT8_FILE, PROBE_FILE} <= manifest.files.keys()
        super().__init__(
            manifest,
            LazySession(
                folder / IMAGE_FILE,
                cores,
                choose=(lambda: _quicker(folder)) if quick else None,
                accelerated=Accelerated(accelerators, self._sample) if accelerators else None,
            ),
            LazySession(folder / TEXT_FILE, cores, hasty=True),
            beside=SecondTower(languages, threads=cores) if languages else None,
        )

    def _sample(self, _: tuple[Node, ...]) -> Sample:
        from photos_ml.encoders.accelerators import Sample

        return Sample({"pixels": sample_pictures(self.info.image_size)}, (OUTPUT,), IMAGE_BATCH)


def builtin_encoder(
    folder: Path | None = None,
    *,
    threads: int | None = None,
    float32: bool = False,
    languages: Path | None = None,
    accelerators: Callable[[], Accelerators] | None = None,
) -> OnnxEncoder:
    """The encoder that ships with the package. `languages`: where a tower for more of them is looked for
    before the shipped one; it counts where it was made for this revision or one of the same space."""
    manifest = read_manifest(folder or models_dir() / BUILTIN_NAME)
    beside = languages_beside(manifest, languages)
    return OnnxEncoder(
        manifest, threads=threads, float32=float32, languages=beside, accelerators=accelerators
    )


def languages_beside(manifest: Manifest, more: Path | None) -> LanguagesManifest | None:
    """The tower for other languages of this revision, or of one whose rows lie in the same space, in the
    folder `more` or the shipped one."""
    places = [place for place in (more, models_dir() / LANGUAGES_FOLDER) if place is not None]
    towers = (read_languages(place) for place in places)
    known = (manifest.info.revision, *manifest.rows_of)
    return next((one for one in towers if one and one.rows_of in known), None)


@lru_cache(maxsize=4)
def exact_in_eight_bits(probe: Path) -> bool:
    """Whether this processor adds products of eight bits up in 32: x86 without VNNI adds pairs of them in 16,
    which overflow, and gains little besides. False where the probe at `probe` cannot be run."""
    try:
        session = open_session(probe, 1)
        (asked,) = session.get_inputs()
        ones = np.full((1, asked.shape[1]), 255, np.uint8)
        (found,) = session.run(None, {asked.name: ones})
    except Exception:  # noqa: BLE001 - the runtime's errors share no public base class
        _log.exception("what this processor does in eight bits cannot be found out")
        return False
    return bool((np.asarray(found) == asked.shape[1] * 255 * 127).all())


def _quicker(folder: Path) -> Path:
    return folder / (INT8_FILE if exact_in_eight_bits(folder / PROBE_FILE) else IMAGE_FILE)
