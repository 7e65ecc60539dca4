"""Grouping of made-up faces: time, memory, precision and recall, from nothing and one photo at a time.

python -m tests.bench.bench_people [--faces 100000]
python -m tests.bench.bench_people --pasted DIR

Persons are drawn around a middle, faces around persons, with the deviations that were measured on real ones.
With `--pasted` what finding and describing three faces takes of one core: the first three pictures in DIR,
cut tight around a face, on one of 1600 x 1200 pixels.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photos_ml.people.faces import FaceSet, SaidOfPersons
from photos_ml.people.gate import Measures
from photos_ml.people.grouping import regrouped
from photos_ml.people.joining import Groups, joined
from photos_ml.vision.faces.look import FaceReader

FACES_A_PERSON = 40
BETWEEN, WITHIN = 0.473, 0.363
"""Root mean squared distance of a person from the middle, and of a face from its person: as measured."""
DIMENSION = 128
BETWEEN_FALL, WITHIN_FALL = 33, 49
"""How slowly the spread falls from direction to direction: half the effective number of each."""
UNEVEN = 0.14
"""Some faces are farther from their person than others, by this share."""
ALONE_SHARE = 0.1
"""Strangers with one face each."""
MEBI = 1024
READINGS = 15


def made_up(number: int, seed: int = 3) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Vectors (n, 128) and whose each is."""
    random = np.random.default_rng(seed)
    alone = int(number * ALONE_SHARE)
    persons = max(1, (number - alone) // FACES_A_PERSON)
    sizes = random.pareto(1.2, persons) + 0.3
    whose = random.choice(persons, number - alone, p=sizes / sizes.sum())
    whose = np.concatenate([whose, np.arange(persons, persons + alone)])
    turn = np.linalg.qr(random.normal(size=(DIMENSION, DIMENSION)))[0]
    middles = random.normal(size=(persons + alone, DIMENSION)) * _falling(BETWEEN_FALL) * BETWEEN
    within = random.normal(size=(number, DIMENSION)) * _falling(WITHIN_FALL) * WITHIN
    within *= np.exp(random.normal(0.0, UNEVEN, (number, 1)) - UNEVEN**2)
    vectors = ((middles[whose] + within) @ turn).astype(np.float32)
    order = random.permutation(number)
    return vectors[order], whose[order]


def _falling(slowness: float) -> NDArray[np.float64]:
    """Deviations of the directions, whose squares sum to 1."""
    falling = np.exp(-np.arange(DIMENSION) / slowness)
    return falling / np.sqrt((falling**2).sum())


def face_set(vectors: NDArray[np.float32]) -> FaceSet:
    """Good faces, each in a photo of its own."""
    number = len(vectors)
    score, sharpness, residual = (np.full(number, value, np.float32) for value in (0.9, 0.15, 4.0))
    none = np.zeros(number, np.int64)
    measures = Measures(score, sharpness, residual, np.full(number, 120))
    return FaceSet(
        vectors,
        np.arange(number),
        measures,
        none,
        none,
        np.zeros(number, np.bool_),
        np.zeros(number, np.float32),
    )


def pairs(group: NDArray[np.int64], whose: NDArray[np.int64]) -> tuple[float, float]:
    """Precision and recall over pairs of faces."""

    def same(*labels: NDArray[np.int64]) -> float:
        count = np.unique(np.stack(labels, 1), axis=0, return_counts=True)[1].astype(np.float64)
        return float((count * (count - 1) / 2).sum())

    alone = np.where(group < 0, -1 - np.arange(len(group)), group)
    both = same(alone, whose)
    return both / max(same(alone), 1.0), both / same(whose)


def false_pairs(vectors: NDArray[np.float32], whose: NDArray[np.int64], most: float = 0.5) -> float:
    """Share of the pairs of two persons' faces that are nearer than that; of real faces 2.4e-5."""
    some, who = vectors[:4000], whose[:4000]
    squared = (some**2).sum(1)[:, None] - 2 * some @ some.T + (some**2).sum(1)[None]
    return float((squared[who[:, None] != who[None]] < most * most).mean())


def reading(folder: Path) -> dict[str, Any]:
    """Processor time of one thread for a picture with three faces, and for the same without any."""
    empty = Image.new("RGB", (1600, 1200), (128, 128, 128))
    shown = empty.copy()
    for place, path in enumerate(sorted(folder.rglob("*.png"))[:3]):
        with Image.open(path) as crop:
            shown.paste(crop.convert("RGB").resize((260, 260)), (150 + 480 * place, 300))
    reader = FaceReader(threads=1)
    times: dict[str, list[float]] = {"with": [], "without": []}
    for _ in range(READINGS):
        for name, picture in (("with", shown), ("without", empty)):
            started = time.thread_time()
            found = len(reader.read(picture))
            times[name].append((time.thread_time() - started) * 1000)
            assert found == 3 * (name == "with")
    return {
        "three_faces_ms": round(float(np.median(times["with"])), 1),
        "least_ms": round(min(times["with"]), 1),
        "no_face_ms": round(float(np.median(times["without"])), 1),
    }


def main() -> None:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faces", type=int, default=100_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--pasted", type=Path)
    asked = parser.parse_args()
    if asked.pasted:
        print(json.dumps(reading(asked.pasted), indent=2))
        return
    vectors, whose = made_up(asked.faces)
    faces = face_set(vectors)
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    grouping = regrouped(faces, SaidOfPersons(), threads=asked.threads)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    precision, recall = pairs(grouping.group, whose)
    groups = Groups.of(faces, grouping)
    times = []
    for start in range(0, 300, 3):
        few = face_set(vectors[start : start + 3] + 0.005)
        moment = time.process_time()
        joined(few, groups, SaidOfPersons())
        times.append((time.process_time() - moment) * 1000)
    document: dict[str, Any] = {
        "faces": asked.faces,
        "false_pairs_within_half": false_pairs(vectors, whose),
        "persons": int(whose.max()) + 1,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(after.ru_utime - before.ru_utime, 1),
        "peak_mb": round(after.ru_maxrss / MEBI),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "new_photo_ms": round(float(np.median(times)), 2),
    }
    print(json.dumps(document, indent=2))


if __name__ == "__main__":
    main()
