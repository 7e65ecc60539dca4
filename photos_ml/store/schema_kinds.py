"""What pictures are besides photos: told by looking at a content, by its file, by the user."""

KINDS = """
-- What a content looks like where that is no photo, and how likely.
CREATE TABLE content_kinds (
    content_id INTEGER PRIMARY KEY REFERENCES contents (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    chance REAL NOT NULL
) STRICT;
CREATE INDEX content_kinds_kind ON content_kinds (kind);

-- What the user says a photo is: 'photo' too.
CREATE TABLE said_kinds (
    photo_id INTEGER PRIMARY KEY REFERENCES photos (id) ON DELETE CASCADE,
    kind TEXT NOT NULL
) STRICT;
CREATE INDEX said_kinds_kind ON said_kinds (kind);

-- What holds, and by whose word: the user's, else the file's, else what it looks like. What a camera took is
-- no screenshot, whatever it looks like.
CREATE VIEW photo_looks AS
    SELECT photo_id, kind, 'user' AS source FROM said_kinds
UNION ALL
    SELECT photo_id, kind, 'file' FROM photo_kinds k
    WHERE kind = 'screenshot' AND NOT EXISTS (SELECT 1 FROM said_kinds s WHERE s.photo_id = k.photo_id)
UNION ALL
    SELECT p.id, c.kind, 'looked' FROM content_kinds c JOIN photos p ON p.content_id = c.content_id
    WHERE NOT EXISTS (SELECT 1 FROM said_kinds s WHERE s.photo_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM photo_kinds k WHERE k.photo_id = p.id AND k.kind = 'screenshot')
    AND NOT (c.kind = 'screenshot' AND p.camera_id IS NOT NULL);

INSERT INTO step_tables (name, step, lasting) VALUES ('content_kinds', 'kind', 1);
"""
