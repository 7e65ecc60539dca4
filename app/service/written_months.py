"""The months of all photos as the JSON that pages get: written once, then only what became a favourite."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec
import numpy as np
import numpy.typing as npt

from photos_ml.store.array_files import Form
from photos_ml.store.photo_table import Ids, PhotoArrays
from photos_ml.store.timeline import Months

NO_FAVORITES = b'"favorites":[]'
"""As it stands in each month; not in a name, where a quotation mark has a backslash before it."""


@dataclass(frozen=True, eq=False)
class WrittenMonths:
    """A JSON list of `Month`, and how many photos it lists."""

    photos: int
    text: npt.NDArray[np.uint8]
    """UTF-8."""
    places: Ids
    """Where the list of each month's favourites ends in it, before its bracket, (k,)."""

    def with_favorites(self, months: Months, photos: PhotoArrays) -> WrittenMonths:
        """The favourites of now put in where there are none; of `months` it was written."""
        mask = photos.favorites[photos.rows_of(months.ids)]
        loved = months.ids[mask]
        if not len(loved):
            return self
        of_month = np.repeat(np.arange(len(self.places)), np.diff(months.ends_among(mask)))
        text = np.frombuffer("".join(f"{photo}," for photo in loved.tolist()).encode(), np.uint8)
        commas = text == ord(",")
        lengths = np.diff(np.flatnonzero(commas), prepend=-1)
        kept = ~commas
        kept[commas] = np.diff(of_month, append=-1) == 0  # none behind the last of a month
        places = np.repeat(self.places[of_month], lengths)
        return replace(self, text=np.insert(self.text, places[kept], text[kept]))


def written(months: Months, photos: PhotoArrays) -> WrittenMonths:
    """Without any favourites."""
    none = replace(photos, favorites=np.zeros_like(photos.favorites))
    text = msgspec.json.encode(months.lists(none))
    parts = text.split(NO_FAVORITES)[:-1]
    places = np.cumsum([len(part) + len(NO_FAVORITES) for part in parts], dtype=np.int64) - 1
    return WrittenMonths(len(months.ids), np.frombuffer(text, np.uint8), places)


WRITTEN_FORM: Form[WrittenMonths] = Form(
    lambda made: {"photos": np.array([made.photos]), "text": made.text, "places": made.places},
    lambda arrays: WrittenMonths(int(arrays["photos"][0]), arrays["text"], arrays["places"]),
)
