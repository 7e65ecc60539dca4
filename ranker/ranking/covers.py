"""Which photo stands for a memory: good, of what the rest is like, broad, and with its people well seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from photos_ml.ranker.ranking.select import typical_of
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.scene.themes import THEMES
from photos_ml.store.faces import SeenFace
from photos_ml.types import FloatMatrix

LEVEL = 1.2
"""Aspect ratio from which a picture fills a cover."""
TYPICAL, BROAD, SEEN, ABOUT = 0.3, 0.1, 0.4, 0.1
"""Weights beside the score of a photo, which is about 0 to 1."""
ODD = 1 / 3
"""This share of a memory, the least like the rest of it, is no cover: a flower is not what a city was."""
FEWEST = 4
"""Of fewer photos none is odd."""
ASIDE = 0.5
"""`turn` of a face from which it looks away."""
LARGE = 0.12
"""Share of the picture's height from which a face is what one looks at."""
FULL = 0.2
"""... and from which it could be no better seen."""
EDGE = 0.005
"""A face as near to the edge of the picture is cut by it."""


SIGHTS = ("beach", "lake", "mountain", "snow", "forest", "desert", "sunset", "night", "city", "architecture")
"""Themes of pictures of a place, not of a thing that could be anywhere."""


def cover_of(
    scene: Scene,
    rows: Sequence[int],
    scores: Mapping[int, float],
    people: Mapping[int, float] | None = None,
    about: Mapping[int, float] | None = None,
) -> int:
    """The row that stands for the rest; `people`: how well it shows them, as `people_shown`, where known;
    `about`: how well it shows what the memory is about, in deviations among its photos, where that is
    known."""
    seen, shows = people or {}, about or {}
    typical = typical_of(scene, rows)
    least = np.quantile(typical, ODD) if len(rows) >= FEWEST else -1.0
    value = [
        scores[row]
        + TYPICAL * alike
        + BROAD * (scene.photos[row].width / max(scene.photos[row].height, 1) >= LEVEL)
        + ABOUT * shows.get(row, 0.0)
        + SEEN * (shown := seen.get(row, 0.0))
        - (alike < least and shown <= 0)
        for row, alike in zip(rows, typical.tolist(), strict=True)
    ]
    return rows[int(np.argmax(value))]


def sights(scene: Scene, rows: Sequence[int]) -> FloatMatrix:
    """How much each row shows a place, 0 to 1."""
    columns = [i for i, theme in enumerate(THEMES) if theme.id in SIGHTS]
    found: FloatMatrix = scene.shares[np.ix_(list(rows), columns)].sum(axis=1)
    return found


def people_shown(faces: Sequence[SeenFace], names: Collection[str]) -> float:
    """How well a picture shows `names`, or anybody where nobody is named: 1 large, from the front and with
    open eyes, 0 not at all, below 0 where the face that one looks at is cut or turned away."""
    if not faces:
        return 0.0
    main = max(faces, key=lambda face: face.box[3])
    if main.box[3] >= LARGE and _seen(main) == 0:
        return -1.0
    if not names:
        return max(map(_seen, faces))
    return sum(max((_seen(f) for f in faces if f.person == name), default=0.0) for name in names) / len(names)


def _seen(face: SeenFace) -> float:
    x, y, width, height = face.box
    if min(x, y, 1 - x - width, 1 - y - height) < EDGE:
        return 0.0
    return max(1 - abs(face.turn) / ASIDE, 0.0) * min(height / FULL, 1.0) * (1 + face.eyes) / 2
