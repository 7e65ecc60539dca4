"""The work on one photo, without the process around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PIL import Image

from photos_ml.indexer.workers import Work
from photos_ml.indexer.workers.messages import Spec
from photos_ml.indexer.workers.task import perform, read_metadata_with_places
from photos_ml.types import Metadata, Pixels

MIB = 1 << 20


def ignore(cost_bytes: int) -> None:
    pass


@pytest.fixture
def spec(behaviours: ModuleType) -> Spec:
    return Spec(behaviours.preprocess, behaviours.metadata_of, min_side=32, memory_bytes=512 * MIB, cpu_s=10)


@pytest.fixture
def photo(paint: Callable[..., Path]) -> Work:
    return Work(paint("white"), (), want_pixels=True, want_metadata=True)


def test_only_what_is_wanted_is_done(spec: Spec, photo: Work) -> None:
    def never(*args: object) -> Any:
        raise AssertionError("not wanted")

    done = perform(replace(photo, want_metadata=False), replace(spec, read_metadata=never), ignore)
    assert (done.metadata, done.failure) == (None, None)
    done = perform(replace(photo, want_pixels=False), replace(spec, preprocess=never), ignore)
    assert (done.pixels, done.failure) == (None, None)
    done = perform(replace(photo, want_pixels=False, want_metadata=False), spec, ignore)
    assert (done.pixels, done.metadata, done.failure) == (None, None, None)


def test_metadata_alone_needs_no_picture_that_decodes(spec: Spec, photo: Work) -> None:
    photo.path.write_text("no picture")
    assert perform(replace(photo, want_pixels=False), spec, ignore).metadata == Metadata(title="white.png")


def test_a_picture_that_fails_is_not_asked_for_its_metadata(spec: Spec, photo: Work) -> None:
    photo.path.write_text("no picture")
    done = perform(photo, spec, ignore)
    assert done.metadata is None
    assert done.failure is not None
    assert done.failure.stage == "decode"


def test_running_out_of_memory_is_a_failure(spec: Spec, photo: Work) -> None:
    def greedy(image: Image.Image) -> Pixels:
        raise MemoryError

    failure = perform(photo, replace(spec, preprocess=greedy), ignore).failure
    assert failure is not None
    assert (failure.stage, failure.retry) == ("decode", False)
    assert "memory" in failure.reason


def test_the_decoder_may_take_a_share_of_the_memory(spec: Spec, paint: Callable[..., Path]) -> None:
    work = Work(paint("white", "big.png", (3000, 2000)), (), want_pixels=True, want_metadata=False)
    failure = perform(work, replace(spec, memory_bytes=20 * MIB), ignore).failure
    assert failure is not None
    assert "above the limit of 16 MiB" in failure.reason
    assert perform(work, replace(spec, memory_bytes=40 * MIB), ignore).failure is None


def test_the_cost_is_announced_before_it_is_taken(spec: Spec, paint: Callable[..., Path]) -> None:
    costs: list[int] = []
    work = Work(paint("white", "big.png", (3000, 2000)), (), want_pixels=True, want_metadata=False)
    perform(work, spec, costs.append)
    assert costs == [3000 * 2000 * 4]


def test_pictures_come_no_larger_than_is_useful(spec: Spec, paint: Callable[..., Path]) -> None:
    sizes: list[tuple[int, int]] = []

    def note(image: Image.Image) -> Pixels:
        sizes.append(image.size)
        assert spec.preprocess is not None
        return spec.preprocess(image)

    path = paint("white", "big.png", (320, 256))
    perform(Work(path, (), want_pixels=True, want_metadata=False), replace(spec, preprocess=note), ignore)
    assert sizes == [(40, 32)]


def test_the_real_metadata_reader_is_used_by_default(paint: Callable[..., Path]) -> None:
    metadata = read_metadata_with_places(paint("white", "IMG_20240229_101112.png"), ())
    assert (metadata.width, metadata.height) == (40, 40)
