"""A library that takes shards in holds what indexing the same photos would have put there."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from photos_ml.app.service import Context
from photos_ml.app.service.enrich import Enrichment
from photos_ml.app.service.indexing import index_folders
from photos_ml.encoders.registry import Registry
from photos_ml.errors import UsageError
from photos_ml.indexer.cluster.plan import PLAN, Shards, progress_of
from photos_ml.indexer.cluster.work import MORE, compute_shard, steps_of
from photos_ml.indexer.workers import Work, pool
from tests.bench.bench_cluster import differences
from tests.cluster.conftest import make_shards

SAME = {"least cosine": 1.0}


def taken(shards: Path | str, library: Path, *folders: Path) -> dict[str, int]:
    with Context(library) as context:
        counts = index_folders(context, folders, shards=str(shards)).counts
    return {name: n for name in ("new", "failed", "unchanged", "embedded") if (n := getattr(counts, name))}


def differ(one: Path, other: Path) -> dict[str, object]:
    """What is not the same, without how much there is."""
    found = differences(one, other)
    return {name: told for name, told in found.items() if isinstance(told, tuple) and any(told[1:])}


def no_pictures(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Notes for each file that a decoding process is asked for whether its pixels are wanted."""
    asked: list[bool] = []
    submit = pool.WorkerPool.submit

    def noting(self: pool.WorkerPool, work: Work) -> object:
        asked.append(work.want_pixels)
        return submit(self, work)

    monkeypatch.setattr(pool.WorkerPool, "submit", noting)
    return asked


def test_the_same_rows_as_a_local_run(
    collection: Path, shards: Path, local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = no_pictures(monkeypatch)
    library = tmp_path / "library"
    found = taken(shards, library)
    assert found["failed"] == 1
    assert found["new"] == 24 + (os.name == "posix")
    assert asked == [], "nothing was decoded here"
    assert differ(library, local) == {}
    assert differences(library, local)["least cosine"] == 1.0


def test_taken_in_twice_nothing_is_new(shards: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    first = taken(shards, library)
    assert taken(shards, library) == {"unchanged": first["new"], "failed": 1}


def test_what_changed_since_is_read_here(
    collection: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install '.[cluster]'")
    photos = tmp_path / "photos"
    shutil.copytree(collection, photos)
    make_shards(str(photos), tmp_path / "shards")
    changed, new = sorted(photos.rglob("*.jpg"))[3], photos / "new.jpg"
    shutil.copy(sorted(photos.rglob("*.jpg"))[7], changed)
    os.utime(changed, (1e9, 1e9))
    shutil.copy(sorted(photos.rglob("*.jpg"))[9], new)
    gone = sorted(photos.rglob("*.jpg"))[12]
    gone.unlink()
    taken(tmp_path / "shards", tmp_path / "taken")
    with Context(tmp_path / "local") as context:
        index_folders(context, [photos])
    assert differ(tmp_path / "taken", tmp_path / "local") == {}


def test_photos_that_lie_elsewhere_here_are_known_by_their_bytes(
    collection: Path, shards: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As copies of an object store do, whose times are others."""
    photos = tmp_path / "photos"
    shutil.copytree(collection, photos)
    for path in photos.rglob("*.*"):
        os.utime(path, (1.5e9, 1.5e9))
    asked = no_pictures(monkeypatch)
    taken(shards, tmp_path / "taken", photos)
    assert asked.count(True) <= 2, "of the broken one, and of the one that a sidecar may turn"
    with Context(tmp_path / "local") as context:
        index_folders(context, [photos])
    assert differ(tmp_path / "taken", tmp_path / "local") == {}


def test_what_is_not_computed_yet_is_computed_here(collection: Path, local: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install '.[cluster]'")
    make_shards(str(collection), tmp_path / "shards", compute=False)
    compute_shard(str(tmp_path / "shards"), 1)
    taken(tmp_path / "shards", tmp_path / "library")
    assert differ(tmp_path / "library", local) == {}


def test_what_is_done_stays_as_it_is(collection: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install '.[cluster]'")
    made = make_shards(str(collection), tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}
    make_shards(str(collection), tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")} == before
    progress = progress_of(made)
    assert (progress.done, progress.photos, progress.failed) == (
        progress.plan.shards,
        progress.plan.photos,
        1,
    )


def test_shards_of_something_else_are_refused(collection: Path, shards: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds shards of"):
        make_shards(str(collection.parent), shards, compute=False)
    with pytest.raises(UsageError, match="no shards at"):
        taken(tmp_path, tmp_path / "library")
    other = json.loads((shards / PLAN).read_text())
    (tmp_path / PLAN).write_text(json.dumps({**other, "model": "clip"}))
    with pytest.raises(UsageError, match="of the model clip"):
        taken(tmp_path, tmp_path / "library")
    (tmp_path / PLAN).write_text(json.dumps({**other, "format": 99}))
    with pytest.raises(UsageError, match="another version"):
        Shards(str(tmp_path)).plan()
    (tmp_path / PLAN).write_text(json.dumps({**other, "source": "s3://photos"}))
    with pytest.raises(UsageError, match="no folder of this machine"):
        taken(tmp_path, tmp_path / "library")


def test_a_damaged_shard_is_named(collection: Path, shards: Path, tmp_path: Path) -> None:
    shutil.copytree(shards, tmp_path / "shards")
    (tmp_path / "shards" / "photos" / "000001.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(UsageError, match="shard 1 at"):
        taken(tmp_path / "shards", tmp_path / "library")


def test_an_object_store_is_read_by_workers_and_taken_in_by_a_copy(
    collection: Path, local: Path, tmp_path: Path
) -> None:
    fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install '.[cluster]'")
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install '.[cluster]'")
    store = f"memory://{tmp_path.name}"
    fs, root = fsspec.core.url_to_fs(f"{store}/photos")
    for path in collection.rglob("*.*"):
        if path.name.isprintable():
            fs.pipe_file(f"{root}/{path.relative_to(collection).as_posix()}", path.read_bytes())
    made = make_shards(f"{store}/photos", f"{store}/shards")
    assert progress_of(made).photos == 25
    assert progress_of(made).failed == 1
    taken(f"{store}/shards", tmp_path / "library", collection)
    assert differ(tmp_path / "library", local) == {}


def closer_rows(library: Path) -> dict[str, list[str]]:
    """What faces, text and moments wrote of each content, and that they did."""
    names = [table.name for step in steps_of(Registry().get(), MORE) for table in step.keeps]
    database = sqlite3.connect(f"file:{library / 'library.sqlite'}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    found: dict[str, list[str]] = {}
    there = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    for name in {*names, "faces"} & there:
        rows = database.execute(f"SELECT k.hash, x.* FROM {name} x JOIN contents k ON k.id = x.content_id")
        found[name] = sorted(
            repr({key: row[key] for key in row.keys() if key not in ("id", "content_id")})  # noqa: SIM118
            for row in rows
        )
    marks = database.execute(
        "SELECT k.hash, s.name, s.version, m.reason FROM step_marks m JOIN steps s ON s.id = m.step_id "
        "JOIN contents k ON k.id = m.content_id WHERE s.name IN ('faces', 'text', 'moments')"
    )
    found["marks"] = sorted(repr(tuple(row)) for row in marks)
    return found


def test_steps_beyond_search_come_with_the_vectors_where_they_are_on(
    collection: Path, tmp_path: Path
) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install '.[cluster]'")
    av = pytest.importorskip("av", reason="av is not installed: pip install '.[video]'")
    pytest.importorskip("rapidocr", reason="rapidocr is not installed: pip install '.[text]'")
    photos = tmp_path / "photos"
    photos.mkdir()
    for path in sorted(collection.rglob("*.jpg"))[:3]:
        shutil.copy2(path, photos)
    sign = Image.new("RGB", (640, 200), "white")
    ImageDraw.Draw(sign).text((30, 60), "BAKERY 1987", fill="black", font=ImageFont.load_default(72))
    sign.save(photos / "sign.jpg", quality=95)
    with av.open(str(photos / "film.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height = 96, 64
        for number in range(60):
            frame = av.VideoFrame.from_ndarray(np.full((64, 96, 3), number * 4, np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    encoder = Registry().get()
    made = Shards(str(tmp_path / "shards"))
    made.make(str(photos), "builtin", encoder, steps_of(encoder, MORE), shard_photos=3)
    for number in range(made.plan().shards):
        compute_shard(str(tmp_path / "shards"), number)
    for name in ("taken", "local"):
        with Context(tmp_path / name) as context:
            context.library(create=True)
            for step in MORE:
                Enrichment(context).switch_on(step)
            index_folders(context, [photos], shards=str(tmp_path / "shards") if name == "taken" else "")
            if name == "local":
                Enrichment(context).run(MORE)
            else:
                due = {state.step: state.due for state in Enrichment(context).states()}
                assert not any(due[step] for step in MORE), "nothing of them is left to do"
    here, there = closer_rows(tmp_path / "local"), closer_rows(tmp_path / "taken")
    assert len(here["marks"]) == 3 * 5 - 4, "moments are of the video alone"
    assert sum(map(bool, here.values())) >= 3, "a text and a moment at least"
    assert there == here
    with Context(tmp_path / "off") as context:
        index_folders(context, [photos], shards=str(tmp_path / "shards"))
    assert not [row for row in closer_rows(tmp_path / "off")["marks"] if "'moments'" not in row], (
        "what reads faces or words is off until it is switched on"
    )
