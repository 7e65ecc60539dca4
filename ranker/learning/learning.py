"""Learning from the feedback of a library, when enough is new; what is learnt stays in it."""

from __future__ import annotations

import json
import math
from datetime import datetime

from photos_ml.ranker.learning.feedback import Feedback, FeedbackKind, PersonalModel, readable
from photos_ml.ranker.learning.in_use import load_scorer
from photos_ml.ranker.learning.personal import PERSONAL, TrainingOutcome, train_personal
from photos_ml.ranker.learning.training_groups import training_groups_of
from photos_ml.store import Library

NEW_EVENTS = 10
"""Interactions since the last training that make another worth its second."""
LEARNT_UPTO = "learnt upto"
"""Setting: the last event that training has seen, whether or not a better model came of it."""


def learn(library: Library, now: datetime, *, enough: int = NEW_EVENTS) -> TrainingOutcome | None:
    """Train on all feedback if `enough` of it is new; None where it is not.

    A new model takes the place of the one in use only where it was better on feedback it had not seen.
    """
    feedback = Feedback(library.database)
    seen = int(library.setting(LEARNT_UPTO) or 0)
    events = feedback.events()
    new = [e for e in events if e.id > seen and e.event is not FeedbackKind.SHOWN]
    if len(new) < enough or not new:
        return None
    used = feedback.model(PERSONAL)
    groups = training_groups_of(events, readable(feedback))
    outcome = train_personal(groups, load_scorer(), used.document if used else None)
    library.set_setting(LEARNT_UPTO, events[-1].id)
    if outcome.document is not None:
        feedback.put_model(
            PersonalModel(PERSONAL, now, events[-1].id, outcome.document, json.dumps(report(outcome)))
        )
    return outcome


def report(outcome: TrainingOutcome) -> dict[str, object]:
    """What came of training, for JSON: what is not known is null."""
    ndcg = {
        name: None if math.isnan(value) else round(value, 4)
        for name, value in (("before", outcome.before), ("after", outcome.after))
    }
    return {
        "taken": outcome.document is not None,
        "reason": outcome.reason,
        "events": outcome.events,
        "ndcg": ndcg,
    }
