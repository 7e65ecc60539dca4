from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.encoders.text_cache import TextCache
from photos_ml.types import FloatMatrix

DIMENSION = 3


class Counting:
    """Encodes a text as its length, its first letter and 1, and remembers what it was asked."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def __call__(self, texts: Sequence[str]) -> FloatMatrix:
        self.batches.append(list(texts))
        rows = [[len(text), ord(text[0]) if text else 0, 1] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(-1, DIMENSION)


@given(st.lists(st.lists(st.text("abc", max_size=2), max_size=6), max_size=12), st.integers(0, 4))
def test_answers_as_without_it(calls: list[list[str]], capacity: int) -> None:
    cache = TextCache(Counting(), DIMENSION, capacity)
    for texts in calls:
        assert np.array_equal(cache(texts), Counting()(texts))


def test_asked_once() -> None:
    encode = Counting()
    cache = TextCache(encode, DIMENSION)
    cache(["a", "b", "a"])
    cache(["b", "c"])
    cache(["a", "b", "c"])
    assert encode.batches == [["a", "b"], ["c"]]


def test_the_least_lately_used_goes_first() -> None:
    encode = Counting()
    cache = TextCache(encode, DIMENSION, capacity=2)
    cache(["a"])
    cache(["b"])
    cache(["a"])
    cache(["c"])
    encode.batches.clear()
    cache(["a"])
    cache(["b"])
    assert encode.batches == [["b"]]


def test_nothing_asked_nothing_run() -> None:
    encode = Counting()
    assert TextCache(encode, DIMENSION)([]).shape == (0, DIMENSION)
    assert encode.batches == []


def test_threads() -> None:
    cache = TextCache(Counting(), DIMENSION, capacity=8)
    wrong: list[str] = []

    def ask(seed: int) -> None:
        rng = np.random.default_rng(seed)
        for _ in range(200):
            texts = ["x" * int(length) for length in rng.integers(1, 20, 3)]
            if not np.array_equal(cache(texts), Counting()(texts)):
                wrong.append(str(texts))

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
