"""What every reader of points of time has: the words, their context, and the readings it may call."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple

from photos_ml.planner.dates.values import Value
from photos_ml.planner.dates.words import Words
from photos_ml.planner.lexicon import Found


class Point(NamedTuple):
    """What was read, the token after it, and whether the words alone make it a time ('may' alone do not)."""

    value: Value
    end: int
    strong: bool = True


class PointBase(ABC):
    """Reads one point of time at a token. Every method gives None where its pattern is not there."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._context = words.context
        self._today = words.context.today

    @abstractmethod
    def read(self, at: int) -> Point | None:
        """The longest point that begins at `at`."""

    @abstractmethod
    def yearly(self, at: int) -> Point | None:
        """A part of the year that names no year."""

    @abstractmethod
    def year_span(self, at: int, *, loose: bool = False) -> Found | None:
        """A whole year."""
