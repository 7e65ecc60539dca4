"""The library as one object: open it, read it, write batches to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.errors import LibraryBusyError, LibraryError
from photos_ml.store.act_log import ActLog
from photos_ml.store.act_photos import ActPhotos
from photos_ml.store.act_recovery import agree
from photos_ml.store.acts import Acts
from photos_ml.store.albums import Albums
from photos_ml.store.array_files import ArrayFiles
from photos_ml.store.backup import Restored, read_acts, write_acts
from photos_ml.store.claims import Claims
from photos_ml.store.columns import searched
from photos_ml.store.database import ARRAYS, Database, open_database
from photos_ml.store.face_names import FaceNames
from photos_ml.store.facets import FacetCounter, Facets
from photos_ml.store.filters import PhotoFilter
from photos_ml.store.forget import Forgotten, forget_root
from photos_ml.store.ids import among, distinct, numbers
from photos_ml.store.in_use import check_nobody_else
from photos_ml.store.journal import Failures, Runs
from photos_ml.store.marks import Marks
from photos_ml.store.names import NAMES_FORM, Names, read_names
from photos_ml.store.paths import from_stored, path_key, printable, to_stored
from photos_ml.store.photo_table import PhotoTable
from photos_ml.store.photos import CHUNK, Photos, place_of
from photos_ml.store.private.marks import PrivateMarks
from photos_ml.store.read_text import ReadText
from photos_ml.store.rows import ABSENT, Batch, FileGroup, Status
from photos_ml.store.schema import LATEST
from photos_ml.store.sharing import other_owner, own, publish, refusal_of
from photos_ml.store.sqlite_errors import named_errors
from photos_ml.store.steps import StepRows, Steps
from photos_ml.store.tags import Tags
from photos_ml.store.timeline import MONTHS_FORM, Month, Months, read_timeline
from photos_ml.store.traces import Trace, erase_traces, finish_erasing, note_backup
from photos_ml.store.vectors import Vectors
from photos_ml.store.while_same import ASIDE, FAVORITE, MARKS, SETTING
from photos_ml.store.writer import PhotoWriter
from photos_ml.turns import bytes_of
from photos_ml.types import Place, TaggerInfo

MANY_SHARE = 0.25
"""Of all photos: testing so many one by one takes longer than reading what a filter lets through."""


@dataclass(frozen=True, slots=True)
class Root:
    """A folder the user asked to index, with everything below it."""

    id: int
    path: Path
    online: bool


class Library:
    """One library folder. Safe to share between threads; several processes may read while one writes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.photos = Photos(database)
        self.failures = Failures(database)
        self.runs = Runs(database)
        self.claims = Claims(database)
        self._act_photos = ActPhotos(database)
        self.acts = Acts(database, self.claims, self._act_photos)
        self.marks = Marks(database, self.acts)
        self.albums = Albums(database, self.acts)
        self.steps = Steps(database)
        self.read_text = ReadText(database)
        self.photo_table = PhotoTable(database)
        self._facets = FacetCounter(database, self.photo_table)
        self._tags: dict[TaggerInfo, Tags] = {}
        self._writer = PhotoWriter(database, self.claims, self._act_photos)
        self.act_log = database.witness = ActLog(database)

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Library:
        """Open or make the library in `folder`; errors as `open_database`. What was done by hand and is only
        in the act log comes back."""
        library = cls(open_database(folder, create=create))
        try:
            if not library.is_read_only:
                library.database.files = ArrayFiles(folder / ARRAYS, LATEST)
                if restored := agree(library.database, library.act_log):
                    library._do_again(restored)
                finish_erasing(library.database, library.act_log)
        except BaseException:
            library.close()
            raise
        return library

    @property
    def folder(self) -> Path:
        return self.database.folder

    @property
    def is_read_only(self) -> bool:
        """Whether it can be searched and looked at, and not changed: it lies where nothing can be written."""
        return self.database.is_read_only

    def check_writable(self) -> None:
        """LibraryReadOnlyError where nothing can be written."""
        self.database.check_writable()

    def share(self, *, take_over: bool = False) -> None:
        """Let other machines read this library: publish it now, and whenever it was changed and is closed.
        LibraryReadOnlyError where another machine writes it; `take_over` makes that this one, and
        LibraryBusyError says that the other has it open."""
        owner = other_owner(self.folder)
        if owner is not None and not take_over:
            raise refusal_of(self.folder, owner)
        if owner is not None:
            check_nobody_else(self.database.path)
        own(self.folder)
        self.database.is_shared = True
        if owner is None:
            self.publish()

    def publish(self) -> None:
        """Give the machines that read this library what it holds now."""
        with named_errors(self.database.path):
            publish(self.database.connection, self.folder)
        self.database.has_written = False

    def close(self) -> None:
        self.act_log.sync()
        if self.database.is_shared and self.database.has_written:
            with suppress(LibraryError, OSError):  # what is published already is whole
                self.publish()
        self.database.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def vectors(self, name: str, revision: str, dimension: int) -> Vectors:
        """The vectors of one model revision; there may be none yet."""
        return Vectors(self.database, name, revision, dimension)

    def tags(self, info: TaggerInfo) -> Tags:
        """What one tagger said; there may be nothing yet."""
        return self._tags.setdefault(info, Tags(self.database, info, self.photo_table))

    # Roots

    def roots(self) -> list[Root]:
        rows = self.database.query("SELECT * FROM roots ORDER BY id")
        return [Root(row["id"], Path(from_stored(row["path"])), bool(row["online"])) for row in rows]

    def add_root(self, path: Path) -> Root:
        """The root at this absolute path, made if need be."""
        stored = to_stored(str(path))
        values = (stored, path_key(str(path)))
        self.database.execute("INSERT OR IGNORE INTO roots (path, key) VALUES (?, ?)", values)
        row = self.database.query("SELECT * FROM roots WHERE path = ?", (stored,))[0]
        return Root(row["id"], path, bool(row["online"]))

    def merge_root(self, inner: Root, *, into: Root, prefix: str) -> None:
        """Hand the photos of a root to one that holds it at `prefix`, so that no file is indexed twice."""
        with self.database.transaction() as connection:
            for row in self.database.query("SELECT id, path FROM folders WHERE root_id = ?", [inner.id]):
                folder = from_stored(row["path"])
                whole = f"{prefix}/{folder}" if folder else prefix
                connection.execute(
                    "UPDATE folders SET root_id = ?, path = ?, key = ? WHERE id = ?",
                    (into.id, to_stored(whole), path_key(whole), row["id"]),
                )
                connection.execute(
                    # Below the folder stand the albums that other programs name.
                    "UPDATE photo_text SET folder = ? || iif(instr(folder, char(10)), "
                    "substr(folder, instr(folder, char(10))), '') WHERE rowid IN "
                    "(SELECT photo_id FROM files WHERE folder_id = ? AND role = 'primary')",
                    (searched(printable(whole)), row["id"]),
                )
            connection.execute("DELETE FROM roots WHERE id = ?", (inner.id,))
            self._act_photos.follow_root(into.id)

    def drop_root(self, root_id: int) -> bool:
        """Forget a root without photos, and the failures listed in it; False if it holds a photo."""
        if any(True for _ in self.photos.folders_of(root_id)):
            return False
        inside = "(SELECT id FROM folders WHERE root_id = ?)"
        with self.database.transaction() as connection:
            connection.execute(f"DELETE FROM failures WHERE folder_id IN {inside}", (root_id,))
            connection.execute("DELETE FROM roots WHERE id = ?", (root_id,))
        return True

    def forget_root(self, root_id: int, *, acts_too: bool = False) -> Forgotten:
        """Delete a root and all that is known of its photos, with `acts_too` also what was done to them by
        hand; LibraryBusyError while they are indexed."""
        with self.indexing():
            return forget_root(self.database, root_id, acts_too=acts_too)

    def photos_below(self, root_id: int, folder: str = "") -> int:
        """How many photos are known in a folder of a root and below it, those that failed included."""
        below = "d.root_id = ? AND (? = '' OR d.path = ? OR substr(d.path, 1, length(?) + 1) = ? || '/')"
        path = to_stored(folder)
        values = (root_id, *[path] * 4)
        known = f"SELECT count(*) FROM files f JOIN folders d ON d.id = f.folder_id WHERE {below}"
        failed = f"SELECT count(*) FROM failures f JOIN folders d ON d.id = f.folder_id WHERE {below}"
        present = f"{known} AND f.role = 'primary'"
        return int(self.database.scalar(f"SELECT ({present}) + ({failed})", (*values, *values)))

    def set_online(self, root_id: int, online: bool) -> None:
        sql = "UPDATE roots SET online = ? WHERE id = ? AND online <> ?"
        self.database.execute(sql, (int(online), root_id, int(online)))

    # Writing

    def write(
        self,
        batch: Batch,
        vectors: Vectors | None = None,
        tags: Tags | None = None,
        steps: Iterable[StepRows] = (),
    ) -> list[int]:
        """All of a batch, with what steps made of it, or nothing. The ids of its photos in order."""
        with self.database.transaction():
            ids = [self._writer.upsert(change) for change in batch.upserts]
            if new := [bytes_of(change.content_hash) for change in batch.upserts if change.photo_id is None]:
                self.acts.find_photos(new)
            FaceNames(self.database, self.claims).settle_photos(ids)
            if vectors is not None:
                vectors.add(batch.vectors)
            if tags is not None and batch.tags:
                tags.add(batch.tags)
            for rows in steps:
                self.steps.write_new(rows)
            for failure in batch.failures:
                self.failures.record(failure)
            for key in batch.cleared:
                self.failures.clear(*key)
        return ids

    def note_changed(self, seen: Iterable[tuple[int, int]]) -> None:
        """(photo id, `FileStat.changed_ns` of its primary file), of files whose bytes are as known."""
        sql = "UPDATE files SET changed_ns = ? WHERE photo_id = ? AND role = 'primary'"
        with self.database.transaction() as connection:
            connection.executemany(sql, [(changed_ns, photo) for photo, changed_ns in seen])

    def set_status(self, photo_ids: Iterable[int], status: Status) -> None:
        with self.database.transaction():
            self._writer.set_status(photo_ids, status)

    @contextmanager
    def indexing(self) -> Iterator[None]:
        """Hold the right to index; LibraryBusyError when another process has it."""
        with self.database.indexing():
            yield

    @contextmanager
    def enriching(self) -> Iterator[None]:
        """Hold the right to run steps over what is indexed; LibraryBusyError when another process has it."""
        with self.database.enriching():
            yield

    # What is private

    def private_marks(self) -> PrivateMarks:
        """Which files are private, as it is known now."""
        return PrivateMarks(self.database)

    def passes_over(self, marks: PrivateMarks, group: FileGroup) -> bool:
        """Whether a photo of a folder is none of this library's."""
        return marks.has_group(group)

    def passes_over_bytes(self, marks: PrivateMarks, group: FileGroup, content_hash: str) -> bool:
        """The same once its bytes are known; one that came to lie elsewhere is known there from now on."""
        found = marks.has_bytes(content_hash)
        if found:
            marks.add_group(group)
        return found

    # What was done by hand

    def backup(self, file: Path) -> int:
        """Write all that was done by hand to a plain file; how many things."""
        written = write_acts(self.database, file)
        if not self.is_read_only:
            note_backup(self.database, file)
        return written

    def erase_traces(self) -> tuple[Trace, ...]:
        """See that what was just forgotten stands nowhere any more; where it was looked for."""
        return erase_traces(self.database)

    def restore(self, file: Path) -> Restored:
        """Take all that was done by hand from such a file, and do it to the photos that are found."""
        with self.database.transaction():
            restored = read_acts(self.database, file)
            self._do_again(restored)
        return restored

    def _do_again(self, restored: Restored) -> None:
        self.acts.renew(restored.photos)
        self.acts.find_photos()
        FaceNames(self.database, self.claims).settle()

    @property
    def is_indexed_now(self) -> bool:
        """Whether some process holds the right to index."""
        if self.is_read_only:
            return False
        try:
            with self.indexing():
                return False
        except LibraryBusyError:
            return True

    # Settings

    def setting(self, key: str) -> Any:
        """A JSON value; None where there is none, or none that can be read."""
        sql = "SELECT value FROM settings WHERE key = ?"
        found = self.database.while_same(
            ("setting", key), lambda: self.database.scalar(sql, (key,)), but=MARKS - SETTING
        )
        with suppress(TypeError, ValueError):
            return json.loads(found)
        return None

    def set_setting(self, key: str, value: Any) -> None:
        said = json.dumps(value)
        self.database.execute(
            "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE "
            "SET value = excluded.value WHERE value <> excluded.value",
            (key, said),
            changes=SETTING,
        )

    # Searching

    def count_matching(self, filter: PhotoFilter) -> int:
        condition, values = filter.where()
        return int(self.database.scalar(f"SELECT count(*) FROM photos p WHERE {condition}", values))

    def newest_id(self) -> int:
        """The id of the photo added last, 0 for none."""
        sql = "SELECT max(id) FROM photos"
        return self.database.while_same(
            "newest photo", lambda: int(self.database.scalar(sql) or 0), but=MARKS
        )

    def all_present(self) -> list[int]:
        """Ids of all photos that are there, the hidden ones too."""
        return [row[0] for row in self.database.query(f"SELECT id FROM photos WHERE id NOT IN ({ABSENT})")]

    def timeline(
        self,
        *,
        favorites: bool = False,
        hidden: bool = False,
        only: Sequence[int] | None = None,
        papers: bool = True,
    ) -> list[Month]:
        """The photos shown, month by month: `read_timeline`."""
        photos = self.photo_table.current() if only is None else self.photo_table.of(only)
        if not favorites and not hidden and only is None:
            return self.months(papers=papers).lists(photos)
        found = read_timeline(
            self.database, photos, favorites=favorites, hidden=hidden, only=only, papers=papers
        )
        return found.lists(photos)

    def months(self, *, papers: bool = True) -> Months:
        """All photos shown, as arrays: kept whatever becomes a favourite."""
        return self.database.while_same(
            ("months", papers),
            lambda: read_timeline(self.database, self.photo_table.current(), papers=papers),
            but=FAVORITE,
            form=MONTHS_FORM,
        )

    def facets(self, photo_ids: npt.NDArray[np.int64]) -> Facets:
        """What these photos consist of, with counts."""
        return self._facets.count(photo_ids)

    def photo_ids(self, filter: PhotoFilter) -> npt.NDArray[np.int64]:
        """Ids of the present photos the filter lets through, int64 (n,), ascending."""
        if not filter and self.photo_table.is_read:
            photos = self.photo_table.current()
            shown = photos.present & ~among(photos.ids, self.marks.hidden_ids())
            return photos.ids[shown]
        condition, values = filter.where()
        question = f"p.id) FROM photos p WHERE {condition}"
        but = ASIDE if "heart" in condition else FAVORITE
        return self.database.while_same(
            (question, *values), lambda: _ids(self.database, question, values), but=but
        )

    def matching(self, filter: PhotoFilter, photo_ids: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Which of these photos are present and let through by the filter, int64 (n,), ascending."""
        # Of so many it is quicker to take what the filter lets through and see which are among them.
        if len(photo_ids) > MANY_SHARE * self.newest_id():
            return np.intersect1d(distinct(photo_ids), self.photo_ids(filter), assume_unique=True)
        condition, values = filter.where()
        question = f"p.id) FROM json_each(?) j CROSS JOIN photos p ON p.id = j.value WHERE {condition}"
        return _ids(self.database, question, [json.dumps(photo_ids.tolist()), *values])

    def vector_ids(self, filter: PhotoFilter, vectors: Vectors) -> npt.NDArray[np.int64]:
        """Ids of the vectors of the photos the filter lets through, int64 (n,), ascending."""
        condition, values = filter.where()
        # By contents, which the index on photos has, without a join: a filter may let half of all through.
        return vectors.of_contents(
            _ids(self.database, f"p.content_id) FROM photos p WHERE {condition}", values)
        )

    def vector_ids_of(self, photo_ids: list[int], vectors: Vectors) -> npt.NDArray[np.int64]:
        """Ids of the vectors of these photos, int64 (n,), ascending."""
        found = [np.empty(0, np.int64)]
        for start in range(0, len(photo_ids), CHUNK):
            chunk = photo_ids[start : start + CHUNK]
            sql = (
                "v.id) FROM photos p CROSS JOIN vectors v ON v.content_id = p.content_id "
                f"AND v.model_id = ? WHERE p.id IN ({','.join('?' * len(chunk))})"
            )
            found.append(_ids(self.database, sql, [vectors.model_id, *chunk]))
        return distinct(np.concatenate(found))

    def newest(
        self,
        filter: PhotoFilter,
        limit: int,
        offset: int,
        *,
        oldest: bool = False,
        last_id: int | None = None,
    ) -> list[int]:
        """Photo ids up to `last_id` by date; photos without one come last either way, and, through a filter,
        those whose date is only the file's own after all others that have one."""
        condition, values = filter.where()
        if last_id is not None:
            condition, values = f"{condition} AND p.id <= ?", [*values, last_id]
        # Both orders are those of the index on `taken`, so that a page does not sort the library.
        order = "p.taken ASC NULLS LAST, p.id" if oldest else "p.taken DESC, p.id DESC"
        if filter:  # a date that is only the file's own says least of when the photo was taken
            order = f"p.date_trust = 0, {order}"
        rows = self.database.query(
            f"SELECT p.id FROM photos p WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?",
            [*values, limit, offset],
        )
        return [row[0] for row in rows]

    def match_ids(self, expression: str) -> npt.NDArray[np.int64]:
        """Ids of the present photos that match an FTS5 expression, int64 (n,), ascending."""
        question = f"rowid) FROM photo_text WHERE photo_text MATCH ? AND rowid NOT IN ({ABSENT})"
        return self.database.while_same(
            ("match", expression), lambda: _ids(self.database, question, [expression]), but=MARKS
        )

    def captions(self) -> Iterator[str]:
        """What is written of present photos, title and caption as one, each wording once."""
        sql = "SELECT DISTINCT title || ' ' || caption AS said FROM photos WHERE status = 'present'"
        for row in self.database.iterate(f"{sql} AND (title <> '' OR caption <> '')"):
            yield row["said"]

    def places(self) -> dict[int, Place]:
        """Every place a photo was ever taken at, by its row."""
        rows = self.database.query("SELECT * FROM places ORDER BY id")
        return {row["id"]: place_of(row) for row in rows}

    def busiest_country(self) -> tuple[str, bool]:
        """ISO code of the country with the most days of photos, '' where unknown; whether it lies south.

        Reads every photo: for the end of an index, not for a search.
        """
        return self.database.while_same("busiest country", self._busiest_country, but=MARKS)

    def _busiest_country(self) -> tuple[str, bool]:
        rows = self.database.query(
            "SELECT pl.country_code, avg(p.lat) < 0 AS southern "
            "FROM photos p JOIN places pl ON pl.id = p.place_id "
            "WHERE p.status = 'present' GROUP BY pl.country_code "
            "ORDER BY count(DISTINCT substr(p.taken, 1, 10)) DESC, pl.country_code LIMIT 1"
        )
        return (rows[0]["country_code"], bool(rows[0]["southern"])) if rows else ("", False)

    def names(self) -> Names:
        """Every name a query could mean here."""
        return self.database.while_same("names", self._names, but=MARKS, form=NAMES_FORM)

    def _names(self) -> Names:
        folders = [folder for root in self.roots() for folder in self.photos.folders_of(root.id)]
        return read_names(self.database, [root.path.name for root in self.roots()] + folders, self.places())


def _ids(database: Database, question: str, values: Sequence[Any]) -> npt.NDArray[np.int64]:
    """Distinct ids, ascending, of 'column) FROM ...'. One text is three times as fast as rows."""
    text = database.scalar(f"SELECT group_concat({question}", values)
    return distinct(numbers(text))
