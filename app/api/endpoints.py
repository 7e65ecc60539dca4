"""What can be asked. Each endpoint is a plain function of the backend and a validated request."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.responses import FileResponse, Response

from photos_ml.app.api import desktop_endpoints as desktop
from photos_ml.app.api import memory_endpoints as memories
from photos_ml.app.api import settings_endpoints as chosen
from photos_ml.app.api import shapes
from photos_ml.app.api.backend import Backend
from photos_ml.app.api.browse import duplicates, map_clusters, people, tags
from photos_ml.app.api.present import failed_json, photo_json, tile_json, timeline_json
from photos_ml.app.api.problems import Problem
from photos_ml.app.api.runs import state_json
from photos_ml.app.chips import chips_json
from photos_ml.app.likes import Wish
from photos_ml.app.present import plan_json, printable, status_json, tag_json
from photos_ml.app.thumbnails import Size

ORIGINAL_TYPES = {
    **dict.fromkeys((".jpg", ".jpeg", ".jpe", ".jfif"), "image/jpeg"),
    **{f".{name}": f"image/{name}" for name in ("png", "gif", "webp", "avif", "heic", "heif", "tiff")},
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
}
_CURSOR = re.compile(r"(\d{1,7})@(\d{1,18}\.\d{1,18})", re.ASCII)
OPAQUE = "application/octet-stream"
_BOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Policy of a photo's own bytes: whatever they are, a browser runs nothing of them."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation: a request of shape `takes`, answered by `run` in a worker thread."""

    method: str
    path: str
    run: Callable[[Backend, Any], Any]
    takes: type[msgspec.Struct]
    pictures: bool = False
    """Answers with a picture: decoded in few threads, kept by the browser."""

    @property
    def summary(self) -> str:
        return (self.run.__doc__ or "").strip().splitlines()[0]


def search(backend: Backend, request: shapes.Search) -> dict[str, Any]:
    """Photos a query in plain words asks for, best first."""
    _count_search(backend)
    offset, as_of = _page(request.cursor)
    asked: dict[str, Any] = {
        "limit": request.limit,
        "offset": offset,
        "as_of": as_of,
        "fold": request.fold,
        "facets": request.facets,
        "explain": request.explain,
        "tags": request.tags,
    }
    if request.plan is None:
        result = backend.service.search(request.query, planner=request.planner, **asked)
    else:
        result = backend.service.search_edited(request.query, request.plan, **asked)
    end = offset + len(result.hits)
    return {
        **plan_json(result.planned),
        "chips": chips_json(result.planned.plan, request.query),
        "confidence": result.confidence,
        "total": result.total,
        "good": result.good,
        **({"lacking": list(result.lacking)} if result.lacking else {}),
        **({"facets": asdict(result.facets)} if result.facets else {}),
        "hits": [tile_json(hit) for hit in result.hits],
        "next": f"{end}@{result.as_of}" if result.hits and end < result.total else None,
    }


def plan(backend: Backend, request: shapes.Plan) -> dict[str, Any]:
    """What a query is understood to ask."""
    _count_search(backend)
    planned = backend.service.plan(request.query, planner=request.planner)
    return {**plan_json(planned), "chips": chips_json(planned.plan, request.query)}


def suggestions(backend: Backend, request: shapes.Typed) -> list[Any]:
    """What a half-typed query could become."""
    return backend.service.suggest(request.query)


def timeline(backend: Backend, request: shapes.Timeline) -> dict[str, Any]:
    """Every photo, newest first, as little of each as a grid needs."""
    hidden, favorites = request.show == "hidden", request.show == "favorites"
    around = None if request.around is None else (request.around, request.zoom)
    return timeline_json(backend.service.timeline(favorites=favorites, hidden=hidden, around=around))


def photo(backend: Backend, request: shapes.Photo) -> dict[str, Any]:
    """All that is known of a photo."""
    found = backend.photo(request.photo)
    said = [tag_json(tag) for tag in backend.service.tags_of(found.id)]
    return {**photo_json(found, backend.roots(), hidden=backend.service.is_hidden(found.id)), "tags": said}


def mark(backend: Backend, request: shapes.Marks) -> dict[str, Any]:
    """Say that a photo is a favourite, or hidden, or neither."""
    backend.photo(request.photo)
    backend.service.mark(request.photo, favorite=request.favorite, hidden=request.hidden)
    return photo(backend, shapes.Photo(request.photo))


def similar(backend: Backend, request: shapes.Similar) -> dict[str, Any]:
    """Photos like this one, most like it first."""
    _count_search(backend)
    found = backend.photo(request.photo)
    plus, minus = ([words] if words.strip() else [] for words in (request.plus, request.minus))
    wish = Wish(like=[str(found.id)], plus=plus, minus=minus)
    hits, total = backend.service.similar(wish, limit=request.limit)
    return {"total": total, "hits": [tile_json(hit) for hit in hits]}


def refine(backend: Backend, request: shapes.Refine) -> dict[str, Any]:
    """More like some photos and less like others, of what was searched for."""
    _count_search(backend)
    if not (request.like or request.query.strip()):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "There is nothing to be like.", "Mark a photo.")
    like, less = ([str(backend.photo(i).id) for i in ids] for ids in (request.like, request.less))
    hits, total = backend.service.similar(Wish(like, less, request.query.strip()), limit=request.limit)
    return {"total": total, "hits": [tile_json(hit) for hit in hits]}


def thumbnail(backend: Backend, request: shapes.Thumbnail) -> Response:
    """The photo as JPEG or WebP, upright, without metadata, 512 or 1920 pixels at most on its longer side."""
    size = {"grid": Size.GRID, "large": Size.LARGE}[request.size]
    found = backend.photo(request.photo)
    path = backend.service.thumbnail_file(found, size)
    return Response(path.read_bytes(), media_type=size.media_type)


def original(backend: Backend, request: shapes.Photo) -> Response:
    """The photo's own file."""
    found = backend.photo(request.photo)
    if not stat.S_ISREG(found.path.lstat().st_mode):  # a link put in its place could lead anywhere
        raise Problem(
            HTTPStatus.NOT_FOUND, "The file of this photo has become something else.", "Index again."
        )
    media_type = ORIGINAL_TYPES.get(found.path.suffix.lower(), OPAQUE)
    return FileResponse(
        found.path,
        media_type=media_type,
        filename=printable(found.path.name),
        content_disposition_type="inline" if media_type != OPAQUE else "attachment",
        headers={"content-security-policy": _BOX},
    )


def status(backend: Backend, _: shapes.Nothing) -> dict[str, Any]:
    """What the library holds."""
    return status_json(backend.service.status())


def failures(backend: Backend, _: shapes.Nothing) -> list[dict[str, Any]]:
    """Files that could not be indexed, and why."""
    return [failed_json(failure) for failure in backend.service.failures()]


def folders(backend: Backend, _: shapes.Nothing) -> list[dict[str, Any]]:
    """The folders that can be indexed: those known, and those named when the service was started."""
    return [
        {
            "name": name,
            "path": printable(str(path)),
            "known": name.startswith("known"),
            "online": path.is_dir(),
        }
        for name, path in backend.folders().items()
    ]


def start_index(backend: Backend, request: shapes.Index) -> dict[str, Any]:
    """Begin to index folders; follow it at /api/index/events."""
    on_offer = backend.folders()
    if any(name not in on_offer for name in request.folders) or not (request.folders or on_offer):
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "There is no folder of that name to index.",
            "Name a new folder when starting: photos-ml serve FOLDER",
        )
    backend.runs.start([on_offer[name] for name in request.folders])
    return state_json(backend.runs.state)


def index_state(backend: Backend, _: shapes.Nothing) -> dict[str, Any]:
    """How far indexing is."""
    return state_json(backend.runs.state)


ENDPOINTS = (
    Endpoint("POST", "/api/search", search, shapes.Search),
    Endpoint("POST", "/api/plan", plan, shapes.Plan),
    Endpoint("GET", "/api/suggestions", suggestions, shapes.Typed),
    Endpoint("GET", "/api/timeline", timeline, shapes.Timeline),
    Endpoint("GET", "/api/photos/{photo}", photo, shapes.Photo),
    Endpoint("POST", "/api/photos/{photo}/marks", mark, shapes.Marks),
    Endpoint("GET", "/api/photos/{photo}/similar", similar, shapes.Similar),
    Endpoint("POST", "/api/refine", refine, shapes.Refine),
    Endpoint("GET", "/api/photos/{photo}/thumbnail/{size}", thumbnail, shapes.Thumbnail, pictures=True),
    Endpoint("GET", "/api/photos/{photo}/original", original, shapes.Photo),
    Endpoint("GET", "/api/tags", tags, shapes.Nothing),
    Endpoint("GET", "/api/map", map_clusters, shapes.Map),
    Endpoint("GET", "/api/people", people, shapes.Nothing),
    Endpoint("GET", "/api/duplicates", duplicates, shapes.Duplicates),
    Endpoint("GET", "/api/status", status, shapes.Nothing),
    Endpoint("GET", "/api/failures", failures, shapes.Nothing),
    Endpoint("GET", "/api/folders", folders, shapes.Nothing),
    Endpoint("POST", "/api/index", start_index, shapes.Index),
    Endpoint("GET", "/api/index", index_state, shapes.Nothing),
    Endpoint("GET", "/api/settings", chosen.settings, shapes.Nothing),
    Endpoint("POST", "/api/settings", chosen.change_settings, shapes.Settings),
    Endpoint("POST", "/api/folders/forget", chosen.forget_folder, shapes.Folder),
    Endpoint("GET", "/api/models", chosen.models, shapes.Nothing),
    Endpoint("POST", "/api/models", chosen.use_model, shapes.Model),
    Endpoint("GET", "/api/doctor", chosen.doctor, shapes.Nothing),
    Endpoint("GET", "/api/desktop", desktop.abilities, shapes.Nothing),
    Endpoint("POST", "/api/desktop/folder", desktop.pick_folder, shapes.Nothing),
    Endpoint("POST", "/api/desktop/front", desktop.front, shapes.Nothing),
    Endpoint("POST", "/api/photos/{photo}/reveal", desktop.reveal, shapes.Photo),
    Endpoint("POST", "/api/photos/{photo}/open", desktop.open_photo, shapes.Photo),
    Endpoint("GET", "/api/memories", memories.memories, shapes.MemoryDay),
    Endpoint("POST", "/api/memories/regenerate", memories.regenerate, shapes.MemoryDay),
    Endpoint("POST", "/api/memories/undo", memories.undo_feedback, shapes.Nothing),
    Endpoint("GET", "/api/memories/{memory}", memories.memory, shapes.OneMemory),
    Endpoint("POST", "/api/memories/{memory}/feedback", memories.feedback, shapes.MemoryFeedback),
    Endpoint("POST", "/api/memories/{memory}/less", memories.less, shapes.LessOf),
)


def etag_of(backend: Backend, photo_id: int, size: str) -> str:
    """Tells one picture from another without making it."""
    return f'"{backend.photo(photo_id).content_hash[:32]}-{size}"'


def _count_search(backend: Backend) -> None:
    if not backend.searches.take():
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "Too many searches at once.", "Wait a second.")
    backend.warm()


def _page(cursor: str) -> tuple[int, str]:
    """'OFFSET@STATE': how far the pages before reached, and of which state of the library they are."""
    if not cursor:
        return 0, ""
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "That cursor is none that a page before gave.")
    return int(found[1]), found[2]
