"""photos-ml import, as it is typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_a_dry_run_the_import_and_back(run: Run, photos: Path, tmp_path: Path) -> None:
    library, there = tmp_path / "library", tmp_path / "there"
    run("index", str(photos), library=library, code=3)
    assert "takeout" in run("import", library=library).out
    there.mkdir()
    said = {"title": "IMG_100.jpg", "photoTakenTime": {"timestamp": "1719835200"}, "description": "The fjord"}
    (there / "IMG_100.jpg.json").write_text(json.dumps(said))
    (there / "gone.jpg.json").write_text(json.dumps({**said, "title": "gone.jpg"}))
    words = ("import", "takeout", str(there))
    foreseen = run(*words, "--dry-run", "--json", library=library).json
    assert (foreseen["matched"], foreseen["facts"], foreseen["gestures"]) == (1, {"caption": 1}, [])
    assert foreseen["unmatched"] == [{"path": "gone.jpg", "why": "not there"}]
    out = run(*words, library=library).out
    assert "taken in: 1 caption" in out and "gone.jpg: not there" in out
    assert run("search", '"the fjord"', "--json", library=library).json["total"] == 1
    assert run(*words, "--json", library=library).json["gestures"] == []
    run("undo", out.rsplit(maxsplit=1)[-1], library=library)
    run("search", '"the fjord"', library=library, code=1)
    run("import", "takeout", str(tmp_path / "nowhere"), library=library, code=2)
    run("import", "flickr", str(there), library=library, code=2)
