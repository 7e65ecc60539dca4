"""Albums: the user's order, kept with the photos and found again with them, undone like all that is done."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from photos_ml.store import Library, Mark, PhotoFilter, Status
from photos_ml.store.albums import in_album_act
from photos_ml.types import DateSource, Metadata, Taken


def four(shelf: Any) -> list[int]:
    return [shelf.add(f"{name}.jpg") for name in "abcd"]


def test_the_users_order(shelf: Any, library: Library) -> None:
    a, b, c, d = four(shelf)
    album, _ = library.albums.make("Best of", [c, a, c])
    assert library.albums.photos(album) == [c, a]
    library.albums.add(album, [a, d, b])
    assert library.albums.photos(album) == [c, a, d, b]
    library.albums.remove(album, [a, d])
    library.albums.arrange(album, [b, a])
    assert library.albums.photos(album) == [b, c]
    library.albums.add(album, [d])
    assert library.albums.photos(album) == [b, c, d]
    (found,) = library.albums.all()
    assert (found.name, found.photos, found.cover, found.source) == ("Best of", 3, b, "user")
    assert [one.id for one in library.albums.of_photo(d)] == [album]
    assert library.albums.of_photo(a) == []


def test_each_gesture_is_undone(shelf: Any, library: Library) -> None:
    a, b, c, _ = four(shelf)
    album, made = library.albums.make("X", [a, b])
    known = library.albums.get(album)
    assert known is not None
    renamed = library.albums.rename(known, "Y")
    added = library.albums.add(album, [c])
    ordered = library.albums.arrange(album, [c])
    deleted = library.albums.delete(album)
    assert library.albums.all() == []
    library.acts.undo(deleted)
    assert library.albums.photos(album) == [c, a, b]
    library.acts.undo(ordered)
    assert library.albums.photos(album) == [a, b, c]
    library.acts.undo(added)
    library.acts.undo(renamed)
    assert ([one.name for one in library.albums.all()], library.albums.photos(album)) == (["X"], [a, b])
    again = library.acts.undo(made)
    assert library.albums.all() == []
    library.acts.undo(again)
    assert library.albums.photos(album) == [a, b]


def test_hidden_and_absent_photos_are_not_shown_and_keep_their_place(shelf: Any, library: Library) -> None:
    a, b, c, _ = four(shelf)
    album, _ = library.albums.make("X", [a, b, c])
    library.marks.set(b, Mark.HIDE, True)
    library.set_status([a], Status.MISSING)
    assert library.albums.photos(album) == [c]
    library.marks.set(b, Mark.HIDE, False)
    library.set_status([a], Status.PRESENT)
    assert library.albums.photos(album) == [a, b, c]


def test_an_album_is_found_again_in_a_library_made_anew(shelf: Any, library: Library, tmp_path: Path) -> None:
    a, b, _, _ = four(shelf)
    album, _ = library.albums.make("Best of", [b, a])
    library.albums.make("Rome", query="rome 2019")
    library.backup(tmp_path / "acts")
    with Library.open(tmp_path / "new", create=True) as new:
        again = type(shelf)(new)
        for name in "abcd":
            again.add(f"{name}.jpg", content=f"{1000 + 'abcd'.index(name) + 1:064x}")
        new.restore(tmp_path / "acts")
        assert [(one.name, one.query) for one in new.albums.all()] == [
            ("Best of", None),
            ("Rome", "rome 2019"),
        ]
        assert new.albums.photos(album) == [2, 1]


def test_photos_that_are_forgotten_come_back_into_their_album(shelf: Any, library: Library) -> None:
    photo = shelf.add("a.jpg", content="c" * 64)
    album, _ = library.albums.make("X", [photo])
    library.forget_root(shelf.root.id)
    assert library.albums.photos(album) == []
    assert [one.name for one in library.albums.all()] == ["X"]
    shelf.root = library.add_root(Path("/pictures"))
    back = shelf.add("a.jpg", content="c" * 64)
    assert library.albums.photos(album) == [back]


def test_albums_are_asked_for_by_name(shelf: Any, library: Library) -> None:
    _, b, _, _ = four(shelf)
    library.albums.make("Grüße", [b])
    assert library.photo_ids(PhotoFilter(folders=("GRÜSSE", "grüße"))).tolist() == [b]
    assert "Grüße" in library.names().folders
    assert [one.name for one in library.albums.called("GRÜẞE")] == ["Grüße"]


def test_what_came_and_what_was_looked_at_last(shelf: Any, library: Library) -> None:
    old = Taken(datetime(1999, 1, 1), None, DateSource.EXIF)
    a, b, c = shelf.add("a.jpg"), shelf.add("b.jpg", Metadata(taken=old)), shelf.add("c.jpg")
    assert library.albums.added(2) == [c, b]
    library.database.execute("INSERT INTO looked_at VALUES (?, '2020-01-01'), (?, '2020-01-02')", (c, a))
    library.albums.look(b)
    library.albums.look(987)
    assert library.albums.looked_at(9) == [b, a, c]
    library.marks.set(a, Mark.HIDE, True)
    assert library.albums.looked_at(9) == [b, c]


def test_what_an_import_put_in_is_the_imports(shelf: Any, library: Library) -> None:
    a, b, _, _ = four(shelf)
    album, _ = library.albums.make("X", [a])
    library.acts.do([in_album_act(album, b, 9.0)], source="import:x", by_person=False)
    assert library.albums.photos(album) == [a, b]
