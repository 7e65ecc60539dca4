"""What a favourite is, said once: a photo with a heart.

The heart comes by hand, or with a favourite's mark, star or label in a file or another program. Where nobody
gave or took it, a rating of `LIKED` or more brings it, and goes with it. The column `favorite` of the store
says the same of what holds of a photo; everything that shows, filters or learns reads that.
"""

from __future__ import annotations

LIKED = 4
"""Stars out of five from which on a photo is a favourite: what photo programs call 'picks' starts there."""


def is_favorite(*, heart: bool | None, rating: int | None) -> bool:
    """Whether a photo is a favourite that has this heart (None: nobody says) and these stars."""
    return (rating is not None and rating >= LIKED) if heart is None else heart
