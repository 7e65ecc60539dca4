"""What the user did with memories. The values are the store's; here is what they mean for ranking."""

from __future__ import annotations

import hashlib

from photos_ml.ranker.ranking.features import FEATURE_NAMES
from photos_ml.ranker.ranking.score import MEMORY_FEATURES
from photos_ml.store.feedback import (
    Feedback,
    FeedbackEvent,
    FeedbackKind,
    FrozenMemory,
    FrozenPhoto,
    PersonalModel,
)

__all__ = [
    "SIGNATURE",
    "Feedback",
    "FeedbackEvent",
    "FeedbackKind",
    "FrozenMemory",
    "FrozenPhoto",
    "PersonalModel",
]

SIGNATURE = hashlib.blake2b(
    "\n".join((*MEMORY_FEATURES, "", *FEATURE_NAMES)).encode(), digest_size=8
).hexdigest()
"""Names the features of this version: what was frozen under another cannot be trained on."""
