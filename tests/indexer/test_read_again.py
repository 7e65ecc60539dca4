"""Known photos read again when the rules of reading have changed: nothing is hashed or decoded."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from photos_ml.indexer import commit, decide, fingerprint
from photos_ml.indexer.decide import READER
from photos_ml.indexer.workers import pool
from photos_ml.provenance import Field
from photos_ml.store import Mark
from photos_ml.store.acts import Act

Paint = Callable[..., Path]
WRITTEN = datetime(2015, 6, 7, 8, 9, 10)


def dated() -> Image.Exif:
    exif = Image.Exif()
    exif[0x9003] = f"{WRITTEN:%Y:%m:%d %H:%M:%S}"
    return exif


@pytest.fixture
def old(studio: Any, painter: Paint) -> Any:
    """Three photos as older rules read them: no date, no caption."""
    for seed, name in enumerate(("a.jpg", "x/b.jpg", "x/c.jpg")):
        painter(studio.photos / name, seed, exif=dated())
    studio.index()
    forget_what_was_read(studio)
    return studio


def forget_what_was_read(studio: Any) -> None:
    studio.library.database.execute("UPDATE photos SET reader = 0, taken = NULL, date_source = NULL")


def readers(studio: Any) -> set[int]:
    return {row[0] for row in studio.library.database.query("SELECT reader FROM photos")}


def dates(studio: Any) -> dict[str, datetime | None]:
    return {path: row.metadata.taken and row.metadata.taken.local for path, row in studio.present().items()}


def test_they_are_read_once_and_count_as_unchanged(old: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> str:
        raise AssertionError("a known file's bytes are not read again")

    monkeypatch.setattr(fingerprint, "content_hash", never)
    wanted: list[bool] = []
    submit = pool.WorkerPool.submit

    def watched(self: Any, work: Any) -> Any:
        wanted.append(work.want_pixels)
        return submit(self, work)

    monkeypatch.setattr(pool.WorkerPool, "submit", watched)
    assert old.counts() == {"unchanged": 3}
    assert dates(old) == dict.fromkeys(("a.jpg", "x/b.jpg", "x/c.jpg"), WRITTEN)
    assert readers(old) == {READER}
    assert wanted == [False] * 3
    assert old.counts() == {"unchanged": 3}
    assert len(wanted) == 3


def test_what_the_user_said_holds(old: Any) -> None:
    library, photo = old.library, old.at("a.jpg").id
    library.acts.do([Act(Field.CAPTION, '"the old boat"', photo)])
    library.marks.set(photo, Mark.FAVORITE, True)
    said = {"local": "1999-01-02T12:00:00", "offset_minutes": None, "source": "exif", "precision": "day"}
    library.acts.do([Act(Field.DATE, json.dumps(said), photo)])
    assert old.counts() == {"unchanged": 3}
    row = old.at("a.jpg")
    assert (row.metadata.caption, row.metadata.favorite) == ("the old boat", True)
    assert row.metadata.taken.local.year == 1999
    assert library.match_ids("boat").tolist() == [photo]
    assert dates(old)["x/b.jpg"] == WRITTEN


def test_a_run_that_was_stopped_goes_on_where_it_was(
    studio: Any, painter: Paint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit, "WRITE_PHOTOS", 4)
    for seed in range(12):
        painter(studio.photos / f"{seed:02}.jpg", seed, exif=dated())
    studio.index()
    forget_what_was_read(studio)
    written: list[int] = []
    write = type(studio.library).write

    def stopping(self: Any, batch: Any, *more: Any) -> Any:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(len(batch.upserts))
        return write(self, batch, *more)

    with monkeypatch.context() as stopped:
        stopped.setattr(type(studio.library), "write", stopping)
        with pytest.raises(KeyboardInterrupt):
            studio.index()
    left = studio.library.database.scalar("SELECT count(*) FROM photos WHERE reader = 0")
    assert left == 12 - sum(written)
    assert 0 < left < 12
    assert studio.counts() == {"unchanged": 12}
    assert readers(studio) == {READER}


def test_newer_rules_read_all_again(old: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    old.index()
    for module in (commit, decide):
        monkeypatch.setattr(module, "READER", READER + 1)
    assert old.counts() == {"unchanged": 3}
    assert readers(old) == {READER + 1}


def test_undated_neighbours_are_guessed_again(studio: Any, painter: Paint) -> None:
    for number in (1, 2, 4, 5, 6):
        painter(studio.photos / f"IMG_{number:04}.jpg", number, exif=dated())
    painter(studio.photos / "IMG_0003.jpg", 3)
    studio.index()
    guessed = dates(studio)["IMG_0003.jpg"]
    assert guessed is not None and guessed.date() == WRITTEN.date()
    studio.library.database.execute("DELETE FROM claims")
    forget_what_was_read(studio)
    assert studio.counts() == {"unchanged": 6}
    assert dates(studio)["IMG_0003.jpg"] == guessed
