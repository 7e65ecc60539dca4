"""A picture is looked at once, whatever asks for its quality; the best of a group is the one to keep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from photos_ml.app.service.duplicates import proposed
from photos_ml.ranker import measured
from photos_ml.ranker.measured import MeasuredQuality
from photos_ml.search.duplicates import DuplicateGroup, DuplicateKind
from photos_ml.store import Batch, FileGroup, FileStat, Library, PhotoRow, Upsert
from photos_ml.store.qualities import Qualities
from photos_ml.types import Metadata
from photos_ml.vision.quality import QUALITY_VERSION


class Looks:
    """Gives the picture of a photo by its name, and counts."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    def __call__(self, photo: PhotoRow) -> Image.Image:
        self.seen.append(photo.id)
        if "lost" in photo.path.name:
            raise OSError("the file cannot be read")
        coarse = np.random.default_rng(7).integers(40, 215, (60, 80, 3), np.uint8)
        picture = Image.fromarray(coarse).resize((320, 240), Image.Resampling.NEAREST)
        return picture.filter(ImageFilter.GaussianBlur(6)) if "blurred" in photo.path.name else picture


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", create=True) as opened:
        yield opened


def add(library: Library, *names: str, content: str = "") -> list[int]:
    """Photos of these names; with the same bytes where `content` is given."""
    root = library.add_root(Path("/nowhere"))
    sized = Metadata(width=400, height=300)
    changes = tuple(
        Upsert(FileGroup(root.id, str(root.path), "", FileStat(name, 1, 1)), content or name, sized)
        for name in names
    )
    return library.write(Batch(changes, ()), library.vectors("looks", "1", 4))


def contents(library: Library, ids: list[int]) -> dict[int, int]:
    return {photo: moment.content_id for photo, moment in library.photos.moments(ids).items()}


def test_a_picture_is_looked_at_once(library: Library) -> None:
    ids, looks = add(library, "a.jpg", "b.jpg"), Looks()
    first = MeasuredQuality(library, looks).of(contents(library, ids))
    assert sorted(looks.seen) == ids
    assert MeasuredQuality(library, looks).of(contents(library, ids)) == first
    assert len(looks.seen) == 2


def test_copies_are_one_picture(library: Library) -> None:
    ids, looks = add(library, "a.jpg", "a (1).jpg", content="same"), Looks()
    found = MeasuredQuality(library, looks).of(contents(library, ids))
    assert set(found) == set(ids)
    assert len(looks.seen) == 1


def test_what_cannot_be_read_is_left_out_and_tried_again(library: Library) -> None:
    ids, looks = add(library, "lost.jpg", "a.jpg"), Looks()
    quality = MeasuredQuality(library, looks)
    assert set(quality.of(contents(library, ids))) == {ids[1]}
    quality.of(contents(library, ids))
    assert looks.seen.count(ids[0]) == 2
    assert looks.seen.count(ids[1]) == 1


def test_what_was_measured_before_a_stop_is_kept(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "KEPT_TOGETHER", 2)
    ids, heard = add(library, *(f"{n}.jpg" for n in range(5))), []

    def stop(done: int, total: int) -> None:
        heard.append((done, total))
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        MeasuredQuality(library, Looks()).of(contents(library, ids), stop)
    assert heard == [(2, 5), (4, 5)]
    kept = Qualities(library.database, str(QUALITY_VERSION)).read(list(contents(library, ids).values()))
    assert len(kept) == 4


def test_a_library_that_cannot_be_written_to_is_measured_all_the_same(library: Library) -> None:
    ids, looks = add(library, "a.jpg"), Looks()
    library.database.connection.execute("PRAGMA query_only = ON")
    assert set(MeasuredQuality(library, looks).of(contents(library, ids))) == set(ids)
    library.database.connection.execute("PRAGMA query_only = OFF")
    assert not Qualities(library.database, str(QUALITY_VERSION)).read([1])


def test_the_sharp_one_of_a_burst_is_kept(library: Library) -> None:
    ids, looks = add(library, "1 blurred.jpg", "2 lost.jpg", "3 and longer a name.jpg"), Looks()
    (group,) = proposed(library, [DuplicateGroup(DuplicateKind.BURST, tuple(ids))], looks)
    assert [photo.id for photo in group.photos] == [ids[2], ids[0], ids[1]]


def test_exact_copies_are_not_looked_at(library: Library) -> None:
    ids, looks = add(library, "a (1).jpg", "a.jpg", content="same"), Looks()
    (group,) = proposed(library, [DuplicateGroup(DuplicateKind.EXACT, tuple(ids))], looks)
    assert [photo.path.name for photo in group.photos] == ["a.jpg", "a (1).jpg"]
    assert looks.seen == []


def test_a_copy_that_leads_another_group_is_no_better_than_its_copies(library: Library) -> None:
    copies, looks = add(library, "a (1).jpg", "a.jpg", content="same"), Looks()
    saved = add(library, "blurred.jpg")
    groups = [
        DuplicateGroup(DuplicateKind.EXACT, tuple(copies)),
        DuplicateGroup(DuplicateKind.SAME_PICTURE, (copies[0], *saved)),
    ]
    exact, pictures = proposed(library, groups, looks)
    assert exact.photos[0].path.name == "a.jpg"
    assert pictures.photos[0].id == copies[0]


def test_a_copy_that_was_looked_at_is_not_said_to_be_sharper_than_its_copies(library: Library) -> None:
    copies, saved = add(library, "3.jpg", "4.jpg", content="same"), add(library, "1 blurred.jpg")
    groups = [
        DuplicateGroup(DuplicateKind.EXACT, tuple(copies)),
        DuplicateGroup(DuplicateKind.SAME_PICTURE, (copies[0], *saved)),
    ]
    exact, pictures = proposed(library, groups, Looks())
    assert (exact.why, exact.sharpness) == (("it was there first",), {})
    assert "sharper" in pictures.why
