"""photos-ml private, as it is typed, over real pictures."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
PASSPHRASE = "correct horse\n"


@pytest.fixture
def library(run: Run, copied: Path, photos: Path) -> Path:
    """With something said of two photos, and an album."""
    red = [str(photos / "Home" / f"red {number}.png") for number in range(2)]
    run("correct", red[0], "--caption", "Zyxwvut", "--keyword", "Qwertzui", library=copied)
    run("albums", "make", "Both kinds", red[0], str(photos / "Norway 2024" / "IMG_101.jpg"), library=copied)
    return copied


def known_contents(library: Path) -> list[str]:
    with closing(sqlite3.connect(library / "library.sqlite")) as connection:
        return [row[0] for row in connection.execute("SELECT hash FROM contents")]


def files_below(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_from_private_to_public_again(run: Run, photos: Path, library: Path) -> None:
    red = [str(photos / "Home" / f"red {number}.png") for number in range(2)]

    def private(*words: str, code: int = 0, typed: str = PASSPHRASE) -> Any:
        return run("private", "--library", str(library), *words, "--json", typed=typed, code=code).json

    def inside(*words: str, code: int | None = 0) -> Any:
        command, *rest = words
        sent = ("--private", command, "--library", str(library), *rest)
        return run(*sent, "--json", typed=PASSPHRASE, code=code).json

    assert private() == {"set_up": False}
    private("list", code=2)
    private("add", red[0], typed="short\n", code=2)
    kept = library / "thumbnails"
    small = [kept / content[:2] / f"{content}-512.jpg" for content in known_contents(library)]
    for path in small:  # as the pages keep them
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"a small picture")
    made = private("add", *red)
    assert (made["photos"], made["copies"]) == (2, 0)
    assert {trace["fate"] for trace in made["traces"]} <= {"clean", "deleted"}
    assert private() == {"set_up": True}
    assert len(list(kept.rglob("*.jpg"))) == len(small) - 2

    written = files_below(library).lower()
    for word in (b"red 0", b"red 1", b"Zyxwvut", b"Qwertzui", b"correct horse"):
        assert word.lower() not in written
    assert "red " not in run("search", "zyxwvut", "--all", "--json", library=library, code=None).out
    assert (
        run("albums", "show", "Both kinds", "--json", library=library)
        .json["photos"][0]["path"]
        .endswith("IMG_101.jpg")
    )
    assert run("index", "--json", library=library, code=3).json["new"] == 0
    assert b"red 0" not in files_below(library)

    wrong = private("list", code=2, typed="another horse\n")
    assert wrong["error"] == "that is not the passphrase" and wrong["hint"]
    listed = private("list")
    hidden = {photo["photo"] for photo in listed}
    assert {Path(photo["path"]).name for photo in listed} == {"red 0.png", "red 1.png"}
    assert Path(inside("search", "zyxwvut")["hits"][0]["path"]).name == "red 0.png"
    assert inside("index")["unchanged"] == 2
    assert len(inside("similar", red[0])["hits"]) == 1
    inside("correct", red[1], "--caption", "Zyxwvut too")
    run("--private", "doctor", library=library, code=2)
    assert b"zyxwvut" not in files_below(library).lower()

    changed = run("private", "passphrase", "--json", library=library, typed=f"{PASSPHRASE}battery staple\n")
    assert changed.code == 0
    private("list", code=2)
    assert private("remove", "--all", typed="battery staple\n") == {"photos": 2}
    hits = run("search", "zyxwvut", "--json", library=library).json["hits"]
    shown = {photo for hit in hits for photo in (hit["photo"], *hit["similar"])}
    assert shown >= hidden, "under the numbers that they had"
    assert len(run("albums", "show", "Both kinds", "--json", library=library).json["photos"]) == 2
    private("list", code=1, typed="battery staple\n")
