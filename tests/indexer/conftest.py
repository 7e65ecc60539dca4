"""Real small JPEGs, a real library, the real indexer with a small deterministic encoder."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photos_ml.indexer import fingerprint
from photos_ml.indexer.pipeline import Indexer
from photos_ml.indexer.report import Report
from photos_ml.store import Library, PhotoFilter, PhotoRow

BASE_TIME_S = 1_600_000_000


def paint(path: Path, seed: int, *, exif: Image.Exif | None = None) -> Path:
    """A small picture of its own at `path`, of a fixed time; the same seed gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    coarse = np.random.default_rng(seed).integers(0, 256, (4, 6, 3), np.uint8)
    picture = Image.fromarray(coarse).resize((48, 32), Image.Resampling.BICUBIC)
    picture.save(path, "JPEG", quality=90, exif=exif or Image.Exif())
    os.utime(path, (BASE_TIME_S + seed, BASE_TIME_S + seed))
    return path


def touch(path: Path, by_s: int = 100) -> None:
    """Move a file's time, and nothing else."""
    moment = path.stat().st_mtime + by_s
    os.utime(path, (moment, moment))


@pytest.fixture
def projection(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    import projection as module

    yield module
    sys.modules.pop("projection", None)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were read whole."""
    names: list[str] = []
    content_hash = fingerprint.content_hash

    def noting(path: Path, *rest: Any) -> str:
        names.append(path.name)
        return content_hash(path, *rest)

    monkeypatch.setattr(fingerprint, "content_hash", noting)
    return names


@dataclass
class Studio:
    """A folder of photos, a library beside it, and an encoder that counts."""

    photos: Path
    library: Library
    encoder: Any
    progress: list[tuple[int, int]] = field(default_factory=list)

    def index(self, *folders: Path, verify: bool = False) -> Report:
        def listen(counts: Any) -> None:
            self.progress.append((counts.photos, counts.files))

        indexer = Indexer(self.library, self.encoder, workers=1, progress=listen, verify=verify)
        return indexer.run(folders or (self.photos,))

    def counts(self, *folders: Path) -> dict[str, int]:
        """What a run counted, zeros left out."""
        report = self.index(*folders)
        names = ("new", "changed", "moved", "unchanged", "failed", "gone", "missing", "embedded")
        return {name: n for name in names if (n := getattr(report.counts, name))}

    def at(self, path: Path | str) -> PhotoRow:
        """The photo at a path relative to the folder."""
        found = self.library.photos.find(self.photos / path)
        assert found is not None, f"no photo at {path}"
        return found

    def present(self) -> dict[str, PhotoRow]:
        """Present photos by path relative to the folder of photos."""
        rows = self.library.photos.get(self.library.photo_ids(PhotoFilter()).tolist())
        return {os.path.relpath(row.path, self.photos): row for row in rows.values()}

    def vector(self, path: Path | str) -> np.ndarray:
        info = self.encoder.info
        vectors = self.library.vectors(info.id, info.revision, info.dimension)
        found = vectors.get(self.at(path).content_hash)
        assert found is not None
        return found

    def vectors(self) -> int:
        info = self.encoder.info
        return self.library.vectors(info.id, info.revision, info.dimension).count()


@pytest.fixture
def studio(tmp_path: Path, projection: ModuleType) -> Iterator[Studio]:
    photos = tmp_path / "photos"
    photos.mkdir()
    with Library.open(tmp_path / "library", create=True) as library:
        yield Studio(photos, library, projection.ProjectionEncoder())


@pytest.fixture
def painter() -> Callable[..., Path]:
    return paint


@pytest.fixture
def toucher() -> Callable[..., None]:
    return touch
