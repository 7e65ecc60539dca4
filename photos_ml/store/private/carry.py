"""All that a library knows of some photos, carried into another one: rows as they are, under their own
numbers where those are free there."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from functools import cache, cached_property, partial
from sqlite3 import Row
from typing import Any

from photos_ml.store.database import Database
from photos_ml.store.private.database import FIRST_OWN, NUMBERED
from photos_ml.store.said_faces import OfPerson
from photos_ml.store.settled_albums import ALBUM, IN_ALBUM, settle_all_albums
from photos_ml.turns import bytes_of, sql_bytes

NAMED: dict[str, tuple[str, ...]] = {
    "roots": ("path",),
    "folders": ("root_id", "path"),
    "places": ("city", "region", "country"),
    "cameras": ("make", "model"),
    "keywords": ("key",),
    "people": ("key",),
    "tags": ("key",),
    "models": ("name", "revision"),
    "taggers": ("model", "revision", "version"),
    "steps": ("name", "version"),
    "contents": ("hash",),
    "persons": ("uid",),
}
"""What many rows refer to: table -> what tells its rows apart in any library."""
MADE_ANEW = frozenset(("memory_photos", "frozen_photos", "frozen_memories", "album_photos", "persons"))
"""What refers to photos and comes of other rows: memories are made again, albums are settled."""
FRESH = frozenset(("vectors",))
"""Rows that get a new number: an index that is kept beside the library reads on from its last."""
_THESE = "(SELECT value FROM json_each(?))"
_OF_PERSON = tuple(field.value for field in OfPerson)


def carry(
    source: Database, target: Database, photo_ids: Collection[int], *, albums: Collection[str] = ()
) -> list[int]:
    """Copy all rows of these photos; inside transactions of both. What was done to their persons and albums
    comes with them, and these albums even without a photo. The numbers of their contents there."""
    carrier = _Carrier(source, target)
    carrier.carry(sorted(photo_ids), albums)
    settle_all_albums(target)
    return carrier.contents


def with_copies(database: Database, photo_ids: Iterable[int]) -> list[int]:
    """These photos and all that have the bytes of one of them, present or not."""
    rows = database.query(
        f"SELECT DISTINCT c.hash FROM photos p JOIN contents c ON c.id = p.content_id WHERE p.id IN {_THESE}",
        (json.dumps(list(photo_ids)),),
    )
    wanted = json.dumps(sorted({bytes_of(row["hash"]) for row in rows}))
    found = database.query(
        "SELECT p.id FROM photos p JOIN contents c ON c.id = p.content_id "
        f"WHERE {sql_bytes('c.hash')} IN {_THESE} "
        "ORDER BY p.id",
        (wanted,),
    )
    return [row["id"] for row in found]


class _Carrier:
    def __init__(self, source: Database, target: Database) -> None:
        self._source = source
        self._target = target
        self._numbers: dict[str, dict[int, int]] = {}
        self._references = cache(partial(references, source))
        self._columns = cache(partial(_columns, target))

    @property
    def contents(self) -> list[int]:
        """The numbers that the contents have in the target."""
        return sorted(self._numbers.get("contents", {}).values())

    def carry(self, photos: Sequence[int], albums: Collection[str]) -> None:
        contents = self._column("SELECT content_id FROM photos WHERE id IN {}", photos)
        self._own("photos", self._rows("photos", "id", photos))
        self._step_tables()
        for table, column in self._referring("photos"):
            if table not in MADE_ANEW and table != "act_photos":
                self._own(table, self._rows(table, column, photos))
        for table, column in self._referring("contents"):
            if table != "photos":
                self._own(table, self._rows(table, column, contents))
        self._own("face_denials", self._rows("face_denials", "face_id", self._numbers.get("faces", {})))
        self._text(photos)
        self._failures(photos)
        self._acts(photos, albums)

    # What was done by hand

    def _acts(self, photos: Sequence[int], named: Collection[str]) -> None:
        places = act_places_of(self._source, photos)
        self._own("act_photos", self._rows("act_photos", "id", places))
        acts = self._rows("acts", "act_photo_id", places)
        events = self._rows("memory_feedback", "act_photo_id", places)
        albums = {row["key"] for row in acts if row["field"] == IN_ALBUM} | set(named)
        sql = f"SELECT * FROM acts WHERE act_photo_id IS NULL AND field = ? AND key IN {_THESE} ORDER BY id"
        general = self._source.query(sql, (ALBUM, json.dumps(sorted(albums))))
        uids = self._persons_of(photos, acts)
        general += _acts_on_persons(self._source, uids)
        names = names_of(self._source, uids)
        general += wishes_on(self._source, "acts", names)
        wished = wishes_on(self._source, "memory_feedback", names)
        known = self._known("memory_feedback", [row["id"] for row in wished])
        self._own("memory_feedback", [*events, *(row for row in wished if row["id"] not in known)])
        known = self._known("acts", [row["id"] for row in general])
        self._own("acts", [*acts, *(row for row in general if row["id"] not in known)])
        for row in general:  # not brought a second time with the next photo
            if (
                row["id"] >= FIRST_OWN
                and (new := self._numbers["acts"].get(row["id"], row["id"])) != row["id"]
            ):
                self._source.execute("UPDATE acts SET id = ? WHERE id = ?", (new, row["id"]))

    def _persons_of(self, photos: Sequence[int], acts: Iterable[Row]) -> set[str]:
        """Uids of the persons that these photos, or acts on them, speak of, and of those that turned out to
        be them. They are there from now on."""
        said = " ".join(f"{row['key']} {row['value']}" for row in acts if row["field"].startswith("face."))
        known = self._source.query("SELECT id, uid, into_id FROM persons")
        uids = set(persons_of(self._source, photos))
        uids |= {row["uid"] for row in known if row["uid"] in said}
        ids = {row["id"] for row in known if row["uid"] in uids}
        found = [row for row in known if row["id"] in ids or row["into_id"] in ids]
        for row in found:
            self._mapped("persons", row["id"])
        return {row["uid"] for row in found}

    # Rows

    def _own(self, table: str, rows: Sequence[Row]) -> None:
        """Insert rows of a table, what they refer to by the numbers that it has there."""
        if not rows:
            return
        references, columns = self._references(table), self._columns(table)
        numbered = "id" in columns
        taken = self._known(table, [row["id"] for row in rows]) if numbered else frozenset()
        last = self._last(table) if numbered else 0
        gestures = self._gestures(table, rows)
        numbers = self._numbers.setdefault(table, {})
        values = []
        for row in rows:
            new = {name: row[name] for name in columns}
            for name, parent in references.items():
                if new[name] is not None:
                    new[name] = self._mapped(parent, new[name])
            if numbered:
                own = self._target_is_outer(table) and row["id"] >= FIRST_OWN
                if row["id"] in taken or own or table in FRESH:
                    last += 1
                    new["id"] = last
                numbers[row["id"]] = new["id"]
            if "gesture" in new:
                new["gesture"] = (
                    gestures.get(new["gesture"], new["gesture"]) if row["id"] >= FIRST_OWN else new["gesture"]
                )
            values.append(tuple(new.values()))
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        self._target.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)

    def _target_is_outer(self, table: str) -> bool:
        """Whether acts made in private come out: they get numbers of the library."""
        return table in NUMBERED and self._last_number(self._target, table) < FIRST_OWN

    def _gestures(self, table: str, rows: Sequence[Row]) -> dict[int, int]:
        """New numbers for the gestures that were made in private."""
        if table != "acts" or not self._target_is_outer(table):
            return {}
        last = int(self._target.scalar("SELECT coalesce(max(gesture), 0) FROM acts"))
        last = max(last, self._last(table), *(row["gesture"] for row in rows if row["gesture"] < FIRST_OWN))
        own = sorted({row["gesture"] for row in rows if row["id"] >= FIRST_OWN})
        return {gesture: last + number for number, gesture in enumerate(own, 1)}

    def _mapped(self, table: str, number: int) -> int | None:
        """The number there of a row that others refer to; made there if need be, None where it stays out."""
        numbers = self._numbers.setdefault(table, {})
        if number in numbers:
            return numbers[number]
        if table not in NAMED:
            found = self._target.scalar(f"SELECT id FROM {table} WHERE id = ?", (number,))
            return None if found is None else int(found)
        (row,) = self._source.query(f"SELECT * FROM {table} WHERE id = ?", (number,))
        columns = self._columns(table)
        new = {name: row[name] for name in columns}
        numbers[number] = number  # a person may refer to itself by a way round
        for name, parent in self._references(table).items():
            if new[name] is not None:
                new[name] = (
                    self._mapped(parent, new[name]) if table != "persons" or name == "into_id" else None
                )
        same = " AND ".join(f"{name} IS ?" for name in NAMED[table])
        known = self._target.scalar(f"SELECT id FROM {table} WHERE {same}", [new[n] for n in NAMED[table]])
        if known is None:
            new["id"] = number if not self._known(table, [number]) else None
            names, marks = ", ".join(columns), ", ".join("?" * len(columns))
            sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
            known = self._target.execute(sql, list(new.values())).lastrowid
        numbers[number] = int(known or 0)
        return numbers[number]

    def _text(self, photos: Sequence[int]) -> None:
        names = ("name", "folder", "caption", "keywords", "place", "people")
        rows = self._source.query(
            f"SELECT rowid AS id, {', '.join(names)} FROM photo_text WHERE rowid IN {_THESE}",
            (json.dumps(list(photos)),),
        )
        self._target.connection.executemany(
            f"INSERT INTO photo_text (rowid, {', '.join(names)}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(self._numbers["photos"][row["id"]], *(row[name] for name in names)) for row in rows],
        )

    def _failures(self, photos: Sequence[int]) -> None:
        self._own("failures", failures_of(self._source, photos))

    def _step_tables(self) -> None:
        """Tables that steps made for themselves, as they are."""
        for row in self._source.query("SELECT * FROM step_tables"):
            sql = "SELECT 1 FROM step_tables WHERE name = ?"
            if not self._target.scalar(sql, (row["name"],)):
                made = (
                    "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC"
                )
                for statement in self._source.query(made, (row["name"],)):
                    self._target.execute(statement["sql"])
                sql = "INSERT INTO step_tables (name, step, lasting) VALUES (?, ?, ?)"
                self._target.execute(sql, (row["name"], row["step"], row["lasting"]))

    # Questions

    def _rows(self, table: str, column: str, values: Iterable[int]) -> list[Row]:
        sql = f"SELECT * FROM {table} WHERE {column} IN {_THESE} ORDER BY rowid"
        if _is_without_rowid(self._source, table):
            sql = f"SELECT * FROM {table} WHERE {column} IN {_THESE}"
        return self._source.query(sql, (json.dumps(list(values)),))

    def _column(self, sql: str, values: Iterable[Any]) -> list[Any]:
        return [row[0] for row in self._source.query(sql.format(_THESE), (json.dumps(list(values)),))]

    def _known(self, table: str, numbers: Iterable[int]) -> frozenset[int]:
        sql = f"SELECT id FROM {table} WHERE id IN {_THESE}"
        return frozenset(row[0] for row in self._target.query(sql, (json.dumps(list(numbers)),)))

    def _last(self, table: str) -> int:
        """The last number that was ever given there, or is brought now."""
        return max(self._last_number(self._target, table), self._below(self._source, table))

    def _below(self, database: Database, table: str) -> int:
        sql = f"SELECT coalesce(max(id), 0) FROM {table} WHERE id < ?"
        return int(database.scalar(sql, (FIRST_OWN,)))

    def _last_number(self, database: Database, table: str) -> int:
        seq = database.scalar("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))
        return int(seq or database.scalar(f"SELECT coalesce(max(id), 0) FROM {table}"))

    @cached_property
    def _tables(self) -> list[str]:
        rows = self._source.query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' "
            "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        )
        return [row["name"] for row in rows]

    def _referring(self, parent: str) -> list[tuple[str, str]]:
        """(table, column) of all that refers to a table."""
        return [
            (table, name)
            for table in self._tables
            for name, other in self._references(table).items()
            if other == parent
        ]


def references(database: Database, table: str) -> dict[str, str]:
    """Column -> the table whose numbers it holds."""
    rows = database.query('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (table,))
    return {row["from"]: row["table"] for row in rows}


def act_places_of(database: Database, photos: Sequence[int]) -> list[int]:
    """Numbers of the acts' photos that these are, or that wait for one with their bytes or in their place."""
    these = json.dumps(list(photos))
    rows = database.query(
        f"SELECT id FROM act_photos WHERE photo_id IN {_THESE} OR photo_id IS NULL AND ("
        f"content_hash IN (SELECT {sql_bytes('c.hash')} FROM photos p "
        f"JOIN contents c ON c.id = p.content_id WHERE p.id IN {_THESE}) "
        "OR (root, folder, name) IN (SELECT r.path, d.path, f.name FROM files f JOIN folders d "
        f"ON d.id = f.folder_id JOIN roots r ON r.id = d.root_id WHERE f.photo_id IN {_THESE})) ORDER BY id",
        (these, these, these),
    )
    return [row["id"] for row in rows]


def persons_of(database: Database, photos: Sequence[int]) -> list[str]:
    """Uids of all persons whose faces or names these photos have."""
    contents = f"SELECT content_id FROM photos WHERE id IN {_THESE}"
    rows = database.query(
        f"SELECT uid FROM persons WHERE id IN (SELECT person_id FROM faces WHERE content_id IN ({contents})) "
        f"OR id IN (SELECT guess_id FROM faces WHERE content_id IN ({contents})) "
        "OR key IN (SELECT n.key FROM people n JOIN photo_people l ON l.person_id = n.id "
        f"WHERE l.photo_id IN {_THESE}) ORDER BY uid",
        (json.dumps(list(photos)),) * 3,
    )
    return [row["uid"] for row in rows]


def names_of(database: Database, uids: Collection[str]) -> set[str]:
    """The keys of the names of persons."""
    sql = f"SELECT key FROM persons WHERE key <> '' AND uid IN {_THESE}"
    return {row["key"] for row in database.query(sql, (json.dumps(sorted(uids)),))}


def wishes_on(database: Database, table: str, names: Collection[str]) -> list[Row]:
    """What was wished of memories of persons, by the keys of their names: acts, or feedback."""
    where = {
        "acts": "x.field = 'exclude' AND x.key = 'person:' || n.value",
        "memory_feedback": "n.value <> '' AND instr(name_key(x.subject), n.value) > 0",
    }[table]
    return database.query(
        f"SELECT x.* FROM {table} x WHERE x.act_photo_id IS NULL AND EXISTS "
        f"(SELECT 1 FROM json_each(?) n WHERE {where}) ORDER BY x.id",
        (json.dumps(sorted(names)),),
    )


def failures_of(database: Database, photos: Sequence[int]) -> list[Row]:
    """What failed of the files of photos."""
    return database.query(
        "SELECT x.* FROM failures x WHERE EXISTS (SELECT 1 FROM files f WHERE f.folder_id = x.folder_id "
        f"AND f.name = x.name AND f.photo_id IN {_THESE})",
        (json.dumps(list(photos)),),
    )


def _acts_on_persons(database: Database, uids: set[str]) -> list[Row]:
    rows = database.query(
        f"SELECT * FROM acts WHERE act_photo_id IS NULL AND field IN {_THESE} ORDER BY id",
        (json.dumps(_OF_PERSON),),
    )
    return [row for row in rows if row["key"] in uids or uids & set(row["key"].split(" "))]


def _columns(database: Database, table: str) -> list[str]:
    return [row["name"] for row in database.query("SELECT name FROM pragma_table_info(?)", (table,))]


def _is_without_rowid(database: Database, table: str) -> bool:
    sql = "SELECT wr FROM pragma_table_list WHERE name = ? AND schema = 'main'"
    return bool(database.scalar(sql, (table,)))
