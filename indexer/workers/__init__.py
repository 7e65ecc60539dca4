"""Decoding in processes of their own, so that no picture can crash, hang or starve the indexer."""

from __future__ import annotations

from photos_ml.indexer.workers.messages import Done, Keep, Look, Looked, Work, WorkerError, WorkFailure
from photos_ml.indexer.workers.pool import DECODE_BYTES, WorkerPool

__all__ = [
    "DECODE_BYTES",
    "Done",
    "Keep",
    "Look",
    "Looked",
    "Work",
    "WorkFailure",
    "WorkerError",
    "WorkerPool",
]
