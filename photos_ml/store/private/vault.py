"""Unlocking what is private, and moving photos in and out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass

from photos_ml.errors import LibraryError, UsageError
from photos_ml.store.database import ERASING
from photos_ml.store.face_names import FaceNames
from photos_ml.store.forgotten_names import LATEST
from photos_ml.store.library import Library
from photos_ml.store.private.carry import carry, with_copies
from photos_ml.store.private.database import PrivateDatabase, private_folder
from photos_ml.store.private.key import (
    COPY,
    PIECES,
    Cipher,
    check_passphrase,
    close_anew,
    has_key,
    keep_key,
    kept_key,
    make_key,
    open_key,
)
from photos_ml.store.private.library import PrivateLibrary
from photos_ml.store.private.marks import PrivateMarks, files_of
from photos_ml.store.private.pieces import Pieces
from photos_ml.store.private.second_copy import FOLDER, delete_copy, read_copy, write_copy
from photos_ml.store.private.taking_out import take_out
from photos_ml.store.steps import OFF, ON
from photos_ml.store.traces import Fate, Trace, erase_caches

TABLES = ("private_pieces", "private_state", "private_marks", "private_key")


@dataclass(frozen=True, slots=True)
class MadePrivate:
    """How many photos became private: with `copies`, which have the same bytes as one that was named."""

    photos: int
    copies: int
    traces: tuple[Trace, ...]
    """Where it was looked for them, so that they stand nowhere in the clear."""


class Vault:
    """What is private of one library, unlocked until it is closed."""

    def __init__(self, outer: Library, cipher: Cipher) -> None:
        self._outer = outer
        self.cipher = cipher
        self._folder = private_folder(outer.database)
        pieces = Pieces(outer.database, cipher.made_for(PIECES))
        self._database = PrivateDatabase(outer.database, pieces, self._copied)
        self.library = PrivateLibrary(self._database, outer)
        self._generation = self._database.generation
        if not outer.is_read_only:
            self._mend()

    def __enter__(self) -> Vault:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lock it: what is unlocked is forgotten."""
        if not self._outer.is_read_only and self._database.generation != self._generation:
            with suppress(OSError, LibraryError):  # it is sealed in the library, this is the second time
                self._copy()
        self._database.close()

    def _copied(self) -> bytes | None:
        found = read_copy(self._folder)
        return found and self.cipher.made_for(COPY).open(found[1], COPY.encode())

    def _copy(self) -> None:
        key = kept_key(self._outer.database)
        if key is not None:
            sealed = self.cipher.made_for(COPY).seal(self._database.image(), COPY.encode())
            write_copy(self._folder, key, sealed)
            self._generation = self._database.generation

    def _mend(self) -> None:
        """What a damage took of the key, of the marks and of the pieces."""
        outer = self._outer.database
        kept = kept_key(outer)
        if kept and not outer.scalar("SELECT 1 FROM private_key"):
            with outer.transaction():
                keep_key(outer, kept)
                copied = self._copied()
                if copied and not self.library.photos.count():
                    self._database.put(copied)
        elif self._database.was_damaged:
            self._database.put(self._database.image())
        every = [row[0] for row in self._database.query("SELECT id FROM photos")]
        PrivateMarks(outer).add(*files_of(self._database, every))

    def add(self, photo_ids: Collection[int], *, albums: Collection[str] = ()) -> MadePrivate:
        """Make photos of the library private, with all that have the same bytes and all that is known of
        them, and albums by id with their names. A kill at any instant leaves them private or not.
        LibraryBusyError while folders are indexed."""
        outer, inner = self._outer.database, self.library.database
        with self._outer.indexing():
            with outer.transaction(), inner.transaction():
                photos = with_copies(outer, photo_ids)
                marks = PrivateMarks(outer)
                marks.add(*files_of(outer, photos))
                carry(outer, inner, photos, albums=albums)
                take_out(outer, photos, albums=albums)
                for row in outer.query("SELECT key, value FROM settings WHERE key IN (?, ?)", (ON, OFF)):
                    inner.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", tuple(row))
                outer.execute("DELETE FROM settings WHERE key = ?", (LATEST,))  # they may ask for it by name
                outer.note_erasing()
            traces = erase(self._outer)
            self._copy()
        return MadePrivate(len(photos), len(photos) - len(set(photo_ids) & set(photos)), traces)

    def remove(self, photo_ids: Sequence[int], *, albums: Collection[str] = ()) -> int:
        """Private photos are photos of the library again, as they were and with all that was done to them
        meanwhile; how many, with those of the same bytes."""
        outer, inner = self._outer.database, self.library.database
        was_due = self._outer.setting(ERASING) is not None
        outer.note_erasing()  # killed before it is done, it leaves pages and lines that nobody is to read
        with self._outer.indexing(), outer.transaction(), inner.transaction():
            photos = with_copies(inner, photo_ids)
            PrivateMarks(outer).remove(*files_of(inner, photos))
            carried = carry(inner, outer, photos, albums=albums)
            take_out(inner, photos, albums=albums)
            FaceNames(outer, self._outer.claims).settle(carried)
            outer.note_act(forgotten=True)  # acts came back under numbers of before
        if not was_due:
            outer.execute("DELETE FROM settings WHERE key = ?", (ERASING,))
        inner.execute("VACUUM")
        self._copy()
        return len(photos)

    def change_passphrase(self, passphrase: str) -> None:
        """From now on another one unlocks it; UsageError for one that is too short."""
        with self._outer.database.transaction():
            close_anew(self._outer.database, self.cipher, passphrase)
            self._outer.database.note_erasing()
        self._copy()
        erase(self._outer)  # what the one of before opens stands in free space, too


def erase(library: Library) -> tuple[Trace, ...]:
    """What was made private stands in no file of the library in the clear any more; where it was looked for.
    What another program keeps from it is erased when the library is opened next."""
    caches = erase_caches(library.database)
    traces = (*library.erase_traces(), *caches)
    if any(trace.fate is Fate.IN_USE for trace in caches):
        library.database.note_erasing()
    if library.database.is_shared:
        library.publish()
    return traces


def is_set_up(library: Library) -> bool:
    """Whether a passphrase was chosen."""
    return has_key(library.database)


def set_up(library: Library, passphrase: str) -> Vault:
    """Choose the passphrase; UsageError where there is one, or where this is too short."""
    check_passphrase(passphrase)
    with library.database.transaction():
        if has_key(library.database):
            raise UsageError("there is a passphrase already", hint="change it: photos-ml private passphrase")
        cipher = make_key(library.database, passphrase)
    return Vault(library, cipher)


def unlock(library: Library, passphrase: str) -> Vault:
    """WrongPassphraseError, or UsageError where none was ever chosen."""
    return Vault(library, open_key(library.database, passphrase))


def give_up(library: Library) -> bool:
    """Forget all that is private without the passphrase: the photos are indexed as any others at the next
    run, what was done to them is lost. False where there was nothing."""
    with library.indexing(), library.database.transaction():
        known = has_key(library.database)
        for table in TABLES:
            library.database.execute(f"DELETE FROM {table}")
        delete_copy(library.folder / FOLDER)
    return known
