"""People and places as arrays tell them are those of one plain question each, after every act."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from photos_ml.store import Library, Mark, Status
from photos_ml.store.marks import HIDDEN
from photos_ml.store.people import read_people
from photos_ml.store.positions import read_positions
from photos_ml.types import DateSource, Metadata, PersonTag, Position, Taken

NAMES = ("Ann", "Ben", "Cleo", "Dan", "élan")
BOX = (0.1, 0.1, 0.3)


def some(dice: random.Random) -> Metadata:
    people = (PersonTag(name, dice.choice([None, (*BOX, dice.choice((0.1, 0.2)))])) for name in NAMES)
    when = datetime(2020, 1, dice.randrange(1, 9))
    return Metadata(
        people=tuple(dice.sample(list(people), dice.randrange(4))),
        width=dice.choice((0, 400)),
        height=dice.choice((0, 100, 300)),
        rating=dice.choice((None, 0, 3, 4, 5)),
        taken=Taken(when, None, DateSource.EXIF) if dice.random() < 0.8 else None,
        position=Position(dice.random(), dice.random()) if dice.random() < 0.8 else None,
    )


def plain_people(library: Library) -> list[tuple[str, int, int]]:
    """Name, photos and cover, of equally good covers the first."""
    rows = library.database.query(
        "SELECT q.name, p.id, coalesce(l.height * p.height, 0) + p.favorite"
        " - (SELECT count(*) FROM photo_people o WHERE o.photo_id = p.id) / 9.0 AS good "
        "FROM photo_people l JOIN people q ON q.id = l.person_id JOIN photos p ON p.id = l.photo_id "
        f"WHERE p.status = 'present' AND p.id NOT IN ({HIDDEN}) ORDER BY p.id"
    )
    found = []
    for name in {row["name"] for row in rows}:
        own = [row for row in rows if row["name"] == name]
        best = max(row["good"] for row in own)
        found.append((name, len(own), next(row["id"] for row in own if row["good"] == best)))
    return sorted(found, key=lambda one: (-one[1], one[0]))


def plain_positions(library: Library) -> list[tuple[int, float, float]]:
    rows = library.database.query(
        "SELECT id, lat, lon FROM photos WHERE status = 'present' AND lat IS NOT NULL "
        f"AND id NOT IN ({HIDDEN}) ORDER BY favorite DESC, coalesce(rating, 0) DESC, taken DESC, id"
    )
    return [(row["id"], round(row["lat"], 9), round(row["lon"], 9)) for row in rows]


def test_they_are_as_one_plain_question_tells_them(shelf: Any, library: Library) -> None:
    dice = random.Random(3)
    photos = [shelf.add(f"{n}.jpg", some(dice)) for n in range(60)]
    for step in range(40):
        match dice.randrange(6):
            case 0:
                photos.append(shelf.add(f"new {step}.jpg", some(dice)))
            case 1:
                library.set_status(dice.sample(photos, 2), dice.choice([Status.PRESENT, Status.MISSING]))
            case _:
                chosen, on = dice.sample(photos, 3), dice.random() < 0.6
                library.marks.set_all(chosen, dice.choice(list(Mark)), on)
        people = read_people(library.database)
        assert [(one.name, one.photos, one.cover) for one in people] == plain_people(library)
        found = read_positions(library.database, library.photo_table)
        degrees = found.degrees.round(9).tolist()
        told = [(photo, *at) for photo, at in zip(found.ids.tolist(), degrees, strict=True)]
        assert told == plain_positions(library)
