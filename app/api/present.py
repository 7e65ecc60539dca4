"""JSON shapes that only the pages need; the others are in `photos_ml.app.present`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from photos_ml.app.present import failure_json, hit_json, memory_json, printable
from photos_ml.app.service.failure_words import reason_in
from photos_ml.formats import format_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from photos_ml.app.service.duplicates import Duplicates
    from photos_ml.app.service.memories import MemoryView
    from photos_ml.app.service.trash import InTrash
    from photos_ml.app.service.written_months import WholeTimeline
    from photos_ml.search.hits import Hit
    from photos_ml.store import Failure, Month, PhotoRow
    from photos_ml.types import Camera, Metadata, Position


def tile_json(hit: Hit) -> dict[str, Any]:
    """A hit with what a grid needs to lay it out."""
    metadata = hit.photo.metadata
    video = metadata.media.value == "video"
    return {
        **hit_json(hit),
        "similar": list(hit.similar),
        "ratio": _ratio(metadata),
        "video": video,
        "favorite": metadata.favorite,
    }


def shown_memory_json(view: MemoryView) -> dict[str, Any]:
    """A memory with what a page needs to lay it out, without the paths of its photos."""
    memory = memory_json(view)
    photos = [
        {"photo": photo.id, "score": score, **_frame(photo)}
        for photo, (_, score) in zip(view.photos, view.memory.photos, strict=True)
    ]
    about = [{"what": what, "subject": subject} for what, subject in view.memory.about]
    return {**memory, "photos": photos, "about": about}


def _frame(photo: PhotoRow) -> dict[str, Any]:
    metadata = photo.metadata
    return {
        "ratio": _ratio(metadata),
        "video": metadata.media.value == "video",
        "favorite": metadata.favorite,
        "taken": metadata.taken.local.isoformat() if metadata.taken else None,
        "precision": metadata.taken.precision.value if metadata.taken else None,
        "place": str(metadata.place) if metadata.place else None,
        "caption": metadata.caption,
    }


def _ratio(metadata: Metadata) -> int:
    """Width in percent of the height; 100 where it is not known."""
    known = metadata.width and metadata.height
    return max(round(100 * metadata.width / metadata.height), 1) if known else 100


def timeline_json(months: list[Month]) -> dict[str, Any]:
    """The months as they are: to copy them takes longer than to encode them."""
    return {"total": sum(len(month.ids) for month in months), "months": months}


def written_json(months: WholeTimeline) -> dict[str, Any]:
    """The same of months that are JSON already."""
    return {"total": months.photos, "months": msgspec.Raw(months.text)}


def photo_json(
    photo: PhotoRow, roots: list[Path], *, hidden: bool, sources: Mapping[str, str]
) -> dict[str, Any]:
    """All that is known of a photo. `name` and `folder` are for everywhere, `path` for the info panel;
    `sources`: who says what holds of a field, where that is not its file."""
    metadata, taken, form = photo.metadata, photo.metadata.taken, format_of(photo.path.name)
    return {
        "photo": photo.id,
        "name": printable(photo.path.name),
        "folder": _folder(photo.path, roots),
        "path": printable(str(photo.path)),
        "bytes": photo.size,
        "width": metadata.width,
        "height": metadata.height,
        "media": metadata.media.value,
        "kinds": sorted(kind.value for kind in metadata.kinds),
        "displayable": bool(form and form.in_browsers),
        "online": photo.online,
        "taken": taken.local.isoformat() if taken else None,
        "utc_offset_minutes": taken.offset_minutes if taken else None,
        "date_source": taken.source.value if taken else None,
        "precision": taken.precision.value if taken else None,
        "place": str(metadata.place) if metadata.place else None,
        "position": _position(metadata.position),
        "camera": _camera(metadata.camera),
        "title": metadata.title,
        "caption": metadata.caption,
        "keywords": list(metadata.keywords),
        "people": [person.name for person in metadata.people],
        "rating": metadata.rating,
        "favorite": metadata.favorite,
        "hidden": hidden,
        "problems": list(metadata.problems),
        "sources": dict(sources),
    }


def listed_json(photo: PhotoRow, roots: list[Path]) -> dict[str, Any]:
    """What a list of all photos says of each: not who says it, which is asked of each alone."""
    known = photo_json(photo, roots, hidden=False, sources={})
    del known["sources"]
    return known


def duplicate_json(group: Duplicates, roots: list[Path]) -> dict[str, Any]:
    """A group, the photo to keep first, with what tells its photos apart; `same_as` is the first photo of the
    group that has the same bytes."""
    firsts: dict[str, int] = {}
    return {
        "kind": group.kind.value,
        "why": list(group.why),
        "differ": list(group.differ),
        "photos": [
            {
                "photo": photo.id,
                "name": printable(photo.path.name),
                "folder": _folder(photo.path, roots),
                "width": photo.metadata.width,
                "height": photo.metadata.height,
                "bytes": photo.size,
                "sharpness": group.sharpness.get(photo.id),
                "same_as": firsts.setdefault(photo.bytes_hash, photo.id),
                "date_source": photo.metadata.taken.source.value if photo.metadata.taken else None,
                "camera": photo.metadata.camera.name,
                "people": [person.name for person in photo.metadata.people],
                "keywords": list(photo.metadata.keywords),
                "rating": photo.metadata.rating,
                **_frame(photo),
            }
            for photo in group.photos
        ],
    }


def trashed_file_json(listed: InTrash, roots: list[Path]) -> dict[str, Any]:
    """A file that was moved to the trash, without its path."""
    file = listed.file
    return {
        "name": printable(file.path.name),
        "folder": _folder(file.path, roots),
        "kept": printable(file.kept.name),
        "bytes": file.size,
        "at": file.at,
        "back": listed.is_back,
    }


def failed_json(failure: Failure, language: str) -> dict[str, Any]:
    """A failure with its place in the library; `words`: its reason in a language, without what helps."""
    folder = "/".join(part for part in (_last(failure.root), printable(failure.folder)) if part)
    words = reason_in(language, failure.reason)
    return {**failure_json(failure), "name": printable(failure.file.name), "folder": folder, "words": words}


def _folder(path: Path, roots: list[Path]) -> str:
    """'Pictures/2024/Norway': from the name of the indexed folder on."""
    for root in roots:
        if path.is_relative_to(root):
            return printable("/".join((root.name, *path.parent.relative_to(root).parts)))
    return printable(path.parent.name)


def _last(root: str) -> str:
    return printable(root.replace("\\", "/").rstrip("/").rpartition("/")[2])


def _position(position: Position | None) -> dict[str, float | None] | None:
    if position is None:
        return None
    return {"lat": position.lat, "lon": position.lon, "altitude_m": position.altitude_m}


def _camera(camera: Camera) -> dict[str, Any]:
    return {
        "name": camera.name,
        "lens": camera.lens,
        "iso": camera.iso,
        "aperture": camera.aperture,
        "exposure_s": camera.exposure_s,
        "focal_mm": camera.focal_mm,
    }
