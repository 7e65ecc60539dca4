"""Marked words: which part of a query plays which role. Rules and language model mark, one resolver reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from photos_ml.planner.context import Known


class SpanRole(StrEnum):
    """What marked words are for. Words not marked count as WHAT, except fillers, which are dropped."""

    WHEN = "when"
    """The time, with its preposition or not: 'two summers ago', 'since 2020', 'at christmas'."""
    WHERE = "where"
    WHO = "who"
    """One or several people the picture must show: 'Anna and Ben', 'only Mia', 'Tom or Ben'."""
    NOT = "not"
    """What must not be there, with or without its cue: 'without people', 'but not Tom'."""
    CAMERA = "camera"
    FOLDER = "folder"
    MEDIA = "media"
    """'selfies', 'live photos', 'videos'."""
    RATING = "rating"
    """'5 star', 'at least three stars'."""
    FAVORITE = "favorite"
    LACKS = "lacks"
    """'without a date', 'not geotagged', 'unrated': facts that nobody wrote down."""
    FACES = "faces"
    """'three people', 'group photo': how many faces."""
    AGE = "age"
    """'when she was two', 'as a baby', of the person named beside it."""
    ORDER = "order"
    """'newest', 'oldest first'; may also hold a limit: 'latest 10'."""
    LIMIT = "limit"
    """'first 10', 'top 20', 'just one'."""
    EXACT = "exact"
    """A quoted string, with its quotes or not."""
    WHAT = "what"
    """What the picture shows; stays in `text` as it is."""
    OTHER = "other"
    """Says nothing about the picture: 'show me the', 'photos of', 'please'. Dropped."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters [start, end) of the query and their role."""

    start: int
    end: int
    role: SpanRole

    def of(self, query: str) -> str:
        return query[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Marking:
    """What a marker says of a query; `picture_text` is its optional rewrite of the WHAT words."""

    spans: tuple[Span, ...]
    picture_text: str = ""


class SpanMarker(Protocol):
    """A language model that says which words are what. It may be absent, slow or wrong."""

    name: str

    def mark(self, query: str, known: Known, now: datetime, budget_s: float) -> Marking | None:
        """None where it has no answer within `budget_s` seconds; PlanError where it cannot answer at all.

        Never raises for what the query says.
        """
        ...


def spans_of(pairs: Sequence[tuple[str, SpanRole]], query: str) -> tuple[Span, ...]:
    """Spans of quoted pieces, each searched after the last, case ignored; what is not there is left out."""
    found: list[Span] = []
    lowered, position = query.lower(), 0
    if len(lowered) != len(query):  # a few letters change length in lower case and would shift every offset
        lowered = query
    for piece, role in pairs:
        wanted = piece.strip().lower()
        start = lowered.find(wanted, position) if wanted else -1
        if start < 0:
            start = lowered.find(wanted) if wanted else -1
        if start < 0:
            continue
        position = start + len(wanted)
        found.append(Span(start, position, role))
    return tuple(sorted(found))
