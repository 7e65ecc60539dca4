"""Migration 26: which state the library is in, so that what was read of it can be kept in files beside it."""

WRITTEN = """
-- Random numbers: that of a kind of change is another after every transaction that may have brought some,
-- that of a file beside the library is what that file was written with.
CREATE TABLE written (name TEXT PRIMARY KEY, stamp INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO written (name, stamp) VALUES ('anything', random()), ('more than hearts', random()),
    ('more than marks', random());

DROP TRIGGER photo_changed;
CREATE TRIGGER photo_changed AFTER UPDATE OF
    status, content_id, taken, date_source, date_trust, date_precision, burst_id,
    media, width, height, heart, rating, place_id, camera_id, lat, lon
ON photos WHEN
    (old.status, old.content_id, old.date_trust, old.date_precision, old.burst_id, old.media, old.favorite)
    <> (new.status, new.content_id, new.date_trust, new.date_precision, new.burst_id, new.media, new.favorite)
    OR old.taken IS NOT new.taken OR old.date_source IS NOT new.date_source
    OR old.width IS NOT new.width OR old.height IS NOT new.height
    OR old.place_id IS NOT new.place_id OR old.camera_id IS NOT new.camera_id
    OR old.lat IS NOT new.lat OR old.lon IS NOT new.lon OR old.rating IS NOT new.rating
BEGIN
    INSERT OR REPLACE INTO photo_changes
    VALUES (new.id, (SELECT coalesce(max(change), 0) + 1 FROM photo_changes));
END;
"""
