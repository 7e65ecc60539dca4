"""How near is near: the more faces there are, the likelier two strangers look alike."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

TEN_THOUSAND = 10_000
STEEPNESS = 70.0
"""Natural logarithm of the share of false pairs, per unit of distance: 2.4e-5 at 0.50, 7e-7 at 0.45."""
FAR = 0.52
"""Of a face to the mean of a group, beyond which it is none of it, whatever it is near to: of a person's own
faces hardly one is, however large the library."""
WEAK_FAR = 0.48
"""The same of a face too poor to found a group."""
LOOSEST, STRICTEST = -0.02, 0.08
"""How far distances are moved at most: for few faces, and for very many."""


@dataclass(frozen=True, slots=True)
class Distances:
    """Euclidean distances of vectors; between children they are less (see `FaceSet.scale`)."""

    whisper: float
    """Of two faces that may be one person's."""
    join: float
    """Root mean square between two groups up to which they are one person's."""
    person: float
    """The same between a group and a person's confirmed faces."""
    few: float
    """Mean, of a face to the nearest few of a group, up to which it joins it."""
    mean: float
    """Or of a face to the mean of the group."""

    @property
    def look(self) -> float:
        """Of the nearest faces of two groups that are worth comparing."""
        return self.join + 0.02


def distances(faces: int) -> Distances:
    """Those at which so many faces have as many false neighbours each as ten thousand have at 0.49."""
    stricter = min(max(log(max(faces, 1) / TEN_THOUSAND) / STEEPNESS, LOOSEST), STRICTEST)
    return Distances(
        whisper=0.49 - stricter,
        join=0.59 - stricter,
        person=0.54 - stricter,
        few=0.53 - stricter,
        mean=0.45 - stricter,
    )
