"""What the user says that a picture shows, or does not show."""

SAID_TAGS = """
-- Against, or beside, what a tagger says: it holds whatever model is in use.
CREATE TABLE said_tags (
    tag_id INTEGER NOT NULL REFERENCES tags (id),
    photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    given INTEGER NOT NULL,
    PRIMARY KEY (tag_id, photo_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX said_tags_photo ON said_tags (photo_id);
"""
