"""Photos taken out of a library with every row that speaks of them: another library has them now."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from photos_ml.store.database import Database
from photos_ml.store.forgotten_names import forget_names, forget_said
from photos_ml.store.private.carry import act_places_of, failures_of, persons_of
from photos_ml.store.said_faces import Of
from photos_ml.store.settled_albums import ALBUM, settle_all_albums

_THESE = "(SELECT value FROM json_each(?))"
_UNUSED = (
    "DELETE FROM keywords WHERE id NOT IN (SELECT keyword_id FROM photo_keywords)",
    "DELETE FROM people WHERE id NOT IN (SELECT person_id FROM photo_people)",
    "DELETE FROM places WHERE id NOT IN (SELECT place_id FROM photos WHERE place_id IS NOT NULL)",
    "DELETE FROM cameras WHERE id NOT IN (SELECT camera_id FROM photos WHERE camera_id IS NOT NULL)",
    "DELETE FROM tags WHERE id NOT IN (SELECT tag_id FROM content_tags UNION SELECT tag_id FROM said_tags)",
    "DELETE FROM folders WHERE id NOT IN (SELECT folder_id FROM files UNION SELECT folder_id FROM failures)",
    "DELETE FROM face_clusters WHERE id NOT IN (SELECT cluster_id FROM faces WHERE cluster_id IS NOT NULL)",
)
"""What is kept once, where nothing refers to it any more."""
_MEMORY_TABLES = (("memories", "id", "memory_photos"), ("frozen_memories", "memory_id", "frozen_photos"))


def take_out(database: Database, photo_ids: Sequence[int], *, albums: Collection[str] = ()) -> None:
    """Delete all rows of these photos and of their contents, which no other photo has, and these albums;
    inside the caller's transaction. Of persons who are in no other photo, everything goes. What is kept
    beside the library is told anew after the commit."""
    photos = json.dumps(list(photo_ids))
    connection = database.connection
    contents = _numbers(database, f"SELECT DISTINCT content_id FROM photos WHERE id IN {_THESE}", photos)
    persons = persons_of(database, photo_ids)
    for table, key, holding in _MEMORY_TABLES:
        inside = f"SELECT memory_id FROM {holding} WHERE photo_id IN {_THESE}"
        connection.execute(f"DELETE FROM {table} WHERE {key} IN ({inside})", (photos,))
    failed = [(row["id"],) for row in failures_of(database, photo_ids)]
    connection.executemany("DELETE FROM failures WHERE id = ?", failed)
    _delete_acts(database, photos)
    connection.execute(f"DELETE FROM photo_text WHERE rowid IN {_THESE}", (photos,))
    connection.execute(f"DELETE FROM photos WHERE id IN {_THESE}", (photos,))
    for table, column in (("vectors", "content_id"), ("content_tags", "content_id"), ("contents", "id")):
        connection.execute(f"DELETE FROM {table} WHERE {column} IN {_THESE}", (contents,))
    for sql in _UNUSED:
        connection.execute(sql)
    for person in persons:
        _let_go(database, person)
    connection.executemany("DELETE FROM acts WHERE field = ? AND key = ?", [(ALBUM, one) for one in albums])
    connection.executemany("DELETE FROM albums WHERE id = ?", [(one,) for one in albums])
    settle_all_albums(database)
    database.note_act(forgotten=True)


def _delete_acts(database: Database, photos: str) -> None:
    places = json.dumps(act_places_of(database, json.loads(photos)))
    for table, column in (
        ("acts", "act_photo_id"),
        ("memory_feedback", "act_photo_id"),
        ("act_photos", "id"),
    ):
        database.connection.execute(f"DELETE FROM {table} WHERE {column} IN {_THESE}", (places,))


def _let_go(database: Database, uid: str) -> None:
    """A person who is in no photo any more, with the name; whoever turned out to be it goes as well."""
    rows = database.query("SELECT id, uid, key, name FROM persons WHERE uid = ?", (uid,))
    if not rows:
        return
    (row,) = rows
    all_of_it = [row, *database.query("SELECT id, uid FROM persons WHERE into_id = ?", (row["id"],))]
    these, uids = json.dumps([one["id"] for one in all_of_it]), [one["uid"] for one in all_of_it]
    in_photos = (
        f"SELECT 1 FROM faces WHERE person_id IN {_THESE} OR guess_id IN {_THESE} "
        "UNION ALL SELECT 1 FROM people WHERE key = ? AND key <> '' LIMIT 1"
    )
    if database.query(in_photos, (these, these, row["key"])):
        return
    said = "key || ' ' || coalesce(value, '')"
    of_face = f"SELECT 1 FROM acts WHERE field IN (?, ?) AND instr({said}, ?) LIMIT 1"
    if any(database.query(of_face, (Of.IS, Of.NOT, one)) for one in uids):
        return
    forget_said(database, uids)
    forget_names(database, [row["name"]])


def _numbers(database: Database, sql: str, values: str) -> str:
    return json.dumps([row[0] for row in database.query(sql, (values,))])
