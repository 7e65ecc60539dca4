"""What grouping is given of faces, and what is known of persons."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from photos_ml.people.gate import Measures
from photos_ml.types import FloatMatrix

CHILD_NEARER = 0.24
"""By how much two children are nearer than two grown-ups, of each distance."""
GROWN_UP, CHILD = 0.5, 0.9
"""How young a face looks up to which it counts as a grown-up's, and from which as a child's."""

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FaceSet:
    """Faces with a vector, (n,) each, in an order that does not depend on when they came."""

    vectors: FloatMatrix
    """(n, 128)"""
    contents: Ids
    """Two faces of one content are two people."""
    measures: Measures
    person: Ids
    """Whose face it was said to be; 0 for none."""
    last_day: Ids
    """The last day that the photo may be of, since 0001-01-01; 0 where that is not known."""
    video: npt.NDArray[np.bool_]
    """Faces of one video may be one person's at two times."""
    young: npt.NDArray[np.float32]
    """How likely each is a child's, 0 to 1."""

    @property
    def scale(self) -> npt.NDArray[np.float32]:
        """What a face's distances are divided by, the root of the product of two: children are nearer to one
        another than grown-ups, whoever they are."""
        child = np.clip((self.young - GROWN_UP) / (CHILD - GROWN_UP), 0.0, 1.0)
        return np.asarray(1.0 - CHILD_NEARER * child, np.float32)

    def __len__(self) -> int:
        return len(self.vectors)


@dataclass(frozen=True, slots=True)
class SaidOfPersons:
    """What was said of persons and of faces beside whose they are."""

    births: Mapping[int, int] = field(default_factory=dict)
    """Person -> the first day that may be the birthday; no face of an earlier photo is that person's."""
    denied: Set[tuple[int, int]] = frozenset()
    """(index of a face, person): it is not."""
    apart: Set[tuple[int, int]] = frozenset()
    """Pairs of persons that are two."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """What was made of faces, (n,) each."""

    group: Ids
    """The index of a face that stands for the group; -1 for a face that is in none."""
    person: Ids
    """Whose it is guessed to be; 0 for none. For a face of which it was said, that."""
