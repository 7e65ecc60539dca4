"""Whether faces fall into the same groups by another describer, at the scale that is measured for it: the
built-in one's vectors made of length 1 and turned (compared by their angle, which is worse: they stand in for
one that was fetched), and the same with noise.

    python -m tests.bench.bench_describer CROPS OTHERS [--others 500]

CROPS: a folder a person; OTHERS: photos of strangers.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from photos_ml.app.evaluation.faces import (
    FALSE_ACCEPT,
    Ids,
    Labelled,
    _face_set,
    _pictures,
    _read,
    _Timer,
    accept_rate,
    bcubed,
)
from photos_ml.people.faces import FaceSet, SaidOfPersons
from photos_ml.people.fitting import OWN_SAME_PERSON, fitted_describer
from photos_ml.people.grouping import regrouped
from photos_ml.types import FloatMatrix
from photos_ml.vision.faces.look import FaceReader
from tests.bench.threads import as_commands

MARGIN, CONFIRMED, PUBLISHED = 0.6, 3, 1.128
SCALES = (0.8, 0.9, 1.0, 1.1, 1.2)


def read(crops: Path, others: Path, most: int) -> list[Labelled]:
    """Photos of known people, then of strangers, so many of them."""
    reader, timer = FaceReader(), _Timer()
    folders = sorted(path for path in crops.iterdir() if path.is_dir())
    found = [
        _read(reader, timer, path, person, MARGIN)
        for person, folder in enumerate(folders)
        for path in _pictures(folder)
    ]
    strangers = 0
    for path in _pictures(others):
        if strangers >= most:
            break
        found.append(_read(reader, timer, path, -1, 0.0))
        strangers += len(found[-1].faces)
    return found


def scored(faces: FaceSet, owner: Ids, truth: Ids) -> str:
    """B-cubed precision, recall and F1 of what is grouped from nothing."""
    group = regrouped(faces, SaidOfPersons()).group
    group = np.where(group >= 0, group, len(faces) + np.arange(len(faces)))
    precision, recall = bcubed(group, truth, owner >= 0)
    both = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"{precision:.3f} {recall:.3f} {both:.3f}"


def told(owner: Ids, founders: Sequence[int]) -> Ids:
    """As if a few faces of each person had been confirmed."""
    person = np.zeros(len(owner), np.int64)
    for one in np.unique(owner[owner >= 0]).tolist():
        person[[face for face in founders if owner[face] == one][:CONFIRMED]] = one + 1
    return person


def unit(rows: FloatMatrix) -> FloatMatrix:
    made: FloatMatrix = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return made


def main() -> None:
    as_commands()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("crops", type=Path)
    parser.add_argument("others", type=Path)
    parser.add_argument("--others", dest="most", type=int, default=500)
    said = parser.parse_args()
    photos = read(said.crops, said.others, said.most)
    rows = [(n, face) for n, one in enumerate(photos) for face in one.faces if face.vector is not None]
    owner = np.array([photos[number].person for number, _ in rows], np.int64)
    truth = np.where(owner >= 0, owner, -2 - np.arange(len(rows)))
    faces = _face_set(rows)
    founders = faces.measures.founders
    person = told(owner, np.flatnonzero(founders).tolist())
    random = np.random.default_rng(7)
    dimension = faces.vectors.shape[1]
    turn = np.linalg.qr(random.normal(0, 1, (dimension, dimension)))[0].astype(np.float32)
    noise = random.normal(0, 0.03, faces.vectors.shape).astype(np.float32)
    print(f"{(owner >= 0).sum()} faces of {len(np.unique(owner)) - 1} people, {(owner < 0).sum()} strangers")
    print(f"describer               scale  pairs  B-cubed P/R/F1     TAR at {FALSE_ACCEPT:g}")
    print(f"built-in                1.000      0  {scored(faces, owner, truth)}  {rate(faces, owner)}")
    for name, other in (
        ("angle", unit(faces.vectors) @ turn),
        ("angle, noisy", unit(faces.vectors + noise) @ turn),
    ):
        for how, whose in (("confirmed", person), ("no names", np.zeros_like(person))):
            fit = fitted_describer(other, faces.vectors, faces.contents, whose, founders, PUBLISHED)
            at = replace(faces, vectors=other * np.float32(fit.scale))
            line = f"{name}, {how}".ljust(22)
            print(
                f"{line} {fit.scale:6.3f} {fit.two_people:6}  {scored(at, owner, truth)}  {rate(at, owner)}"
                f"  near before, after {fit.near_before:.2f} {fit.near_after:.2f}",
                flush=True,
            )
        for scale in (OWN_SAME_PERSON / PUBLISHED, *(fit.scale * one for one in SCALES)):
            at = replace(faces, vectors=other * np.float32(scale))
            print(f"{name:22} {scale:6.3f}         {scored(at, owner, truth)}", flush=True)


def rate(faces: FaceSet, owner: Ids) -> str:
    return f"{accept_rate(faces.vectors[owner >= 0], owner[owner >= 0]):.3f}"


if __name__ == "__main__":
    main()
