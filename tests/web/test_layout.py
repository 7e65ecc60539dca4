"""The justified rows: every photo once, in order, and rows that fill the width."""

from __future__ import annotations

import random
from typing import Any

import pytest

JUSTIFY = """async ([ratios, sections, width, target]) => {
  const { clamped, justify } = await import('/js/layout.js');
  const rows = justify(ratios, sections, width, target, 5, 52);
  const widths = [...rows.firsts].map((first, row) => {
    let sum = 5 * (rows.counts[row] - 1);
    for (let i = first; i < first + rows.counts[row]; i += 1) sum += clamped(ratios[i]) * rows.heights[row];
    return sum;
  });
  return { tops: [...rows.tops],
    heights: [...rows.heights], firsts: [...rows.firsts], counts: [...rows.counts], widths,
    height: rows.height };
}"""
TARGET = 224


def rows_of(pages: Any, ratios: list[int], cuts: list[int], width: int) -> Any:
    ends = [*cuts, len(ratios)]
    sections = [
        {"start": start, "end": end, "heading": "May"} for start, end in zip([0, *cuts], ends, strict=True)
    ]
    return pages.page.evaluate(JUSTIFY, [ratios, sections, width, TARGET])


@pytest.mark.parametrize("seed", range(12))
def test_every_photo_stands_once_and_no_row_is_too_wide(pages: Any, seed: int) -> None:
    chance = random.Random(seed)
    ratios = [chance.choice((30, 56, 75, 100, 133, 150, 178, 400)) for _ in range(chance.randint(1, 90))]
    width, cuts = (
        chance.randint(320, 1800),
        sorted(chance.sample(range(1, len(ratios)), min(3, len(ratios) - 1))),
    )
    rows = rows_of(pages, ratios, cuts, width)
    assert rows["firsts"] == [sum(rows["counts"][:row]) for row in range(len(rows["counts"]))]
    assert sum(rows["counts"]) == len(ratios)
    assert all(wide <= width + 0.5 for wide in rows["widths"])
    assert rows["tops"] == sorted(rows["tops"])
    assert rows["height"] >= rows["tops"][-1] + rows["heights"][-1]
    starts = {0, *cuts}
    assert starts <= set(rows["firsts"]), "a heading begins a row"
    for first, wide in zip(rows["firsts"], rows["widths"], strict=True):
        last_of_section = any(
            first + n in {*cuts, len(ratios)} for n in [rows["counts"][rows["firsts"].index(first)]]
        )
        assert last_of_section or wide == pytest.approx(width, abs=0.5)


def test_one_photo_left_over_joins_a_row(pages: Any) -> None:
    """Ten photos of 3:2 that would stand in rows of four, four and two."""
    rows = rows_of(pages, [150] * 10, [], 1200)
    assert all(wide == pytest.approx(1200, abs=0.5) for wide in rows["widths"])
    assert max(rows["heights"]) <= 1.4 * TARGET


def test_a_photo_alone_is_not_blown_up(pages: Any) -> None:
    assert rows_of(pages, [150], [], 1200)["heights"] == [pytest.approx(1.4 * TARGET)]
