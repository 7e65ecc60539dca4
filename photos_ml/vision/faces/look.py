"""A picture to the faces in it, as decoding processes run it: the networks open at the first picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
from PIL import Image

from photos_ml.boxes import Box
from photos_ml.config import models_dir
from photos_ml.encoders.manifest import FILE_NAME as MODEL_FILE
from photos_ml.vision.faces.describer import Describer, chip_of
from photos_ml.vision.faces.eyes import EyeReader
from photos_ml.vision.faces.finder import Finder
from photos_ml.vision.faces.found import Detection, Eyes, FoundFace, Vector
from photos_ml.vision.faces.geometry import Numbers
from photos_ml.vision.faces.measures import pose, sharpness
from photos_ml.vision.faces.other_describer import OtherDescriber

MODEL = "faces"
"""Folder of the networks that ship with the package."""
PICTURE_PIXELS = 1600
"""Longer side of the picture that faces are cut out of: 95 % of the faces on it have 40 pixels or more."""
DESCRIBED_PIXELS = 25
"""Height from which a face is described: smaller ones look like one another."""
EYES_PIXELS = 40
"""Height from which eyes are read: of smaller faces closed ones are not told from open ones."""
EYES_TURN = 0.45
"""How far a face may be turned aside for both to be seen."""
DOUBTFUL_SCORE = 0.2
"""From which a face is looked at closer."""
LEAST_SCORE = 0.27
"""Mean of both looks from which a large face is one: the knee between missed faces and false alarms."""
SMALL, RISE = 0.1, 0.08
"""Height in parts of the longer side below which a face must be surer, and by how much at half of that: there
are more places for a small one to be seen by mistake."""
MOST_APART = 0.25
"""Heights of a face by which a point may differ between both looks: else the closer one mistook it."""
SURE_SCORE = 0.5
UPRIGHT_RESIDUAL = 9.0
"""Where no face is so sure and its points lie so well, the picture may be turned."""
GLANCE_PIXELS = 320
TURNED_SCORE, SURER = 0.5, 0.2
"""Of a face in a turned picture, seen at a glance, from which the picture is taken to be so; and by how much
surer it must be than one in the picture as it is."""
TURNS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180)
FRAME_PIXELS = 960
"""Longer side of a frame of a video."""
SAME_PERSON = 0.45
"""Distance below which two faces of a video are one person's."""
RULES = 5
"""Grows when what is found, measured or kept changes."""

Frames: TypeAlias = Sequence[tuple[float, Image.Image]]


class FaceReader:
    """Finds, measures and describes the faces of pictures."""

    def __init__(self, folder: Path | None = None, *, other: Path | None = None, threads: int = 1) -> None:
        """`other`: the folder of a describer that describes each face beside the own one."""
        folder = folder or models_dir() / MODEL
        self._other = None if other is None else OtherDescriber(other, threads=threads)
        self._finder = Finder(folder, threads=threads)
        self._describer = Describer(folder, threads=threads)
        self._eyes = EyeReader(folder, threads=threads)

    def read(self, picture: Image.Image) -> list[FoundFace]:
        """The faces of an upright picture, the surest first."""
        picture = picture if picture.mode == "RGB" else picture.convert("RGB")
        found = self._finder.find(picture, least=DOUBTFUL_SCORE)
        upright = max((face.score for face in found if _is_upright(face, DOUBTFUL_SCORE)), default=0.0)
        turned = [] if upright >= SURE_SCORE else self._turned(picture, max(TURNED_SCORE, upright + SURER))
        return self._described(picture, turned or self._seen_twice(picture, found))

    def _seen_twice(self, picture: Image.Image, found: list[Detection]) -> list[Detection]:
        """What is a face at both looks taken together, its points the mean of both."""
        both = zip(found, self._finder.closer(picture, found), strict=True)
        return [
            _with_points_of(face, close)
            for face, close in both
            if (face.score + (close.score if close else 0.0)) / 2 >= _least(face.box[3] / max(picture.size))
        ]

    def _turned(self, picture: Image.Image, least: float) -> list[Detection]:
        """The faces of a picture that lies on its side or stands on its head; none where no face of it is so
        sure, whichever way it is turned."""
        small = picture.copy()
        small.thumbnail((GLANCE_PIXELS, GLANCE_PIXELS))
        best, turn = least, None
        for way in TURNS:
            seen = self._finder.find(small.transpose(way), side=GLANCE_PIXELS)
            score = max((face.score for face in seen if _is_upright(face, best)), default=0.0)
            if score > best:
                best, turn = score, way
        if turn is None:
            return []
        upright = picture.transpose(turn)
        found = self._seen_twice(upright, self._finder.find(upright, least=DOUBTFUL_SCORE))
        return [_turned_back(face, turn, picture.size) for face in found]

    def _described(self, picture: Image.Image, detections: list[Detection]) -> list[FoundFace]:
        chips = {
            number: chip_of(picture, detection.points)
            for number, detection in enumerate(detections)
            if detection.box[3] >= DESCRIBED_PIXELS
        }
        vectors = dict(zip(chips, self._describer.describe(list(chips.values())), strict=True))
        described = self._described_by_other(picture, detections, list(chips))
        poses = [pose(detection.points) for detection in detections]
        eyes = self._seen_eyes(picture, detections, poses)
        found = []
        for number, detection in enumerate(detections):
            residual, turn = poses[number]
            vector = vectors.get(number)
            found.append(
                FoundFace(
                    _share(detection.box, picture.size),
                    tuple((detection.points / picture.size).ravel().tolist()),
                    detection.score,
                    sharpness(chips[number]) if number in chips else 0.0,
                    residual,
                    turn,
                    round(detection.box[3]),
                    None if vector is None else vector.astype(np.float16),
                    eyes.get(number),
                    described.get(number),
                )
            )
        return found

    def _described_by_other(
        self, picture: Image.Image, detections: list[Detection], numbers: list[int]
    ) -> dict[int, Vector]:
        """Those faces, by their numbers; none where no other describer was fetched."""
        if self._other is None or not numbers:
            return {}
        rows = self._other.describe(picture, [detections[number].points for number in numbers])
        return dict(zip(numbers, rows.astype(np.float16), strict=True))

    def _seen_eyes(
        self, picture: Image.Image, detections: list[Detection], poses: list[tuple[float, float]]
    ) -> dict[int, Eyes]:
        """Those of the faces, by their numbers, on which they can be seen."""
        seen = [
            number
            for number, (detection, (_, turn)) in enumerate(zip(detections, poses, strict=True))
            if detection.box[3] >= EYES_PIXELS and abs(turn) <= EYES_TURN
        ]
        read = self._eyes.read(picture, [detections[number].points for number in seen])
        return dict(zip(seen, read, strict=True))


def _least(height: float) -> float:
    """Mean of both looks from which a face so high, in parts of the longer side, is one."""
    return LEAST_SCORE + RISE * max(0.0, float(np.log2(SMALL / max(height, 1e-3))))


def _is_upright(face: Detection, least: float) -> bool:
    """Of a face that lies on its side the points are off, however sure it is."""
    return face.score >= least and pose(face.points)[0] < UPRIGHT_RESIDUAL


def _with_points_of(face: Detection, close: Detection | None) -> Detection:
    if close is None or np.abs(close.points - face.points).max() > MOST_APART * face.box[3]:
        return face
    return replace(face, points=(face.points + close.points) / 2)


def _turned_back(face: Detection, turn: Image.Transpose, size: tuple[int, int]) -> Detection:
    """A face seen in a turned picture, where it is in the picture as it was."""
    x, y, width, height = face.box
    corners = _back(np.array([[x, y], [x + width, y + height]]), turn, size)
    low, high = corners.min(0), corners.max(0)
    box = (*low.tolist(), *(high - low).tolist())
    return Detection(box, face.score, _back(face.points, turn, size))


def _back(points: Numbers, turn: Image.Transpose, size: tuple[int, int]) -> Numbers:
    width, height = size
    x, y = points[:, 0], points[:, 1]
    match turn:
        case Image.Transpose.ROTATE_90:
            return np.stack([width - y, x], 1)
        case Image.Transpose.ROTATE_270:
            return np.stack([y, height - x], 1)
        case _:
            return np.stack([width - x, height - y], 1)


def _share(box: Box, size: tuple[int, int]) -> Box:
    return box[0] / size[0], box[1] / size[1], box[2] / size[0], box[3] / size[1]


@lru_cache(maxsize=1)
def face_reader(other: Path | None = None) -> FaceReader:
    """That of this process, with another describer beside its own."""
    return FaceReader(other=other)


def look(seen: Image.Image | Frames, other: Path | None = None) -> list[tuple[float | None, FoundFace]]:
    """The faces of a picture; or of the frames of a video with their seconds, each person's best alone.
    `other`: the folder of a describer that describes each beside the own one."""
    reader = face_reader(other)
    if isinstance(seen, Image.Image):
        return [(None, face) for face in reader.read(seen)]
    found = [(second, face) for second, frame in seen for face in reader.read(frame)]
    return _best_of_each(found)


def _best_of_each(found: list[tuple[float, FoundFace]]) -> list[tuple[float | None, FoundFace]]:
    """Of faces so near that they are one person's for sure, the best; two of one frame are two."""
    kept: list[tuple[float | None, FoundFace]] = []
    groups: list[tuple[set[float], FoundFace]] = []
    for second, face in sorted(found, key=lambda one: -_worth(one[1])):
        if face.vector is None:
            continue
        same = (
            seconds for seconds, best in groups if second not in seconds and _apart(face, best) < SAME_PERSON
        )
        seconds = next(same, None)
        if seconds is None:
            groups.append(({second}, face))
            kept.append((second, face))
        else:
            seconds.add(second)
    return sorted(kept, key=lambda one: (one[0], one[1].box))


def _worth(face: FoundFace) -> float:
    return min(face.height_px, 200) * face.score * (1 - min(face.residual, 20.0) / 40)


def _apart(one: FoundFace, other: FoundFace) -> float:
    assert one.vector is not None
    assert other.vector is not None
    return float(np.linalg.norm(one.vector.astype(np.float32) - other.vector.astype(np.float32)))


def faces_version() -> str:
    """What was found and described by another is to be found anew."""
    document = json.loads((models_dir() / MODEL / MODEL_FILE).read_text(encoding="utf-8"))
    return f"{document['revision']}/{RULES}"
