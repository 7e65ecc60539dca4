"""What a favourite is, said once: a photo with a heart.

The heart comes by hand, with a favourite's mark, star or label in a file or another program, or with a
rating of `LIKED` or more, whoever gives it. A heart given or taken back by hand stands against all others.
Everything that shows, filters or learns reads that one fact.
"""

from __future__ import annotations

LIKED = 4
"""Stars out of five from which on a photo is a favourite: what photo programs call 'picks' starts there."""


def is_favorite(*, marked: bool, rating: int | None) -> bool:
    """Whether who says this of a photo says that it is a favourite."""
    return marked or (rating is not None and rating >= LIKED)
