"""Writing photos, their files, names and full text; every method belongs inside the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from photos_ml.store.database import Database
from photos_ml.store.interned import camera_id, content_id, folder_id, name_id, place_id
from photos_ml.store.marks import Mark, Marks
from photos_ml.store.paths import printable, to_stored
from photos_ml.store.rows import FileGroup, Status, Upsert
from photos_ml.types import Camera, Metadata, Place

MAX_INTEGER = 2**63 - 1
"""SQLite's; a damaged file may claim more of anything."""


class PhotoWriter:
    """Writes whole photos: a row is replaced, never patched, so that a write can be repeated."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def set_status(self, photo_ids: Iterable[int], status: Status) -> None:
        """Say where these photos stand."""
        self._db.connection.executemany(
            "UPDATE photos SET status = ? WHERE id = ?", [(status.value, i) for i in photo_ids]
        )

    def upsert(self, change: Upsert) -> int:
        """Write one photo with its files, names and full text. Returns its id."""
        values = self._columns(change)
        if change.photo_id is None:
            values["added_at"] = datetime.now(UTC).isoformat(timespec="seconds")
            photo_id = self._insert("photos", values)
        else:
            photo_id = change.photo_id
            assignments = ", ".join(f"{column} = ?" for column in values)
            self._db.execute(f"UPDATE photos SET {assignments} WHERE id = ?", [*values.values(), photo_id])
            self._keep_favorite(photo_id)
        self.write_files(photo_id, change.group)
        self._write_names(photo_id, change.metadata)
        self._write_text(photo_id, change)
        return photo_id

    def _keep_favorite(self, photo_id: int) -> None:
        """What the user said stands against what the file says."""
        said = Marks(self._db).said(photo_id, Mark.FAVORITE)
        if said is not None:
            self._db.execute("UPDATE photos SET favorite = ? WHERE id = ?", (int(said), photo_id))

    def _columns(self, change: Upsert) -> dict[str, Any]:
        metadata, taken, position = change.metadata, change.metadata.taken, change.metadata.position
        camera = metadata.camera
        return {
            "status": Status.PRESENT.value,
            "content_id": content_id(self._db, change.content_hash),
            "media": metadata.media.value,
            "width": _whole(metadata.width) or 0,
            "height": _whole(metadata.height) or 0,
            "duration_s": metadata.duration_s,
            "taken": taken.local.isoformat(timespec="milliseconds") if taken else None,
            "utc_offset_minutes": _whole(taken.offset_minutes) if taken else None,
            "date_source": taken.source.value if taken else None,
            "date_trust": taken.source.trust if taken else 0,
            "date_precision": taken.precision.level if taken else 0,
            "lat": position.lat if position else None,
            "lon": position.lon if position else None,
            "altitude_m": position.altitude_m if position else None,
            "place_id": self._place(metadata.place),
            "camera_id": self._camera(camera),
            "lens": _clean(camera.lens),
            "iso": _whole(camera.iso),
            "aperture": camera.aperture,
            "exposure_s": camera.exposure_s,
            "focal_mm": camera.focal_mm,
            "title": _clean(metadata.title),
            "caption": _clean(metadata.caption),
            "rating": metadata.rating if metadata.rating in range(6) else None,
            "favorite": int(metadata.favorite),
            "burst_id": _clean(metadata.burst_id),
            "problems": json.dumps(metadata.problems),
        }

    def _place(self, place: Place | None) -> int | None:
        if place is None:
            return None
        return place_id(self._db, *map(_clean, (place.city, place.region, place.country, place.country_code)))

    def _camera(self, camera: Camera) -> int | None:
        make, model = _clean(camera.make), _clean(camera.model)
        if not make and not model:
            return None
        return camera_id(self._db, make, model, Camera(make, model).name)

    def _insert(self, table: str, values: dict[str, Any]) -> int:
        columns, marks = ", ".join(values), ",".join("?" * len(values))
        cursor = self._db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values.values()))
        return int(cursor.lastrowid or 0)

    def write_files(self, photo_id: int, group: FileGroup) -> None:
        """Replace what is known of the photo's files."""
        self._db.execute("DELETE FROM files WHERE photo_id = ?", (photo_id,))
        folder = folder_id(self._db, group.root_id, group.folder)
        for role, file in group.files:
            self._insert(
                "files",
                {
                    "photo_id": photo_id,
                    "role": role.value,
                    "folder_id": folder,
                    "name": to_stored(file.name),
                    "size": file.size,
                    "mtime_ns": file.mtime_ns,
                },
            )

    def _write_names(self, photo_id: int, metadata: Metadata) -> None:
        for table in ("photo_kinds", "photo_keywords", "photo_people"):
            self._db.execute(f"DELETE FROM {table} WHERE photo_id = ?", (photo_id,))
        for kind in metadata.kinds:
            self._insert("photo_kinds", {"kind": kind.value, "photo_id": photo_id})
        for keyword in filter(None, map(_clean, metadata.keywords)):
            self._link("keywords", "photo_keywords", "keyword_id", keyword, photo_id, {})
        for person in metadata.people:
            if name := _clean(person.name):
                box = dict(zip(("x", "y", "width", "height"), person.box or (), strict=False))
                self._link("people", "photo_people", "person_id", name, photo_id, box)

    def _link(
        self, names: str, links: str, column: str, name: str, photo_id: int, more: dict[str, float]
    ) -> None:
        values: dict[str, Any] = {column: name_id(self._db, names, name), "photo_id": photo_id, **more}
        columns, marks = ", ".join(values), ",".join("?" * len(values))
        self._db.execute(f"INSERT OR IGNORE INTO {links} ({columns}) VALUES ({marks})", list(values.values()))

    def _write_text(self, photo_id: int, change: Upsert) -> None:
        metadata, group = change.metadata, change.group
        self._db.execute("DELETE FROM photo_text WHERE rowid = ?", (photo_id,))
        self._insert(
            "photo_text",
            {
                "rowid": photo_id,
                "name": printable(group.primary.name),
                "folder": _clean("\n".join((printable(group.folder), *metadata.albums))),
                "caption": _clean(f"{metadata.title}\n{metadata.caption}".strip()),
                "keywords": _clean("\n".join(metadata.keywords)),
                "place": _clean(str(metadata.place or "")),
                "people": _clean("\n".join(person.name for person in metadata.people)),
            },
        )


def _whole(number: int | None) -> int | None:
    return number if number is not None and abs(number) <= MAX_INTEGER else None


def _clean(text: str) -> str:
    """Text that SQLite can keep: no lone surrogates, no NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "").strip()
