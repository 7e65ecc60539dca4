"""What is private: sealed, moved whole, and back as it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from photos_ml.app.service import Context, private
from photos_ml.corrections import Correction
from photos_ml.errors import LibraryError, LibraryReadOnlyError, LibraryTooNewError, UsageError
from photos_ml.store import Batch, FileGroup, FileStat, Library, Upsert
from photos_ml.store.act_log import ActLog
from photos_ml.store.acts import Act
from photos_ml.store.correcting import correct
from photos_ml.store.database import ERASING
from photos_ml.store.face_names import FaceNames
from photos_ml.store.private import database as private_database
from photos_ml.store.private import vault as vaults
from photos_ml.store.private.key import WrongPassphraseError
from photos_ml.store.private.second_copy import FOLDER, NAME
from photos_ml.store.private.vault import give_up, set_up, unlock
from photos_ml.store.read_text import TextTable
from photos_ml.store.repair import repair
from photos_ml.store.said_faces import OfPerson, person_act
from photos_ml.store.schema import LATEST
from photos_ml.store.sharing import this_machine
from photos_ml.types import Metadata, PersonTag
from tests.imports.lives import correct_some, fill, state

PHOTOS = 120
CHOSEN = list(range(1, PHOTOS, 3))
PASSPHRASE = "correct horse"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every kind of fact."""
    folder = tmp_path_factory.mktemp("made") / "library"
    with Library.open(folder, create=True) as library:
        fill(library, PHOTOS)
        correct_some(library, PHOTOS)
        FaceNames(library.database, library.claims).settle()
    return folder


@pytest.fixture
def filled(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A copy of it; a passphrase costs little to try."""
    monkeypatch.setattr("photos_ml.store.private.key.COST", 1 << 4)
    with Library.open(Path(shutil.copytree(made, tmp_path / "library"))) as library:
        yield library


def rows(library: Library) -> dict[str, list[str]]:
    """Every table but those of what is private, those that full text keeps for itself, and which changed."""
    names = [
        row[0]
        for row in library.database.query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' "
            "AND name NOT GLOB 'private_*' AND name NOT IN ('photo_changes', 'written') "
            "AND name NOT GLOB '*_text_*' AND name NOT GLOB 'text_*_*'"
        )
    ]
    return {
        name: sorted(repr(tuple(row)) for row in library.database.query(f"SELECT * FROM {name}"))
        for name in names
    }


def holds(folder: Path, *words: str) -> list[str]:
    """Which of these stand in any file of a folder, in any letter case."""
    whole = b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()).lower()
    return [word for word in words if word.lower().encode() in whole]


def test_photos_go_whole_and_come_back_as_they_were(filled: Library) -> None:
    before, shown = rows(filled), state(filled)
    with set_up(filled, PASSPHRASE) as vault:
        assert vault.add(CHOSEN).photos == len(CHOSEN)
        assert filled.photos.count() + vault.library.photos.count() == PHOTOS
        assert not filled.photos.get(CHOSEN)
        assert all(not set(CHOSEN) & set(filled.albums.photos(one.id)) for one in filled.albums.all())
        assert [one.name for one in vault.library.albums.all()] == ["Best of", "Zweite"]
    with unlock(filled, PASSPHRASE) as vault:
        inside = vault.library.photos.get(CHOSEN)
        assert list(inside) == CHOSEN
        assert vault.remove(CHOSEN) == len(CHOSEN)
        assert not vault.library.photos.count()
    assert state(filled) == shown
    assert rows(filled) == before


def test_what_was_done_in_private_comes_out_in_its_order(filled: Library) -> None:
    before = filled.photos.get([7])[7].metadata.caption
    with set_up(filled, PASSPHRASE) as vault:
        vault.add(CHOSEN)
        album, _ = vault.library.albums.make("Only here", [4, 7])
        for caption in ("first", "second", "third"):
            gesture, _ = correct(vault.library, [7], Correction(caption=caption))
        vault.library.acts.undo(gesture)
    with unlock(filled, PASSPHRASE) as vault:
        assert vault.library.photos.get([7])[7].metadata.caption == "second"
        correct(filled, [2], Correction(caption="outside, meanwhile"))
        vault.remove([7])
        assert filled.albums.photos(album) == [7]
        vault.remove([4])
        assert filled.albums.photos(album) == [4, 7]
    assert filled.photos.get([7])[7].metadata.caption == "second"
    gestures = [row[0] for row in filled.database.query("SELECT DISTINCT gesture FROM acts ORDER BY id DESC")]
    assert gestures[0] < 1000, "numbers of the library"
    filled.acts.undo(gestures[0])
    filled.acts.undo(gestures[1])
    assert filled.photos.get([7])[7].metadata.caption in ("first", "second", "third", before)
    assert len(set(gestures)) == len(gestures), "no gesture is two"


def test_an_album_goes_with_its_name(filled: Library) -> None:
    album, _ = filled.albums.make("Xylophonfest", [5, 2])
    with set_up(filled, PASSPHRASE) as vault:
        vault.add([5, 2], albums=[album])
        assert filled.albums.get(album) is None
        assert not holds(filled.folder, "xylophonfest")
        assert vault.library.albums.photos(album) == [5, 2]
        vault.remove([5, 2], albums=[album])
    assert filled.albums.photos(album) == [5, 2]


def test_nothing_of_it_stands_in_any_file(filled: Library, tmp_path: Path) -> None:
    words = ("IMG_900", "Sommerhaus", "Zyxwvut", "Qwertzui", "Frau Geheim", "Lesbares")
    group = FileGroup(1, "/pictures", "Sommerhaus", FileStat("IMG_900.jpg", 1, 1))
    metadata = Metadata(caption="Zyxwvut", keywords=("Qwertzui",), people=(PersonTag("Frau Geheim"),))
    (photo,) = filled.write(Batch(upserts=(Upsert(group, "f" * 64, metadata),)))
    content = int(filled.database.scalar("SELECT content_id FROM photos WHERE id = ?", (photo,)))
    with filled.database.transaction():
        TextTable().put(filled.database, "text", {content: [("Lesbares Schild", 0.9, bytes(32))]})
    correct(filled, [photo], Correction(title="Zyxwvut zwei"))
    FaceNames(filled.database, filled.claims).settle()
    filled.backup(tmp_path / "backup.jsonl")
    (filled.folder / "library.sqlite.schema-3.backup").write_bytes(b"zyxwvut")
    small = filled.folder / "thumbnails" / "ff" / f"{'f' * 64}-512.jpg"
    small.parent.mkdir(parents=True)
    small.write_bytes(b"picture")
    assert len(holds(filled.folder, *words)) == len(words)
    with set_up(filled, PASSPHRASE) as vault:
        vault.add([photo])
        correct(vault.library, [photo], Correction(caption="Zyxwvut drei"))
        assert not holds(tmp_path, *words, PASSPHRASE)
        assert not small.exists()
        assert vault.library.photos.get([photo])[photo].metadata.caption == "Zyxwvut drei"
    assert not filled.match_ids("zyxwvut").size
    assert filled.restore(tmp_path / "backup.jsonl").added == 0


def test_a_backup_of_before_does_not_name_it(filled: Library, tmp_path: Path) -> None:
    correct(filled, [3], Correction(caption="Zyxwvut"))
    kept = tmp_path / "kept.jsonl"
    filled.backup(kept)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "backup.jsonl").write_bytes(kept.read_bytes())
    with set_up(filled, PASSPHRASE) as vault:
        vault.add([3])
    filled.restore(elsewhere / "backup.jsonl")
    assert not holds(filled.folder, "zyxwvut")


def test_a_person_of_private_photos_alone_goes_with_them(filled: Library) -> None:
    """With the name, what was said of the person, and what was wished of memories."""
    (photo,) = filled.write(
        Batch(
            upserts=(Upsert(FileGroup(1, "/pictures", "x", FileStat("x.jpg", 1, 1)), "f" * 64, Metadata()),)
        )
    )
    correct(filled, [photo], Correction(people=(PersonTag("Frau Geheim"),)))
    FaceNames(filled.database, filled.claims).settle()
    (uid,) = [row[0] for row in filled.database.query("SELECT uid FROM persons WHERE key = 'frau geheim'")]
    wish = Act("exclude", '["person", "Frau Geheim"]', key="person:frau geheim")
    filled.acts.do([person_act(OfPerson.BIRTH, uid, "1980-05-01"), wish])
    FaceNames(filled.database, filled.claims).settle()
    before = rows(filled)
    with set_up(filled, PASSPHRASE) as vault:
        vault.add([photo])
        assert not holds(filled.folder, "frau geheim", "1980-05-01")
        (birth,) = vault.library.database.query("SELECT birth FROM persons WHERE uid = ?", (uid,))
        assert birth[0] == "1980-05-01"
        assert vault.library.acts.standing("exclude")
        vault.remove([photo])
    assert rows(filled) == before


def test_who_is_called_nearly_so_keeps_what_was_said(filled: Library) -> None:
    """A name that only a photo's words have is part of the person's uid: 'n:ann' is in 'n:anna' too."""
    files = [FileGroup(1, "/pictures", "x", FileStat(f"{name}.jpg", 1, 1)) for name in ("one", "two")]
    one, two = filled.write(
        Batch(
            upserts=tuple(
                Upsert(file, letter * 64, Metadata()) for file, letter in zip(files, "de", strict=True)
            )
        )
    )
    for photo, name in ((one, "Frau Au"), (two, "Frau Aumann")):
        correct(filled, [photo], Correction(people=(PersonTag(name),)))
    FaceNames(filled.database, filled.claims).settle()
    uid, other = (f"n:{name}" for name in ("frau au", "frau aumann"))
    filled.acts.do([person_act(OfPerson.BIRTH, who, "1980-05-01") for who in (uid, other)])
    with set_up(filled, PASSPHRASE) as vault:
        vault.add([one])
        (said,) = filled.database.query("SELECT key FROM acts WHERE field = ?", (OfPerson.BIRTH,))
        assert said[0] == other
        assert vault.library.database.scalar("SELECT key FROM acts WHERE field = ?", (OfPerson.BIRTH,)) == uid


def test_acts_that_wait_for_a_photo_in_its_place_are_not_readable_either(filled: Library) -> None:
    (row,) = filled.database.query("SELECT * FROM act_photos WHERE photo_id IS NOT NULL ORDER BY id LIMIT 1")
    filled.database.execute(
        "INSERT INTO act_photos (content_hash, root, folder, name) VALUES (?, ?, ?, ?)",
        ("e" * 64, row["root"], row["folder"], row["name"]),
    )
    with set_up(filled, PASSPHRASE) as vault:
        vault.add([row["photo_id"]])
        left = "SELECT count(*) FROM act_photos WHERE folder = ? AND name = ? AND photo_id IS NULL"
        assert filled.database.scalar(left, (row["folder"], row["name"])) == 0
        assert vault.library.database.scalar(left, (row["folder"], row["name"])) == 1


def test_what_is_shared_and_what_is_repaired_keeps_it_sealed(filled: Library) -> None:
    correct(filled, [1], Correction(caption="Zyxwvut"))
    filled.share()
    with set_up(filled, PASSPHRASE) as vault:
        vault.add([1])
        assert not holds(filled.folder, "zyxwvut")
    filled.close()
    path = filled.folder / "library.sqlite"
    whole = bytearray(path.read_bytes())
    at = whole.index(b"CREATE INDEX photos_place")
    whole[at : at + 6] = b"xxxxxx"
    path.write_bytes(whole)
    assert repair(filled.folder).photos == PHOTOS - 1
    with Library.open(filled.folder) as again, unlock(again, PASSPHRASE) as vault:
        assert vault.library.photos.get([1])[1].metadata.caption == "Zyxwvut"
        vault.remove([1])
        assert again.photos.count() == PHOTOS


def test_on_another_machine_it_is_looked_at_and_not_changed(filled: Library) -> None:
    filled.share()
    with set_up(filled, PASSPHRASE) as vault:
        vault.add([1])
    filled.close()
    owner = filled.folder / "library.shared"
    owner.write_text(owner.read_text().replace(this_machine(), "0" * 16))
    with Library.open(filled.folder) as reader, unlock(reader, PASSPHRASE) as vault:
        assert reader.is_read_only
        assert vault.library.photos.count() == 1
        for change in (
            lambda: correct(vault.library, [1], Correction(caption="no")),
            lambda: vault.add([2]),
            lambda: vault.remove([1]),
        ):
            with pytest.raises(LibraryReadOnlyError):
                change()
        assert vault.library.photos.get([1])


def test_what_an_older_program_sealed_is_brought_up(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    with set_up(filled, PASSPHRASE) as vault:
        vault.add([1])
        inner = vault.library.database
        with inner.transaction() as connection:  # as before the last migration
            for column in ("described", "described_by"):
                connection.execute(f"ALTER TABLE faces DROP COLUMN {column}")
            connection.execute(f"PRAGMA user_version = {LATEST - 1}")
    with unlock(filled, PASSPHRASE) as vault:
        assert vault.library.database.scalar("PRAGMA user_version") == LATEST
        assert vault.remove([1]) == 1
    with monkeypatch.context() as older:
        older.setattr(private_database, "LATEST", LATEST - 1)
        with pytest.raises(LibraryTooNewError):
            unlock(filled, PASSPHRASE)


def test_only_the_passphrase_opens_it(filled: Library) -> None:
    with pytest.raises(UsageError, match="nothing is private"):
        unlock(filled, PASSPHRASE)
    with pytest.raises(UsageError, match="8 characters"):
        set_up(filled, "short")
    with set_up(filled, PASSPHRASE) as vault:
        vault.add([1])
        vault.change_passphrase("another horse")
    with pytest.raises(UsageError, match="already"):
        set_up(filled, PASSPHRASE)
    for wrong in (PASSPHRASE, "", "another hors", "another horse "):
        with pytest.raises(WrongPassphraseError, match="not the passphrase"):
            unlock(filled, wrong)
    with unlock(filled, "another horse") as vault:
        assert vault.library.photos.count() == 1
    with pytest.raises(LibraryError, match="locked"):
        vault.library.photos.count()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE private_pieces SET sealed = zeroblob(length(sealed)) WHERE number = 3",
        "DELETE FROM private_pieces WHERE number = 3",
        "DELETE FROM private_state",
        "UPDATE private_state SET generation = generation + 1",
        "DELETE FROM private_marks",
        "DELETE FROM private_key",
        "DELETE FROM private_key; DELETE FROM private_pieces; DELETE FROM private_state",
    ],
)
def test_what_is_damaged_comes_from_the_copy_beside_it(damage: str, filled: Library) -> None:
    with set_up(filled, PASSPHRASE) as vault:
        vault.add([1, 4])
        correct(vault.library, [1], Correction(caption="Zyxwvut"))
        group = vault.library.photos.group_of(4)
    assert not holds(filled.folder, "zyxwvut")
    filled.database.connection.executescript(damage)
    for _ in range(2):
        with unlock(filled, PASSPHRASE) as vault:
            assert vault.library.photos.get([1])[1].metadata.caption == "Zyxwvut"
            assert vault.library.photos.count() == 2
        with pytest.raises(WrongPassphraseError):
            unlock(filled, "another horse")
        (filled.folder / FOLDER / NAME).unlink()
        assert filled.passes_over(filled.private_marks(), group), "it is not indexed as another"
        with unlock(filled, PASSPHRASE) as vault:
            correct(vault.library, [4], Correction(caption="and so"))


def test_the_copy_is_as_new_as_what_was_done_last(filled: Library) -> None:
    with Context(filled.folder) as context:
        with private.set_up(context, PASSPHRASE) as inside:
            private.make_private(inside, [1])
        with private.unlock(context, PASSPHRASE) as inside:
            correct(inside.library(), [1], Correction(caption="Zyxwvut"))
    filled.database.execute("DELETE FROM private_pieces WHERE number = 3")
    with unlock(filled, PASSPHRASE) as vault:
        assert vault.library.photos.get([1])[1].metadata.caption == "Zyxwvut"


def test_damage_is_said(filled: Library) -> None:
    with set_up(filled, PASSPHRASE) as vault:
        vault.add([1])
    filled.database.execute("UPDATE private_pieces SET sealed = zeroblob(length(sealed)) WHERE number = 3")
    (filled.folder / FOLDER / NAME).write_bytes(b"{}")
    with pytest.raises(LibraryError, match="damaged"):
        unlock(filled, PASSPHRASE)
    assert give_up(filled)
    assert not give_up(filled)
    set_up(filled, "another horse").close()


def test_two_who_have_it_unlocked_see_the_same(filled: Library) -> None:
    with set_up(filled, PASSPHRASE) as one, unlock(filled, PASSPHRASE) as other:
        one.add([1, 2])
        assert other.library.photos.count() == 2
        correct(other.library, [1], Correction(caption="of the other"))
        correct(one.library, [2], Correction(caption="of the one"))
        for vault in (one, other):
            said = vault.library.photos.get([1, 2])
            assert [said[photo].metadata.caption for photo in (1, 2)] == ["of the other", "of the one"]
        one.remove([1])
        assert other.library.photos.count() == 1


class _Stopped(BaseException):
    """As a kill, at one place."""


@pytest.mark.parametrize("place", ["carry", "take_out", "PrivateMarks", "erase"])
def test_ended_anywhere_it_is_private_or_not(
    place: str, filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(filled, [1], Correction(caption="Zyxwvut"))
    before = state(filled)

    def stop(*_: object, **__: object) -> None:
        raise _Stopped

    with monkeypatch.context() as patch, set_up(filled, PASSPHRASE) as vault:
        patch.setattr(vaults, place, stop)
        with pytest.raises(_Stopped):
            vault.add(CHOSEN)
        filled.database.close()
    with Library.open(filled.folder) as again, unlock(again, PASSPHRASE) as vault:
        if place == "erase":
            assert vault.library.photos.count() == len(CHOSEN)
            assert not holds(again.folder, "zyxwvut")
            vault.remove(CHOSEN)
        assert again.setting(ERASING) is None
        assert vault.library.photos.count() == 0
        assert state(again) == before
        assert ActLog(again.database).reach() == again.act_log.reach()


def test_files_are_known_again_and_not_named(filled: Library) -> None:
    here = FileGroup(1, "/pictures", "2011", FileStat("IMG_0.jpg", 9, 9))
    content = filled.photos.content_of(2)
    with set_up(filled, PASSPHRASE) as vault:
        vault.add([2])
        marks = filled.private_marks()
        assert filled.passes_over(marks, here) and not vault.library.passes_over(marks, here)
        moved = FileGroup(1, "/pictures", "else", FileStat("new name.jpg", 9, 9))
        assert not filled.passes_over(marks, moved)
        assert not filled.passes_over_bytes(marks, moved, "e" * 64)
        assert filled.passes_over_bytes(marks, moved, content)
        assert filled.passes_over(filled.private_marks(), moved), "from now on by its place"
        vault.remove([2])
    assert not filled.passes_over(filled.private_marks(), here)
