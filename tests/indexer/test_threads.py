"""numpy keeps to one thread beside the decoders, and has its threads back afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from photos_ml.indexer.pipeline import Indexer


def blas_threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_numpy_has_one_thread_while_a_run_goes_on(studio: Any, painter: Any) -> None:
    painter(studio.photos / "a.jpg", 1)
    seen: set[int] = set()
    with threadpool_limits(limits=2, user_api="blas"):
        before = blas_threads()
        if before == {1}:
            pytest.skip("numpy has one thread here anyway")
        studio.index(studio.photos)
        Indexer(studio.library, studio.encoder, progress=lambda _: seen.update(blas_threads())).run()
        assert blas_threads() == before
    assert seen == {1}
