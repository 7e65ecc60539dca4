"""The pages: files of the package, all read at the start, so that no request ever names a file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from importlib import resources
from importlib.resources.abc import Traversable
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from photos_ml.app.api.problems import Problem
from photos_ml.app.service.language import ENGLISH, LANGUAGES, ask_in, spoken
from photos_ml.errors import PhotosError

PACKAGE = "photos_ml.app"
FOLDER = "web"
INDEX = "index.html"
WORDS = "/words/"
MAY = "photos_ml.may"
"""Of a request's scope: what its device is allowed, in words; none at this machine, where everything is."""
APART = "memory-page.css"
"""The style of memories written to a file: no page has it, so it is not served."""
TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "json": "application/json",
    "bin": "application/octet-stream",
}
_VERSIONED = re.compile(r"/v/([0-9a-f]{12})(/.*)")
"""What the first page names: a browser keeps it for good, and asks for another name once a byte has changed.
Of another version, what there is now is sent."""
_NAMED = re.compile(rb'(href|src)="(/[\w./-]+\.(?:css|js|svg|json))"')
KEPT, LOOKED_AFTER = "private, max-age=31536000, immutable", "no-cache"
_COMMENT = re.compile(rb"^[ \t]*(?://.*|/\*\*.*\*/[ \t]*)$", re.MULTILINE)
"""A line of a script that is a comment alone: for readers of the source, not for the browser. It is sent as
an empty one, so that lines keep their numbers."""
_OPENED = (
    "<!doctype html><html lang=en><meta charset=utf-8><meta http-equiv=refresh content='0; url=/'>"
    "<link rel=icon href=/icon.svg><title>Photos</title><p><a href='/'>Open your photos</a>"
)


@dataclass(frozen=True, slots=True)
class Page:
    """One file as it is sent."""

    body: bytes
    media_type: str
    etag: str


class Pages:
    """Every file of the pages by the path it is asked for."""

    def __init__(self) -> None:
        folder = resources.files(PACKAGE).joinpath(FOLDER)
        self._pages = {f"/{name}": _page(name, file.read_bytes()) for name, file in _files(folder)}
        index = self._pages.pop(f"/{INDEX}").body
        etags = "".join(f"{path}{page.etag}" for path, page in sorted(self._pages.items()))
        self.version = hashlib.sha256(etags.encode()).hexdigest()[:12]
        named = _NAMED.sub(rb'\1="/v/' + self.version.encode() + rb'\2"', index)
        self._indexes = {language: _index(named, language) for language in LANGUAGES}

    def body(self, path: str) -> bytes:
        """What is sent for a path; KeyError where there is nothing."""
        return self._pages[path].body

    @property
    def words(self) -> dict[str, int]:
        """The catalogues by their paths, and their sizes: a browser is sent the one of its language."""
        return {path: len(page.body) for path, page in self._pages.items() if path.startswith(WORDS)}

    @property
    def bytes(self) -> int:
        """Size of all the code together, without the map's data and the words."""
        apart = self.data.keys() | self.words.keys()
        code = sum(len(page.body) for path, page in self._pages.items() if path not in apart)
        return code + len(self._indexes[ENGLISH].body)

    @property
    def data(self) -> dict[str, int]:
        """The files that are data, and their sizes."""
        return {path: len(page.body) for path, page in self._pages.items() if path.endswith(".bin")}

    async def answer(self, request: Request) -> Response:
        path = request.url.path
        first = path in ("/", f"/{INDEX}")
        version, path = found.groups() if (found := _VERSIONED.fullmatch(path)) else ("", path)
        page = self._indexes[await run_in_threadpool(_language, request)] if first else self._pages.get(path)
        wanted = "text/html" in request.headers.get("accept", "") and not path.startswith("/api/")
        if page is None and wanted:
            # Typed by a person: what is a page of these pages stands behind the '#'.
            return RedirectResponse(f"/#{quote(path)}", HTTPStatus.SEE_OTHER)
        if page is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is nothing here.")
        kept = KEPT if version == self.version else LOOKED_AFTER
        if first and (allowed := request.scope.get(MAY)) is not None:
            page = _for_device(page, allowed)
        headers = {"etag": page.etag, "cache-control": kept}
        if first:
            headers["vary"] = "accept-language"
        if request.headers.get("if-none-match") == page.etag:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(page.body, headers=headers, media_type=page.media_type)


def _for_device(index: Page, allowed: str) -> Page:
    """The first page for a device that may not do everything: it says what it may."""
    return _page(INDEX, index.body.replace(b"<html ", f'<html data-may="{allowed}" '.encode(), 1))


def opened_page() -> Response:
    """Goes on to the pages by itself. Not a redirect: a browser that came here from another site would then
    leave out a cookie that is SameSite=Strict."""
    return HTMLResponse(_OPENED)


def _language(request: Request) -> str:
    """What the user has chosen, else the browser: in a library that cannot be opened nothing is chosen."""
    ask_in(request.headers.get("accept-language", ""))
    try:
        language: str = request.app.state.backend.context.language
    except PhotosError:
        language = spoken("")
    return language


def _page(name: str, body: bytes) -> Page:
    if name.endswith(".js"):
        body = _COMMENT.sub(b"", body)
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return Page(body, TYPES[name.rpartition(".")[2]], etag)


def _index(body: bytes, language: str) -> Page:
    """The first page, which says its language and has the words of it fetched."""
    for place in (b'lang="%s"', b"/words/%s.json"):
        body = body.replace(place % ENGLISH.encode(), place % language.encode())
    return _page(INDEX, body)


def _files(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        elif entry.name != APART and entry.name.rpartition(".")[2] in TYPES:
            yield prefix + entry.name, entry
