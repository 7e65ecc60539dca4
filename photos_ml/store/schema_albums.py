"""Migrations 15 and 20: albums and their covers, and what was looked at last."""

ALBUMS = """
-- Albums are acts: 'album' (the key is the album) and 'in album' (of a photo, the value is its place). What
-- holds of these is here, for whoever reads it. `query`: of a saved search, run when it is opened.
CREATE TABLE albums (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    query TEXT,
    source TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX albums_key ON albums (key);
CREATE TABLE album_photos (
    album_id TEXT NOT NULL REFERENCES albums (id) ON DELETE CASCADE,
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    position REAL NOT NULL,
    PRIMARY KEY (album_id, photo_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX album_photos_photo ON album_photos (photo_id);
CREATE INDEX acts_key ON acts (field, key, act_photo_id);

CREATE TABLE looked_at (
    photo_id INTEGER PRIMARY KEY REFERENCES photos (id) ON DELETE CASCADE,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX looked_at_at ON looked_at (at);
"""

COVERS = """
-- The photo that was chosen to stand for an album: an act 'album cover' of that photo; the key is the album.
ALTER TABLE albums ADD COLUMN cover_id INTEGER REFERENCES photos (id) ON DELETE SET NULL;
CREATE INDEX albums_cover ON albums (cover_id);
"""
