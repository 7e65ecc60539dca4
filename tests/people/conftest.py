"""A library whose photos have made-up faces: persons are points, faces lie around them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.app.service import Context
from photos_ml.store import Batch, FileGroup, FileStat, Library, Upsert
from photos_ml.store.faces import FACES, FaceTable, faces_of
from photos_ml.store.steps import Outcome, Record
from photos_ml.types import Metadata

DIMENSION = 128
SPREAD = 0.02
"""Of a person's faces, each number: two faces are about 0.32 apart, two persons about 1.1."""
STEP = Record(FACES, "made", (FaceTable(),))
LEFT, RIGHT = (0.1, 0.2, 0.1, 0.15), (0.6, 0.25, 0.1, 0.15)


class Family:
    """A library with persons of whom faces can be put into photos."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.library: Library = context.library()
        self.root = self.library.add_root(Path("/pictures"))
        self.random = np.random.default_rng(5)
        self.middles = self.random.normal(0.0, 0.07, (40, DIMENSION)) + 0.05
        self._numbers = itertools.count(1)
        self.changes: dict[int, Upsert] = {}

    def photo(self, *who: int, metadata: Metadata | None = None, content: str = "") -> int:
        """A photo that shows these persons from left to right."""
        number = next(self._numbers)
        group = FileGroup(
            self.root.id, str(self.root.path), "", FileStat(f"{number}.jpg", 1000 + number, number)
        )
        metadata = metadata or Metadata(width=400, height=300)
        change = Upsert(group, content or f"{number:064x}", metadata, None)
        photo = self.library.write(Batch(upserts=(change,)))[0]
        self.changes[photo] = change
        self.find_faces(photo, who)
        return photo

    def index_anew(self) -> dict[int, int]:
        """As if the folder had been forgotten and added again: old id of each photo -> the new one. No face
        has been looked for yet."""
        self.library.forget_root(self.root.id)
        self.root = self.library.add_root(self.root.path)
        before, self.changes = self.changes, {}
        new = {}
        for photo, change in before.items():
            again = replace(change, group=replace(change.group, root_id=self.root.id))
            new[photo] = self.library.write(Batch(upserts=(again,)))[0]
            self.changes[new[photo]] = again
        return new

    def find_faces(self, photo: int, who: Sequence[int], *, shift: float = 0.0) -> None:
        """What the step would find in a photo."""
        rows = [
            self.row(person, (0.1 + 0.3 * place + shift, 0.2, 0.1, 0.15)) for place, person in enumerate(who)
        ]
        self.write_rows(photo, rows)

    def write_rows(self, photo: int, rows: Sequence[tuple[Any, ...]]) -> None:
        """As the step writes what it found."""
        self.library.steps.write(STEP, [Outcome(self.content(photo), {FACES: rows})])

    def row(self, person: int, box: tuple[float, ...]) -> tuple[Any, ...]:
        """A face as the step writes it."""
        vector = self.middles[person] + self.random.normal(0.0, SPREAD, DIMENSION)
        points = np.zeros(10, "<f4").tobytes()
        return (None, *box, points, 0.9, 0.15, 4.0, 0.0, 120, vector.astype("<f2").tobytes(), 0.28, 0.0)

    def content(self, photo: int) -> int:
        return int(self.library.database.scalar("SELECT content_id FROM photos WHERE id = ?", (photo,)))

    def face(self, photo: int, place: int = 0) -> int:
        """The id of a face in a photo, counted from the left."""
        faces = sorted(faces_of(self.library.database, [self.content(photo)]), key=lambda face: face.box)
        return faces[place].id

    def names(self, photo: int) -> list[str]:
        """Who is in a photo, as every reader sees it."""
        found = self.library.photos.get([photo])[photo]
        return sorted(tag.name for tag in found.metadata.people)


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    with Context(tmp_path / "library") as context:
        context.library(create=True)
        yield Family(context)
