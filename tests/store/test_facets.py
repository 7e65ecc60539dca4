"""What photos consist of: counted one by one and in arrays, to the same end."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from photos_ml.store import Mark, facets
from photos_ml.types import (
    Camera,
    DateSource,
    Kind,
    Media,
    Metadata,
    PersonTag,
    Place,
    Precision,
    Taken,
)


def anything(chance: random.Random) -> Metadata:
    day = datetime(chance.randrange(1995, 2005), 5, 1, 12)
    source = chance.choice([DateSource.EXIF, DateSource.MTIME])
    return Metadata(
        media=chance.choice([Media.PHOTO, Media.VIDEO]),
        taken=chance.choice([None, Taken(day, None, source, chance.choice([*Precision]))]),
        place=chance.choice([None, Place("Bergen", "", "Norway", "no"), Place("", "", "Norway", "no")]),
        camera=chance.choice([Camera(), Camera("Canon", "R6"), Camera("Apple", "iPhone 12")]),
        people=tuple(PersonTag(name) for name in chance.sample(["Anna", "Ben", "Cleo"], chance.randrange(3))),
        kinds=frozenset(chance.sample([Kind.SELFIE, Kind.SCREENSHOT, Kind.PANORAMA], chance.randrange(3))),
    )


def test_many_are_counted_as_one_by_one(shelf: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    library, chance = shelf.library, random.Random(7)
    photos = [shelf.add(f"{n}.jpg", anything(chance)) for n in range(60)]

    def equal() -> None:
        for some in (photos, photos[::3], photos[:1], [*photos[:5], 10**6]):
            asked = np.array(sorted(some), np.int64)
            counted = library.facets(asked)
            with monkeypatch.context() as patch:
                patch.setattr(facets, "FEW", 10**9)
                one_by_one = library.facets(asked)
            assert counted == one_by_one
            for name in ("years", "cities", "cameras", "people", "kinds"):
                assert [*getattr(counted, name)] == [*getattr(one_by_one, name)]

    monkeypatch.setattr(facets, "FEW", 0)
    library.photo_table.current()
    equal()
    library.marks.set(photos[0], Mark.FAVORITE, True)
    shelf.add("0.jpg", anything(random.Random(8)), photo_id=photos[0])
    photos.append(shelf.add("new.jpg", anything(random.Random(9))))
    equal()
