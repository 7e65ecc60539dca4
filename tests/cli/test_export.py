"""photos-ml export, as it is typed."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_what_goes_along_and_where_it_may_go(run: Run, photos: Path, tmp_path: Path) -> None:
    library, album = tmp_path / "library", tmp_path / "photos"
    shutil.copytree(photos, album, ignore=shutil.ignore_patterns("broken.jpg"))
    run("index", str(album), library=library)
    run("correct", "--where", "july 2024", "--place", "Bergen", "--caption", "Fjord", library=library)
    run("albums", "--library", str(library), "make", "Trip", "--where", "july 2024")

    assert run("export", "xmp", "--to", str(tmp_path / "out"), "--json", library=library).json["photos"] == 5
    sidecar = tmp_path / "out" / "photos" / "Norway 2024" / "IMG_100.jpg.xmp"
    assert "Fjord" in sidecar.read_text("utf-8")
    run("export", "xmp", "--to", str(album / "out"), library=library, code=2)
    run("export", "xmp", library=library, code=2)

    foreign = album / "Norway 2024" / "IMG_101.jpg.xmp"
    foreign.write_text("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
    beside = run("export", "xmp", "--beside", "--album", "Trip", "--json", library=library, code=3).json
    assert (beside["photos"], list(beside["left_out"])) == (2, [str(foreign)])
    assert foreign.read_text() == "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"
    assert (
        run("export", "xmp", "--beside", "--album", "Trip", "--json", library=library, code=3).json["photos"]
        == 2
    )

    whole = tmp_path / "all.json"
    run("export", "json", str(whole), library=library)
    run("export", "json", str(whole), library=library)
    document = json.loads(whole.read_text("utf-8"))
    assert len(document["photos"]) == 5
    assert [(one["name"], len(one["photos"])) for one in document["albums"]] == [("Trip", 3)]

    run("export", "zip", str(tmp_path / "trip.zip"), "--album", "Trip", "--no-places", library=library)
    with zipfile.ZipFile(tmp_path / "trip.zip") as found:
        names = found.namelist()
        assert len(names) == 3 and all(name.endswith(".jpg") for name in names)
        assert not any(b"2024:07" in found.read(name) for name in names)
    run("export", "zip", str(tmp_path / "trip.zip"), library=library, code=2)
    run("export", "zip", str(tmp_path / "x.zip"), "--where", "dogs", library=library, code=2)
