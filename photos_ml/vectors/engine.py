"""FAISS, imported at its first use: a cold search over a small library never needs it."""

from __future__ import annotations

import os
import sys
from typing import Any


def faiss(threads: int = 1) -> Any:
    """The package, with so many threads for what the calling thread asks of it from now on.

    A single query is scanned by one thread anyway; a team of idle ones would only spin beside it.
    """
    import faiss as package

    package.omp_set_num_threads(threads)
    return package


def building_threads() -> int:
    """For what goes on for minutes in the background: half of the processors, the other half stays free."""
    return max((os.cpu_count() or 1) // 2, 1)


def is_loaded() -> bool:
    """Whether the import has been paid for."""
    return "faiss" in sys.modules
