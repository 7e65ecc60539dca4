"""Pictures by colour, and pools whose processes find the behaviours they are given."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

from photos_ml.indexer.workers import Work, WorkerPool

Paint = Callable[..., Path]
MakePool = Callable[..., WorkerPool]


@pytest.fixture
def behaviours(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    import behaviours as module

    yield module
    sys.modules.pop("behaviours", None)


@pytest.fixture
def paint(tmp_path: Path) -> Paint:
    """paint(colour, name=...) -> path of a small PNG."""

    def to_disk(colour: str, name: str = "", size: tuple[int, int] = (40, 40)) -> Path:
        path = tmp_path / (name or f"{colour}.png")
        partial = path.with_name(f"{path.name}.part{path.suffix}")
        Image.new("RGB", size, colour).save(partial)
        partial.replace(path)  # whole at any instant: a worker may be reading the one before
        return path

    return to_disk


@pytest.fixture
def make_pool(behaviours: ModuleType) -> Iterator[MakePool]:
    """Pools of the fake metadata reader and any behaviour; all are ended after the test."""
    pools: list[WorkerPool] = []

    def make(
        workers: int = 1, behaviour: str = "by_colour", metadata: str = "metadata_of", **options: float
    ) -> WorkerPool:
        pool = WorkerPool(
            workers,
            getattr(behaviours, behaviour),
            min_side=32,
            read_metadata=getattr(behaviours, metadata),
            **options,  # type: ignore[arg-type]
        )
        pools.append(pool)
        return pool

    yield make
    for pool in pools:
        pool.close(now=True)


@pytest.fixture
def picture_of() -> Callable[[Path], Work]:
    return lambda path: Work(path, (), want_pixels=True, want_metadata=False)
