"""What another program archived or threw away: a fact that the file says, and the user's word goes before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from photos_ml.provenance import FILE, Field
from photos_ml.store import Library, Mark, PhotoFilter
from photos_ml.store.database import open_database
from photos_ml.store.schema import MIGRATIONS
from photos_ml.types import Kind, Metadata

THROWN_AWAY = Metadata(kinds=frozenset({Kind.TRASHED}))
ARCHIVED = Metadata(kinds=frozenset({Kind.ARCHIVED}))
BEFORE = [migration.__name__ for migration in MIGRATIONS].index("_0012_put_aside")


def browsed(library: Library) -> set[int]:
    return {photo for month in library.timeline() for photo in month.ids}


@pytest.mark.parametrize("metadata", [THROWN_AWAY, ARCHIVED])
def test_the_users_word_goes_before_the_files_and_stays(
    shelf: Any, library: Library, metadata: Metadata
) -> None:
    aside, other = shelf.add("a.jpg", metadata), shelf.add("b.jpg")
    assert browsed(library) == {other}
    assert library.photo_ids(PhotoFilter()).tolist() == [aside, other][metadata is THROWN_AWAY :]
    library.marks.set(aside, Mark.HIDE, False)
    assert browsed(library) == {aside, other}
    shelf.add("a.jpg", metadata, photo_id=aside)
    assert browsed(library) == {aside, other}
    field = Field.HIDDEN if metadata is THROWN_AWAY else Field.ARCHIVED
    said = {claim.source: claim.value for claim in library.claims.of(aside) if claim.fact == (field, "")}
    assert said == {"user": "false", FILE: "true"}


def test_a_file_that_changes_its_word(shelf: Any, library: Library) -> None:
    photo = shelf.add("a.jpg", THROWN_AWAY)
    assert library.marks.is_hidden(photo)
    shelf.add("a.jpg", ARCHIVED, photo_id=photo)
    assert not library.marks.hidden()
    assert library.marks.not_browsed() == {photo}
    shelf.add("a.jpg", Metadata(), photo_id=photo)
    assert library.marks.not_browsed() == frozenset()


def test_undoing_gives_the_file_its_word_back(shelf: Any, library: Library) -> None:
    photo = shelf.add("a.jpg", THROWN_AWAY)
    library.marks.set(photo, Mark.HIDE, False)
    library.acts.undo(1)
    assert library.marks.hidden() == {photo}


def test_a_library_of_before_keeps_what_was_said(tmp_path: Path) -> None:
    database = open_database(tmp_path / "old", create=True, migrations=MIGRATIONS[:BEFORE])
    with database.transaction() as connection:
        connection.execute("INSERT INTO roots (path, key) VALUES ('/p', '/p')")
        connection.execute("INSERT INTO folders (root_id, path, key) VALUES (1, '', '')")
        for photo in range(1, 6):
            connection.execute("INSERT INTO contents (hash) VALUES (?)", (f"h{photo}",))
            connection.execute(
                "INSERT INTO photos (content_id, media, width, height, lens, title, caption, burst_id, "
                "added_at) VALUES (?, 'photo', 1, 1, '', '', '', '', '')",
                (photo,),
            )
            connection.execute(
                "INSERT INTO act_photos (photo_id, content_hash, root, folder, name) "
                "VALUES (?, ?, '/p', '', ?)",
                (photo, f"h{photo}", f"{photo}.jpg"),
            )
        kinds = [("trashed", 1), ("trashed", 2), ("archived", 3), ("archived", 4)]
        connection.executemany("INSERT INTO photo_kinds (kind, photo_id) VALUES (?, ?)", kinds)
        for photo, value in ((2, "false"), (4, "false"), (5, "true")):
            connection.execute(
                "INSERT INTO acts (gesture, at, source, act_photo_id, field, value) "
                "VALUES (?, '', 'user', ?, 'hidden', ?)",
                (photo, photo, value),
            )
            connection.executemany(
                "INSERT INTO claims VALUES (?, 'hidden', '', ?, ?, 1, '')",
                [(photo, "user", value), (photo, "file", "null")],
            )
        connection.execute("INSERT INTO hidden_photos VALUES (5)")
    database.close()
    with Library.open(tmp_path / "old") as library:
        assert library.marks.hidden() == {1, 5}
        assert library.marks.not_browsed() == {1, 3, 5}
        library.marks.set(2, Mark.HIDE, True)
        library.acts.undo(4)
        assert library.marks.not_browsed() == {1, 2, 3, 4, 5}
