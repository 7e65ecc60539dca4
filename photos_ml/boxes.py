"""Boxes in a picture: how far two overlap, and which of two sets are the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

Box: TypeAlias = tuple[float, float, float, float]
"""x, y, width, height; in fractions of the upright picture, or in pixels where it says so."""


def overlap(one: Box, other: Box) -> float:
    """Intersection over union, 0 to 1."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (one[2] * one[3] + other[2] * other[3] - shared)


def matched(ours: Sequence[Box], theirs: Sequence[Box], least: float) -> list[tuple[int, int]]:
    """Pairs (of ours, of theirs) that overlap by `least` or more, each box in one pair, the best first."""
    found = sorted(
        (-share, i, j)
        for i, one in enumerate(ours)
        for j, other in enumerate(theirs)
        if (share := overlap(one, other)) >= least
    )
    pairs: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in found:
        if i not in taken[0] and j not in taken[1]:
            pairs.append((i, j))
            taken[0].add(i)
            taken[1].add(j)
    return pairs
