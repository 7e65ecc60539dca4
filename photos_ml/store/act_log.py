"""Everything done by hand once more, in files of its own beside the library: appended to, each line with its
checksum, so that neither a damaged library nor a power cut costs an act.

`acts/00000001.log` and so on: a first line that says whose it is, then an act or an event a line, and after
those of one gesture how far it is told now. Acts have the numbers that they have in the library.
"""

from __future__ import annotations

import logging
import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Row
from typing import TYPE_CHECKING, Any

from photos_ml.files import replace_file, sync_file, sync_folder
from photos_ml.store.backup import KINDS, PHOTO, library_id
from photos_ml.store.log_lines import Document, from_lines, to_lines
from photos_ml.store.paths import plain

if TYPE_CHECKING:
    from photos_ml.store.database import Database

FOLDER = "acts"
SUFFIX = ".log"
FORMAT = "photos-ml act log"
VERSION = 1
ROTATED_BYTES = 1 << 20
SYNC_AFTER_S = 0.4
"""What is appended is on the disk, not only on its way to it, within this and what the disk takes."""
TAIL_BYTES = 512
FOR_ONE_USER = 0o600

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reach:
    """The last act and the last event that are told."""

    act: int = 0
    event: int = 0


@dataclass(frozen=True, slots=True)
class Logged:
    """All that a log tells, in order. `library`: whose it is, '' for none."""

    library: str
    documents: tuple[Document, ...]
    damaged: int = 0
    """Lines that could not be read."""


class ActLog:
    """The log of one library folder. What writes to it belongs inside a transaction of the library, whose
    write lock keeps threads and processes apart."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self.folder = database.folder / FOLDER
        self._last: _File | None = None
        self._before: _File | None = None
        self._is_telling = False
        self._syncing = Syncing()

    @property
    def files(self) -> list[Path]:
        """The files of the log, oldest first."""
        return sorted(self.folder.glob(f"*{SUFFIX}")) if self.folder.is_dir() else []

    def tell(self) -> None:
        """Append what the library holds and the log does not. What cannot be written now is told later."""
        self._is_telling = False
        try:
            self._before = last = self._find_last()
            self._is_telling = True
            documents, reach = told_since(self._db, last.reach if last else Reach())
            if documents and last is None:
                self._write_whole(1, documents, reach)
            elif documents and last is not None:
                self._append(last, documents, reach)
        except OSError as error:
            _log.warning("the act log cannot be written: %s", error.strerror)

    def untell(self) -> None:
        """What was told last, or the half of it that a full disk took, did not come to pass: the transaction
        failed."""
        before, self._last = self._before, None
        if not self._is_telling:
            return
        with suppress(OSError):
            for file in self.files:
                if before is None or file.name > before.path.name:
                    file.unlink()
            if before is not None:
                os.truncate(before.path, before.size)

    def tell_anew(self) -> None:
        """Tell what the library holds, and nothing else: something was forgotten on purpose. OSError where
        that is not possible."""
        files = self.files
        documents, reach = told_since(self._db, Reach())
        self._write_whole(int(files[-1].stem) + 1 if files else 1, documents, reach)
        for file in files:
            file.unlink()
        sync_folder(self.folder)

    def read(self) -> Logged:
        """Everything the log tells, but for lines that are damaged; OSError where a file cannot be read."""
        library, documents, damaged = "", list[Document](), 0
        for file in self.files:
            data = file.read_bytes()
            found = list(from_lines(data))
            damaged += sum(map(bool, data.split(b"\n"))) - len(found)
            for document in found:
                if document.get("log") == FORMAT:
                    library = document["library"]
                    documents = [] if document["whole"] else documents
                elif "to" not in document:
                    documents.append(document)
        return Logged(library, tuple(documents), damaged)

    def reach(self) -> Reach | None:
        """How far the log tells; None where there is none."""
        last = self._find_last()
        return last.reach if last else None

    def owner(self) -> str:
        """The library whose log it is; '' where there is none."""
        files = self.files
        return str(_head(files[-1]).get("library", "")) if files else ""

    def sync(self) -> None:
        """Have the disk keep what was appended."""
        self._syncing.now()

    def _find_last(self) -> _File | None:
        """The last file, and how far it tells."""
        if (last := self._last) is not None and last.size <= ROTATED_BYTES:
            with suppress(OSError):  # another process has told anew
                if os.stat(last.path).st_size == last.size:  # noqa: PTH116 - this is per mark
                    return last
        files = self.files
        if not files:
            return None
        self._last = _seen(files[-1])
        return self._last

    def _write_whole(self, number: int, documents: list[Document], reach: Reach) -> None:
        path = self.folder / f"{number:08d}{SUFFIX}"
        data = to_lines([_first(library_id(self._db), Reach(), whole=True), *documents, _told(reach)])
        if not self.folder.is_dir():
            self.folder.mkdir(mode=0o700)
        replace_file(path, lambda out: out.write(data))
        self._last = _File(path, len(data), reach)

    def _append(self, last: _File, documents: list[Document], reach: Reach) -> None:
        path, size = last.path, last.size
        data = to_lines([*documents, _told(reach)])
        if size > ROTATED_BYTES:
            path, size = self.folder / f"{int(path.stem) + 1:08d}{SUFFIX}", 0
            data = to_lines([_first(library_id(self._db), last.reach, whole=False)]) + data
        elif not last.ends_a_line:
            data = b"\n" + data
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, FOR_ONE_USER)
        try:
            written = os.write(descriptor, data)
        finally:
            os.close(descriptor)
        self._last = _File(path, size + written, reach) if written == len(data) else None
        self._syncing.soon(path)


@dataclass(frozen=True, slots=True)
class _File:
    """The last file of a log as it was seen last."""

    path: Path
    size: int
    reach: Reach
    ends_a_line: bool = True


class Syncing:
    """Has the disk keep files that were written, a little later and in a thread of its own."""

    def __init__(self, after_s: float = SYNC_AFTER_S) -> None:
        self._after_s = after_s
        self._guard = threading.Lock()
        self._timer: threading.Timer | None = None
        self._files: set[Path] = set()

    def soon(self, file: Path) -> None:
        """Within `after_s`."""
        with self._guard:
            self._files.add(file)
            if self._timer is None:
                self._timer = threading.Timer(self._after_s, self.now)
                self._timer.daemon = True
                self._timer.start()

    def now(self) -> None:
        """At once, all that wait."""
        with self._guard:
            files, self._files = self._files, set()
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
        for file in files:
            with suppress(OSError):  # told anew meanwhile
                sync_file(file)


def told_since(database: Database, reach: Reach) -> tuple[list[Document], Reach]:
    """What was done after that, as lines of the log, and how far it goes."""
    documents: list[Document] = []
    after = {"act": reach.act, "event": reach.event}
    for kind, (table, columns) in KINDS.items():
        sql = (
            f"SELECT m.*, {', '.join(f'p.{name} AS photo_{name}' for name in PHOTO)} FROM {table} m "
            "LEFT JOIN act_photos p ON p.id = m.act_photo_id WHERE m.id > ? ORDER BY m.id"
        )
        for row in database.query(sql, (after[kind],)):
            documents.append({kind: {name: row[name] for name in ("id", *columns)}, "photo": _photo(row)})
            after[kind] = row["id"]
    return documents, Reach(**after)


def _photo(row: Row) -> Document | None:
    if row["act_photo_id"] is None:
        return None
    return {"photo": row["act_photo_id"], **{name: plain(row[f"photo_{name}"]) for name in PHOTO}}


def _first(library: str, reach: Reach, *, whole: bool) -> Document:
    """`whole`: what files before say does not count."""
    return {
        "log": FORMAT,
        "version": VERSION,
        "library": library,
        "whole": whole,
        "from": [reach.act, reach.event],
    }


def _told(reach: Reach) -> Document:
    return {"to": [reach.act, reach.event]}


def _head(file: Path) -> Document:
    with file.open("rb") as opened:
        return next((found for found in from_lines(opened.readline()) if found.get("log") == FORMAT), {})


def _seen(path: Path) -> _File:
    """A file of the log, and how far it tells: as its end says or, where that is damaged, its lines."""
    with path.open("rb") as opened:
        size = opened.seek(0, os.SEEK_END)
        opened.seek(max(0, size - TAIL_BYTES))
        end = opened.read()
        tail = list(from_lines(end))
        if tail and "to" in tail[-1]:
            return _File(path, size, Reach(*tail[-1]["to"]), end.endswith(b"\n"))
        opened.seek(0)
        documents = list(from_lines(opened.read()))
    ends: list[Any] = [found[key] for found in documents for key in ("from", "to") if key in found]
    acts = [found["act"]["id"] for found in documents if "act" in found]
    events = [found["event"]["id"] for found in documents if "event" in found]
    reach = Reach(
        max([*acts, *(last for last, _ in ends)], default=0),
        max([*events, *(last for _, last in ends)], default=0),
    )
    return _File(path, size, reach, end.endswith(b"\n"))
