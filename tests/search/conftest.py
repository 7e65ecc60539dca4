"""A library whose pictures are words: each word has an axis, a photo is the sum of what it shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.preprocess import SquarePreprocessor
from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.plan import QueryPlan
from photos_ml.search.engine import EVERYTHING, Evidence, SearchEngine, SearchResult
from photos_ml.store import Batch, FileGroup, FileStat, Library, TagRow, Upsert, VectorRow
from photos_ml.types import FloatMatrix, Metadata, Pixels, Tag, TaggerInfo
from photos_ml.vectors.base import IndexKey
from photos_ml.vectors.cache import IndexCache

WORDS = ("beach", "cat", "dog", "mountain", "people", "snow", "sunset", "tree", "car", "food")
DIMENSION = 32
NOISE = 0.1


class WordEncoder:
    """Texts only: the unit sum of the axes of the words it knows; a text of none is a fixed odd direction."""

    info = ModelInfo("words", "1", DIMENSION, 32)
    preprocessor = SquarePreprocessor(32)

    def __init__(self) -> None:
        self.texts: list[str] = []

    def preprocess(self, image: Image.Image) -> Pixels:
        return self.preprocessor(image)

    def encode_pixels(self, pixels: Sequence[Pixels]) -> FloatMatrix:
        raise AssertionError("a search decodes nothing")

    def encode_images(self, images: Sequence[Image.Image]) -> FloatMatrix:
        raise AssertionError("a search decodes nothing")

    def encode_texts(self, texts: Sequence[str]) -> FloatMatrix:
        self.texts += texts
        rows = [direction(text.split()) for text in texts]
        return np.array(rows, np.float32).reshape(len(rows), DIMENSION)


def direction(words: Sequence[str]) -> np.ndarray:
    """float32 (d,), unit."""
    axes = np.zeros(DIMENSION, np.float32)
    for word in words:
        if word in WORDS:
            axes[WORDS.index(word)] += 1
    if not axes.any():
        axes[len(WORDS)] = 1
    return axes / np.linalg.norm(axes)


class Album:
    """Fills a library and asks it."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.encoder = WordEncoder()
        self.tags = library.tags(TaggerInfo("words", "1", "1"))
        self.vectors = library.vectors("words", "1", DIMENSION)
        self._random = np.random.default_rng(7)
        cache = IndexCache(library.folder / "vectors", IndexKey("words", "1", DIMENSION), self.vectors)
        self.index = cache.current
        self.engine = SearchEngine(library, self.encoder, cache.current, tags=self.tags)

    def add(self, path: str, shows: str = "", metadata: Metadata | None = None, content: str = "") -> int:
        """One photo at /photos/`path` that shows the words of `shows`; its id."""
        root = self.library.add_root(Path("/photos"))
        folder, _, name = path.rpartition("/")
        group = FileGroup(root.id, str(root.path), folder, FileStat(name, 1, 1))
        noise = self._random.normal(0, NOISE, DIMENSION)
        vector = direction(shows.split()) + noise if shows else noise
        row = VectorRow(content or path, (vector / np.linalg.norm(vector)).astype(np.float16))
        upsert = Upsert(group, content or path, metadata or Metadata())
        return self.library.write(Batch(upserts=(upsert,), vectors=(row,)), self.vectors)[0]

    def tag(self, photo_id: int, **chances: float) -> int:
        """Tag a photo with words; '_' is a space. Its id."""
        content = self.library.photos.content_of(photo_id)
        tags = tuple(Tag(word.replace("_", " "), chance) for word, chance in chances.items())
        with self.library.database.transaction():
            self.tags.add([TagRow(content, tags)])
        return photo_id

    def fill(self, number: int) -> list[int]:
        """Photos of nothing in particular, for the background."""
        return [self.add(f"other/{i}.jpg") for i in range(number)]

    def ask(
        self, limit: int = 20, offset: int = 0, evidence: Evidence = EVERYTHING, **fields: object
    ) -> SearchResult:
        """Search with a plan made of these fields."""
        return self.engine.search(self.planned(**fields), limit=limit, offset=offset, evidence=evidence)

    def planned(self, **fields: object) -> PlannedQuery:
        """A plan made of these fields."""
        return PlannedQuery(QueryPlan.from_dict(fields), "test")

    def ids(self, **fields: object) -> list[int]:
        """Ids of the hits that match well, in order."""
        result = self.ask(**fields)  # type: ignore[arg-type]
        return [hit.photo.id for hit in result.hits if hit.score >= 0.5]


@pytest.fixture
def album(tmp_path: Path) -> Iterator[Album]:
    with Library.open(tmp_path / "library", create=True) as library:
        yield Album(library)
