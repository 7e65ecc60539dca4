"""Opening the library file: connections, migrations, and who may write."""

from __future__ import annotations

import itertools
import logging
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from photos_ml.errors import LibraryBusyError, LibraryError, LibraryTooNewError
from photos_ml.files import sync_folder
from photos_ml.store.paths import name_key
from photos_ml.store.read_only import has_log, may_be_written, private_copy, refusal
from photos_ml.store.schema import APPLICATION_ID, MIGRATIONS, Migration
from photos_ml.store.sharing import OWNER_NAME, PUBLISHED_NAME, other_owner, refusal_of
from photos_ml.store.sqlite_errors import DAMAGED, named_errors
from photos_ml.store.text import indexed
from photos_ml.store.while_same import ASIDE, FAVORITE, MARKS, NOTHING, WhileSame

if TYPE_CHECKING:
    from filelock import FileLock

    from photos_ml.store.array_files import ArrayFiles, Form

FILE_NAME = "library.sqlite"
LOCK_NAME = "indexing.lock"
STEPS_LOCK_NAME = "steps.lock"
REPAIRED_NAME = f"{FILE_NAME}.repaired"
"""A whole library that is about to take the place of a damaged one."""
ERASING = "erasing"
"""Setting, while what was forgotten still stands in files: in the act log alone, or anywhere."""
LOG, EVERYWHERE = '"log"', '"everywhere"'
BUSY_TIMEOUT_S = 30.0
ARRAYS = "arrays"
CACHES = ("acts", ARRAYS, "thumbnails", "vectors")
"""Folders beside the file of a library that has photos."""
CACHE_KIB = 16_384
CLOSE_TIMEOUT_S = 10.0
"""How long closing waits for what other threads still read or write."""
ROWS_AT_ONCE = 256
LONG_S = 0.1
"""What took so long to read is kept in a file beside the library, where its reader can be so kept."""
STAMPS = {
    "anything": frozenset[str](),
    "more than looks": ASIDE,
    "more than hearts": FAVORITE,
    "more than marks": MARKS,
}
"""Rows of `written`, and the changes after which each stays as it is."""
FOR_ONE_USER = 0o600
CHECK_FOLDER = "check its permissions and the free space"
SMALLEST_BYTES = 512
"""Of any SQLite file that holds something: one page of the smallest size."""

_log = logging.getLogger(__name__)

Made = TypeVar("Made")


@dataclass(slots=True)
class Own:
    """A thread's connection. Who uses it holds `in_use`: SQLite does not survive a connection that another
    thread closes meanwhile."""

    connection: sqlite3.Connection
    in_use: threading.RLock = field(default_factory=threading.RLock)
    closed: bool = False
    acted: bool = False
    forgot: bool = False

    def close(self) -> None:
        if self.in_use.acquire(timeout=CLOSE_TIMEOUT_S):
            self.closed = True
            self.connection.close()
            self.in_use.release()

    def __del__(self) -> None:
        """Of a thread that asked once more after the library was closed: nobody else closes it."""
        self.connection.close()


class Witness(Protocol):
    """Keeps what is done by hand once more. Called inside a transaction."""

    def tell(self) -> None:
        """Something was done; the transaction is about to be committed."""
        ...

    def untell(self) -> None:
        """The transaction failed: whatever was told last did not come to pass."""
        ...

    def tell_anew(self) -> None:
        """Something was forgotten, and is to be nowhere; OSError where it cannot be taken away."""
        ...


class Database:
    """One library file, one connection a thread. Readers never wait for the writer (WAL)."""

    def __init__(self, folder: Path, *, read_from: Path | None = None) -> None:
        """`read_from`: the file that is read, and only read; in place of the library's own or that itself."""
        self.folder = folder
        self.path = folder / FILE_NAME
        self._read_from = read_from
        self.is_shared = (folder / OWNER_NAME).exists()
        """Whether other machines read this library."""
        self.has_written = False
        self._local = threading.local()
        self._open: dict[threading.Thread, Own] = {}
        self._guard = threading.Lock()
        self.witness: Witness | None = None
        """Of what is done by hand."""
        self.files: ArrayFiles | None = None
        """Where what was read is kept for the next process; None for nowhere."""
        self._watch: Own | None = None
        self._kept = WhileSame(-1)
        self._stamped = False

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be written: every attempt ends in LibraryReadOnlyError."""
        return self._read_from is not None

    @property
    def read_from(self) -> Path | None:
        """The file that is read where nothing can be written; None for the library's own."""
        return self._read_from

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit; LibraryError when the file cannot be opened."""
        return self._own.connection

    @property
    def _own(self) -> Own:
        found: Own | None = getattr(self._local, "own", None)
        if found is None or found.closed:
            found = self._local.own = Own(self._connect())
            with self._guard:
                self._close_ended()
                self._open[threading.current_thread()] = found
        return found

    def check_writable(self) -> None:
        """LibraryReadOnlyError where nothing can be written, or another machine writes."""
        self.has_written = not self.is_read_only
        owner = other_owner(self.folder) if self.is_shared else None
        if owner is not None:  # taken over while this one had it open, or since long
            raise refusal_of(self.folder, owner)
        if self.is_read_only:
            raise refusal(self.folder)

    def _connect(self) -> sqlite3.Connection:
        if self._read_from is None:
            return _connect(self.path)
        connection = _connect(self._read_from, immutable=True)
        connection.execute("PRAGMA query_only = ON")
        return connection

    @contextmanager
    def _in_use(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, which nobody closes meanwhile."""
        with named_errors(self.path):
            while True:
                own = self._own
                with own.in_use:
                    if not own.closed:
                        yield own.connection
                        return

    def _close_ended(self) -> None:
        """A server makes a thread a request: the connections of those that ended are not kept."""
        for thread in [thread for thread in self._open if not thread.is_alive()]:
            self._open.pop(thread).close()

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a SELECT; LibraryError when the file is damaged or locked for too long."""
        with self._in_use() as connection:
            return connection.execute(sql, parameters).fetchall()

    def iterate(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[sqlite3.Row]:
        """The rows of a SELECT one by one, so that memory does not grow with the library."""
        with self._in_use() as connection:
            own, cursor = self._own, connection.execute(sql, parameters)
        while True:
            with named_errors(self.path), own.in_use:
                rows = cursor.fetchmany(ROWS_AT_ONCE)
            if not rows:
                return
            yield from rows

    def scalar(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        rows = self.query(sql, parameters)
        return rows[0][0] if rows else None

    def execute(
        self, sql: str, parameters: Sequence[Any] = (), *, changes: frozenset[str] = frozenset()
    ) -> sqlite3.Cursor:
        """One writing statement, inside the caller's `transaction` if there is one, else in one that
        `changes` nothing but that."""
        self.check_writable()
        with self._in_use() as connection:
            if connection.in_transaction or sql == "VACUUM":  # which is in none, and changes nothing
                return connection.execute(sql, parameters)
        with self.transaction(changes) as connection:
            return connection.execute(sql, parameters)

    def version(self) -> int:
        """Another number than before once anything was committed since, by this process or another. Of a
        library that nobody writes to, always the same."""
        if self._read_from is not None:
            return 0
        with named_errors(self.path), self._guard:
            if self._watch is None or self._watch.closed:
                self._watch = Own(self._connect())
            # Of a connection that writes nothing: SQLite tells each only of what others wrote.
            return int(self._watch.connection.execute("PRAGMA data_version").fetchone()[0])

    def while_same(
        self,
        key: Hashable,
        make: Callable[[], Made],
        *,
        but: frozenset[str] = frozenset(),
        form: Form[Made] | None = None,
    ) -> Made:
        """What `make` reads, kept until anything is written to the library; made anew inside a transaction,
        which sees what it has written itself. Of arrays the last are kept, MOST_KEPT_BYTES of them. `but`:
        fields of acts (see `transaction`) on which it does not depend. `form`: how it is kept in a file, too,
        where it takes long to make."""
        if self.connection.in_transaction:
            return make()
        version, kept = self.version(), self._kept
        if kept.version != version:
            kept = self._kept = WhileSame(version)
        if form is None:
            return kept.get(key, make, but)
        how = form
        return kept.get(key, lambda: self.filed(key, make, but, how), but)

    def filed(self, key: Hashable, make: Callable[[], Made], but: frozenset[str], form: Form[Made]) -> Made:
        """As a file has it, where nothing was written since; else made, and kept there if that took long."""
        files, name = self.files, repr(key)
        if files is None or self.connection.in_transaction:
            return make()
        row = next(row for row, allowed in reversed(STAMPS.items()) if allowed <= but)
        stamp = self.stamp(row)
        if stamp is None:
            with self.transaction_if_free(NOTHING) as is_free:  # a row that the schema began without
                stamp = self.set_stamp(row) if is_free else None
        if stamp is None:
            return make()
        known = files.read(name, stamp)
        if known is not None:
            return form.unpacked(known)
        began = time.perf_counter()
        made = make()
        if time.perf_counter() - began >= LONG_S and self.stamp(row) == stamp:  # of one state
            files.write(name, stamp, form.packed(made))
        return made

    def stamp(self, name: str) -> int | None:
        """The number in this row of `written`: for ever another once what it tells of was written."""
        found = self.scalar("SELECT stamp FROM written WHERE name = ?", (name,))
        return None if found is None else int(found)

    def set_stamp(self, name: str) -> int:
        """A new number for a file that is about to be written; inside the caller's transaction."""
        self.execute("INSERT OR REPLACE INTO written (name, stamp) VALUES (?, random())", (name,))
        return int(self.scalar("SELECT stamp FROM written WHERE name = ?", (name,)))

    @contextmanager
    def transaction(self, changes: frozenset[str] = frozenset()) -> Iterator[sqlite3.Connection]:
        """All or nothing. Takes the write lock at once, so that two writers queue instead of failing.

        One inside another is part of it. `changes`: where it does nothing but acts on photos, their fields,
        or what is in ASIDE: what does not depend on these stays known.
        """
        if self.connection.in_transaction:
            yield self.connection
            return
        self.check_writable()
        told = False
        with self._in_use() as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
                before = self._known_before(connection) if changes else None
                rows = connection.total_changes
                yield connection
                told = self._tell()
                if connection.total_changes > rows:
                    self._stamp_anew(connection, changes)
                connection.execute("COMMIT")
            except BaseException:
                if told and self.witness:
                    self.witness.untell()
                self._own.acted = self._own.forgot = False
                if connection.in_transaction:  # a full disk has rolled it back already
                    connection.execute("ROLLBACK")
                raise
            self._own.acted = False
            if before is not None:
                self._keep_after(connection, *before, changes)
        if self._own.forgot:
            self._own.forgot = False
            self._tell_anew()

    @contextmanager
    def transaction_if_free(self, changes: frozenset[str]) -> Iterator[bool]:
        """As `transaction`; False, and none, where another writes just now or this is inside one."""
        with self._in_use() as connection:
            if connection.in_transaction:
                yield False
                return
            connection.execute("PRAGMA busy_timeout = 0")
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
            except sqlite3.OperationalError:
                connection.execute(f"PRAGMA busy_timeout = {int(1000 * BUSY_TIMEOUT_S)}")
                yield False
                return
            connection.execute(f"PRAGMA busy_timeout = {int(1000 * BUSY_TIMEOUT_S)}")
        with self.transaction(changes):
            yield True

    def _known_before(self, connection: sqlite3.Connection) -> tuple[WhileSame, int] | None:
        """What is known at the beginning of a transaction, while nobody else can write, and the number by
        which this connection tells what others wrote."""
        version, kept = self.version(), self._kept
        return (kept, _others(connection)) if kept.version == version else None

    def _keep_after(
        self, connection: sqlite3.Connection, kept: WhileSame, others: int, changes: frozenset[str]
    ) -> None:
        version = self.version()
        if _others(connection) == others:  # asked last: what `version` counts is that transaction alone
            self._kept = kept.after(version, changes)

    def _stamp_anew(self, connection: sqlite3.Connection, changes: frozenset[str]) -> None:
        """Nothing that depends on these changes, or where there are none, on anything, is what it was."""
        if not self._stamped:  # one of before the migration, in the course of it
            named = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'written'").fetchone()
            self._stamped = named is not None
        if self._stamped and changes != NOTHING:
            names = [(name,) for name, but in STAMPS.items() if not (changes and changes <= but)]
            connection.executemany("UPDATE written SET stamp = random() WHERE name = ?", names)

    def note_act(self, *, forgotten: bool = False) -> None:
        """Something was done by hand, or `forgotten`, in this transaction or just now: `witness` is told."""
        self._own.acted, self._own.forgot = True, self._own.forgot or forgotten
        with self.transaction():
            if forgotten:
                sql = "INSERT OR IGNORE INTO settings (key, value) VALUES (?, ?)"
                self.execute(sql, (ERASING, LOG))

    def note_erasing(self) -> None:
        """What goes in this transaction is to stand in no file any more: whoever opens the library sees to it
        where this process does not come to it."""
        sql = "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)"
        self.execute(sql, (ERASING, EVERYWHERE))

    def _tell(self) -> bool:
        if self._own.acted and self.witness:
            self.witness.tell()
        return self._own.acted

    def _tell_anew(self) -> None:
        if self.witness:
            try:
                with self.transaction():
                    self.witness.tell_anew()
                    sql = "DELETE FROM settings WHERE key = ? AND value = ?"
                    self.execute(sql, (ERASING, LOG))
            except OSError as error:
                raise LibraryError(
                    f"forgotten in the library, but not in what is kept beside it: {error.strerror}",
                    hint=CHECK_FOLDER,
                ) from error

    @contextmanager
    def indexing(self) -> Iterator[None]:
        """Hold the right to index, or LibraryBusyError. The system frees the lock of a killed process."""
        self.check_writable()
        lock = take_lock(self.folder / LOCK_NAME, "indexing this library")
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def enriching(self) -> Iterator[None]:
        """Hold the right to run steps over what is indexed, or LibraryBusyError, as `indexing` does."""
        self.check_writable()
        lock = take_lock(self.folder / STEPS_LOCK_NAME, "at work on the steps of this library")
        try:
            yield
        finally:
            lock.release()

    def close(self) -> None:
        """Close all connections, once their threads have done what they are at. One that takes longer than
        CLOSE_TIMEOUT_S is left to the end of the process."""
        with self._guard:
            owned = [*self._open.values(), *([self._watch] if self._watch else [])]
            self._open.clear()
            self._watch = None
        for own in owned:
            own.close()
        if self._read_from is not None and self._read_from.parent != self.folder:
            shutil.rmtree(self._read_from.parent, ignore_errors=True)


def open_database(
    folder: Path, *, create: bool = False, migrations: Sequence[Migration] = MIGRATIONS
) -> Database:
    """Open the library in `folder`, migrating an older one after a backup copy beside it.

    Raises LibraryTooNewError for a newer library, LibraryError for a file that is none or cannot be read.
    """
    if other_owner(folder) is not None:
        return _open_to_read(folder, folder / PUBLISHED_NAME, migrations)
    if (folder / FILE_NAME).exists() and not may_be_written(folder / FILE_NAME):
        return _open_to_read(folder, folder / FILE_NAME, migrations)
    database = Database(folder)
    if (folder / REPAIRED_NAME).exists():  # a repair was killed at its end
        take_repaired(folder)
    _check_damage(database)
    if not database.path.exists():
        if not create:
            raise LibraryError(f"no library at {folder}", hint="make one with: photos-ml index FOLDER")
        _make_folder(folder)
        make_private(database.path)
    try:
        version = _check(database, len(migrations))
        with named_errors(database.path):
            database.connection.execute("PRAGMA journal_mode = WAL")
        if version < len(migrations):
            _migrate(database, migrations)
    except BaseException:
        database.close()
        raise
    return database


def _open_to_read(folder: Path, path: Path, migrations: Sequence[Migration]) -> Database:
    """A library that cannot be written to: as it is, or, where its write-ahead log would have to be played or
    it is of an older schema, a copy of it for as long as it is open."""
    if not path.exists():
        hint = "there run: photos-ml share"
        raise LibraryError(f"the machine that writes {folder} has published nothing yet", hint=hint)
    database = Database(folder, read_from=path)
    try:
        if not has_log(path) and _check(database, len(migrations)) == len(migrations):
            return database
        database.close()
        copy = private_copy(path, FILE_NAME)
        open_database(copy.parent, migrations=migrations).close()
        return Database(folder, read_from=copy)
    except BaseException:
        database.close()
        raise


def take_repaired(folder: Path) -> Path:
    """Put a library that was made whole in the place of the damaged one: where that is now. Done again after
    a kill it goes on where it was; nothing where no repaired one is there."""
    path, repaired = folder / FILE_NAME, folder / REPAIRED_NAME
    kept = damaged_name(folder)
    if not repaired.exists():
        return kept
    shutil.rmtree(folder / ARRAYS, ignore_errors=True)  # what was read of the one says nothing of the other
    for suffix in ("-wal", "-shm"):  # first: SQLite would play an old log into the new file
        log = path.with_name(path.name + suffix)
        if log.exists():
            log.replace(kept.with_name(kept.name + suffix))
    if path.exists():
        path.replace(kept)
    repaired.replace(path)
    sync_folder(folder)
    return kept


def damaged_name(folder: Path) -> Path:
    """What a damaged library is kept as: one that is there already is not written over."""
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    names = (f"{FILE_NAME}.damaged-{day}{f'-{number}' if number else ''}" for number in itertools.count())
    return next(folder / name for name in names if not (folder / name).exists())


def _check_damage(database: Database) -> None:
    """LibraryError where a file is empty, or is gone, beside what only a full library leaves."""
    if database.path.exists() and database.path.stat().st_size:
        return
    log = database.path.with_name(f"{FILE_NAME}-wal")
    if database.path.exists() and not (log.exists() and log.stat().st_size) and holds_caches(database.folder):
        raise LibraryError(f"{database.path} is damaged: it is empty", hint=DAMAGED)


def holds_caches(folder: Path) -> bool:
    """Whether a folder holds what a full library left there."""
    return any(any((folder / name).glob("*")) for name in CACHES if (folder / name).is_dir())


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise LibraryError(
            f"cannot make the library folder {folder}: {error.strerror}",
            hint="choose another with --library DIR",
        ) from error


def make_private(path: Path) -> None:
    """An empty file for this user alone, whatever the folder allows others: SQLite gives the files that it
    makes beside it the same permissions."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, FOR_ONE_USER))
    except OSError as error:
        raise LibraryError(
            f"cannot write to the library folder {path.parent}: {error.strerror}", hint=CHECK_FOLDER
        ) from error


def _connect(path: Path, *, immutable: bool = False) -> sqlite3.Connection:
    """`immutable`: of a file that nobody writes to, so that nothing need be written beside it."""
    where = f"{path.absolute().as_uri()}?mode=ro&immutable=1" if immutable else str(path)
    with named_errors(path):
        connection = sqlite3.connect(
            where, uri=immutable, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            made_ready(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        except BaseException:
            connection.close()
            raise
        return connection


def made_ready(connection: sqlite3.Connection) -> None:
    """What every connection to a library's tables needs."""
    connection.row_factory = sqlite3.Row
    connection.create_function("name_key", 1, name_key, deterministic=True)
    connection.create_function("indexed", 1, indexed, deterministic=True)
    connection.execute("PRAGMA foreign_keys = ON")


def _check(database: Database, latest: int) -> int:
    """The schema version of the file, 0 for an empty one. Writes nothing: it may be another program's."""
    if database.path.exists() and 0 < database.path.stat().st_size < SMALLEST_BYTES:
        # SQLite takes it for an empty database, and would write over it.
        raise _foreign(database)
    application = database.scalar("PRAGMA application_id")
    version = int(database.scalar("PRAGMA user_version"))
    tables = database.scalar("SELECT count(*) FROM sqlite_master")
    if tables and application != APPLICATION_ID:
        raise _foreign(database)
    if version > latest:
        raise LibraryTooNewError(
            f"the library was made by a newer photos-ml (schema {version}, this program knows {latest})",
            hint="install the newer version, or choose another library with --library DIR",
        )
    return version


def _foreign(database: Database) -> LibraryError:
    """Another program's file; beside what a full library left, one that took its place."""
    if holds_caches(database.folder):
        return LibraryError(f"{database.path} is damaged: it is no photo library any more", hint=DAMAGED)
    return LibraryError(
        f"{database.path} is not a photo library", hint="choose another folder with --library DIR"
    )


def _migrate(database: Database, migrations: Sequence[Migration]) -> None:
    """All migrations that are due, or none of them: one transaction, after a backup."""
    from sqlite_utils import Database as Schema  # here: opening a library that is up to date needs it not

    with database.transaction() as connection:
        # Read again: another process may have migrated while this one waited for the lock.
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if 0 < version < len(migrations):
            _back_up(database.path, version)
        _log.info("migrating from schema %d to %d", version, len(migrations))
        for migration in migrations[version:]:
            migration(Schema(connection))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {max(version, len(migrations))}")


def _back_up(path: Path, version: int) -> None:
    """Copy what is committed; the copy gets its final name only once it is complete."""
    target = path.with_name(f"{FILE_NAME}.schema-{version}.backup")
    part = target.with_name(target.name + ".part")
    make_private(part)
    source, copy = _connect(path), sqlite3.connect(part)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()
    part.replace(target)
    _log.info("kept a copy of schema %d, %d bytes", version, target.stat().st_size)


def _others(connection: sqlite3.Connection) -> int:
    """Another number than before once another connection has committed."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def take_lock(path: Path, busy: str) -> FileLock:
    """Hold a lock file of the library's, or LibraryBusyError. The system frees that of a killed process."""
    from filelock import FileLock, Timeout

    lock = FileLock(path, mode=FOR_ONE_USER)  # whoever can open it can hold it
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LibraryBusyError(
            f"another photos-ml is {busy}",
            hint="wait for it to finish, or stop it; searching works meanwhile",
        ) from error
    except OSError as error:
        raise LibraryError(
            f"cannot write to the library folder {path.parent}: {os.strerror(error.errno or 0)}",
            hint=CHECK_FOLDER,
        ) from error
    return lock
