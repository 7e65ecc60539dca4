"""How well faces are found and grouped: folders of photos, each of one person."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from photos_ml.app.evaluation.face_sheets import Shown, write_sheets
from photos_ml.errors import DecodeError, UsageError
from photos_ml.formats import Role, suffixes_of
from photos_ml.indexer.decode import decode_image
from photos_ml.people.faces import FaceSet, SaidOfPersons
from photos_ml.people.gate import Measures
from photos_ml.people.grouping import regrouped
from photos_ml.vision.faces.describer import chip_of
from photos_ml.vision.faces.found import FoundFace
from photos_ml.vision.faces.look import PICTURE_PIXELS, FaceReader
from photos_ml.vision.faces.young import youth

LARGE_GROUP = 10
FALSE_ACCEPT = 1e-3
GREY = (128, 128, 128)

Ids = npt.NDArray[np.int64]


class Confirmed(TypedDict):
    """Of the faces that were not confirmed: how many taken for a person are, and how many are found."""

    faces: int
    precision: float
    recall: float


class FacesReport(TypedDict):
    """Over the faces of the folders, among those of strangers, each of whom counts as a person of its own; a
    face that is not found counts as alone. `tar_at_far_1e3`: pairs of one person's faces that are nearer than
    all but one pair in 1,000 of two persons'."""

    images: int
    faces: int
    missed: int
    strangers: int
    clusters: int
    precision: float
    recall: float
    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float
    strangers_in_large: int
    tar_at_far_1e3: float
    confirmed: Confirmed | None
    ms_per_photo: float
    ms_per_face: float


@dataclass(frozen=True, slots=True)
class Labelled:
    """A photo of a person, or of strangers (person -1), and the faces that count."""

    path: Path
    person: int
    picture: Image.Image
    faces: tuple[FoundFace, ...]


def evaluate_faces(
    images: Path,
    *,
    others: Path | None = None,
    most_others: int = 500,
    margin: float = 0.0,
    confirmed: int = 0,
    sheets: Path | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> FacesReport:
    """Each sub-folder of `images` is one person, whose face is the largest of a photo. Of `others`, photos of
    strangers, the first `most_others` faces count. `margin`: grey around pictures cut tight, in parts of
    their side. With `sheets` the worst mistakes are written there. UsageError where there is nothing."""
    reader, timer = FaceReader(), _Timer()
    reader.read(Image.new("RGB", (64, 64), GREY))  # the networks that find and describe open
    photos: list[Labelled] = []
    folders = sorted(path for path in images.iterdir() if path.is_dir())
    for person, folder in enumerate(folders):
        for path in _pictures(folder):
            photos.append(_read(reader, timer, path, person, margin))
            progress(len(photos))
    if not photos:
        raise UsageError(f"no photos in folders of {images}", hint="one folder a person")
    strangers = 0
    for path in _pictures(others) if others else ():
        photo = _read(reader, timer, path, -1, 0.0)
        strangers += sum(face.vector is not None for face in photo.faces)
        photos.append(photo)
        progress(len(photos))
        if strangers >= most_others:
            break
    return _report(photos, timer, confirmed, sheets)


class _Timer:
    """Processor time of one thread, so that what else the machine does counts little."""

    def __init__(self) -> None:
        self.ms: list[float] = []


def _pictures(folder: Path) -> Iterator[Path]:
    suffixes = suffixes_of(Role.PICTURE)
    yield from (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in suffixes)


def _read(reader: FaceReader, timer: _Timer, path: Path, person: int, margin: float) -> Labelled:
    try:
        picture = decode_image(path, min_side=PICTURE_PIXELS).convert("RGB")
    except DecodeError as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    picture.thumbnail((PICTURE_PIXELS, PICTURE_PIXELS))
    if margin:
        border = round(max(picture.size) * margin)
        picture = ImageOps.expand(picture, border, GREY)
    started = time.thread_time()
    faces = reader.read(picture)
    spent = (time.thread_time() - started) * 1000
    timer.ms.append(spent)
    if person >= 0:
        largest = max(faces, key=lambda face: face.height_px, default=None)
        return Labelled(path, person, picture, (largest,) if largest else ())
    return Labelled(path, person, picture, tuple(faces))


def _report(photos: Sequence[Labelled], timer: _Timer, confirmed: int, sheets: Path | None) -> FacesReport:
    rows = [
        (number, face)
        for number, photo in enumerate(photos)
        for face in photo.faces
        if face.vector is not None
    ]
    owner = np.array([photos[number].person for number, _ in rows], np.int64)
    truth = np.where(owner >= 0, owner, -2 - np.arange(len(rows)))
    faces = _face_set(rows)
    grouping = regrouped(faces, SaidOfPersons())
    group = np.where(grouping.group >= 0, grouping.group, len(rows) + np.arange(len(rows)))
    labelled = sum(photo.person >= 0 for photo in photos)
    found = int((owner >= 0).sum())
    unseen = np.array([p.person for p in photos if p.person >= 0 and not _described(p)], np.int64)
    all_groups = np.concatenate([group, 2 * len(rows) + np.arange(len(unseen))])
    all_truth = np.concatenate([truth, unseen])
    b_precision, b_recall = bcubed(all_groups, all_truth, all_truth >= 0)
    precision, recall = pair_scores(all_groups, all_truth)
    size = np.bincount(np.unique(group, return_inverse=True)[1])[np.unique(group, return_inverse=True)[1]]
    if sheets is not None:
        shown = [
            Shown(_cut(photos[n], face), str(photos[n].path), owner[k]) for k, (n, face) in enumerate(rows)
        ]
        write_sheets(sheets, shown, group, truth)
    return {
        "images": labelled,
        "faces": found,
        "missed": len(unseen),
        "strangers": int((owner < 0).sum()),
        "clusters": int((np.unique(group, return_counts=True)[1] > 1).sum()),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "bcubed_precision": round(b_precision, 4),
        "bcubed_recall": round(b_recall, 4),
        "bcubed_f1": round(2 * b_precision * b_recall / max(b_precision + b_recall, 1e-9), 4),
        "strangers_in_large": int(((owner < 0) & (size >= LARGE_GROUP)).sum()),
        "tar_at_far_1e3": round(accept_rate(faces.vectors[owner >= 0], owner[owner >= 0]), 4),
        "confirmed": _confirmed(faces, owner, confirmed, len(unseen)) if confirmed else None,
        "ms_per_photo": round(float(np.mean(timer.ms)), 1),
        "ms_per_face": round(_per_face(photos, timer), 1),
    }


def _described(photo: Labelled) -> bool:
    return any(face.vector is not None for face in photo.faces)


def _per_face(photos: Sequence[Labelled], timer: _Timer) -> float:
    """What one more face costs: the slope of time over faces."""
    number = np.array([sum(f.vector is not None for f in photo.faces) for photo in photos], np.float64)
    if not number.std():
        return float(np.mean(timer.ms))
    return float(np.polyfit(number, np.array(timer.ms), 1)[0])


def _face_set(rows: Sequence[tuple[int, FoundFace]]) -> FaceSet:
    vectors = np.stack([face.vector for _, face in rows if face.vector is not None]).astype(np.float32)
    measures = Measures(
        np.array([face.score for _, face in rows], np.float32),
        np.array([face.sharpness for _, face in rows], np.float32),
        np.array([face.residual for _, face in rows], np.float32),
        np.array([face.height_px for _, face in rows], np.int64),
    )
    none = np.zeros(len(rows), np.int64)
    photos = np.array([number for number, _ in rows], np.int64)
    return FaceSet(vectors, photos, measures, none, none, np.zeros(len(rows), np.bool_), youth(vectors))


def _confirmed(faces: FaceSet, owner: Ids, number: int, unseen: int) -> Confirmed:
    """Grouped once more with so many confirmed faces of each person, chosen at random of the good ones; the
    mean of a few such choices."""
    results = []
    for seed in range(5):
        random, person = np.random.default_rng(seed), np.zeros(len(owner), np.int64)
        for one in np.unique(owner[owner >= 0]).tolist():
            good = np.nonzero((owner == one) & faces.measures.founders)[0]
            person[random.permutation(good)[:number]] = one + 1
        told = FaceSet(
            faces.vectors, faces.contents, faces.measures, person, faces.last_day, faces.video, faces.young
        )
        guessed = regrouped(told, SaidOfPersons()).person
        asked = person == 0
        right = int((asked & (owner >= 0) & (guessed == owner + 1)).sum())
        said, there = int((asked & (guessed > 0)).sum()), int((asked & (owner >= 0)).sum()) + unseen
        results.append((right / max(said, 1), right / max(there, 1)))
    precision, recall = np.mean(results, 0).tolist()
    return {"faces": number, "precision": round(precision, 4), "recall": round(recall, 4)}


def bcubed(group: Ids, truth: Ids, counted: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Precision and recall of each counted face's group, averaged (Bagga and Baldwin, 1998)."""
    groups, persons = (np.unique(labels, return_inverse=True)[1] for labels in (group, truth))
    pairs, inverse, both = np.unique(
        np.stack([groups, persons], 1), axis=0, return_inverse=True, return_counts=True
    )
    del pairs
    shared = both[inverse.ravel()]
    precision = (shared / np.bincount(groups)[groups])[counted].mean()
    return float(precision), float((shared / np.bincount(persons)[persons])[counted].mean())


def pair_scores(group: Ids, truth: Ids) -> tuple[float, float]:
    """Precision and recall over pairs of faces."""

    def pairs(labels: Ids) -> float:
        count = np.unique(labels, axis=0, return_counts=True)[1].astype(np.float64)
        return float((count * (count - 1) / 2).sum())

    both = pairs(np.stack([group, truth], 1))
    return both / max(pairs(group), 1.0), both / max(pairs(truth), 1.0)


def accept_rate(vectors: npt.NDArray[np.float32], owner: Ids) -> float:
    """Share of one person's pairs that are nearer than all but FALSE_ACCEPT of two persons' pairs."""
    squared = (vectors**2).sum(1)[:, None] - 2 * vectors @ vectors.T + (vectors**2).sum(1)[None]
    above = np.triu_indices(len(owner), 1)
    distance, same = squared[above], (owner[:, None] == owner[None])[above]
    if same.all() or not same.any():
        return 0.0
    return float((distance[same] <= np.quantile(distance[~same], FALSE_ACCEPT)).mean())


def _cut(photo: Labelled, face: FoundFace) -> Image.Image:
    points = np.array(face.points).reshape(5, 2) * photo.picture.size
    return Image.fromarray(chip_of(photo.picture, points))
