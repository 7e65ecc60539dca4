"""Migrations 13, 21 and 27: faces, the groups they fall into, the persons that they are, and their eyes."""

FACES = """
-- Someone: with a name or without one. `uid` is the same in every library that a backup is read into: what
-- was said of a person is in acts, by it, and all but the ids can be made of those. Rows are never deleted
-- but by forgetting, and ids never used again.
CREATE TABLE persons (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    key TEXT NOT NULL DEFAULT '',
    birth TEXT,
    hidden INTEGER NOT NULL DEFAULT 0,
    stranger INTEGER NOT NULL DEFAULT 0,
    into_id INTEGER REFERENCES persons (id) ON DELETE SET NULL,
    cover_photo_id INTEGER REFERENCES photos (id) ON DELETE SET NULL,
    cover_box TEXT
) STRICT;
CREATE INDEX persons_key ON persons (key);

-- What grouping made of faces nobody is said to be: guesses, made anew at will. Ids are handed over by the
-- faces that two groupings share.
CREATE TABLE face_clusters (id INTEGER PRIMARY KEY AUTOINCREMENT, faces INTEGER NOT NULL) STRICT;

-- A place in a content where a face is: x, y, width and height in fractions of the upright picture, `second`
-- in a video. `origin`: found by the step, drawn by hand, or a region that a file names. `guess_id` is what
-- the machine says of it, `person_id` what holds; `said`: 0 a guess, 1 by the file, 2 with its group, 3 by
-- itself.
CREATE TABLE faces (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    content_id INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    origin TEXT NOT NULL DEFAULT 'found' CHECK (origin IN ('found', 'drawn', 'file')),
    second REAL,
    x REAL NOT NULL, y REAL NOT NULL, width REAL NOT NULL, height REAL NOT NULL,
    points BLOB,
    score REAL NOT NULL DEFAULT 1,
    sharpness REAL NOT NULL DEFAULT 0,
    residual REAL NOT NULL DEFAULT 0,
    turn REAL NOT NULL DEFAULT 0,
    height_px INTEGER NOT NULL DEFAULT 0,
    vector BLOB,
    cluster_id INTEGER REFERENCES face_clusters (id) ON DELETE SET NULL,
    guess_id INTEGER REFERENCES persons (id) ON DELETE SET NULL,
    person_id INTEGER REFERENCES persons (id) ON DELETE SET NULL,
    said INTEGER NOT NULL DEFAULT 0,
    no_face INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX faces_content ON faces (content_id);
CREATE INDEX faces_cluster ON faces (cluster_id);
CREATE INDEX faces_guess ON faces (guess_id);
CREATE INDEX faces_person ON faces (person_id);

-- 'Not this person', as acts say it.
CREATE TABLE face_denials (
    face_id INTEGER NOT NULL REFERENCES faces (id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    PRIMARY KEY (face_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX face_denials_person ON face_denials (person_id);

-- Every grouping that was made, and of how many faces.
CREATE TABLE face_groupings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    version TEXT NOT NULL,
    through INTEGER NOT NULL,
    acts INTEGER NOT NULL,
    faces INTEGER NOT NULL,
    whole INTEGER NOT NULL
) STRICT;

-- Tables of a step that the schema made: emptied, where others are dropped.
ALTER TABLE step_tables ADD COLUMN lasting INTEGER NOT NULL DEFAULT 0;
INSERT INTO step_tables (name, step, lasting) VALUES ('face_clusters', 'faces', 1), ('faces', 'faces', 1);
"""

DESCRIBED = """
-- What a describer that was fetched makes of a face, as float16, and which one it was; beside `vector`, by
-- which people are told apart until it has seen all faces, and again when it is left.
ALTER TABLE faces ADD COLUMN described BLOB;
ALTER TABLE faces ADD COLUMN described_by TEXT;
"""

EYES = """
-- Of a face that was found: height between the lids in parts of an eye's width, and how far the iris is off
-- its middle, in widths. Unknown where the face is too small, or was found before.
ALTER TABLE faces ADD COLUMN eyes_open REAL;
ALTER TABLE faces ADD COLUMN eyes_aside REAL;
"""
