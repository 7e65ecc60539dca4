"""What a vector index is, and what it asks of the store: it is a cache and can always be made again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from photos_ml.types import FloatMatrix

Ids: TypeAlias = npt.NDArray[np.int64]
"""int64 (n,): keys of vectors in the store."""

Halves: TypeAlias = npt.NDArray[np.float16]
"""float16 (n, d), unit rows within the precision of float16."""

Query: TypeAlias = npt.NDArray[np.float32]
"""float32 (d,)."""

Hit: TypeAlias = tuple[int, float]
"""(id, dot product with the query)."""


@dataclass(frozen=True, slots=True)
class IndexKey:
    """Whose vectors an index holds; those of another model or revision never enter it."""

    model_id: str
    revision: str
    dimension: int


class VectorSource(Protocol):
    """The vectors of one model as the store has them. An id is never reused and its vector never changes."""

    def generation(self) -> int:
        """Cheap; differs from an earlier value whenever a vector was added since."""
        ...

    def count(self) -> int:
        """Vectors there are now."""
        ...

    def keys(self) -> Ids:
        """The ids of all of them, ascending; much quicker than reading the vectors."""
        ...

    def rows(self, after_id: int | None = None) -> Iterator[tuple[Ids, Halves]]:
        """Blocks of ids (n,) and vectors (n, d) in ascending id order, ids above `after_id` only."""
        ...


class VectorIndex(Protocol):
    """Nearest vectors by dot product. Searching is safe while another thread adds or removes."""

    @property
    def dimension(self) -> int: ...

    @property
    def last_id(self) -> int:
        """The highest id ever added, 0 for none."""
        ...

    def __len__(self) -> int: ...

    def search(self, query: Query, k: int, allowed: Ids | None = None) -> list[Hit]:
        """At most k hits, the best first, equal scores by ascending id; only `allowed` ids where given."""
        ...

    def rows(self, ids: Ids) -> FloatMatrix:
        """The vectors of these ids, float32 (n, d); raises KeyError for an id that is not here."""
        ...

    def known(self, ids: Ids) -> Ids:
        """Those of these ids that are here, in their order."""
        ...

    def add(self, ids: Ids, vectors: Halves) -> None:
        """Add vectors; an id that is here already gets the new one."""
        ...

    def remove(self, ids: Ids) -> int:
        """Forget these ids; returns how many were here."""
        ...
