"""A small made-up bank and albums: captions of all families, vectors that go by them, no data folder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from random import Random

import numpy as np
import pytest

from photos_ml.ranker.simulation.albums import Album
from photos_ml.ranker.simulation.bank import Bank, Shot
from photos_ml.ranker.simulation.damage import DAMAGES
from photos_ml.ranker.simulation.stage import Stage
from photos_ml.ranker.simulation.tastes import FAMILIES
from photos_ml.types import FloatMatrix
from photos_ml.vision.quality import Quality

DIMENSION = 96
PICTURES, DAMAGED, ALBUMS = 180, 12, 30
PLACES = "street park yard room field car table wall window road".split()
FINE = Quality(5.5, 0.5, 0.5, 0.2, 0.01, 40.0, 0.01, 0.1, 0.1, 0.1, 0.05, 0.3, 0.4, 1.0, 0.0)


def direction(text: str) -> FloatMatrix:
    """A unit vector for a text."""
    seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
    row = np.random.default_rng(seed).standard_normal(DIMENSION)
    found: FloatMatrix = (row / np.linalg.norm(row)).astype(np.float32)
    return found


def encode_texts(texts: Sequence[str]) -> FloatMatrix:
    return np.stack([direction(text) for text in texts])


def bank_of(vector_seed: int = 0) -> Bank:
    """Pictures of the families in turn. `vector_seed` changes what the encoder saw and nothing else."""
    rng, noise = Random(0), np.random.default_rng(vector_seed)
    families = list(FAMILIES)
    captions, vectors = [], []
    for number in range(PICTURES):
        family = families[number % len(families)]
        words = FAMILIES[family].split()
        captions.append(
            tuple(
                f"a {rng.choice(words)} and a {rng.choice(words)} in a {rng.choice(PLACES)}" for _ in range(5)
            )
        )
        row = direction(family) + noise.normal(0, 0.06, DIMENSION)
        vectors.append(row / np.linalg.norm(row))
    shots = [Shot(f"{i}.jpg", i, "", 1.0) for i in range(PICTURES)]
    measures = [FINE.values()] * PICTURES
    for i in range(DAMAGED):
        for damage in DAMAGES:
            shots.append(Shot(f"{i}.jpg", i, damage, 0.4 if damage == "crop" else 1.0))
            vectors.append(vectors[i])
            measures.append(tuple(np.array(FINE.values()) * 0.8))
    return Bank(
        tuple(shots), tuple(captions), np.array(vectors, np.float16), np.array(measures, np.float32)
    )  # fmt: skip


def made_albums() -> list[Album]:
    rng, families = Random(1), list(FAMILIES)
    found = []
    for number in range(ALBUMS):
        words = FAMILIES[families[number % len(families)]].split()
        sentences = tuple(f"we saw the {rng.choice(words)} near the {rng.choice(PLACES)}" for _ in range(9))
        day = date(2012, rng.randint(1, 12), rng.randint(1, 28))
        found.append(Album(str(number), f"owner {number % 10}", "a trip to the lake", day, sentences))
    return found


def stage_of(bank: Bank) -> Stage:
    return Stage.set(bank, made_albums(), encode_texts)


@pytest.fixture(scope="session")
def bank() -> Bank:
    return bank_of()


@pytest.fixture(scope="session")
def stage(bank: Bank) -> Stage:
    return stage_of(bank)


@pytest.fixture(scope="session")
def seen_otherwise() -> Stage:
    """The same pictures and albums as another encoder sees them, every pixel measure another."""
    other = bank_of(vector_seed=9)
    changed = Bank(other.shots, other.captions, other.vectors[:, ::-1].copy(), other.measures * 0.5 + 0.1)
    return stage_of(changed)
