"""The months of all photos as the JSON that pages get: written once, then only what became a favourite."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec
import numpy as np
import numpy.typing as npt

from photos_ml.store.array_files import Form, smaller
from photos_ml.store.photo_table import Ids, PhotoArrays
from photos_ml.store.timeline import Months

NO_FAVORITES = b'"favorites":[]'
"""As it stands in each month; not in a name, where a quotation mark has a backslash before it."""
PLACE = b"\0"
"""Stands in the text where the favourites of a month go: no such letter is in JSON."""


@dataclass(frozen=True, eq=False)
class WrittenMonths:
    """A JSON list of `Month`, with a PLACE for the favourites of each."""

    text: npt.NDArray[np.uint8]
    """UTF-8."""
    ids: Ids
    """The photos of one month after the other, (n,)."""
    cuts: Ids
    """Where each month begins in them, and the last one ends, (k + 1,)."""

    def with_favorites(self, photos: PhotoArrays) -> WholeTimeline:
        """The favourites of now in their places."""
        loved = np.flatnonzero(photos.favorites[photos.rows_of(self.ids)])
        if not len(loved):
            return WholeTimeline(len(self.ids), self.text.tobytes().replace(PLACE, b""))
        cuts = np.searchsorted(loved, self.cuts)
        months = np.flatnonzero(np.diff(cuts))
        lists = np.full(len(cuts) - 1, b"", object)
        lists[months] = _listed(self.ids[loved], cuts[months + 1] - 1).split(PLACE)[:-1]
        parts = [b""] * (2 * len(lists) + 1)  # in C all through: there may be a hundred thousand
        parts[::2], parts[1::2] = self.text.tobytes().split(PLACE), lists.tolist()
        return WholeTimeline(len(self.ids), b"".join(parts))


@dataclass(frozen=True, slots=True)
class WholeTimeline:
    """A JSON list of `Month`, and how many photos it lists."""

    photos: int
    text: bytes
    """UTF-8."""


def _listed(ids: Ids, last: Ids) -> bytes:
    """Positive numbers in decimal digits, each with a comma behind it, or PLACE those at `last`. All at once:
    one by one a million takes half a second."""
    widest = len(str(int(ids.max())))
    letters = np.full((len(ids), widest + 1), ord(","), np.uint8)
    letters[last, widest] = PLACE[0]
    left = ids
    for column in range(widest - 1, -1, -1):
        left, digits = np.divmod(left, 10)
        letters[:, column] = digits + ord("0")
    widths = np.searchsorted(10 ** np.arange(1, widest), ids, "right") + 1
    return letters[np.arange(widest + 1) >= widest - widths[:, None]].tobytes()


def written(months: Months, photos: PhotoArrays) -> WrittenMonths:
    """Without any favourites."""
    none = replace(photos, favorites=np.zeros_like(photos.favorites))
    text = msgspec.json.encode(months.lists(none))
    text = text.replace(NO_FAVORITES, NO_FAVORITES[:-1] + PLACE + NO_FAVORITES[-1:])
    return WrittenMonths(np.frombuffer(text, np.uint8), months.ids, months.cuts)


WRITTEN_FORM: Form[WrittenMonths] = Form(
    lambda made: {"text": made.text, "ids": smaller(made.ids), "cuts": made.cuts},
    lambda arrays: WrittenMonths(arrays["text"], arrays["ids"].astype(np.int64), arrays["cuts"]),
)
WHOLE_FORM: Form[WholeTimeline] = Form(
    lambda made: {"photos": np.array([made.photos]), "text": np.frombuffer(made.text, np.uint8)},
    lambda arrays: WholeTimeline(int(arrays["photos"][0]), arrays["text"].tobytes()),
)
