"""Finding a folder to add: only folders, below the user's own places, for who holds the token."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from photos_ml.app.service import folder_browser
from photos_ml.app.service.folder_browser import key_of


@pytest.fixture
def home(tmp_path: Path, photos: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with photos, a hidden folder, and links into the system's places and out of it."""
    home = tmp_path / "home"
    for name in ("Photos/Sea", "Photos/Empty", ".secret/inside", "Photos/node_modules/x"):
        (home / name).mkdir(parents=True)
    for number, folder in enumerate(("Photos", "Photos/Sea", "Photos/Sea", ".secret")):
        (home / folder / f"{number}.jpg").write_bytes((photos / "disc 0.jpg").read_bytes())
    (home / "note.txt").write_text("private")
    (tmp_path / "elsewhere").mkdir()
    for name, target in (
        ("sys", "/sys"),
        ("etc", "/etc"),
        ("out", tmp_path / "elsewhere"),
        ("sea", home / "Photos" / "Sea"),
    ):
        (home / name).symlink_to(target)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(folder_browser, "_tops", lambda: iter((home,)))
    return home


@pytest.fixture
def served(serve: Any, home: Path, tmp_path: Path) -> Iterator[Any]:
    with serve(tmp_path / "library", home / "Photos" / "Empty") as client:
        yield client


def inside(client: Any, path: Path | str) -> Any:
    key = key_of(path) if isinstance(path, Path) else path
    return client.get(f"/api/folders/inside?folder={quote(key)}")


def test_one_goes_from_home_down_and_up_and_sees_folders_alone(served: Any, home: Path) -> None:
    top = served.get("/api/folders/inside").json
    assert (top["path"], top["above"], top["known"]) == (str(home), None, False)
    assert [one["name"] for one in top["folders"]] == ["Photos", "sea"]
    assert [one["folder"] for one in top["places"]] == [key_of(home)]
    below = inside(served, home / "Photos").json
    assert [one["name"] for one in below["folders"]] == ["Empty", "Sea"]
    assert below["above"] == top["folder"]


def test_photos_are_counted_before_they_are_added(served: Any, home: Path) -> None:
    key = key_of(home / "Photos")
    found = served.get(f"/api/folders/photos?folder={quote(key)}").json
    assert found == {
        key: {"photos": 3, "more": False},
        key_of(home / "Photos" / "Sea"): {"photos": 2, "more": False},
        key_of(home / "Photos" / "Empty"): {"photos": 0, "more": False},
    }
    served.post("/api/settings", {"exclude": ["Sea"]})
    found = served.get(f"/api/folders/photos?folder={quote(key)}").json
    assert key_of(home / "Photos" / "Sea") not in found
    assert found[key]["photos"] == 1
    assert folder_browser.amounts(served.server.backend.context, key, seconds=0)[key].more


def test_nothing_else_can_be_looked_into_or_added(served: Any, home: Path) -> None:
    outside = [Path("/"), Path("/etc"), Path("/proc/self"), home.parent, home / ".."]
    below = (".secret", ".secret/inside", "sys", "etc", "out", "note.txt", "nowhere", "Photos/node_modules/x")
    bad = [*outside, *(home / name for name in below)]
    odd = [
        "x",
        "é",
        "AAA",
        base64.urlsafe_b64encode(b"Photos").decode(),
        base64.urlsafe_b64encode(b"/\0").decode(),
    ]
    places: list[Path | str] = [*bad, *odd]
    for place in places:
        key = key_of(place) if isinstance(place, Path) else place
        for answer in (
            inside(served, place if isinstance(place, Path) else quote(place)),
            served.get(f"/api/folders/photos?folder={quote(key)}"),
            served.post("/api/index", {"folders": [key]}),
        ):
            assert answer.status == 422, place
            assert b"private" not in answer.body
            assert str(home).encode() not in answer.body


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_not_offered(served: Any, home: Path) -> None:
    (home / "Photos" / "Sea").chmod(0)
    assert [one["name"] for one in inside(served, home / "Photos").json["folders"]] == ["Empty"]


def test_a_name_of_any_bytes_is_offered_and_added(served: Any, home: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(home) + b"/Photos/\xff\xfe"))
    odd.mkdir()
    listed = inside(served, home / "Photos").json["folders"]
    assert key_of(odd) in [one["folder"] for one in listed]
    assert served.post("/api/index", {"folders": [key_of(odd)]}).status == 200
    served.server.backend.indexing.job.wait(20)
    assert inside(served, odd).json["known"]


def test_who_has_no_token_and_what_is_private_sees_no_folder(served: Any) -> None:
    stranger = type(served)(served.server)
    assert stranger.get("/api/folders/inside").status == 401
    assert served.get("/private/api/folders/inside").status == 404
