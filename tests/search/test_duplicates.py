"""Which photos are reported as one, of what kind, and which of them is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from photos_ml.search import alike
from photos_ml.search.duplicates import DuplicateKind, best_first, find_duplicates
from photos_ml.store import Batch, FileGroup, FileStat, PhotoRow, Status, Upsert, VectorRow
from photos_ml.store.different import acts_of_different
from photos_ml.types import Camera, DateSource, Metadata, Taken
from tests.search.conftest import DIMENSION, Album

NOON = datetime(2024, 6, 1, 12)


def at(seconds: float, source: DateSource = DateSource.EXIF, **more: object) -> Metadata:
    taken = Taken(NOON + timedelta(seconds=seconds), None, source)
    return Metadata(**{"width": 400, "height": 300, "taken": taken, **more})  # type: ignore[arg-type]


class Shelf:
    """Photos at chosen angles to one another: photo n lies in the plane of axes 2n and 2n+1 unless told."""

    def __init__(self, album: Album) -> None:
        self.album = album
        self.root = album.library.add_root(Path("/photos"))

    def add(self, name: str, axis: int, cosine: float, metadata: Metadata, content: str = "") -> int:
        """A photo whose vector has this cosine with unit vector `axis`; the rest points elsewhere."""
        vector = np.zeros(DIMENSION)
        vector[axis] = cosine
        vector[DIMENSION - 1 - axis] = np.sqrt(1 - cosine**2)
        group = FileGroup(self.root.id, "/photos", "", FileStat(name, 1, 1))
        row = VectorRow(content or name, vector.astype(np.float16))
        change = Upsert(group, content or name, metadata)
        return self.album.library.write(Batch((change,), (row,)), self.album.vectors)[0]

    def found(self) -> dict[DuplicateKind, list[tuple[int, ...]]]:
        index = self.album.index()
        groups: dict[DuplicateKind, list[tuple[int, ...]]] = {}
        for group in find_duplicates(self.album.library, self.album.vectors, index):
            groups.setdefault(group.kind, []).append(group.photo_ids)
        return groups


@pytest.fixture
def shelf(album: Album) -> Shelf:
    return Shelf(album)


def test_nothing_twice_is_nothing_reported(shelf: Shelf) -> None:
    assert shelf.found() == {}
    for axis in range(4):
        shelf.add(f"{axis}.jpg", axis, 1.0, at(axis))
    assert shelf.found() == {}


def test_the_same_bytes_are_exact_and_not_a_burst_too(shelf: Shelf) -> None:
    one = shelf.add("a.jpg", 0, 1.0, at(0), "same")
    two = shelf.add("b.jpg", 0, 1.0, at(0), "same")
    assert shelf.found() == {DuplicateKind.EXACT: [(one, two)]}


def test_a_picture_saved_again_is_told_from_a_second_shot(shelf: Shelf) -> None:
    first = shelf.add("a.jpg", 0, 1.0, at(0))
    small = shelf.add("small.jpg", 0, 0.999, at(0, width=200, height=150))
    sent = shelf.add("sent.jpg", 0, 0.998, at(7000, DateSource.FILENAME))
    shot = shelf.add("b.jpg", 0, 0.999, at(2))
    found = shelf.found()
    assert found == {DuplicateKind.SAME_PICTURE: [(first, small, sent)], DuplicateKind.BURST: [(first, shot)]}


def test_another_shape_is_another_picture(shelf: Shelf) -> None:
    shelf.add("a.jpg", 0, 1.0, at(0))
    shelf.add("crop.jpg", 0, 0.999, at(900_000, DateSource.FILENAME, width=300, height=300))
    assert shelf.found() == {}


def test_bursts_are_near_in_time_and_alike_or_marked(shelf: Shelf) -> None:
    burst = [shelf.add(f"{i}.jpg", 0, 1.0 - 0.03 * i, at(2 * i)) for i in range(3)]
    shelf.add("later.jpg", 0, 0.9, at(500))
    shelf.add("elsewhere.jpg", 3, 1.0, at(1))
    marked = [shelf.add(f"m{i}.jpg", 5 + i, 1.0, at(9000 + 300 * i, burst_id="x")) for i in range(2)]
    assert shelf.found() == {DuplicateKind.BURST: [tuple(burst), tuple(marked)]}


def test_a_date_that_is_only_the_files_own_makes_no_burst(shelf: Shelf) -> None:
    for cosine in (1.0, 0.94):
        shelf.add(f"{cosine}.jpg", 0, cosine, at(0, DateSource.MTIME))
    assert shelf.found() == {}


def test_gone_photos_are_no_duplicates(shelf: Shelf) -> None:
    one = shelf.add("a.jpg", 0, 1.0, at(0), "same")
    shelf.add("b.jpg", 0, 1.0, at(0), "same")
    shelf.album.library.set_status([one], Status.GONE)
    assert shelf.found() == {}


def test_blocks_miss_no_pair(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [
        (shelf.add(f"a{i}.jpg", i, 1.0, at(50_000 * i)), shelf.add(f"b{i}.jpg", i, 1.0, at(50_000 * i)))
        for i in range(7)
    ]
    monkeypatch.setattr(alike, "BLOCK", 3)
    assert shelf.found() == {DuplicateKind.SAME_PICTURE: pairs}


def photo(number: int, size: int = 1, name: str = "a.jpg", **metadata: object) -> PhotoRow:
    facts = replace(Metadata(width=400, height=300), **metadata)  # type: ignore[arg-type]
    return PhotoRow(number, Path("/p") / name, Status.PRESENT, "h", facts, size, True)


def kept(quality: dict[int, float], *photos: PhotoRow) -> int:
    return best_first(photos, lambda one: quality.get(one.id, 0.5))[0].id


def test_quality_decides_before_pixels_and_bytes_never_do() -> None:
    blurred = photo(1, size=9_000_000, width=4000, height=3000)
    assert kept({1: 0.2, 2: 0.8}, blurred, photo(2)) == 2
    assert kept({1: 0.50, 2: 0.51}, blurred, photo(2)) == 1
    assert kept({}, photo(1), photo(2, size=9_000_000)) == 1


def test_what_the_user_marked_is_kept() -> None:
    assert kept({1: 0.9, 2: 0.1}, photo(1), photo(2, heart=True)) == 2
    assert kept({1: 0.9, 2: 0.1}, photo(1), photo(2, rating=4)) == 2


def test_the_original_is_kept_before_its_copy() -> None:
    assert kept({}, photo(1, name="a (1).jpg"), photo(2)) == 2
    assert kept({}, photo(1), photo(2, camera=Camera("Canon", "R6"))) == 2


def test_what_the_user_told_apart_is_not_proposed_again(shelf: Shelf) -> None:
    library = shelf.album.library
    one, two, three = (
        shelf.add(f"{i}.jpg", 0, 1.0 - i / 1000, at(0, width=400 - 40 * i, height=300 - 30 * i))
        for i in range(3)
    )
    assert shelf.found() == {DuplicateKind.SAME_PICTURE: [(one, two, three)]}
    gesture = library.acts.do(acts_of_different([one, two, three], alone=one))
    assert shelf.found() == {DuplicateKind.SAME_PICTURE: [(two, three)]}
    library.acts.do(acts_of_different([two, three]))
    assert shelf.found() == {}
    shelf.add("copy.jpg", 0, 0.999, at(0, width=360, height=270), "1.jpg")
    assert shelf.found()[DuplicateKind.EXACT] == [(two, 4)]
    assert DuplicateKind.SAME_PICTURE not in shelf.found(), "it holds of its copies too"
    library.acts.undo(gesture)
    assert shelf.found()[DuplicateKind.SAME_PICTURE] == [(one, two)]


def test_shots_told_apart_are_not_joined_by_a_third(shelf: Shelf) -> None:
    one, two = shelf.add("a.jpg", 0, 1.0, at(0)), shelf.add("b.jpg", 0, 0.999, at(2))
    shelf.album.library.acts.do(acts_of_different([one, two]))
    assert shelf.found() == {}
    third = shelf.add("c.jpg", 0, 0.998, at(4))
    assert shelf.found() == {DuplicateKind.BURST: [(one, third)]}


def test_copies_told_apart_stay_so_when_their_photos_come_back(shelf: Shelf, tmp_path: Path) -> None:
    library = shelf.album.library
    pair = [shelf.add("a.jpg", 0, 1.0, at(0), "same"), shelf.add("b.jpg", 0, 1.0, at(0), "same")]
    library.acts.do(acts_of_different(pair))
    assert shelf.found() == {}
    library.set_status(pair, Status.GONE)
    library.set_status(pair, Status.PRESENT)
    assert shelf.found() == {}
