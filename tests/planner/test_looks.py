"""Kinds that are told by looking, as a filter: only where the library knows some, and before all else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from photos_ml.planner.rules import RulesPlanner
from tests.planner.conftest import KNOWN, NOW

SOME = replace(KNOWN, kinds=frozenset({"receipt", "document", "map", "drawing", "whiteboard", "meme"}))


@pytest.mark.parametrize(
    ("query", "media", "text"),
    [
        ("receipts", ("receipt",), ""),
        ("photos of receipts", ("receipt",), ""),
        ("receipts from last month", ("receipt",), ""),
        ("documents from 2023", ("document",), ""),
        ("whiteboards", ("whiteboard",), ""),
        ("memes about cats", ("meme",), "cats"),
        ("kassenbons vom letzten jahr", ("receipt",), ""),
        ("maps on a wall", (), "maps on a wall"),
        ("kids with drawings", (), "kids with drawings"),
        ("a map", (), "map"),
        ("receipt from rewe", (), "receipt from rewe"),
        ("handwritten notes", (), "handwritten notes"),
    ],
)
def test_kinds_are_asked_for_in_the_plural(query: str, media: tuple[str, ...], text: str) -> None:
    plan = RulesPlanner().plan(query, SOME, NOW).plan
    assert (plan.media, plan.text) == (media, text)


def test_a_library_without_any_looks_for_what_the_picture_shows() -> None:
    plan = RulesPlanner().plan("receipts", KNOWN, NOW).plan
    assert (plan.media, plan.text) == ((), "receipts")
