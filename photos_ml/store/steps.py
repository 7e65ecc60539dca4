"""Which content each step is done with: by (content, step, version), so that what is due is a question."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path
from typing import Protocol

from photos_ml.store.array_files import JSON, NUMBER, Form, said_in, text_array
from photos_ml.store.database import Database
from photos_ml.store.interned import content_id
from photos_ml.store.kept import Kept, Rows
from photos_ml.store.paths import from_stored
from photos_ml.store.rows import ABSENT, Failure, FileStat, Holder
from photos_ml.store.while_same import MARKS

OFF = "steps off"
"""Setting: the steps that the user does not want."""
ON = "steps on"
"""Setting: the steps that the user asked for; it is what those wait for that are off by themselves."""
ATTEMPTS = 3
"""How often what may do better next time is tried by itself."""
_PRESENT = "SELECT content_id FROM photos WHERE status = 'present'"
_Marked = dict[int | None, tuple[int, int, float | None, int]]
_MARKED: Form[_Marked] = Form(
    lambda marked: {"json": text_array([[step, *counts] for step, counts in marked.items()])},
    lambda arrays: {step: tuple(counts) for step, *counts in said_in(arrays["json"])},
)
_SETTLED = f"(m.reason IS NULL OR m.retry = 0 OR m.attempts >= {ATTEMPTS})"


class Recorded(Protocol):
    """What the library has to know of a step."""

    @property
    def id(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def keeps(self) -> tuple[Kept, ...]: ...

    @property
    def videos_only(self) -> bool: ...

    @property
    def covers(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Record:
    """A step as far as the library has to know it, for whoever does its work on demand."""

    id: str
    version: str
    keeps: tuple[Kept, ...]
    videos_only: bool = False
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended for one content: its rows, or, in one line, why there are none."""

    content_id: int
    rows: Rows = field(default_factory=dict)
    ms: float | None = None
    reason: str = ""
    """'' where it is done."""
    retry: bool = False
    """Whether it may do better next time."""


@dataclass(frozen=True, slots=True)
class StepRows:
    """How a step ended for contents that are only now written."""

    step: Recorded
    outcomes: Mapping[str, Outcome]
    """Content hash -> outcome, whose content id is not known yet."""


@dataclass(frozen=True, slots=True)
class Content:
    """Unique bytes, and where they are."""

    id: int
    hash: str
    holders: tuple[Holder, ...] = ()


@dataclass(frozen=True, slots=True)
class StepCounts:
    """How far a step is with the contents of the present photos."""

    done: int
    due: int
    failed: int
    ms: float | None
    """Mean time a content took; None where none was timed."""


_COUNTS: Form[StepCounts] = Form(
    lambda counts: {"json": text_array(astuple(counts))},
    lambda arrays: StepCounts(*said_in(arrays["json"])),
)


class Steps:
    """The marks of the steps, and the rows that come with them."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def write(self, step: Recorded, outcomes: Sequence[Outcome]) -> None:
        """Rows and marks, all or nothing; of contents that were forgotten meanwhile nothing is kept."""
        with self._db.transaction():
            known = self._known([outcome.content_id for outcome in outcomes])
            kept = [outcome for outcome in outcomes if outcome.content_id in known]
            if not kept:
                return
            for table in step.keeps:
                rows = {one.content_id: one.rows.get(table.name, ()) for one in kept}
                table.put(self._db, step.id, rows)
            self.mark(step, kept)

    def write_new(self, rows: StepRows) -> None:
        """As `write`, for contents that the caller's transaction has just written; nothing of a step that was
        switched off meanwhile."""
        if rows.step.id in self.off:
            return
        self.write(
            rows.step,
            [replace(one, content_id=content_id(self._db, key)) for key, one in rows.outcomes.items()],
        )

    def mark(self, step: Recorded, outcomes: Sequence[Outcome]) -> None:
        """The marks alone, inside the caller's transaction; of versions that it covers, too, where it is
        done."""
        mark(self._db, step.id, step.version, outcomes)
        for covered in step.covers:
            mark(self._db, step.id, covered, [one for one in outcomes if not one.reason])
        if not any(table.by_version for table in step.keeps):
            standing = json.dumps([step.version, *step.covers])
            self._db.connection.executemany(
                "DELETE FROM step_marks WHERE content_id = ? AND step_id IN (SELECT id FROM steps "
                "WHERE name = ? AND version NOT IN (SELECT value FROM json_each(?)))",
                [(one.content_id, step.id, standing) for one in outcomes],
            )

    def due(
        self, step: Recorded, after: Sequence[Recorded] = (), *, above: int = 0, limit: int = 1024
    ) -> list[int]:
        """Ids of contents above `above` that a present photo has and the step is not done with,
        ascending. One that a step in `after` failed for is none of them."""
        condition, values = self._due(step, after)
        sql = f"SELECT c.id FROM contents c WHERE c.id > ? AND {condition} ORDER BY c.id LIMIT ?"
        return [row[0] for row in self._db.query(sql, (above, *values, limit))]

    def count_due(self, step: Recorded, after: Sequence[Recorded] = ()) -> int:
        """How many `due` finds in all."""
        condition, values = self._due(step, after)
        return int(self._db.scalar(f"SELECT count(*) FROM contents c WHERE {condition}", values))

    def counts(self, step: Recorded, after: Sequence[Recorded] = ()) -> StepCounts:
        """How far it is; what may be tried again is both failed and due."""
        about = "step counts", step.id, step.version, *((one.id, one.version) for one in after)
        return self._db.while_same(about, lambda: self._counts(step, after), but=MARKS, form=_COUNTS)

    def _counts(self, step: Recorded, after: Sequence[Recorded]) -> StepCounts:
        marked = self._db.while_same("step marks", self._marked, but=MARKS, form=_MARKED)
        done, failed, ms, settled = marked.get(self._row(step), (0, 0, None, 0))
        if step.videos_only:  # few: they are counted one by one
            return StepCounts(done, self.count_due(step, after), failed, ms)
        contents = self._db.while_same("contents", self._contents, but=MARKS, form=NUMBER)
        return StepCounts(done, contents - settled - self._barred(step, after), failed, ms)

    def _marked(self) -> _Marked:
        """Of each step: contents of present photos it is done with, those it failed for, mean milliseconds,
        and those that it leaves as they are. Of all steps at once: what is present is found out once."""
        rows = self._db.query(
            "SELECT m.step_id, count(*) FILTER (WHERE m.reason IS NULL), "
            "count(*) FILTER (WHERE m.reason IS NOT NULL), avg(m.ms), "
            f"count(*) FILTER (WHERE {_SETTLED}) FROM step_marks m "
            "WHERE m.content_id NOT IN (SELECT value FROM json_each(?)) GROUP BY m.step_id",
            (json.dumps(self._without()),),
        )
        return {step: (done, failed, ms, settled) for step, done, failed, ms, settled in rows}

    def _contents(self) -> int:
        return int(self._db.scalar("SELECT count(*) FROM contents")) - len(self._without())

    def _without(self) -> list[int]:
        found: list[int] = self._db.while_same("contents without", self._left_over, but=MARKS, form=JSON)
        return found

    def _left_over(self) -> list[int]:
        """Contents that no present photo has: few, so that they are quicker left out than others found."""
        rows = self._db.query(
            "SELECT c.id FROM contents c WHERE NOT EXISTS (SELECT 1 FROM photos p WHERE p.content_id = c.id) "
            f"UNION SELECT p.content_id FROM photos p WHERE p.id IN ({ABSENT}) AND NOT EXISTS "
            "(SELECT 1 FROM photos o WHERE o.content_id = p.content_id AND o.status = 'present')"
        )
        return [row[0] for row in rows]

    def _barred(self, step: Recorded, after: Sequence[Recorded]) -> int:
        """Contents of present photos that the step leaves alone only because one before it failed."""
        if not after:
            return 0
        before = ", ".join("?" for _ in after)
        return int(
            self._db.scalar(
                "SELECT count(DISTINCT m.content_id) FROM step_marks m WHERE m.reason IS NOT NULL "
                f"AND m.step_id IN ({before}) AND {_SETTLED} AND EXISTS "
                "(SELECT 1 FROM photos p WHERE p.content_id = m.content_id AND p.status = 'present') "
                "AND NOT EXISTS (SELECT 1 FROM step_marks o WHERE o.step_id IS ? "
                f"AND o.content_id = m.content_id AND {_SETTLED.replace('m.', 'o.')})",
                [*(self._row(one) for one in after), self._row(step)],
            )
        )

    def done(self, step: Recorded, content_ids: Sequence[int]) -> frozenset[int]:
        """Those of these contents that the step is done with."""
        rows = self._db.query(
            "SELECT content_id FROM step_marks WHERE step_id IS ? AND reason IS NULL "
            "AND content_id IN (SELECT value FROM json_each(?))",
            (self._row(step), json.dumps(list(content_ids))),
        )
        return frozenset(row[0] for row in rows)

    def settle(self, step: Recorded) -> None:
        """Nothing is due any more: what only older versions said may go."""
        with self._db.transaction():
            for table in step.keeps:
                table.settle(self._db)

    def failures(self) -> list[Failure]:
        """What steps failed for, with a present photo of that content; the stage is the step."""
        rows = self._db.query(
            "SELECT s.name AS step, m.reason, m.retry, m.attempts, min(p.id), f.name, f.size, f.mtime_ns, "
            "d.path AS folder, d.root_id, r.path AS root "
            "FROM step_marks m JOIN steps s ON s.id = m.step_id "
            "JOIN photos p ON p.content_id = m.content_id AND p.status = 'present' "
            "JOIN files f ON f.photo_id = p.id AND f.role = 'primary' "
            "JOIN folders d ON d.id = f.folder_id JOIN roots r ON r.id = d.root_id "
            "WHERE m.reason IS NOT NULL GROUP BY m.step_id, m.content_id ORDER BY s.id, m.content_id"
        )
        return [
            Failure(
                root_id=row["root_id"],
                root=from_stored(row["root"]),
                folder=from_stored(row["folder"]),
                file=FileStat(from_stored(row["name"]), row["size"], row["mtime_ns"]),
                stage=row["step"],
                reason=row["reason"],
                retry=bool(row["retry"]) and row["attempts"] < ATTEMPTS,
                attempts=row["attempts"],
            )
            for row in rows
        ]

    def retry(self, names: Iterable[str]) -> None:
        """What these steps failed for is due again."""
        self._db.execute(
            "UPDATE step_marks SET retry = 1, attempts = 0 WHERE reason IS NOT NULL "
            "AND step_id IN (SELECT id FROM steps WHERE name IN (SELECT value FROM json_each(?)))",
            (json.dumps(list(names)),),
        )

    def contents(self, content_ids: Sequence[int]) -> dict[int, Content]:
        """These contents, with the files of present photos that hold them; of a folder out of reach none."""
        rows = self._db.query(
            "SELECT c.id AS content_id, c.hash, p.id, f.name, f.size, f.mtime_ns, d.path AS folder, "
            "r.path AS root, r.online FROM json_each(?) j CROSS JOIN contents c ON c.id = j.value "
            "JOIN photos p ON p.content_id = c.id AND p.status = 'present' "
            "JOIN files f ON f.photo_id = p.id AND f.role = 'primary' "
            "JOIN folders d ON d.id = f.folder_id JOIN roots r ON r.id = d.root_id ORDER BY p.id",
            (json.dumps(list(content_ids)),),
        )
        found: dict[int, Content] = {}
        for row in rows:
            known = found.get(row["content_id"]) or Content(row["content_id"], row["hash"])
            if row["online"]:
                path = Path(from_stored(row["root"])) / from_stored(row["folder"]) / from_stored(row["name"])
                file = FileStat(from_stored(row["name"]), row["size"], row["mtime_ns"])
                known = replace(known, holders=(*known.holders, Holder(row["id"], path, file)))
            found[known.id] = known
        return found

    def videos(self, content_ids: Sequence[int]) -> frozenset[int]:
        """Those of these contents that are a present video."""
        rows = self._db.query(
            "SELECT content_id FROM photos WHERE status = 'present' AND media = 'video' "
            "AND content_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(content_ids)),),
        )
        return frozenset(row[0] for row in rows)

    # Switching off

    @property
    def off(self) -> frozenset[str]:
        """Steps that the user does not want."""
        return self._chosen(OFF)

    def is_on(self, name: str, *, asks: bool = False) -> bool:
        """Whether a step is wanted: one that asks first only where the user said so."""
        return name not in self.off and (not asks or name in self._chosen(ON))

    def rows_of(self, name: str) -> dict[str, int]:
        """The tables a step made -> how many rows each holds."""
        tables = self._db.query("SELECT name FROM step_tables WHERE step = ? ORDER BY name", (name,))
        return {
            row["name"]: int(self._db.scalar(f"SELECT count(*) FROM {row['name']}") or 0) for row in tables
        }

    def switch_off(self, name: str) -> None:
        """Remember that the step is not wanted, and delete what it made: its tables and its marks."""
        with self._db.transaction():
            if any(self.rows_of(name).values()):
                self._db.note_erasing()
            lasting = self._db.query("SELECT name FROM step_tables WHERE step = ? AND lasting", (name,))
            for table in self.rows_of(name).keys() - {row["name"] for row in lasting}:
                self._db.execute(f"DROP TABLE {table}")
            for row in lasting:
                self._db.execute(f"DELETE FROM {row['name']}")
            self._db.execute("DELETE FROM step_tables WHERE step = ? AND NOT lasting", (name,))
            self._db.execute("DELETE FROM steps WHERE name = ?", (name,))
            self._choose(OFF, self.off | {name})
            self._choose(ON, self._chosen(ON) - {name})

    def switch_on(self, name: str) -> None:
        """From now on the step is due again."""
        with self._db.transaction():
            self._choose(OFF, self.off - {name})
            self._choose(ON, self._chosen(ON) | {name})

    def _chosen(self, setting: str) -> frozenset[str]:
        kept = self._db.scalar("SELECT value FROM settings WHERE key = ?", (setting,))
        return frozenset(json.loads(kept)) if kept else frozenset()

    def _choose(self, setting: str, names: frozenset[str]) -> None:
        sql = "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)"
        self._db.execute(sql, (setting, json.dumps(sorted(names))))

    # Questions

    def _row(self, step: Recorded) -> int | None:
        return row_of(self._db, step.id, step.version)

    def _due(self, step: Recorded, after: Sequence[Recorded]) -> tuple[str, list[int | None]]:
        videos = " AND media = 'video'" if step.videos_only else ""
        marks = "SELECT 1 FROM step_marks m WHERE m.step_id IS ? AND m.content_id = c.id"
        condition = f"c.id IN ({_PRESENT}{videos}) AND NOT EXISTS ({marks} AND {_SETTLED})"
        for _ in after:
            condition += f" AND NOT EXISTS ({marks} AND m.reason IS NOT NULL AND {_SETTLED})"
        return condition, [self._row(one) for one in (step, *after)]

    def _known(self, content_ids: Sequence[int]) -> frozenset[int]:
        sql = "SELECT id FROM contents WHERE id IN (SELECT value FROM json_each(?))"
        return frozenset(row[0] for row in self._db.query(sql, (json.dumps(list(content_ids)),)))


def row_of(database: Database, name: str, version: str) -> int | None:
    """The row of one version of a step; None while it did nothing here."""
    found = database.scalar("SELECT id FROM steps WHERE name = ? AND version = ?", (name, version))
    return None if found is None else int(found)


def mark(database: Database, name: str, version: str, outcomes: Iterable[Outcome]) -> None:
    """Say how one version of a step ended for contents; inside the caller's transaction. Attempts are counted
    until one succeeds."""
    database.execute("INSERT OR IGNORE INTO steps (name, version) VALUES (?, ?)", (name, version))
    step = row_of(database, name, version)
    database.connection.executemany(
        "INSERT INTO step_marks (step_id, content_id, reason, retry, ms) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (step_id, content_id) DO UPDATE SET reason = excluded.reason, retry = excluded.retry, "
        "ms = excluded.ms, attempts = attempts + 1",
        [(step, one.content_id, one.reason or None, int(one.retry), one.ms) for one in outcomes],
    )


def mark_done(database: Database, name: str, version: str, costs: Mapping[int, float | None]) -> None:
    """Content id -> milliseconds it took; inside the caller's transaction."""
    mark(database, name, version, [Outcome(content, ms=ms) for content, ms in costs.items()])
