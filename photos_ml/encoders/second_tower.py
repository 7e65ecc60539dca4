"""A text tower for other languages beside a model's own: it makes rows of the same space, so that photos need
no others. Which of both answers is told from the rows: where they agree the text is English, and the model's
own row stands, as it would alone.
"""

from __future__ import annotations

import json
import logging
import threading
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.manifest import REINSTALL, sha256_of
from photos_ml.encoders.pieces import UnigramPieces, read_pieces
from photos_ml.encoders.sessions import LazySession, unit_rows
from photos_ml.encoders.text_cache import TextCache
from photos_ml.encoders.word_table import WordTable, read_word_table
from photos_ml.errors import EncoderError
from photos_ml.types import FloatMatrix

LANGUAGES_FILE = "languages.json"
GRAPH_FILE = "text.onnx"
HEAD_FILE = "head.npz"
"""From the graph's rows to the model's: unit(z L + b + relu(z A + a) B), z = (row - middle) / spread."""
ENGLISH_FILE = "english.txt"
"""Words, one a line; a text of these alone is English."""
BATCH = 32
MOST_NAME = 2
"""Words of a text that names a thing."""
LEAST_OWN = 0.2
"""Of the model's own row in that of a text no word of which it can be told: some are the same in English."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LanguagesManifest:
    """`languages.json`. `rows_of`: revision of the model whose rows are made; `scripts`: first words of the
    names of characters that are read; `agreement`: cosine of both rows from which the model's own stands."""

    folder: Path
    id: str
    rows_of: str
    dimension: int
    languages: tuple[str, ...]
    scripts: frozenset[str]
    prefix: str
    max_tokens: int
    agreement: float
    licence: str
    files: dict[str, str]

    @property
    def size_bytes(self) -> int:
        """What it takes on disk."""
        return sum(path.stat().st_size for name in self.files if (path := self.folder / name).is_file())

    def damaged(self) -> list[str]:
        """Files that are missing or changed; reads them whole."""
        found = {name: self.folder / name for name in self.files}
        return [
            name for name, path in found.items() if not path.is_file() or sha256_of(path) != self.files[name]
        ]


def read_languages(folder: Path) -> LanguagesManifest | None:
    """The tower in a folder; None where there is none. Raises EncoderError for one that cannot be read."""
    path = folder / LANGUAGES_FILE
    if not path.is_file():
        return None
    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return LanguagesManifest(
            folder=folder,
            id=str(raw["id"]),
            rows_of=str(raw["rows_of"]),
            dimension=int(raw["dimension"]),
            languages=tuple(map(str, raw["languages"])),
            scripts=frozenset(map(str, raw["scripts"])),
            prefix=str(raw["prefix"]),
            max_tokens=int(raw["max_tokens"]),
            agreement=float(raw["agreement"]),
            licence=str(raw["licence"]),
            files={str(name): str(digest) for name, digest in raw["files"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EncoderError(f"{path} is not a description of languages: {error!r}", hint=REINSTALL) from error


class SecondTower:
    """Texts of several languages to rows of another model's space. Files are read when they are needed;
    safe to call from several threads."""

    def __init__(self, manifest: LanguagesManifest, *, threads: int) -> None:
        self.manifest = manifest
        # Never as it stands: until the graph is rewritten its scales are no constants, and for those the
        # runtime's product of weights in four bits is nought (1.32).
        self._graph = LazySession(manifest.folder / GRAPH_FILE, threads)
        self._lock = threading.Lock()
        self._pieces: UnigramPieces | None = None
        self.encode = TextCache(self._encode, manifest.dimension)

    @property
    def loaded(self) -> bool:
        return self._graph.loaded

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639 codes, English first."""
        return self.manifest.languages

    def english(self, text: str) -> bool:
        """Whether all words of a text are English ones; a text without a word is."""
        return all(word in self._english for word in _words(text))

    def put(self, text: str, language: str = "") -> str:
        """A text with its names of things put in English; an English one as it is."""
        told = language not in ("", self.languages[0])
        if self.english(text) and not told:
            return text
        keep = frozenset() if told else self._english
        return self._table.english(text, language) or self._table.put(text, language, keep)

    def reads(self, text: str) -> bool:
        """Whether at least half of the letters of a text are of a script that is read."""
        letters = [char for char in unicodedata.normalize("NFC", text) if char.isalpha()]
        known = sum(_script(char) in self.manifest.scripts for char in letters)
        return 2 * known >= len(letters)

    def settle(self, texts: Sequence[str], own: Callable[[Sequence[str]], FloatMatrix]) -> FloatMatrix:
        """The rows of texts, float32 (n, d): of English ones what `own` makes, of names in other
        languages what it makes of the English name, of all others this tower's, moved towards what `own`
        makes of them word by word, the more of their words are known."""
        matrix = own([self._named(text) or self._half_english(text) for text in texts])
        if doubtful := self._doubtful(texts):
            those = [texts[row] for row in doubtful]
            other = self.encode(those)
            english = np.array([self._is_half_english(text) for text in those])
            agreeing = english & ((matrix[doubtful] * other).sum(axis=1) > self.manifest.agreement)
            glosses, shares = zip(*map(self._glossed, those), strict=True)
            if (english & ~agreeing).any():
                matrix[doubtful] = np.where(agreeing[:, None], matrix[doubtful], own(glosses))
            weights = np.maximum(np.array(shares, np.float32), LEAST_OWN)[:, None]
            mixed = unit_rows(np.asarray(other + weights * matrix[doubtful], np.float32))
            matrix[doubtful] = np.where(agreeing[:, None], matrix[doubtful], mixed)
        return matrix

    def answers(self, text: str, own: Callable[[Sequence[str]], FloatMatrix]) -> bool:
        """Whether the row of a text is not what `own` makes of it."""
        if self.english(text) or self._named(text) or not self._is_half_english(text):
            return not self.english(text)
        return float((own([text]) * self.encode([text])).sum()) <= self.manifest.agreement

    def _doubtful(self, texts: Sequence[str]) -> list[int]:
        return [i for i, text in enumerate(texts) if not (self.english(text) or self._named(text))]

    def ways(self, name: str, language: str = "") -> tuple[str, ...]:
        """The texts whose mean stands for a name of a thing in another language: alone and in a caption."""
        caption = self._table.captions.get(language)
        return (name, caption.format(name)) if caption else (name,)

    def _half_english(self, text: str) -> str:
        """A text as the model itself is to be asked for it."""
        return text if self._is_half_english(text) else self._glossed(text)[0]

    def _is_half_english(self, text: str) -> bool:
        """Whether it may be English: of other languages most words are none of it."""
        words = _words(text)
        return 2 * sum(word in self._english for word in words) >= len(words)

    def _glossed(self, text: str) -> tuple[str, float]:
        """A text word by word in English; of a name alone nothing is known that the table does not have."""
        if len(text.split()) <= MOST_NAME:
            return text, 0.0
        return self._table.glossed(text, self._english)

    def _named(self, text: str) -> str:
        return "" if self.english(text) else self._table.english(text)

    def _encode(self, texts: Sequence[str]) -> FloatMatrix:
        """Texts -> float32 (n, d), unit rows."""
        matrix = np.empty((len(texts), self.manifest.dimension), np.float32)
        for start in range(0, len(texts), BATCH):
            ids, mask = self._cut(texts[start : start + BATCH])
            rows = self._graph.run({"input_ids": ids, "attention_mask": mask})
            matrix[start : start + len(ids)] = self._turned(rows)
        return matrix

    def _turned(self, rows: FloatMatrix) -> FloatMatrix:
        head = self._head
        z = (rows - head["middle"]) / head["spread"]
        bent = np.maximum(z @ head["A"] + head["a"], 0)
        turned = z @ head["L"] + head["b"] + bent @ head["B"]
        return unit_rows(turned.astype(np.float32, copy=False))

    def _cut(self, texts: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        pieces, manifest = self._vocabulary(), self.manifest
        rows = [pieces.cut(manifest.prefix + text, manifest.max_tokens) for text in texts]
        ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
        mask = np.zeros_like(ids)
        for row, values in enumerate(rows):
            ids[row, : len(values)], mask[row, : len(values)] = values, 1
        return ids, mask

    def _vocabulary(self) -> UnigramPieces:
        with self._lock:
            if self._pieces is None:
                try:
                    self._pieces = read_pieces(self.manifest.folder)
                except (OSError, ValueError) as error:
                    where = self.manifest.folder
                    raise EncoderError(
                        f"the pieces in {where} cannot be read: {error}", hint=REINSTALL
                    ) from error
            return self._pieces

    @cached_property
    def _head(self) -> dict[str, FloatMatrix]:
        path = self.manifest.folder / HEAD_FILE
        try:
            with np.load(path) as stored:
                return {name: stored[name].astype(np.float32) for name in stored.files}
        except (OSError, ValueError) as error:
            raise EncoderError(f"{path} cannot be read: {error}", hint=REINSTALL) from error

    @cached_property
    def _table(self) -> WordTable:
        return read_word_table(self.manifest.folder)

    @cached_property
    def _english(self) -> frozenset[str]:
        try:
            return frozenset((self.manifest.folder / ENGLISH_FILE).read_text(encoding="utf-8").split())
        except OSError:
            _log.exception("the list of English words cannot be read")
            return frozenset()


def _words(text: str) -> list[str]:
    return "".join(char if char.isalpha() else " " for char in text.casefold()).split()


def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]
