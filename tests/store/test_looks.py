"""What a photo is besides a photo: by looking, by its file, by the user, in this order of trust."""

from __future__ import annotations

from typing import Any

import pytest

from photos_ml.corrections import Correction
from photos_ml.store import PhotoFilter
from photos_ml.store.correcting import correct
from photos_ml.store.dated import read_dated
from photos_ml.store.folder_tree import read_folders
from photos_ml.store.looks import KIND, KindTable, Likeness, kinds_known, looks_of
from photos_ml.store.positions import read_positions, shown_state
from photos_ml.store.steps import Outcome, Record
from photos_ml.types import LOOKS, PAPERS, Camera, Kind, Metadata, Position

STEP = Record(KIND, "made", (KindTable(),))


def looked(library: Any, photo: int, kind: str | None) -> None:
    content = library.database.scalar("SELECT content_id FROM photos WHERE id = ?", (photo,))
    rows = [(kind, 0.9)] if kind else []
    library.steps.write(STEP, [Outcome(content, {"content_kinds": rows})])


def found(library: Any, kind: Kind) -> list[int]:
    ids = library.photo_ids(PhotoFilter(kinds=(kind,)))
    return sorted(ids.tolist())


def test_the_users_word_goes_before_the_files_and_that_before_the_looks(shelf: Any) -> None:
    library = shelf.library
    photo = shelf.add("a.png", Metadata(kinds=frozenset({Kind.SCREENSHOT})))
    assert looks_of(library.database, [photo]) == {photo: Likeness("screenshot", "file")}
    looked(library, photo, "receipt")
    assert looks_of(library.database, [photo]) == {photo: Likeness("screenshot", "file")}
    gesture, _ = correct(library, [photo], Correction(kind="map"))
    assert looks_of(library.database, [photo]) == {photo: Likeness("map", "user")}
    assert (found(library, Kind.MAP), found(library, Kind.SCREENSHOT)) == ([photo], [])
    correct(library, [photo], Correction(kind="photo"))
    assert [found(library, kind) for kind in LOOKS] == [[]] * len(LOOKS)
    library.acts.undo(gesture)
    correct(library, [photo], Correction(kind=""))
    assert looks_of(library.database, [photo]) == {photo: Likeness("screenshot", "file")}


def test_what_a_camera_took_is_no_screenshot(shelf: Any) -> None:
    photo = shelf.add("a.jpg", Metadata(camera=Camera("Canon", "R6")))
    looked(shelf.library, photo, "screenshot")
    assert looks_of(shelf.library.database, [photo]) == {}
    looked(shelf.library, photo, "receipt")
    assert looks_of(shelf.library.database, [photo]) == {photo: Likeness("receipt", "looked")}


def test_two_files_of_the_same_bytes_look_alike_and_are_corrected_apart(shelf: Any) -> None:
    one, other = shelf.add("a.jpg", content="a" * 64), shelf.add("b.jpg", content="a" * 64)
    looked(shelf.library, one, "document")
    correct(shelf.library, [other], Correction(kind="photo"))
    assert found(shelf.library, Kind.DOCUMENT) == [one]
    assert kinds_known(shelf.library.database) == {Kind.DOCUMENT}


@pytest.mark.parametrize("kind", [*PAPERS, Kind.MEME, Kind.DRAWING, None])
def test_papers_stand_in_the_grid_unless_they_are_not_wanted_there(shelf: Any, kind: Kind | None) -> None:
    here = Metadata(position=Position(45.0, 7.0))
    paper, photo = shelf.add("a.jpg", here), shelf.add("b.jpg", here)
    library = shelf.library
    before = shown_state(library.database)
    looked(library, paper, kind)
    hidden = kind in PAPERS

    def grid(**options: Any) -> set[int]:
        return {one for month in library.timeline(**options) for one in month.ids}

    rest = {photo} if hidden else {photo, paper}
    assert (grid(), grid(papers=False), grid(papers=False, only=[paper, photo])) == (
        {paper, photo},
        rest,
        rest,
    )
    assert set(read_positions(library.database, library.photo_table, papers=False).ids.tolist()) == rest
    assert set(library.photo_ids(PhotoFilter()).tolist()) == {paper, photo}
    assert (shown_state(library.database) != before) is (kind is not None)


def test_facets_and_memories_are_told(shelf: Any) -> None:
    from datetime import datetime

    from photos_ml.types import DateSource, Taken

    taken = Metadata(taken=Taken(datetime(2020, 5, 1, 12), None, DateSource.EXIF))
    paper, shot = shelf.add("a.jpg", taken), shelf.add("b.jpg", Metadata(kinds=frozenset({Kind.SCREENSHOT})))
    looked(shelf.library, paper, "receipt")
    facets = shelf.library.facets(shelf.library.photo_ids(PhotoFilter()))
    assert facets.kinds == {"photo": 2, "receipt": 1, "screenshot": 1}
    assert {photo.id: photo.look for photo in read_dated(shelf.library.database)} == {
        paper: Likeness("receipt", "looked")
    }
    shelf.library.steps.switch_off(KIND)
    assert looks_of(shelf.library.database, [paper, shot]) == {shot: Likeness("screenshot", "file")}


def test_a_folder_is_shown_by_its_latest_photo_that_is_no_empty_frame(shelf: Any) -> None:
    library = shelf.library
    photos = [shelf.add(name) for name in ("a.jpg", "b.jpg", "c.jpg")]

    def cover() -> int:
        (folder,) = read_folders(library.database)
        return folder.cover

    assert cover() == photos[2]
    looked(library, photos[2], "blank")
    assert cover() == photos[1]
    for photo in photos[:2]:
        looked(library, photo, "blank")
    assert cover() == photos[2]
    correct(library, [photos[0]], Correction(kind="photo"))
    assert cover() == photos[0]
