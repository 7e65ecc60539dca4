"""What the engine promises every step: once a content, decoded once, alone in its failures."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from photos_ml.errors import EncoderError
from photos_ml.indexer.enrich import engine
from photos_ml.indexer.enrich.registry import BUILTIN, Catalogue, catalogue
from photos_ml.indexer.enrich.step import (
    Answer,
    Extra,
    Item,
    NeedsFile,
    NeedsFrames,
    NeedsPixels,
    NeedsVector,
    Refused,
    Step,
)

ALL = ["0.jpg", "1.jpg", "2.jpg", "3.jpg", "copy of 3.jpg", "dark.jpg"]


def test_each_content_is_looked_at_once_and_copies_share_it(album: Any, acting: ModuleType) -> None:
    step = acting.sizing()
    assert (album.due(step), "sizes" in album.tables()) == (5, False)
    report = album.enrich(step)
    assert (report.steps["sizes"].done, report.steps["sizes"].failed) == (5, 0)
    assert list(album.rows("sizes")) == ALL
    assert album.rows("sizes")["0.jpg"] == [("(64, 43)",)]
    assert album.works == [("sizes",)] * 5
    assert album.counts(step) == (5, 0, 0)
    album.enrich(step)
    assert len(album.works) == 5


def test_one_decoding_serves_all_steps_each_at_its_side(album: Any, acting: ModuleType) -> None:
    small, large = acting.sizing("small"), acting.sizing("large", needs=NeedsPixels(90))
    album.enrich(small, large)
    assert album.works == [("small", "large")] * 5
    assert album.rows("small")["0.jpg"] == [("(64, 43)",)]
    assert album.rows("large")["0.jpg"] == [("(90, 60)",)]


def test_a_picture_is_never_enlarged(album: Any, acting: ModuleType) -> None:
    album.enrich(acting.sizing(needs=NeedsPixels(1280)))
    assert album.rows("sizes")["0.jpg"] == [("(96, 64)",)]


def test_a_step_without_preparation_gets_pixels(album: Any, acting: ModuleType) -> None:
    def run(items: Sequence[Item]) -> list[Answer]:
        return [{"sizes": [(f"{item.prepared.dtype} {item.prepared.shape}",)]} for item in items]

    album.enrich(acting.sizing(prepare=None, run=run))
    assert album.rows("sizes")["1.jpg"] == [("uint8 (43, 64, 3)",)]


def test_another_version_is_due_again_and_takes_the_place_of_the_rows(album: Any, acting: ModuleType) -> None:
    old, new = acting.sizing(), acting.sizing(version="2", needs=NeedsPixels(32))
    album.enrich(old)
    assert (album.due(old), album.due(new)) == (0, 5)
    album.enrich(new)
    assert album.rows("sizes")["0.jpg"] == [("(32, 21)",)]
    assert (album.due(new), album.due(old)) == (0, 5)


def test_a_table_of_another_shape_is_made_anew(album: Any, acting: ModuleType) -> None:
    from photos_ml.store.kept import Table

    album.enrich(acting.sizing())

    def run(items: Sequence[Item]) -> list[Answer]:
        return [{"sizes": [item.prepared]} for item in items]

    wide = Table("sizes", ("width INTEGER NOT NULL", "height INTEGER NOT NULL"))
    step = acting.sizing(version="2", run=run, keeps=(wide,))
    album.enrich(step)
    assert album.rows("sizes")["0.jpg"] == [(64, 43)]
    assert album.counts(step) == (5, 0, 0)


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [("refuse_dark", "too dark to tell"), ("crash_on_dark", "the decoder crashed with SIGSEGV")],
)
def test_a_step_fails_alone(album: Any, acting: ModuleType, prepare: str, reason: str) -> None:
    good, bad = acting.sizing("good"), acting.sizing("bad", prepare=getattr(acting, prepare))
    report = album.enrich(good, bad)
    assert album.counts(good) == (5, 0, 0)
    assert album.counts(bad) == (4, 0, 1)
    assert report.steps["bad"].failed == 1
    (failure,) = album.library.steps.failures()
    assert (failure.path.name, failure.stage, failure.reason, failure.retry) == (
        "dark.jpg",
        "bad",
        reason,
        False,
    )
    assert album.library.photos.count() == 6
    works = len(album.works)
    album.enrich(good, bad)
    assert len(album.works) == works


def test_a_preparation_that_cannot_be_loaded_fails_alone(album: Any, acting: ModuleType) -> None:
    good, bad = acting.sizing("good"), acting.sizing("bad", prepare=acting.Unloadable())
    album.enrich(good, bad)
    assert album.counts(good) == (5, 0, 0)
    assert album.counts(bad) == (0, 0, 5)
    assert {failure.reason for failure in album.library.steps.failures()} == {"no such weights"}


def test_in_a_batch_that_fails_only_the_bad_one_does(album: Any, acting: ModuleType) -> None:
    def run(items: Sequence[Item]) -> list[Answer]:
        if any(item.prepared for item in items):
            raise ValueError("cannot be dark")
        return [{} for _ in items]

    step = acting.sizing(prepare=acting.is_dark, run=run)
    album.enrich(step)
    assert album.counts(step) == (4, 0, 1)


def test_wrong_answers_are_failures_not_wrong_rows(album: Any, acting: ModuleType) -> None:
    step = acting.sizing(run=lambda items: [{} for _ in (*items, None)])
    album.enrich(step)
    assert album.counts(step) == (0, 0, 5)


def test_what_may_do_better_is_tried_thrice_and_then_when_asked(album: Any, acting: ModuleType) -> None:
    step = acting.sizing(run=lambda items: [Refused("not now", retry=True) for _ in items])
    for attempt in range(1, 4):
        assert album.due(step) == 5
        album.enrich(step)
        assert album.counts(step)[2] == 5
        assert album.library.steps.failures()[0].attempts == attempt
    assert album.due(step) == 0
    album.library.steps.retry(["sizes"])
    assert album.due(step) == 5
    album.enrich(acting.sizing())
    assert album.counts(step) == (5, 0, 0)


def test_what_fails_in_a_new_version_keeps_no_rows_of_the_old(album: Any, acting: ModuleType) -> None:
    album.enrich(acting.sizing())
    album.enrich(acting.sizing(version="2", prepare=acting.refuse_dark))
    assert list(album.rows("sizes")) == ALL[:-1]


def test_what_concerns_every_photo_is_no_failure_of_photos(album: Any, acting: ModuleType) -> None:
    def run(items: Sequence[Item]) -> list[Answer]:
        raise EncoderError("the weights are not there")

    good, bad = acting.sizing("good"), acting.sizing("bad", run=run)
    report = album.enrich(bad, good)
    assert report.problems == {"bad": "the weights are not there"}
    assert album.counts(bad) == (0, 5, 0)
    assert album.counts(good) == (5, 0, 0)


def test_a_step_that_was_given_up_is_not_decoded_for(
    album: Any, acting: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(items: Sequence[Item]) -> list[Answer]:
        raise EncoderError("the weights are not there")

    monkeypatch.setattr(engine, "BATCH_PHOTOS", 1)
    monkeypatch.setattr(engine, "BATCHES_AHEAD", 0)
    album.enrich(acting.sizing(run=run))
    assert len(album.works) == 1


def test_steps_read_what_others_made_in_the_same_pass(album: Any, acting: ModuleType) -> None:
    def run(items: Sequence[Item]) -> list[Answer]:
        return [{"second": [(item.rows["first"][0][0],)]} for item in items]

    first = acting.sizing("first", prepare=acting.refuse_dark)
    second = acting.sizing("second", needs=NeedsPixels(32), after=("first",), run=run)
    album.enrich(first, second)
    assert album.works == [("first", "second")] * 5
    assert album.rows("second") == album.rows("first")
    assert album.due(second, first) == 0  # the dark one waits for nothing that could come


def test_a_step_waits_for_one_that_did_not_run(album: Any, acting: ModuleType) -> None:
    first, second = acting.sizing("first"), acting.sizing("second", after=("first",))
    both = Catalogue((first, second))
    album.enrich(second, catalogue=both)
    assert album.due(second, first) == 5
    album.enrich(first, second, catalogue=both)
    assert album.counts(second) == (5, 0, 0)


def test_vectors_are_read_and_nothing_is_decoded(album: Any, acting: ModuleType) -> None:
    def run(items: Sequence[Item]) -> list[Answer]:
        assert all(item.prepared is None for item in items)
        vectors = [item.vector for item in items if item.vector is not None]
        assert len(vectors) == len(items)
        return [{"norms": [(str(round(float((vector**2).sum()), 2)),)]} for vector in vectors]

    step = acting.sizing("norms", needs=NeedsVector(), run=run)
    album.enrich(step)
    assert set(album.rows("norms").values().__iter__().__next__()) == {("1.0",)}
    assert album.works == []


def test_what_is_not_worth_it_is_done_without_a_look(album: Any, acting: ModuleType) -> None:
    def worth(items: Sequence[Item]) -> list[bool]:
        return [item.vector is not None and float(item.vector[0]) > 0 for item in items]

    step = acting.sizing(worth=worth)
    album.enrich(step)
    assert 0 < len(album.works) < 5
    assert album.counts(step) == (5, 0, 0)
    assert len(set(album.rows("sizes"))) < 6


def test_files_are_read_in_decoding_processes(album: Any, acting: ModuleType) -> None:
    album.enrich(acting.sizing(needs=NeedsFile(), prepare=acting.bytes_of))
    size = (album.photos / "2.jpg").stat().st_size
    assert album.rows("sizes")["2.jpg"] == [(str(size),)]


def test_frames_are_those_of_videos_alone(workshop: Any, acting: ModuleType) -> None:
    workshop.paint("still.jpg", 1)
    workshop.film("clip.mp4", 2)
    workshop.index()
    step = acting.sizing(needs=NeedsFrames(1.0, 4, 48), prepare=acting.seconds_of)
    assert workshop.due(step) == 1
    workshop.enrich(step)
    ((said,),) = workshop.rows("sizes")["clip.mp4"]
    frames = eval(said)
    assert [side for _, side in frames] == [48] * 4
    seconds = [second for second, _ in frames]
    assert seconds[0] == 0
    assert all(later - earlier >= 1 for earlier, later in pairwise(seconds))


def test_a_kept_small_picture_spares_the_original(album: Any, acting: ModuleType, tmp_path: Path) -> None:
    from PIL import Image

    small = tmp_path / "small.jpg"
    Image.new("RGB", (70, 50)).save(small)
    asked: list[int] = []

    def source(content_hash: str, pixels: int) -> Path | None:
        asked.append(pixels)
        return small

    for path in album.photos.iterdir():
        path.unlink()  # even where the photos are out of reach
    album.enrich(acting.sizing(), source=source)
    assert asked == [64] * 5
    assert album.rows("sizes")["0.jpg"] == [("(64, 46)",)]


def test_a_damaged_small_picture_is_left_for_the_original(
    album: Any, acting: ModuleType, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff")
    step = acting.sizing()
    album.enrich(step, source=lambda content_hash, pixels: broken)
    assert album.rows("sizes")["0.jpg"] == [("(64, 43)",)]
    assert album.counts(step) == (5, 0, 0)


def test_a_file_that_changed_since_waits_for_the_indexer(album: Any, acting: ModuleType) -> None:
    album.paint("1.jpg", 77)
    step = acting.sizing()
    album.enrich(step)
    assert "1.jpg" not in album.rows("sizes")
    assert album.counts(step) == (4, 1, 0)
    album.index()
    album.enrich(step)
    assert album.counts(step) == (5, 0, 0)


def test_it_stops_when_told_and_goes_on_from_there(
    album: Any, acting: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BATCH_PHOTOS", 1)
    monkeypatch.setattr(engine, "BATCHES_AHEAD", 0)
    answers, heard = iter((True, True, False)), []
    step = acting.sizing()
    report = album.enrich(
        step, go_on=lambda: next(answers), progress=lambda counts: heard.append((counts.done, counts.total))
    )
    assert (report.stopped, report.steps["sizes"].done) == (True, 2)
    assert heard == [(1, 5), (2, 5)]
    report = album.enrich(step)
    assert (report.stopped, report.steps["sizes"].done) == (False, 3)


def test_switched_off_it_leaves_nothing_and_is_due_again_when_on(album: Any, acting: ModuleType) -> None:
    step = acting.sizing()
    album.enrich(step)
    marks = album.library.steps
    assert marks.rows_of("sizes") == {"sizes": 5}
    marks.switch_off("sizes")
    assert "sizes" not in album.tables()
    assert (marks.off, album.due(step)) == ({"sizes"}, 5)
    marks.switch_on("sizes")
    assert marks.off == frozenset()
    album.enrich(step)
    assert album.counts(step) == (5, 0, 0)


def test_a_forgotten_folder_takes_its_rows_along(album: Any, acting: ModuleType) -> None:
    step = acting.sizing()
    album.enrich(step)
    (root,) = album.library.roots()
    album.library.forget_root(root.id)
    database = album.library.database
    assert database.scalar("SELECT count(*) FROM sizes") == 0
    assert database.scalar("SELECT count(*) FROM step_marks") == 0


def test_what_is_forgotten_meanwhile_is_not_written(album: Any, acting: ModuleType) -> None:
    def run(items: Sequence[Item]) -> list[Answer]:
        for root in album.library.roots():
            album.library.forget_root(root.id)
        return [{"sizes": [("late",)]} for _ in items]

    album.enrich(acting.sizing(run=run))
    assert album.library.database.scalar("SELECT count(*) FROM step_marks") == 0


def test_a_table_of_the_library_s_own_is_not_a_step_s(album: Any, acting: ModuleType) -> None:
    from photos_ml.errors import LibraryError

    with pytest.raises(LibraryError, match="a table of the library's own"):
        album.enrich(acting.sizing("photos"))
    assert album.library.photos.count() == 6


def test_an_extra_is_looked_for_without_being_loaded() -> None:
    assert Extra("json", "").is_installed
    assert not Extra("no_such_module", "").is_installed
    assert importlib.util.find_spec("no_such_module") is None


def test_vectors_of_another_model_are_caught_up_by_the_same_door(album: Any) -> None:
    album.encoder = type(album.encoder)(revision="2")
    known = catalogue(album.encoder)
    embed = known.get("embed")
    assert embed is not None
    assert album.due(embed) == 5
    album.enrich(embed, catalogue=Catalogue((embed,)))
    assert album.due(embed) == 0
    info = album.encoder.info
    assert album.library.vectors(info.id, "2", info.dimension).count() == 5
    assert album.library.vectors(info.id, "1", info.dimension).count() == 5


def contract_steps(encoder: Any) -> list[Step]:
    return list(catalogue(encoder).steps)


def test_every_step_answers_each_item_alone_as_in_a_batch(
    album: Any, outside: None, sample_library: Path
) -> None:
    """Pure: the same rows for the same items, however they come together."""
    from photos_ml.encoders.builtin import builtin_encoder
    from photos_ml.indexer.decode import decode_image

    encoder = builtin_encoder()
    steps = {step.id: step for step in contract_steps(encoder)}
    assert list(steps) == [*BUILTIN, "redness"]
    paths = sorted((sample_library / "photos/2024/11").iterdir())[:3]
    for step in steps.values():
        items = []
        for path in paths:
            picture = decode_image(path, min_side=320)
            vector = encoder.encode_images([picture])[0]
            seen = [(0.0, picture), (3.0, picture)] if isinstance(step.needs, NeedsFrames) else picture
            items.append(Item(path.name, step.prepare(seen) if step.prepare else None, vector))
        together = step.run(items)
        assert len(together) == len(items)
        assert step.run([]) == [] if step.decodes else True
        tables = {table.name for table in step.keeps}
        for item, answer in zip(items, together, strict=True):
            (alone,) = step.run([item])
            assert isinstance(answer, Mapping)
            assert set(answer) <= tables
            assert same(alone, answer), step.id
        assert replace(step, version="another").id == step.id


def same(one: Any, other: Any) -> bool:
    import numpy as np

    def flat(answer: Any) -> list[Any]:
        return [value for rows in answer.values() for row in rows for value in row]

    pairs = zip(flat(one), flat(other), strict=True)
    return all(
        np.allclose(a, b, atol=2e-3) if isinstance(a, np.ndarray | float) else a == b for a, b in pairs
    )
