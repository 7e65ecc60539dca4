"""The photos a person is in: by name where there is one, else by face."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from photos_ml.store.database import Database
from photos_ml.store.marks import HIDDEN
from photos_ml.store.photos import PRECISIONS
from photos_ml.types import Precision

_SHOWN = f"p.status = 'present' AND p.id NOT IN ({HIDDEN})"
_THESE = "(SELECT value FROM json_each(?))"
LEAST_BESIDE = 2
"""Photos that have a name and show a group, from which the group may be whose name it is."""


@dataclass(frozen=True, slots=True)
class Seen:
    """When somebody is seen: a camera's wall-clock time, as far as it is known."""

    photo: int
    taken: str
    precision: Precision


def photos_of_person(database: Database, person_id: int) -> list[int]:
    """Shown photos with a person, who is no other one; none of one that is not there."""
    key = database.scalar("SELECT key FROM persons WHERE id = ?", (person_id,))
    if key:
        sql = (
            f"SELECT p.id FROM people n JOIN photo_people l ON l.person_id = n.id "
            f"JOIN photos p ON p.id = l.photo_id WHERE n.key = ? AND {_SHOWN} ORDER BY p.id"
        )
        return [row[0] for row in database.query(sql, (key,))]
    sql = (
        "SELECT p.id FROM photos p WHERE p.content_id IN "
        f"(SELECT content_id FROM faces WHERE person_id = ? AND no_face = 0) AND {_SHOWN} ORDER BY p.id"
    )
    return [row[0] for row in database.query(sql, (person_id,))]


def first_and_last(database: Database, photo_ids: Sequence[int]) -> tuple[Seen, Seen] | None:
    """The earliest and the latest date of photos; None where none has a trusted one."""
    sql = (
        f"SELECT id, taken, date_precision FROM photos WHERE id IN {_THESE} AND taken IS NOT NULL "
        "AND date_trust > 0 ORDER BY taken {}, id LIMIT 1"
    )
    found = [database.query(sql.format(order), (json.dumps(photo_ids),)) for order in ("ASC", "DESC")]
    ends = [Seen(photo, taken, PRECISIONS[level]) for rows in found for photo, taken, level in rows]
    return (ends[0], ends[1]) if ends else None


def seen_with(database: Database, person_id: int, photo_ids: Sequence[int]) -> list[tuple[int, int]]:
    """(person, photos): who else is named in these photos, who is in most first; neither strangers nor those
    who are hidden."""
    rows = database.query(
        "SELECT q.id, count(DISTINCT l.photo_id) AS n "
        "FROM photo_people l JOIN people n ON n.id = l.person_id "
        "JOIN persons q ON q.key = n.key AND q.into_id IS NULL AND NOT q.hidden AND NOT q.stranger "
        f"WHERE l.photo_id IN {_THESE} AND q.id <> ? GROUP BY q.id ORDER BY n DESC, q.name",
        (json.dumps(photo_ids), person_id),
    )
    return [(row[0], row[1]) for row in rows]


def named_beside(database: Database) -> list[tuple[int, int, float]]:
    """(person, group, how likely they are one): photos that have a name, but no face of whose it is, show a
    group that is nobody's. The more other groups those photos show, the less it says."""
    rows = database.query(
        "SELECT q.id, f.cluster_id, count(DISTINCT p.content_id) FROM photo_people l "
        "JOIN people n ON n.id = l.person_id "
        "JOIN persons q ON q.key = n.key AND q.into_id IS NULL AND NOT q.hidden AND NOT q.stranger "
        "JOIN photos p ON p.id = l.photo_id AND p.status = 'present' "
        "JOIN faces f ON f.content_id = p.content_id AND f.person_id IS NULL AND NOT f.no_face "
        "AND f.cluster_id IS NOT NULL WHERE NOT EXISTS (SELECT 1 FROM faces g "
        "WHERE g.content_id = p.content_id AND g.person_id = q.id) "
        f"GROUP BY 1, 2 HAVING count(DISTINCT p.content_id) >= {LEAST_BESIDE} ORDER BY 1, 2"
    )
    every: dict[int, int] = {}
    for person, _, photos in rows:
        every[person] = every.get(person, 0) + photos
    return [(person, group, photos / (every[person] + 1)) for person, group, photos in rows]
