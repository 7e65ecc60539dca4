"""The private library while it is unlocked: in memory alone, sealed into the library's file at commits."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from photos_ml.errors import LibraryError, LibraryTooNewError
from photos_ml.store.database import Database, Own, made_ready
from photos_ml.store.private.pieces import Pieces, UnsealedError
from photos_ml.store.private.second_copy import FOLDER
from photos_ml.store.schema import APPLICATION_ID, LATEST, MIGRATIONS
from photos_ml.store.while_same import WhileSame

FIRST_OWN = 1_000_000_000
"""Acts that are made in here are numbered from this on: those that came in keep their numbers."""
NUMBERED = ("acts", "memory_feedback")
_STALE = -1


class PrivateDatabase(Database):
    """One connection for all threads, which take turns: what a transaction did is sealed in the library's
    file once it is committed, or nowhere. What another process sealed meanwhile is read anew."""

    def __init__(self, outer: Database, pieces: Pieces, copied: Callable[[], bytes | None]) -> None:
        """`copied`: what the copy beside the library holds, for when the pieces are damaged."""
        super().__init__(outer.folder / FOLDER)
        self._copied = copied
        self._outer = outer
        self._pieces = pieces
        self._generation = _STALE
        self._the_one = Own(_connect())
        self.was_damaged = False
        """Whether the copy beside the library had to be read."""
        try:
            self._load()
        except BaseException:
            self._the_one.connection.close()
            raise

    @property
    def is_read_only(self) -> bool:
        return self._outer.is_read_only

    @property
    def _own(self) -> Own:
        if self._the_one.closed:
            raise LibraryError("what is private was locked meanwhile", hint="unlock it again")
        return self._the_one

    @contextmanager
    def transaction(self, changes: frozenset[str] = frozenset()) -> Iterator[sqlite3.Connection]:
        """As `Database.transaction`, of both databases: the library's is written to as well. Nothing stays
        known, whatever it changes."""
        if getattr(self._local, "inside", False):
            yield self.connection
            return
        # First the other's: whoever moves photos from one to the other takes them in this order too.
        with self._outer.transaction(), self._own.in_use:
            self._refresh()
            self._local.inside = True
            try:
                with super().transaction() as connection:
                    yield connection
                self._generation = self._pieces.write(self.connection.serialize())
            except BaseException:
                self._generation = _STALE
                raise
            finally:
                self._local.inside = False

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        with self._own.in_use:
            if not getattr(self._local, "inside", False):
                self._refresh()
            return super().query(sql, parameters)

    def iterate(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[sqlite3.Row]:
        yield from self.query(sql, parameters)  # the connection may be another before the last row is read

    def execute(
        self, sql: str, parameters: Sequence[Any] = (), *, changes: frozenset[str] = frozenset()
    ) -> sqlite3.Cursor:
        if sql == "VACUUM":
            with self._own.in_use:
                self.connection.execute(sql)
            sql = "SELECT 1"
        with self.transaction(changes) as connection:
            return connection.execute(sql, parameters)

    def image(self) -> bytes:
        """All of it as it is now."""
        with self._own.in_use:
            return self.connection.serialize()

    @property
    def generation(self) -> int:
        """Another number whenever something was sealed."""
        return self._generation

    def version(self) -> int:
        return self._outer.version()

    def close(self) -> None:
        self._kept = WhileSame(_STALE)
        self._the_one.close()

    def _refresh(self) -> None:
        if self._generation != self._pieces.generation():
            self._load()

    def _load(self) -> None:
        """What is sealed now, on a connection of its own."""
        try:
            image, generation = self._pieces.read()
        except UnsealedError:
            copied = self._copied()
            if copied is None:
                raise
            self.was_damaged = True
            image, generation = copied, self._pieces.generation()
        self._take(image)
        self._generation = generation

    def put(self, image: bytes) -> None:
        """Seal this in place of all there is."""
        with self._outer.transaction(), self._own.in_use:
            self._take(image)
            self._generation = self._pieces.write(self.connection.serialize())

    def _take(self, image: bytes) -> None:
        connection = _connect()
        try:
            if image:
                connection.deserialize(image)
        except BaseException:
            connection.close()
            raise
        self._the_one.connection.close()
        self._the_one.connection = connection
        self._bring_up()

    def _bring_up(self) -> None:
        version = int(self._the_one.connection.execute("PRAGMA user_version").fetchone()[0])
        if version > LATEST:
            hint = "install the newer version"
            raise LibraryTooNewError("what is private was written by a newer photos-ml", hint=hint)
        if version == LATEST:
            return
        from sqlite_utils import Database as Schema

        connection = self._the_one.connection
        with connection:
            connection.execute("BEGIN")
            for migration in MIGRATIONS[version:]:
                migration(Schema(connection))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {LATEST}")
            for table in () if version else NUMBERED:
                connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
                connection.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, FIRST_OWN))


def _connect() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    made_ready(connection)
    connection.execute("PRAGMA temp_store = MEMORY")  # nothing of it is ever on the disk in the clear
    return connection


def private_folder(outer: Database) -> Path:
    """The folder beside a library's file, made if need be and where that is possible."""
    made = outer.folder / FOLDER
    if not outer.is_read_only:
        made.mkdir(exist_ok=True, mode=0o700)
    return made
