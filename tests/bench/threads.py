"""Threads of a bench that runs in its own process what commands do."""

from __future__ import annotations

import os

from threadpoolctl import threadpool_limits


def as_commands() -> None:
    """One thread for products of matrices, as `photos_ml.app.cli` gives to every command but two: others wait
    at full speed between small ones. Call it first: what is loaded later reads it from the environment."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    threadpool_limits(limits=1, user_api="blas")
