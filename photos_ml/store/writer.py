"""Writing photos, their files, names and full text; every method belongs inside the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from photos_ml.provenance import Field
from photos_ml.store.act_photos import ActPhotos
from photos_ml.store.claims import Claims
from photos_ml.store.columns import change as change_row
from photos_ml.store.columns import clean, fact_columns, insert, searched, text_columns, whole, write_names
from photos_ml.store.database import Database
from photos_ml.store.fact_rows import write_facts
from photos_ml.store.interned import camera_id, content_id, folder_id
from photos_ml.store.paths import printable, to_stored
from photos_ml.store.rows import FileGroup, Status, Upsert
from photos_ml.types import Camera, Kind, Metadata


class PhotoWriter:
    """Writes whole photos: a row is replaced, never patched, so that a write can be repeated. What others
    than the file say of a photo stays and holds as far as they are trusted."""

    def __init__(self, database: Database, claims: Claims, act_photos: ActPhotos) -> None:
        self._db = database
        self._claims = claims
        self._act_photos = act_photos

    def set_status(self, photo_ids: Iterable[int], status: Status) -> None:
        """Say where these photos stand."""
        self._db.connection.executemany(
            "UPDATE photos SET status = ? WHERE id = ?", [(status.value, i) for i in photo_ids]
        )

    def upsert(self, change: Upsert) -> int:
        """Write one photo with its files, names and full text. Returns its id."""
        photo_id = change.photo_id
        if photo_id is not None and self._claims.any_on(photo_id):
            change = replace(change, metadata=self._claims.read_again(photo_id, change.metadata))
        values = self._columns(change)
        if photo_id is None:
            values["added_at"] = datetime.now(UTC).isoformat(timespec="seconds")
            photo_id = insert(self._db, "photos", values)
        else:
            change_row(self._db, "photos", "id", photo_id, values)
        self.write_files(photo_id, change.group)
        self._write_kinds(photo_id, change.metadata)
        write_names(self._db, photo_id, change.metadata)
        self._write_text(photo_id, change)
        if change.photo_id is not None:
            self._act_photos.follow(photo_id)
        return photo_id

    def _columns(self, change: Upsert) -> dict[str, Any]:
        metadata, camera = change.metadata, change.metadata.camera
        return {
            "status": Status.PRESENT.value,
            "content_id": content_id(self._db, change.content_hash),
            "media": metadata.media.value,
            "width": whole(metadata.width) or 0,
            "height": whole(metadata.height) or 0,
            "duration_s": metadata.duration_s,
            **fact_columns(self._db, metadata),
            "camera_id": self._camera(camera),
            "lens": clean(camera.lens),
            "iso": whole(camera.iso),
            "aperture": camera.aperture,
            "exposure_s": camera.exposure_s,
            "focal_mm": camera.focal_mm,
            "burst_id": clean(metadata.burst_id),
            "problems": json.dumps(metadata.problems),
            "reader": change.reader,
            "rejected": int(metadata.rejected),
        }

    def _camera(self, camera: Camera) -> int | None:
        make, model = clean(camera.make), clean(camera.model)
        if not make and not model:
            return None
        return camera_id(self._db, make, model, Camera(make, model).name)

    def write_files(self, photo_id: int, group: FileGroup) -> None:
        """Replace what is known of the photo's files."""
        self._db.execute("DELETE FROM files WHERE photo_id = ?", (photo_id,))
        folder = folder_id(self._db, group.root_id, group.folder)
        for role, file in group.files:
            insert(
                self._db,
                "files",
                {
                    "photo_id": photo_id,
                    "role": role.value,
                    "folder_id": folder,
                    "name": to_stored(file.name),
                    "size": file.size,
                    "mtime_ns": file.mtime_ns,
                    "changed_ns": file.changed_ns,
                },
            )

    def _write_kinds(self, photo_id: int, metadata: Metadata) -> None:
        self._db.execute("DELETE FROM photo_kinds WHERE photo_id = ?", (photo_id,))
        for kind in metadata.kinds - {Kind.TRASHED}:
            insert(self._db, "photo_kinds", {"kind": kind.value, "photo_id": photo_id})
        hidden = Kind.TRASHED in metadata.kinds
        write_facts(self._db, Field.HIDDEN, [(photo_id, "", json.dumps(hidden))])

    def _write_text(self, photo_id: int, change: Upsert) -> None:
        self._db.execute("DELETE FROM photo_text WHERE rowid = ?", (photo_id,))
        insert(
            self._db,
            "photo_text",
            {
                "rowid": photo_id,
                "name": searched(printable(change.group.primary.name)),
                "folder": searched("\n".join((printable(change.group.folder), *change.metadata.albums))),
                **text_columns(change.metadata),
            },
        )
