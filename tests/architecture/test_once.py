"""What there is one of: formulas that were written twice once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from photos_ml.app.api.shapes import MemoryFeedback
from photos_ml.app.service.memory_kinds import GIVEN
from photos_ml.store.feedback import FeedbackKind

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("photos_ml", "indexer", "ranker", "app")
ONCE = {
    r"arcsin\(|asin\(|6371|111\.195": "photos_ml/geo.py",
    r"log2\(np\.arange": "photos_ml/ndcg.py",
}
"""What a formula cannot be written without, and where it is written."""


@pytest.mark.parametrize("sign", ONCE)
def test_a_formula_is_written_once(sign: str) -> None:
    files = (path for folder in SOURCES for path in (ROOT / folder).rglob("*.py"))
    found = {str(path.relative_to(ROOT)) for path in files if re.search(sign, path.read_text("utf-8"))}
    assert found == {ONCE[sign]}


def test_events_of_memories_are_named_once() -> None:
    """The pages may send what the command takes."""
    field = MemoryFeedback.model_fields["event"]
    assert {*get_args(field.annotation)} == {*GIVEN} == {*FeedbackKind} - {"regenerate", "less"}
