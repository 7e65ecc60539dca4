"""faces: where faces are in a picture or a video, and 128 numbers that tell whose they may be."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from photos_ml.indexer.enrich.step import Answer, Item, NeedsFrames, NeedsPixels, Step, Surroundings
from photos_ml.store.faces import FACES, FaceTable
from photos_ml.store.kept import Row
from photos_ml.vision.faces.found import FoundFace
from photos_ml.vision.faces.look import FRAME_PIXELS, PICTURE_PIXELS, faces_version, look

FRAMES = NeedsFrames(every_s=2.0, most=24, side=FRAME_PIXELS)
ASKS = (
    "photos-ml then looks for faces in all photos and keeps 128 numbers for each, which tell one person from "
    "another: biometric data. They stay in this library and are sent nowhere. Switching it off deletes them; "
    "names you gave stay on your photos."
)


def make(around: Surroundings) -> Step:
    """The networks run in the decoding processes, one picture a core. A describer that was fetched comes
    beside the own one, whose rows stay: until it has seen all faces, and for the way back."""
    table, other = FaceTable(), around.networks.get(FACES)
    by = "" if other is None else other.version

    def run(items: Sequence[Item]) -> list[Answer]:
        return [
            {table.name: [face_row(second, face, by) for second, face in item.prepared]} for item in items
        ]

    return Step(
        id=FACES,
        version=faces_version() if other is None else f"{faces_version()}+{by}",
        covers=() if other is None else (faces_version(),),
        needs=NeedsPixels(PICTURE_PIXELS, frames=FRAMES),
        prepare=look if other is None else partial(look, other=other.folder),
        run=run,
        keeps=(table,),
        asks=ASKS,
    )


def face_row(second: float | None, face: FoundFace, by: str = "") -> Row:
    """As its table keeps it; `second` in a video. `by`: the describer that was fetched."""
    return (
        second,
        *face.box,
        np.asarray(face.points, "<f4").tobytes(),
        face.score,
        face.sharpness,
        face.residual,
        face.turn,
        face.height_px,
        None if face.vector is None else face.vector.astype("<f2").tobytes(),
        *((None, None) if face.eyes is None else (face.eyes.open, face.eyes.aside)),
        *((None, None) if face.described is None else (face.described.astype("<f2").tobytes(), by)),
    )
