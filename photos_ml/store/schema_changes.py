"""Migrations 23 and 25: which photos changed, so that who keeps facts of all photos reads those alone."""

CHANGES = """
-- One row a photo that changed, went or returned since it came, and a number that only grows.
CREATE TABLE photo_changes (photo_id INTEGER PRIMARY KEY, change INTEGER NOT NULL) STRICT;
CREATE INDEX photo_changes_change ON photo_changes (change);

CREATE TRIGGER photo_changed AFTER UPDATE OF
    status, content_id, taken, date_source, date_trust, date_precision, burst_id
ON photos WHEN
    (old.status, old.content_id, old.date_trust, old.date_precision, old.burst_id)
    <> (new.status, new.content_id, new.date_trust, new.date_precision, new.burst_id)
    OR old.taken IS NOT new.taken OR old.date_source IS NOT new.date_source
BEGIN
    INSERT OR REPLACE INTO photo_changes
    VALUES (new.id, (SELECT coalesce(max(change), 0) + 1 FROM photo_changes));
END;
-- One that is put back has its number again: whoever read all up to the newest would not see it.
CREATE TRIGGER photo_returned AFTER INSERT ON photos WHEN new.id < (SELECT max(id) FROM photos) BEGIN
    INSERT OR REPLACE INTO photo_changes
    VALUES (new.id, (SELECT coalesce(max(change), 0) + 1 FROM photo_changes));
END;
CREATE TRIGGER photo_deleted AFTER DELETE ON photos BEGIN
    INSERT OR REPLACE INTO photo_changes
    VALUES (old.id, (SELECT coalesce(max(change), 0) + 1 FROM photo_changes));
END;
"""

SHOWN_CHANGES = """
DROP TRIGGER photo_changed;
CREATE TRIGGER photo_changed AFTER UPDATE OF
    status, content_id, taken, date_source, date_trust, date_precision, burst_id,
    media, width, height, heart, rating, place_id, camera_id
ON photos WHEN
    (old.status, old.content_id, old.date_trust, old.date_precision, old.burst_id, old.media, old.favorite)
    <> (new.status, new.content_id, new.date_trust, new.date_precision, new.burst_id, new.media, new.favorite)
    OR old.taken IS NOT new.taken OR old.date_source IS NOT new.date_source
    OR old.width IS NOT new.width OR old.height IS NOT new.height
    OR old.place_id IS NOT new.place_id OR old.camera_id IS NOT new.camera_id
BEGIN
    INSERT OR REPLACE INTO photo_changes
    VALUES (new.id, (SELECT coalesce(max(change), 0) + 1 FROM photo_changes));
END;
"""
