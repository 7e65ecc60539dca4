"""A real library of small real pictures, and the engine with steps of the tests' own."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photos_ml.indexer.enrich.engine import Enricher
from photos_ml.indexer.enrich.registry import Catalogue
from photos_ml.indexer.enrich.report import EnrichReport
from photos_ml.indexer.enrich.step import Step
from photos_ml.indexer.pipeline import Indexer
from photos_ml.store import Library

HERE = Path(__file__).parent


@pytest.fixture
def acting(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Steps of the tests; decoding processes find them by the same path."""
    monkeypatch.syspath_prepend(str(HERE))
    import acting as module

    yield module
    sys.modules.pop("acting", None)


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package from outside, as if it were installed."""
    monkeypatch.syspath_prepend(str(HERE / "outside"))
    yield
    sys.modules.pop("photos_redness", None)


@dataclass
class Workshop:
    """A folder of photos, a library of it, and what the engine did."""

    photos: Path
    library: Library
    encoder: Any
    works: list[tuple[str, ...]] = field(default_factory=list)

    def paint(self, name: str, seed: int, *, size: tuple[int, int] = (96, 64), dark: bool = False) -> Path:
        """A picture of its own; the same seed gives the same bytes."""
        path = self.photos / name
        path.parent.mkdir(parents=True, exist_ok=True)
        top = 30 if dark else 256
        coarse = np.random.default_rng(seed).integers(0 if dark else 60, top, (4, 6, 3), np.uint8)
        Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC).save(path, "JPEG", quality=92)
        return path

    def film(self, name: str, seed: int) -> Path:
        """Six seconds of growing light, a key frame in each half."""
        av = pytest.importorskip("av")
        path = self.photos / name
        with av.open(str(path), "w") as container:
            stream = container.add_stream("mpeg4", rate=10)
            stream.width, stream.height, stream.gop_size = 96, 64, 5
            for number in range(60):
                frame = av.VideoFrame(96, 64, "rgb24")
                frame.planes[0].update(bytes([number * 4 + seed]) * frame.planes[0].buffer_size)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return path

    def index(self) -> None:
        Indexer(self.library, self.encoder, workers=1).run([self.photos])

    def enrich(self, *steps: Step, **options: Any) -> EnrichReport:
        """Run these steps, which are all there are, in their order."""
        catalogue = options.pop("catalogue", Catalogue(tuple(steps)))
        enricher = Enricher(self.library, self.encoder, catalogue, workers=1, **options)
        return enricher.run(steps)

    def due(self, step: Step, *after: Step) -> int:
        found = self.library.steps.count_due(step, after)
        assert self.library.steps.counts(step, after).due == found, "however it is counted"
        return found

    def counts(self, step: Step) -> tuple[int, int, int]:
        found = self.library.steps.counts(step)
        assert found.due == self.due(step)
        return found.done, found.due, found.failed

    def rows(self, table: str) -> dict[str, list[tuple[Any, ...]]]:
        """The rows of a step's table, without ids, by file name."""
        names = self.library.database.query(
            "SELECT p.content_id, f.name FROM photos p JOIN files f ON f.photo_id = p.id ORDER BY f.name"
        )
        found: dict[str, list[tuple[Any, ...]]] = {}
        for content, name in map(tuple, names):
            rows = self.library.database.query(
                f"SELECT * FROM {table} WHERE content_id = ? ORDER BY rowid", (content,)
            )
            if rows:
                keep = [key for key in rows[0].keys() if key not in ("id", "content_id")]  # noqa: SIM118
                found[name] = [tuple(row[key] for key in keep) for row in rows]
        return found

    def tables(self) -> set[str]:
        return {row[0] for row in self.library.database.query("SELECT name FROM sqlite_master")}


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    monkeypatch.syspath_prepend(str(HERE.parent / "indexer"))
    from projection import ProjectionEncoder

    from photos_ml.indexer.workers import WorkerPool

    photos = tmp_path / "photos"
    photos.mkdir()
    with Library.open(tmp_path / "library", create=True) as library:
        made = Workshop(photos, library, ProjectionEncoder())
        submit = WorkerPool.submit

        def noted(pool: WorkerPool, work: Any) -> Any:
            made.works.append(work.looks)
            return submit(pool, work)

        monkeypatch.setattr(WorkerPool, "submit", noted)
        yield made
    sys.modules.pop("projection", None)


@pytest.fixture
def album(workshop: Workshop) -> Workshop:
    """Six photos of five contents, indexed: one is dark, two are the same."""
    for number in range(4):
        workshop.paint(f"{number}.jpg", number)
    workshop.paint("copy of 3.jpg", 3)
    workshop.paint("dark.jpg", 9, dark=True)
    workshop.index()
    workshop.works.clear()
    return workshop


Steps = Sequence[Step]
