"""FAISS, imported at its first use: a cold search over a small library never needs it."""

from __future__ import annotations

import sys
from typing import Any


def faiss() -> Any:
    """The package, with one thread for the calling thread's searches.

    A single query is scanned by one thread anyway; a team of idle ones would only spin beside it.
    """
    import faiss as package

    package.omp_set_num_threads(1)
    return package


def is_loaded() -> bool:
    """Whether the import has been paid for."""
    return "faiss" in sys.modules
