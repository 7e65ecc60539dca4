"""Texts to token ids, with a `tokenizer.json` and nothing else."""

from __future__ import annotations

import html
import string
import threading
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.byte_pairs import BytePairs, read_byte_pairs
from photos_ml.encoders.manifest import REINSTALL
from photos_ml.encoders.word_piece import WordPiece, read_word_piece
from photos_ml.errors import EncoderError

TokenIds: TypeAlias = npt.NDArray[np.int64]
"""int64 (n, length)."""

Cut: TypeAlias = Callable[[list[str]], list[tuple[list[int], list[int]]]]
"""Texts to ids and to what is to be looked at of them."""

MAX_CHARACTERS = 4096
"""No model reads more than some hundred tokens; a pasted book must not cost seconds to cut up."""

_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


_PLAIN = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f"), '"'),
    **{
        code: unicodedata.normalize("NFKC", chr(code))
        for code in (*range(0xFF01, 0xFFF0), *range(0xFB00, 0xFB07))
    },
    **dict.fromkeys([*range(9), 11, *range(14, 32), 127, 0xFEFF]),
}
"""Curly quotes, full-width letters and ligatures as typewriters had them; control characters gone."""


def _whitespace(text: str) -> str:
    """As open_clip's texts were: HTML entities resolved, typography made plain, single spaces."""
    plain = unicodedata.normalize("NFC", html.unescape(html.unescape(text)).translate(_PLAIN))
    return " ".join(plain.split())


def _lower(text: str) -> str:
    return _whitespace(text).lower()


def _canonicalize(text: str) -> str:
    """Lower case without punctuation, as SigLIP's texts were prepared; '_' counts as a space."""
    return " ".join(_whitespace(text).replace("_", " ").translate(_NO_PUNCTUATION).lower().split())


CLEANERS: dict[str, Callable[[str], str]] = {
    "": lambda text: text,
    "spaces": lambda text: " ".join(text.split()),
    "lower": _lower,
    "whitespace": _whitespace,
    "canonicalize": _canonicalize,
}


@dataclass(frozen=True, slots=True)
class Tokens:
    """`ids` and `mask` int64 (n, length); the mask is 1 where a token stands, 0 where there is padding."""

    ids: TokenIds
    mask: TokenIds


class TextTokenizer:
    """Reads its file at the first text. `fixed_length` pads to `max_tokens`, else to the longest text."""

    def __init__(
        self,
        path: Path,
        max_tokens: int,
        *,
        fixed_length: bool = False,
        clean: str = "",
        pad_id: int | None = None,
        before: str = "",
    ) -> None:
        """`pad_id`: what texts are padded with where the file does not say it. `before`: words that stand
        before every text."""
        if clean not in CLEANERS:
            raise EncoderError(f"unknown text cleaning '{clean}' for {path}", hint="update the program")
        self._path = path
        self._max_tokens = max_tokens
        self._told_pad = pad_id
        self._fixed_length = fixed_length
        self._clean = CLEANERS[clean]
        self._before = before
        self._lock = threading.Lock()
        self._cut: Cut | None = None
        self._pieces: WordPiece | None = None

    def __call__(self, texts: Sequence[str]) -> Tokens:
        cut = self._load()
        encodings = cut([self._before + self._clean(_encodable(text)) for text in texts])
        rows = [ids[: self._max_tokens] for ids, _ in encodings]
        length = self._max_tokens if self._fixed_length else max(1, max(map(len, rows), default=1))
        ids = np.full((len(rows), length), self._pad_id, dtype=np.int64)
        mask = np.zeros((len(rows), length), dtype=np.int64)
        for row, (values, (_, attention)) in enumerate(zip(rows, encodings, strict=True)):
            ids[row, : len(values)] = values
            mask[row, : len(values)] = attention[: len(values)]
        # A model that averages over tokens divides by their number: a text without any counts a padding.
        mask[mask.sum(axis=1) == 0, 0] = 1
        return Tokens(ids, mask)

    def strange(self, text: str) -> tuple[str, ...]:
        """Words of a text that are in the vocabulary neither whole nor made of whole words ('snowboard');
        none where the way of cutting cannot tell."""
        self._load()
        return () if self._pieces is None else self._pieces.strange(self._clean(_encodable(text)))

    def _load(self) -> Cut:
        with self._lock:
            if self._cut is None:
                self._cut = self._read()
            return self._cut

    def _read(self) -> Cut:
        try:
            zipped = self._path.suffix == ".gz"
            if not zipped and (pieces := read_word_piece(self._path)):
                self._pieces = pieces
                return self._by_ours(pieces)
            pairs = read_byte_pairs(self._path)
            return self._by_package() if pairs is None else self._by_ours(pairs)
        except EncoderError:
            raise
        except Exception as error:  # the package raises bare Exception
            raise EncoderError(
                f"the tokenizer {self._path} cannot be read: {error}", hint=REINSTALL
            ) from error

    def _by_ours(self, words: WordPiece | BytePairs) -> Cut:
        self._pad_id = words.pad_id if self._told_pad is None else self._told_pad

        def cut(texts: list[str]) -> list[tuple[list[int], list[int]]]:
            rows = [words.ids(text, self._max_tokens) for text in texts]
            return [(ids, [1] * len(ids)) for ids in rows]

        return cut

    def _by_package(self) -> Cut:
        """Any other way of cutting that a model of the user's may ask for."""
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            hint = "pip install tokenizers"
            raise EncoderError(
                f"the tokenizer {self._path} needs the package tokenizers", hint=hint
            ) from error
        tokenizer = Tokenizer.from_file(str(self._path))
        said = (tokenizer.padding or {}).get("pad_id", 0) if self._told_pad is None else self._told_pad
        self._pad_id = int(said)
        tokenizer.no_padding()
        tokenizer.enable_truncation(self._max_tokens)

        def cut(texts: list[str]) -> list[tuple[list[int], list[int]]]:
            return [(one.ids, one.attention_mask) for one in tokenizer.encode_batch(texts)]

        return cut


def _encodable(text: str) -> str:
    """Lone surrogates (from undecodable file names) have no UTF-8 form; they become '?'."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
