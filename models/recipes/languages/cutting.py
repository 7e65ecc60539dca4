"""Texts to ids of E5's pieces, as the package itself cuts them, for the recipe alone: fast, by
`tokenizers`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import Unigram

from photos_ml.encoders.e5_file import E5File
from photos_ml.encoders.e5_graph import POSITIONS

PREFIX = "query: "
"""What E5 was trained to find before a query."""


class Cutter:
    """Ids in the order of E5's own pieces."""

    def __init__(self, e5: E5File) -> None:
        self._changes = {code: to or None for code, to in e5.changes.items()}
        self._first, self._last = e5.special["<s>"], e5.special["</s>"]
        self._pad = e5.special["<pad>"]
        scored = [(piece, float(score)) for piece, score in zip(e5.pieces, e5.scores, strict=True)]
        self._tokenizer = Tokenizer(Unigram(scored, unk_id=e5.special["<unk>"]))
        self._tokenizer.normalizer = normalizers.Replace(Regex(" {2,}"), " ")
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Of each text its pieces, at most POSITIONS, with what stands around them."""
        plain = [(PREFIX + text).translate(self._changes) for text in texts]
        found = self._tokenizer.encode_batch(plain, add_special_tokens=False)
        return [[self._first, *one.ids[: POSITIONS - 2], self._last] for one in found]

    def padded(self, rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        length = max(map(len, rows))
        ids = np.full((len(rows), length), self._pad, np.int64)
        mask = np.zeros((len(rows), length), np.int64)
        for row, values in enumerate(rows):
            ids[row, : len(values)], mask[row, : len(values)] = values, 1
        return ids, mask
