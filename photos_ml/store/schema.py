"""The schema of the library file, as numbered migrations. A migration, once released, is never edited."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from photos_ml.store.schema_acts import ACTS
from photos_ml.store.schema_albums import ALBUMS, COVERS
from photos_ml.store.schema_changes import CHANGES, SHOWN_CHANGES
from photos_ml.store.schema_faces import DESCRIBED, EYES, FACES
from photos_ml.store.schema_kinds import KINDS
from photos_ml.store.schema_private import PRIVATE
from photos_ml.store.schema_tags import SAID_TAGS
from photos_ml.store.schema_text import TEXT
from photos_ml.store.schema_written import WRITTEN

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x70686D6C  # 'phml': tells a photo library from any other SQLite file

Migration: TypeAlias = "Callable[[Database], None]"

_INITIAL = """
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    command TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT,
    counts TEXT NOT NULL DEFAULT '{}'
) STRICT;

-- Paths that are not valid UTF-8 are kept as BLOB, all others as TEXT. A key is the path as people would
-- type it, in one letter case and one Unicode form.
CREATE TABLE roots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path ANY NOT NULL UNIQUE,
    key TEXT NOT NULL,
    online INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE folders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    root_id INTEGER NOT NULL REFERENCES roots (id) ON DELETE CASCADE,
    path ANY NOT NULL,
    key TEXT NOT NULL,
    UNIQUE (root_id, path)
) STRICT;

CREATE TABLE places (
    id INTEGER PRIMARY KEY,
    city TEXT NOT NULL, region TEXT NOT NULL, country TEXT NOT NULL, country_code TEXT NOT NULL,
    UNIQUE (city, region, country)
) STRICT;

CREATE TABLE cameras (
    id INTEGER PRIMARY KEY,
    make TEXT NOT NULL, model TEXT NOT NULL, name TEXT NOT NULL,
    UNIQUE (make, model)
) STRICT;

-- Whole-file hashes. Photos and vectors meet here by a number: by the hash itself takes four times as long.
CREATE TABLE contents (id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE photos (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    status TEXT NOT NULL DEFAULT 'present' CHECK (status IN ('present', 'missing', 'gone')),
    content_id INTEGER NOT NULL REFERENCES contents (id),
    media TEXT NOT NULL,
    favorite INTEGER NOT NULL DEFAULT 0,
    rating INTEGER CHECK (rating BETWEEN 0 AND 5),
    taken TEXT,
    utc_offset_minutes INTEGER,
    date_source TEXT, date_trust INTEGER NOT NULL DEFAULT 0,
    place_id INTEGER REFERENCES places (id),
    camera_id INTEGER REFERENCES cameras (id),
    lat REAL, lon REAL, altitude_m REAL,
    width INTEGER NOT NULL, height INTEGER NOT NULL,
    duration_s REAL,
    lens TEXT NOT NULL,
    iso INTEGER, aperture REAL, exposure_s REAL, focal_mm REAL,
    title TEXT NOT NULL, caption TEXT NOT NULL,
    burst_id TEXT NOT NULL,
    problems TEXT NOT NULL DEFAULT '[]',
    added_at TEXT NOT NULL
) STRICT;
CREATE INDEX photos_content ON photos (content_id);
-- Every filter on the photo itself is answered from this index alone: a fifth of the bytes of the rows.
CREATE INDEX photos_facts ON photos (
    taken, date_trust, content_id, place_id, camera_id, media, favorite, rating, status
) WHERE status = 'present';
CREATE INDEX photos_place ON photos (place_id);
CREATE INDEX photos_camera ON photos (camera_id);
CREATE INDEX photos_absent ON photos (status) WHERE status <> 'present';

CREATE TABLE files (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('primary', 'raw', 'live', 'sidecar')),
    folder_id INTEGER NOT NULL REFERENCES folders (id),
    name ANY NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    UNIQUE (folder_id, name, photo_id)
) STRICT;
CREATE INDEX files_photo ON files (photo_id);
CREATE UNIQUE INDEX files_primary ON files (photo_id) WHERE role = 'primary';
CREATE INDEX files_folder ON files (folder_id, photo_id) WHERE role = 'primary';

CREATE TABLE photo_kinds (
    kind TEXT NOT NULL,
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    PRIMARY KEY (kind, photo_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX photo_kinds_photo ON photo_kinds (photo_id);

-- Names that differ in letter case or Unicode form alone are one name: they share a key.
CREATE TABLE keywords (id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE photo_keywords (
    keyword_id INTEGER NOT NULL REFERENCES keywords (id),
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    PRIMARY KEY (keyword_id, photo_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX photo_keywords_photo ON photo_keywords (photo_id);

CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE photo_people (
    person_id INTEGER NOT NULL REFERENCES people (id),
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    x REAL, y REAL, width REAL, height REAL,
    PRIMARY KEY (person_id, photo_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX photo_people_photo ON photo_people (photo_id);

CREATE TABLE models (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL, revision TEXT NOT NULL, dimension INTEGER NOT NULL,
    UNIQUE (name, revision)
) STRICT;

-- One vector for each content and model, however many photos share the bytes.
CREATE TABLE vectors (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    model_id INTEGER NOT NULL REFERENCES models (id),
    content_id INTEGER NOT NULL REFERENCES contents (id),
    dimension INTEGER NOT NULL,
    dtype TEXT NOT NULL CHECK (dtype = 'float16'),
    vector BLOB NOT NULL,
    UNIQUE (content_id, model_id)
) STRICT;
CREATE INDEX vectors_model ON vectors (model_id);

CREATE TABLE failures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder_id INTEGER NOT NULL REFERENCES folders (id),
    name ANY NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    stage TEXT NOT NULL,
    reason TEXT NOT NULL,
    retry INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 1,
    failed_at TEXT NOT NULL,
    UNIQUE (folder_id, name)
) STRICT;

CREATE TABLE feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    event TEXT NOT NULL,
    photo_id INTEGER REFERENCES photos (id) ON DELETE CASCADE,
    subject TEXT NOT NULL DEFAULT '',
    value REAL NOT NULL DEFAULT 1,
    context TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX feedback_photo ON feedback (photo_id);

CREATE VIRTUAL TABLE photo_text USING fts5 (
    name, folder, caption, keywords, place, people,
    tokenize = 'porter unicode61 remove_diacritics 2', prefix = '3'
);
"""


_MEMORIES = """
-- What was measured of a picture's pixels, once for each content; `version` says by which measures.
CREATE TABLE photo_features (
    content_id INTEGER PRIMARY KEY REFERENCES contents (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    numbers BLOB NOT NULL
) STRICT;

-- Memories as they were made for a day. `subject` is what they are about: the same trip has the same subject
-- whenever it is shown again.
CREATE TABLE memories (
    id TEXT PRIMARY KEY,
    made_for TEXT NOT NULL,
    rank INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    document TEXT NOT NULL
) STRICT;
CREATE INDEX memories_day ON memories (made_for, rank);
CREATE INDEX memories_subject ON memories (subject, made_for);
CREATE TABLE memory_photos (
    memory_id TEXT NOT NULL REFERENCES memories (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    score REAL NOT NULL,
    PRIMARY KEY (memory_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX memory_photos_photo ON memory_photos (photo_id);

-- What must never be in a memory. `what`: photo, person, place, day, folder or kind.
CREATE TABLE exclusions (
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (what, subject)
) STRICT, WITHOUT ROWID;
"""

_FEEDBACK = """
-- What the user did with memories, in order. A memory may be gone and its feedback still be worth keeping.
CREATE TABLE memory_feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    event TEXT NOT NULL,
    memory_id TEXT,
    photo_id INTEGER REFERENCES photos (id) ON DELETE CASCADE,
    position INTEGER,
    value REAL NOT NULL DEFAULT 1,
    subject TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX memory_feedback_photo ON memory_feedback (photo_id);
CREATE INDEX memory_feedback_memory ON memory_feedback (memory_id);

-- What the rankers saw of a memory when it was shown: training needs no more. `signature` names the features.
CREATE TABLE frozen_memories (
    memory_id TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    rank INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    signature TEXT NOT NULL,
    features BLOB NOT NULL
) STRICT;
CREATE TABLE frozen_photos (
    memory_id TEXT NOT NULL REFERENCES frozen_memories (memory_id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    features BLOB NOT NULL,
    PRIMARY KEY (memory_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX frozen_photos_photo ON frozen_photos (photo_id);

-- Models trained on this feedback alone, the latest of a name in use. `upto`: the last event it knows.
CREATE TABLE personal_models (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    made_at TEXT NOT NULL,
    upto INTEGER NOT NULL,
    document BLOB NOT NULL,
    report TEXT NOT NULL
) STRICT;

-- Days whose memories were made, also those that had none worth showing.
CREATE TABLE memory_days (
    day TEXT PRIMARY KEY,
    seed INTEGER NOT NULL,
    made_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO memory_days SELECT DISTINCT made_for, 0, '' FROM memories;
"""


_TAGS = """
-- What a tagger said of contents: by model, its revision, and the version of the words and weights. Every
-- vector of the model up to `through` has been looked at.
CREATE TABLE taggers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    model TEXT NOT NULL, revision TEXT NOT NULL, version TEXT NOT NULL,
    through INTEGER NOT NULL,
    UNIQUE (model, revision, version)
) STRICT;
CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE content_tags (
    tagger_id INTEGER NOT NULL REFERENCES taggers (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tags (id),
    content_id INTEGER NOT NULL REFERENCES contents (id),
    probability REAL NOT NULL,
    PRIMARY KEY (tagger_id, tag_id, content_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX content_tags_content ON content_tags (content_id, tagger_id);
"""


_DATE_PRECISION = """
-- How finely the date is known: 0 second, 1 minute, 2 day, 3 month, 4 year, 5 decade. Where no time is known,
-- `taken` is noon of the first day it may be.
ALTER TABLE photos ADD COLUMN date_precision INTEGER NOT NULL DEFAULT 0
    CHECK (date_precision BETWEEN 0 AND 5);
-- Until now a day without a time was noon and, in a file name, midnight. EXIF always has a time.
UPDATE photos SET date_precision = 2, taken = substr(taken, 1, 10) || 'T12:00:00.000'
WHERE date_source IN ('xmp', 'iptc', 'filename') AND substr(taken, 11) = 'T12:00:00.000'
   OR date_source = 'filename' AND substr(taken, 11) = 'T00:00:00.000';
DROP INDEX photos_facts;
CREATE INDEX photos_facts ON photos (
    taken, date_trust, date_precision, content_id, place_id, camera_id, media, favorite, rating, status
) WHERE status = 'present';
"""


_STEPS = """
-- Everything computed from a picture: which contents a version of a step is done with, at what cost, or why
-- it failed. What is due is a question.
CREATE TABLE steps (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL, version TEXT NOT NULL,
    UNIQUE (name, version)
) STRICT;
CREATE TABLE step_marks (
    step_id INTEGER NOT NULL REFERENCES steps (id) ON DELETE CASCADE,
    content_id INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    reason TEXT,
    retry INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 1,
    ms REAL,
    PRIMARY KEY (step_id, content_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX step_marks_content ON step_marks (content_id);
CREATE INDEX step_marks_failed ON step_marks (step_id) WHERE reason IS NOT NULL;
-- Tables that steps made for themselves.
CREATE TABLE step_tables (name TEXT PRIMARY KEY, step TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- What a library has already is done.
INSERT INTO steps (name, version) SELECT 'embed', name || '@' || revision FROM models;
INSERT INTO step_marks (step_id, content_id)
SELECT s.id, v.content_id FROM models m JOIN vectors v ON v.model_id = m.id
JOIN steps s ON s.name = 'embed' AND s.version = m.name || '@' || m.revision
ORDER BY s.id, v.content_id;

INSERT INTO steps (name, version) SELECT 'tag', model || '@' || revision || '/' || version FROM taggers;
INSERT INTO step_marks (step_id, content_id)
SELECT s.id, v.content_id FROM taggers t JOIN models m ON m.name = t.model AND m.revision = t.revision
JOIN vectors v ON v.model_id = m.id AND v.id <= t.through
JOIN steps s ON s.name = 'tag' AND s.version = t.model || '@' || t.revision || '/' || t.version
ORDER BY s.id, v.content_id;
ALTER TABLE taggers DROP COLUMN through;

CREATE TABLE quality (
    content_id INTEGER PRIMARY KEY REFERENCES contents (id) ON DELETE CASCADE,
    numbers BLOB NOT NULL
) STRICT;
INSERT INTO step_tables (name, step) VALUES ('quality', 'quality');
INSERT INTO quality (content_id, numbers) SELECT content_id, numbers FROM photo_features;
INSERT INTO steps (name, version) SELECT DISTINCT 'quality', CAST(version AS TEXT) FROM photo_features;
INSERT INTO step_marks (step_id, content_id)
SELECT s.id, f.content_id FROM photo_features f
JOIN steps s ON s.name = 'quality' AND s.version = CAST(f.version AS TEXT) ORDER BY s.id, f.content_id;
DROP TABLE photo_features;
"""


_FEATURE_NAMES = """
-- What the numbers of frozen features are, in order, as a JSON list: they are read by name.
CREATE TABLE feature_names (
    signature TEXT PRIMARY KEY,
    memory TEXT NOT NULL,
    photo TEXT NOT NULL
) STRICT;
"""
_PLAIN_TEXT = """
-- Text is searched by its plain letters, and scripts without spaces letter by letter.
UPDATE photo_text SET name = indexed(name), folder = indexed(folder), caption = indexed(caption),
    keywords = indexed(keywords), place = indexed(place), people = indexed(people)
WHERE length(name || folder || caption || keywords || place || people)
    <> length(CAST(name || folder || caption || keywords || place || people AS BLOB));
"""
_READER = """
-- The version of the rules by which a photo's metadata was read; 0: of before they had one.
ALTER TABLE photos ADD COLUMN reader INTEGER NOT NULL DEFAULT 0;
"""
_REJECTED = """
-- Whether the file says that the picture is to be thrown away.
ALTER TABLE photos ADD COLUMN rejected INTEGER NOT NULL DEFAULT 0;
"""
_PUT_ASIDE = """
-- That another program threw a photo away or archived it is a fact that the file says, and the user's word
-- goes before it. What the user has shown again is no longer archived.
UPDATE claims SET value = 'true' WHERE field = 'hidden' AND source = 'file'
    AND photo_id IN (SELECT photo_id FROM photo_kinds WHERE kind = 'trashed');
INSERT OR IGNORE INTO hidden_photos SELECT photo_id FROM photo_kinds k WHERE kind = 'trashed'
    AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.photo_id = k.photo_id AND c.field = 'hidden'
    AND c.source = 'user' AND c.value = 'false');
DELETE FROM photo_kinds WHERE kind = 'trashed';
INSERT INTO acts (gesture, at, source, by_person, act_photo_id, field, value)
SELECT gesture, at, source, by_person, act_photo_id, 'archived', 'false' FROM acts a
WHERE a.id IN (SELECT max(id) FROM acts WHERE field = 'hidden' AND source = 'user' GROUP BY act_photo_id)
    AND a.value = 'false' AND act_photo_id IN (SELECT p.id FROM act_photos p
    JOIN photo_kinds k ON k.photo_id = p.photo_id AND k.kind = 'archived');
INSERT INTO claims (photo_id, field, key, source, value, by_person, at)
SELECT p.photo_id, 'archived', '', 'user', 'false', 1, a.at
FROM acts a JOIN act_photos p ON p.id = a.act_photo_id WHERE a.field = 'archived';
INSERT INTO claims (photo_id, field, key, source, value, by_person, at)
SELECT photo_id, 'archived', '', 'file', 'true', 0, '' FROM claims WHERE field = 'archived';
DELETE FROM photo_kinds WHERE kind = 'archived'
    AND photo_id IN (SELECT photo_id FROM claims WHERE field = 'archived');
"""
_CHANGED = """
-- When the system last saw anything of the file change; 0: not known.
ALTER TABLE files ADD COLUMN changed_ns INTEGER NOT NULL DEFAULT 0;
"""
_HEARTS = """
-- A heart is what somebody says (1, or 0: taken back); the stars bring one where nobody does. Until now stars
-- wrote the heart: of such photos the files say again whether they have one of its own.
ALTER TABLE photos ADD COLUMN heart INTEGER CHECK (heart IN (0, 1));
UPDATE photos SET heart = 1 WHERE favorite AND coalesce(rating, 0) < 4;
UPDATE photos SET heart = favorite
    WHERE id IN (SELECT photo_id FROM claims WHERE field = 'favorite' AND source <> 'file');
DROP INDEX photos_facts;
ALTER TABLE photos DROP COLUMN favorite;
ALTER TABLE photos ADD COLUMN favorite INTEGER AS (coalesce(heart, coalesce(rating, 0) >= 4)) VIRTUAL;
CREATE INDEX photos_facts ON photos (
    taken, date_trust, date_precision, content_id, place_id, camera_id, media, heart, rating, status
) WHERE status = 'present';
"""
_FROZEN_BEFORE = "87db3ca7dfabe756"
"""The only signature until now."""
_MEMORY_NAMES = """
    photos best mean spread_years age_years anniversary nights farthest_log_km favourites people events
    variety one_event named appeal like_favourites evening weekend places of_pool kind_on_this_day
    kind_holiday kind_trip kind_day_out kind_first_time kind_person kind_together kind_theme kind_month
    kind_season kind_year kind_then_and_now kind_recent
"""
_PHOTO_NAMES = """
    sharpness exposure brightness contrast noise colourfulness clipped blockiness flatness paper edges
    colours saturation tilt_degrees appeal junk_margin centrality uniqueness twins place_in_time
    hour_sin hour_cos weekend from_home_log_km people favourite rating words camera megapixels aspect
    burst like_favourites sharpness_than_twins exposure_than_twins contrast_than_twins noise_than_twins
    clipped_than_twins blockiness_than_twins tilt_degrees_than_twins colourfulness_than_twins
    appeal_than_twins junk_margin_than_twins megapixels_than_twins
"""
_THEME_NAMES = """
    theme_beach theme_lake theme_mountain theme_snow theme_forest theme_desert theme_sunset theme_night
    theme_city theme_architecture theme_flowers theme_food theme_drinks theme_dogs theme_cats
    theme_birds theme_animals theme_underwater theme_children theme_people theme_party theme_christmas
    theme_sport theme_bicycle theme_travel theme_concert
"""


def _execute_script(db: Database, script: str) -> None:
    """Like executescript, but inside the caller's transaction, which executescript would commit."""
    import sqlite3

    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            db.conn.execute(statement)
            statement = ""


def _0001_initial(db: Database) -> None:
    _execute_script(db, _INITIAL)


def _0002_memories(db: Database) -> None:
    _execute_script(db, _MEMORIES)


def _0003_feedback(db: Database) -> None:
    _execute_script(db, _FEEDBACK)


def _0004_tags(db: Database) -> None:
    _execute_script(db, _TAGS)


def _0005_date_precision(db: Database) -> None:
    _execute_script(db, _DATE_PRECISION)


def _0006_steps(db: Database) -> None:
    _execute_script(db, _STEPS)


def _0007_acts(db: Database) -> None:
    _execute_script(db, ACTS)


def _0008_feature_names(db: Database) -> None:
    _execute_script(db, _FEATURE_NAMES)
    names = [json.dumps([*own.split(), *_THEME_NAMES.split()]) for own in (_MEMORY_NAMES, _PHOTO_NAMES)]
    db.conn.execute("INSERT INTO feature_names VALUES (?, ?, ?)", (_FROZEN_BEFORE, *names))


def _0009_plain_text(db: Database) -> None:
    _execute_script(db, _PLAIN_TEXT)


def _0010_reader(db: Database) -> None:
    _execute_script(db, _READER)


def _0011_rejected(db: Database) -> None:
    _execute_script(db, _REJECTED)


def _0012_put_aside(db: Database) -> None:
    _execute_script(db, _PUT_ASIDE)


def _0013_faces(db: Database) -> None:
    _execute_script(db, FACES)


def _0014_changed(db: Database) -> None:
    _execute_script(db, _CHANGED)


def _0015_albums(db: Database) -> None:
    _execute_script(db, ALBUMS)


def _0016_text(db: Database) -> None:
    _execute_script(db, TEXT)


def _0017_choices(db: Database) -> None:
    """What was chosen becomes acts, as whatever else is done by hand."""
    found = db.conn.execute("SELECT value FROM settings WHERE key = 'user settings'").fetchone()
    with suppress(ValueError, AttributeError, TypeError):
        chosen = json.loads(found[0]).items()
        gesture = db.conn.execute("SELECT coalesce(max(gesture), 0) + 1 FROM acts").fetchone()[0]
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        sql = (
            "INSERT INTO acts (gesture, at, source, field, key, value) VALUES (?, ?, 'user', 'setting', ?, ?)"
        )
        for name, value in chosen:
            db.conn.execute(sql, (gesture, at, name, json.dumps(value, ensure_ascii=False)))


def _0018_kinds(db: Database) -> None:
    _execute_script(db, KINDS)


def _0019_private(db: Database) -> None:
    _execute_script(db, PRIVATE)


def _0020_covers(db: Database) -> None:
    _execute_script(db, COVERS)


def _0021_eyes(db: Database) -> None:
    _execute_script(db, EYES)


def _0022_hearts(db: Database) -> None:
    _execute_script(db, _HEARTS)


def _0023_changes(db: Database) -> None:
    _execute_script(db, CHANGES)


def _0024_said_tags(db: Database) -> None:
    _execute_script(db, SAID_TAGS)


def _0025_shown_changes(db: Database) -> None:
    _execute_script(db, SHOWN_CHANGES)


def _0026_written(db: Database) -> None:
    _execute_script(db, WRITTEN)


def _0027_described(db: Database) -> None:
    _execute_script(db, DESCRIBED)


MIGRATIONS: tuple[Migration, ...] = (
    _0001_initial,
    _0002_memories,
    _0003_feedback,
    _0004_tags,
    _0005_date_precision,
    _0006_steps,
    _0007_acts,
    _0008_feature_names,
    _0009_plain_text,
    _0010_reader,
    _0011_rejected,
    _0012_put_aside,
    _0013_faces,
    _0014_changed,
    _0015_albums,
    _0016_text,
    _0017_choices,
    _0018_kinds,
    _0019_private,
    _0020_covers,
    _0021_eyes,
    _0022_hearts,
    _0023_changes,
    _0024_said_tags,
    _0025_shown_changes,
    _0026_written,
    _0027_described,
)
LATEST = len(MIGRATIONS)
