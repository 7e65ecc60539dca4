"""A made-up library of any size, the same for the same seed: rows as an indexer would have written them."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from photos_ml.store import Batch, FileGroup, FileStat, Library, Root, TagRow, Upsert, VectorRow
from photos_ml.types import (
    Camera,
    DateSource,
    FloatMatrix,
    Kind,
    Media,
    Metadata,
    PersonTag,
    Place,
    Position,
    Tag,
    TaggerInfo,
    Taken,
)

DIMENSION = 256
MODEL = ("synthetic", "1", DIMENSION)
FIRST_DAY = datetime(2008, 1, 1)
DAYS = 6500
PHOTOS_A_FOLDER = 200
BATCH = 1000
CAMERAS = (Camera("Canon", "Canon EOS R6"), Camera("Apple", "iPhone 12"), Camera("NIKON", "D750"), Camera())
PLACES = tuple(Place(f"City {n}", f"Region {n % 40}", f"Country {n % 9}", f"c{n % 9}") for n in range(300))
PEOPLE = tuple(f"Person {n}" for n in range(60))
KEYWORDS = tuple(f"keyword{n}" for n in range(400))


@dataclass(frozen=True, slots=True)
class Look:
    """What the photos look like: `rows(n, generator)` are n unit vectors of `model`, which is
    (id, revision, dimension). `tags` gives each of such rows its own, where there is a `tagger`."""

    model: tuple[str, str, int]
    rows: Callable[[int, np.random.Generator], FloatMatrix]
    tags: Callable[[FloatMatrix], list[tuple[Tag, ...]]] | None = None
    tagger: TaggerInfo | None = None


def unit_rows(rows: FloatMatrix) -> FloatMatrix:
    unit: FloatMatrix = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


ANYTHING = Look(MODEL, lambda n, generator: unit_rows(generator.standard_normal((n, DIMENSION), np.float32)))
"""Every photo is a direction of its own; no tags."""


def fill(library: Library, photos: int, *, seed: int = 0, look: Look = ANYTHING) -> None:
    """Add `photos` rows with vectors; the paths do not exist."""
    generator = random.Random(seed)
    root = library.add_root(Path("/nowhere/Pictures"))
    vectors = library.vectors(*look.model)
    tags = library.tags(look.tagger) if look.tagger else None
    for start in range(0, photos, BATCH):
        upserts = tuple(_upserts(root, range(start, min(start + BATCH, photos)), generator))
        rows = look.rows(len(upserts), np.random.default_rng(seed + start))
        hashes = [change.content_hash for change in upserts]
        tagged = look.tags(rows) if look.tags else []
        batch = Batch(
            upserts=upserts,
            vectors=tuple(map(VectorRow, hashes, rows.astype(np.float16))),
            tags=tuple(map(TagRow, hashes, tagged)),
        )
        library.write(batch, vectors, tags)


@contextmanager
def kept_library(
    folder: Path | None, photos: int, look: Callable[[], Look] = lambda: ANYTHING
) -> Iterator[Library]:
    """The library in `folder`, filled if it is empty; without a folder, one that goes afterwards."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        Library.open(folder or Path(scratch), create=True) as library,
    ):
        if not library.photos.count():
            started = time.perf_counter()
            fill(library, photos, look=look())
            print(f"filled {photos} photos in {time.perf_counter() - started:.0f} s")
        yield library


def _upserts(root: Root, numbers: range, generator: random.Random) -> Iterator[Upsert]:
    for number in numbers:
        file = FileStat(f"IMG_{number:07d}.jpg", 3_000_000 + number, 1_600_000_000_000_000_000 + number)
        folder = f"{2008 + number % 17}/{number // PHOTOS_A_FOLDER:05d} event"
        group = FileGroup(root.id, str(root.path), folder, file)
        yield Upsert(group, f"{number:064x}", _metadata(generator))


def _metadata(generator: random.Random) -> Metadata:
    place = generator.choice(PLACES) if generator.random() < 0.7 else None
    moment = FIRST_DAY + timedelta(days=generator.randrange(DAYS), seconds=generator.randrange(86_400))
    source = generator.choice((DateSource.EXIF, DateSource.EXIF, DateSource.FILENAME, DateSource.MTIME))
    return Metadata(
        width=4000,
        height=3000,
        media=Media.VIDEO if generator.random() < 0.05 else Media.PHOTO,
        taken=Taken(moment, None, source) if generator.random() < 0.95 else None,
        position=Position(generator.uniform(-60, 60), generator.uniform(-180, 180)) if place else None,
        place=place,
        camera=generator.choice(CAMERAS),
        caption="a caption of a few words" if generator.random() < 0.2 else "",
        keywords=tuple(generator.sample(KEYWORDS, generator.randrange(4))),
        people=tuple(PersonTag(name) for name in generator.sample(PEOPLE, generator.choice((0, 0, 1, 2)))),
        rating=generator.choice((None, None, 0, 3, 5)),
        heart=generator.random() < 0.03 or None,
        kinds=frozenset((Kind.SCREENSHOT,)) if generator.random() < 0.1 else frozenset(),
    )
