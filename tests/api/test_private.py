"""What is private, over HTTP: locked for everybody, unlocked for who typed the passphrase."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.api.private_room import IDLE_SECONDS, PrivateRoom
from photos_ml.app.api.problems import Problem
from photos_ml.app.service import Context
from photos_ml.errors import LibraryError

WORDS = "correct horse"


@pytest.fixture
def own(serve: Callable[..., Any], library: Path, tmp_path: Path) -> Iterator[Any]:
    """A service over a copy of the library."""
    with serve(Path(shutil.copytree(library, tmp_path / "library"))) as client:
        yield client


def ids_of(client: Any, room: str = "", **headers: str) -> list[int]:
    months = client.get(f"{room}/api/timeline", **headers).json["months"]
    return [photo for month in months for photo in month["ids"]]


def test_from_choosing_a_passphrase_to_public_again(own: Any) -> None:
    everything = ids_of(own)
    assert own.get("/api/private").json == {"set_up": False, "unlocked": False, "seconds": 0}
    assert own.post("/api/private/unlock", {"passphrase": WORDS}).status == 409
    assert own.post("/api/private/add", {"photos": everything[:1]}).status == 423
    assert own.post("/api/private/passphrase", {"passphrase": "short"}).status == 422
    chosen = own.post("/api/private/passphrase", {"passphrase": WORDS})
    inside = {"X-Photos-Private": chosen.json["session"]}
    cookie = chosen.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie

    album = own.post("/api/albums", {"name": "Quiet", "photos": everything[1:3]}).json
    moved = own.post("/api/private/add", {"photos": everything[:1], "album": "Quiet"}, **inside).json
    assert moved == {"photos": 3, "copies": 0, "erased": True}
    assert ids_of(own) == everything[3:]
    gone = everything[0]
    for address in (
        f"/api/photos/{gone}",
        f"/api/photos/{gone}/thumbnail/grid",
        f"/api/photos/{gone}/file",
        f"/api/photos/{gone}/similar",
        f"/api/albums/{album['id']}",
    ):
        assert own.get(address).status == 404, address
        assert own.get(f"/private{address}").status == 423, address
    hits = own.post("/api/search", {"query": "disc", "limit": 100}).json["hits"]
    assert not {hit["photo"] for hit in hits} & set(everything[:3])

    assert ids_of(own, "/private", **inside) == everything[:3]
    picture = own.get(f"/private/api/photos/{gone}/thumbnail/grid", **inside)
    assert picture.body.startswith(b"\xff\xd8") and picture.headers["cache-control"] == "no-store"
    assert "etag" not in picture.headers
    assert own.get(f"/private/api/photos/{gone}/file", **inside).headers["cache-control"] == "no-store"
    said = own.post("/private/api/corrections", {"photos": [gone], "caption": "Zyxwvut"}, **inside)
    assert said.status == 200
    assert own.post("/private/api/search", {"query": '"zyxwvut"'}, **inside).json["hits"][0]["photo"] == gone
    assert own.get(f"/private/api/albums/{album['id']}", **inside).json["ids"] == everything[1:3]
    for outside in ("/private/api/private", "/private/api/settings", "/private/", "/private/api/desktop"):
        assert own.get(outside, **inside).status == 404, outside
    by_cookie = {"Cookie": chosen.headers["set-cookie"].partition(";")[0]}
    assert own.get("/api/private", **by_cookie).json["unlocked"]

    assert own.post("/api/private/lock", {}, **inside).json == {"unlocked": False}
    assert own.get("/private/api/timeline", **inside).status == 423
    assert own.post("/api/private/remove", {"all": True}, **inside).status == 423
    new = {"passphrase": "battery staple", "before": WORDS}
    assert own.post("/api/private/passphrase", {**new, "before": "wrong horse"}).status == 403
    again = own.post("/api/private/passphrase", new).json["session"]
    back = own.post("/api/private/remove", {"all": True}, **{"X-Photos-Private": again}).json
    assert back == {"photos": 3}
    assert ids_of(own) == everything
    assert own.get(f"/api/photos/{gone}").json["caption"] == "Zyxwvut"
    assert own.post("/api/private/remove", {}, **{"X-Photos-Private": again}).status == 422
    tried = [own.post("/api/private/unlock", {"passphrase": f"{WORDS} {n}"}).status for n in range(6)]
    assert tried[0] == 403 and tried[-1] == 429


def test_only_with_the_token(stranger: Any) -> None:
    assert stranger.get("/api/private").status == 401
    assert stranger.get("/private/api/timeline").status == 401
    for path in ("unlock", "lock", "passphrase", "add", "remove"):
        assert stranger.post(f"/api/private/{path}", {}).status == 401


def test_it_locks_itself(library: Path, tmp_path: Path) -> None:
    now = [0.0]
    with Context(Path(shutil.copytree(library, tmp_path / "library"))) as context:
        room = PrivateRoom(context, lambda inside: inside.folder, clock=lambda: now[0])
        one = room.set_up(WORDS)
        other = room.unlock(WORDS)
        inside, _ = room.entered(one)
        assert room.entered(other)[0] is inside
        now[0] = IDLE_SECONDS - 1
        room.entered(one)
        now[0] = IDLE_SECONDS + 1
        assert room.seconds_left(other) == 0 < room.seconds_left(one)
        with pytest.raises(Problem, match="locked"):
            room.entered(other)
        assert room.entered(one)[0] is inside
        now[0] += IDLE_SECONDS
        room._look()
        with pytest.raises(LibraryError, match="locked"):
            inside.library().photos.count()
        with pytest.raises(Problem, match="locked"):
            room.entered(one)
        room.lock("nobody's")
        room.close()
