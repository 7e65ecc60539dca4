"""Migration 7: what was done by hand gets tables of its own, and outlives the photos."""

ACTS = """
-- Photos as what was done by hand remembers them: by their bytes and their place, so that an act outlives the
-- row of its photo. `photo_id` is NULL while no photo is known to be it: only one above `after_id` can be.
CREATE TABLE act_photos (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    photo_id INTEGER UNIQUE REFERENCES photos (id) ON DELETE SET NULL,
    content_hash TEXT NOT NULL,
    root ANY NOT NULL, folder ANY NOT NULL, name ANY NOT NULL,
    after_id INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX act_photos_lost ON act_photos (content_hash) WHERE photo_id IS NULL;

-- What was done by hand, in order: `value` is JSON, NULL where something was taken back. What one gesture did
-- to many photos has one number. `by_person`: of an import, that the other program says a person did it.
CREATE TABLE acts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    gesture INTEGER NOT NULL,
    at TEXT NOT NULL,
    source TEXT NOT NULL,
    by_person INTEGER NOT NULL DEFAULT 1,
    act_photo_id INTEGER REFERENCES act_photos (id),
    field TEXT NOT NULL,
    key TEXT NOT NULL DEFAULT '',
    value TEXT
) STRICT;
CREATE INDEX acts_gesture ON acts (gesture);
CREATE INDEX acts_photo ON acts (act_photo_id, field, key);
CREATE INDEX acts_field ON acts (field, act_photo_id, key);

-- What others than its file say of a photo, with what the file says of the same. What holds of all this is in
-- the photo's row, its keywords, its people, its text and in hidden_photos: those are what is read.
CREATE TABLE claims (
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    key TEXT NOT NULL,
    source TEXT NOT NULL,
    value TEXT NOT NULL,
    by_person INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (photo_id, field, key, source)
) STRICT, WITHOUT ROWID;
CREATE TABLE hidden_photos (
    photo_id INTEGER PRIMARY KEY REFERENCES photos (id) ON DELETE CASCADE
) STRICT;

INSERT INTO act_photos (photo_id, content_hash, root, folder, name)
SELECT p.id, c.hash, r.path, d.path, f.name
FROM photos p JOIN contents c ON c.id = p.content_id
JOIN files f ON f.photo_id = p.id AND f.role = 'primary'
JOIN folders d ON d.id = f.folder_id JOIN roots r ON r.id = d.root_id
WHERE p.id IN (
    SELECT photo_id FROM feedback UNION SELECT photo_id FROM memory_feedback
    UNION SELECT CAST(subject AS INTEGER) FROM exclusions WHERE what = 'photo'
);
INSERT INTO acts (gesture, at, source, act_photo_id, field, value)
SELECT b.id, b.at, 'user', a.id,
    iif(b.event = 'hide', 'hidden', 'favorite'), iif(b.value > 0, 'true', 'false')
FROM feedback b JOIN act_photos a ON a.photo_id = b.photo_id
WHERE b.event IN ('favorite', 'hide') ORDER BY b.id;
INSERT INTO acts (gesture, at, source, act_photo_id, field, key, value)
SELECT
    coalesce((SELECT max(gesture) FROM acts), 0) + row_number() OVER (ORDER BY e.added_at, e.what, e.subject),
    e.added_at, 'user', a.id, 'exclude',
    iif(e.what = 'photo', e.what, e.what || ':' || name_key(e.subject)), json_array(e.what, e.subject)
FROM exclusions e LEFT JOIN act_photos a ON e.what = 'photo' AND a.photo_id = CAST(e.subject AS INTEGER)
WHERE e.what <> 'photo' OR a.id IS NOT NULL
ORDER BY e.added_at, e.what, e.subject;
INSERT INTO claims (photo_id, field, key, source, value, by_person, at)
SELECT p.photo_id, a.field, '', 'user', a.value, 1, a.at
FROM acts a JOIN act_photos p ON p.id = a.act_photo_id
WHERE a.id IN (SELECT max(id) FROM acts WHERE field IN ('favorite', 'hidden') GROUP BY act_photo_id, field);
-- What the file says of these is read when it changes.
INSERT INTO claims (photo_id, field, key, source, value, by_person, at)
SELECT photo_id, field, key, 'file', 'null', 0, '' FROM claims;
INSERT INTO hidden_photos SELECT photo_id FROM claims WHERE field = 'hidden' AND value = 'true';
DROP TABLE feedback;
DROP TABLE exclusions;

CREATE TABLE memory_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    event TEXT NOT NULL,
    memory_id TEXT,
    act_photo_id INTEGER REFERENCES act_photos (id),
    position INTEGER,
    value REAL NOT NULL DEFAULT 1,
    subject TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO memory_events
SELECT m.id, m.at, m.event, m.memory_id, a.id, m.position, m.value, m.subject
FROM memory_feedback m LEFT JOIN act_photos a ON a.photo_id = m.photo_id ORDER BY m.id;
DROP TABLE memory_feedback;
ALTER TABLE memory_events RENAME TO memory_feedback;
CREATE INDEX memory_feedback_photo ON memory_feedback (act_photo_id);
CREATE INDEX memory_feedback_memory ON memory_feedback (memory_id);
"""
