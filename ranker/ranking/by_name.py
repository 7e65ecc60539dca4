"""Features by their names: those that a model knows may be others than those that are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Real = TypeVar("Real", np.float32, np.float64)


def arranged(
    rows: npt.NDArray[Real], have: Sequence[str], want: Sequence[str], fill: Mapping[str, float] | None = None
) -> npt.NDArray[Real]:
    """Rows (n, len(have)) as the columns `want`: what is not wanted is left out, what is wanted and not there
    is as `fill` says, else NaN."""
    if tuple(have) == tuple(want):
        return rows
    usual = [(fill or {}).get(name, np.nan) for name in want]
    found = np.tile(np.array(usual, rows.dtype), (len(rows), 1))
    at = {name: i for i, name in enumerate(have)}
    known = [(i, at[name]) for i, name in enumerate(want) if name in at]
    found[:, [i for i, _ in known]] = rows[:, [j for _, j in known]]
    return found
