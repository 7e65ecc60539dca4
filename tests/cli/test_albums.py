"""photos-ml albums, as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_albums_from_making_to_undoing(run: Run, photos: Path, copied: Path) -> None:
    library = copied

    def albums(*words: str, code: int = 0) -> Any:
        return run("albums", "--library", str(library), *words, "--json", code=code).json

    assert albums(code=1) == []
    assert run("albums", library=library, code=1).out.startswith("no album yet - make one: photos-ml ")
    assert run("undo", "--json", library=library, code=2).json == {
        "error": "nothing was done by hand yet",
        "hint": "there is nothing to take back",
    }
    one, other = (str(photos / "Home" / f"red {number}.png") for number in range(2))
    made = albums("make", "Red ones", other)
    assert albums("add", "red ones", one, "--where", "july 2024")["photos"] == 4
    albums("order", "red ones", one)
    shown = albums("show", "Red ones")["photos"]
    assert [Path(photo["path"]).name for photo in shown][:2] == ["red 0.png", "red 1.png"]
    assert len(shown) == 5
    albums("remove", made["id"], one)
    albums("make", "July", "--search", "july 2024")
    assert len(albums("show", "July")["photos"]) == 3
    assert len(albums("show", "Norway 2024")["photos"]) == 3, "a folder"
    assert len(albums("show", "added")["photos"]) == 5
    assert [album["name"] for album in albums()] == ["July", "Red ones"]
    twice = run("albums", "--library", str(library), "make", "july").out
    assert "1 more of that name: call them by their ids" in twice
    albums("delete", twice.split()[0])
    gone = albums("delete", "Red ones")["gesture"]
    albums("show", "Red ones", code=2)
    run("undo", str(gone), library=library)
    assert albums("rename", "Red ones", "Reds")["name"] == "Reds"
    assert "Reds" in run("albums", library=library).out
    assert len(run("search", "in album Reds", "--json", library=library).json["hits"]) >= 1
    for wrong in (("make", " "), ("make", "added"), ("make", "x", "--search", " "), ("add", "July", one)):
        assert albums(*wrong, code=2)["hint"]
