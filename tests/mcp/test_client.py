"""A program asks the library over stdio, with the SDK's own client and the command itself."""

from __future__ import annotations

import io
import sys
from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import anyio
import pytest
from PIL import Image

from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.memories import memories_of_day
from photos_ml.app.service.photos import mark_photos
from photos_ml.app.service.search import search_photos
from photos_ml.store import Library

sdk: Any = pytest.importorskip("mcp", reason="mcp is not installed: the extras mcp and dev have it")

READS = {"album", "albums", "memories", "photo", "picture", "plan", "search"}
WRITES = {"add_to_album", "favorite"}
DAY = datetime.fromisoformat("2026-11-21T10:00:00+01:00").date()
COMMAND = "from photos_ml.app.cli import main; main()"
NO_PHOTO = 99_999_999


@pytest.fixture(scope="module")
def library(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A part of the sample library, with memories of one day."""
    photos = tmp_path_factory.mktemp("photos")
    for photo in sorted((sample_library / "photos").rglob("*.jpg"))[::3]:
        (photos / photo.name).write_bytes(photo.read_bytes())
    folder = tmp_path_factory.mktemp("asked") / "library"
    with Context(folder) as context:
        index_folders(context, [photos])
        memories_of_day(context, DAY)
    return folder


@asynccontextmanager
async def asking(library: Path, *options: str) -> AsyncIterator[Any]:
    """A client of a server of its own."""
    arguments = ["-c", COMMAND, "mcp", "--library", str(library), *options]
    server = sdk.StdioServerParameters(command=sys.executable, args=arguments)
    async with sdk.Client(server, read_timeout_seconds=120) as client:
        yield client


def ask(library: Path, run: Callable[[Any], Coroutine[Any, Any, None]], *options: str) -> None:
    async def session() -> None:
        async with asking(library, *options) as client:
            await run(client)

    with ThreadPoolExecutor(1) as own:  # in this thread a browser's loop may run
        own.submit(anyio.run, session).result()


async def said(client: Any, tool: str, **asks: Any) -> dict[str, Any]:
    """What a tool answers; a refusal is none."""
    answer = await client.call_tool(tool, asks)
    assert not answer.is_error, answer.content
    found: dict[str, Any] = answer.structured_content
    return found


def acts(library: Path) -> list[Any]:
    with Library.open(library) as opened:
        return list(opened.database.query("SELECT * FROM acts ORDER BY 1"))


def test_a_program_finds_looks_and_reads_and_changes_nothing(library: Path) -> None:
    async def run(client: Any) -> None:
        found = await said(client, "search", query="a dog", limit=3)
        assert len(found["hits"]) == 3 and found["plan"]["text"]
        photo = found["hits"][0]["photo"]
        known = await said(client, "photo", photo=photo)
        assert known["path"] == found["hits"][0]["path"] and known["albums"] == []
        picture = (await client.call_tool("picture", {"photo": photo})).content[0]
        assert picture.mime_type == "image/jpeg"
        with Image.open(io.BytesIO(b64decode(picture.data))) as decoded:
            assert max(decoded.size) == 512
        plan = await said(client, "plan", query="dogs in 2019")
        assert plan["plan"]["taken"] == [{"from": "2019-01-01", "to": "2019-12-31"}]
        assert (await said(client, "memories", day=DAY.isoformat()))["memories"]
        assert (await said(client, "memories", day="2001-01-01"))["memories"] == []
        assert await said(client, "albums") == {"albums": []}
        added = await said(client, "album", album="added", limit=2)
        assert len(added["photos"]) == 2 < added["total"]

    before = acts(library)
    ask(library, run)
    assert acts(library) == before


def test_tools_say_what_they_take_and_refuse_all_else(library: Path) -> None:
    jsonschema: Any = pytest.importorskip("jsonschema", reason="comes with mcp")
    refused: tuple[tuple[str, dict[str, Any]], ...] = (
        ("search", {}),
        ("search", {"query": ""}),
        ("search", {"query": "  "}),
        ("search", {"query": 5}),
        ("search", {"query": "x", "limit": 1000}),
        ("photo", {"photo": -1}),
        ("picture", {"photo": 1, "size": "huge"}),
        ("memories", {"day": "never"}),
        ("album", {"album": "a", "offset": -1}),
        ("favorite", {"photos": [1]}),
        ("add_to_album", {"album": "A", "photos": [1]}),
    )

    async def run(client: Any) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert tools.keys() == READS
        for tool in tools.values():
            jsonschema.Draft202012Validator.check_schema(tool.input_schema)
            jsonschema.Draft202012Validator.check_schema(tool.output_schema or {})
            assert tool.input_schema["type"] == "object" and tool.description
            assert tool.annotations.read_only_hint
        for name, wrong in refused:
            try:
                refusal = await client.call_tool(name, wrong)
                assert refusal.is_error, (name, wrong)
                (line,) = refusal.content[0].text.splitlines()
                assert "https://" not in line and "pydantic" not in line, line
            except sdk.MCPError:
                assert name in WRITES, name
        for photo in (NO_PHOTO, 2**63, 10**30):
            unknown = await client.call_tool("photo", {"photo": photo})
            assert unknown.is_error and f"there is no photo {photo}" in unknown.content[0].text
        blank = await client.call_tool("search", {"query": " "})
        assert blank.content[0].text.endswith("say what to find")

    before = acts(library)
    ask(library, run)
    assert acts(library) == before


def test_switched_on_it_marks_and_fills_albums(library: Path) -> None:
    async def run(client: Any) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert tools.keys() == READS | WRITES
        assert not any(tools[name].annotations.read_only_hint for name in WRITES)
        photos = [hit["photo"] for hit in (await said(client, "search", query="flowers", limit=2))["hits"]]
        marked = await said(client, "favorite", photos=photos)
        assert marked["photos"] == photos and marked["gestures"]
        assert (await said(client, "photo", photo=photos[0]))["favorite"]
        for one in photos:
            put = await said(client, "add_to_album", album="Found", photos=[one])
            assert put["album"] == "Found" and put["gestures"][0]
        album = await said(client, "album", album="Found")
        assert [photo["photo"] for photo in album["photos"]] == photos
        assert (await client.call_tool("favorite", {"photos": [*photos, NO_PHOTO]})).is_error

    ask(library, run, "--write")


def test_a_program_asks_while_the_pages_are_served(library: Path, tmp_path: Path) -> None:
    """Both at once over one library: each answers as if alone, and what the one marks the other shows."""
    import shutil
    import threading

    from photos_ml.app.api.serve import prepare
    from photos_ml.app.service.running import ask_service

    own = Path(shutil.copytree(library, tmp_path / "library"))
    with prepare(own, now=datetime.fromisoformat("2026-11-21T10:00:00+01:00"), keep_up=True) as server:
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            backend = server.backend

            async def run(client: Any) -> None:
                found = await said(client, "search", query="a dog", limit=5)
                photo = found["hits"][0]["photo"]
                backend.ready_to_search()
                here = search_photos(backend.context, "a dog", limit=5, planner="rules")
                assert [hit.photo.id for hit in here.hits] == [hit["photo"] for hit in found["hits"]]
                marked = not backend.photo(photo).metadata.favorite
                await said(client, "favorite", photos=[photo], favorite=marked)
                assert backend.photo(photo).metadata.favorite is marked
                mark_photos(backend.context, [photo], favorite=not marked)
                assert (await said(client, "photo", photo=photo))["favorite"] is not marked
                for _ in range(5):  # each writes while the other reads
                    mark_photos(backend.context, [photo], favorite=marked)
                    assert (await said(client, "search", query="sea", limit=3))["hits"]

            ask(own, run, "--write")
            assert ask_service(own / "service.json", "/api/sessions/link") is not None
        finally:
            server.stop()
            thread.join(20)
        assert not thread.is_alive()
