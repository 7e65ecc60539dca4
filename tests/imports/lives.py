"""Libraries with every kind of fact, made by number: what round trips are tried on."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from photos_ml.corrections import Correction, Where
from photos_ml.store import Batch, FileGroup, FileStat, Library, Mark, Upsert
from photos_ml.store.correcting import correct
from photos_ml.store.tags import said_tags
from photos_ml.types import DateSource, Kind, Metadata, PersonTag, Place, Position, Precision, Taken

BATCH = 500
LISBON = Place("Lisbon", "Lisboa", "Portugal", "PT")
LYON = Place("Lyon", "Auvergne-Rhône-Alpes", "France", "FR")


def fill(library: Library, photos: int) -> None:
    """As many photos as their files tell of them."""
    root = library.add_root(Path("/pictures"))
    changes = [
        Upsert(
            FileGroup(root.id, "/pictures", f"{2010 + n % 7}", FileStat(f"IMG_{n // 2}.jpg", 1000 + n, n)),
            f"{n:064x}",
            _told(n),
        )
        for n in range(photos)
    ]
    for start in range(0, photos, BATCH):
        library.write(Batch(upserts=tuple(changes[start : start + BATCH])))


def _told(n: int) -> Metadata:
    taken = Taken(datetime(2012, 1, 1) + timedelta(hours=5 * n), 60 if n % 3 else None, DateSource.EXIF)
    kinds = {Kind.ARCHIVED} if n % 23 == 0 else {Kind.TRASHED} if n % 29 == 0 else set()
    return Metadata(
        width=400,
        height=300,
        taken=taken if n % 5 else None,
        position=Position(45.7 + n / 1e5, 4.8, None if n % 2 else 120.5) if n % 4 == 0 else None,
        place=LYON if n % 4 == 0 else None,
        title=f"Title {n}" if n % 6 == 0 else "",
        caption=f"Caption <{n}>" if n % 7 == 0 else "",
        keywords=("sea", f"word {n % 11}") if n % 3 == 0 else (),
        people=(PersonTag("Anna", (0.1, 0.2, 0.3, 0.25)), PersonTag("Zoë")) if n % 8 == 0 else (),
        rating=n % 6 or None,
        heart=n % 13 == 0 or None,
        kinds=frozenset(kinds),
    )


def correct_some(library: Library, photos: int) -> None:
    """What a person says over the years, of every kind; and albums."""
    ids = list(range(1, photos + 1))
    decade = Taken(datetime(1980, 1, 1), None, DateSource.USER, Precision.DECADE)
    month = Taken(datetime(1985, 6, 1), None, DateSource.USER, Precision.MONTH)
    moment = Taken(datetime(2001, 2, 3, 4, 5, 6, 789_000), -210, DateSource.USER)
    for step, said in (
        (7, Correction(taken=moment)),
        (11, Correction(taken=month, where=Where(Position(38.7223, -9.1393), LISBON))),
        (13, Correction(taken=decade, caption="", title="By hand “x”")),
        (17, Correction(undated=True, where=Where(), rating=0)),
        (19, Correction(keywords=("Łódź", "a/b"), no_keywords=("sea",), rating=5, favorite=True)),
        (10, Correction(people=(PersonTag("Ben & Co", (0.5, 0.5, 0.1, 0.2)),), no_people=("anna",))),
        (31, Correction(caption="two\nlines", favorite=False)),
        (23, Correction(tags=("Harbour", "beach"), no_tags=("dog",))),
        (46, Correction(no_tags=("Harbour",))),
    ):
        correct(library, ids[::step], said)
    library.marks.set_all(ids[::37], Mark.HIDE, True)
    library.marks.set_all(ids[::29], Mark.HIDE, False)
    library.albums.make("Best of", ids[::9][::-1])
    library.albums.make("Zweite", ids[::14])
    library.albums.make("Rome", query="rome 2019")


def state(library: Library) -> tuple[object, ...]:
    """All that holds, and in which albums."""
    rows = library.photos.get([row[0] for row in library.database.query("SELECT id FROM photos ORDER BY id")])
    facts = [
        (
            photo.metadata.taken and (photo.metadata.taken.local, photo.metadata.taken.offset_minutes),
            photo.metadata.taken and photo.metadata.taken.precision,
            photo.metadata.position,
            photo.metadata.place,
            (
                photo.metadata.title,
                photo.metadata.caption,
                photo.metadata.rating or 0,
                photo.metadata.favorite,
            ),
            frozenset(photo.metadata.keywords),
            frozenset(photo.metadata.people),
        )
        for photo in rows.values()
    ]
    albums = [(one.name, one.query, library.albums.photos(one.id)) for one in library.albums.all()]
    return facts, library.marks.hidden(), library.marks.not_browsed(), albums, said_tags(library.database)
