"""Cutting a text into the likeliest pieces (a unigram model, as SentencePiece does), out of plain files. The
package `tokenizers` does the same, and brings 45 MB of others that nothing here needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PIECES_FILE, SCORES_FILE, CHANGES_FILE = "pieces.txt", "scores.npy", "changes.tsv"
"""A piece a line; its log-probability; a character's code in hex and what it becomes."""
START, END, UNKNOWN = "<s>", "</s>", "<unk>"
_SPACE = "\u2581"
_UNKNOWN_BELOW = 10.0
"""How much less likely than any piece a character is that no piece has."""


@dataclass(frozen=True, slots=True)
class UnigramPieces:
    """One vocabulary: `ids` and `scores` of its pieces; what a character becomes (for `str.translate`)."""

    ids: Mapping[str, int]
    scores: Sequence[float]
    changes: Mapping[int, str]
    longest: int

    def cut(self, text: str, most: int) -> list[int]:
        """The ids of a text, `most` at most with the two that stand around it."""
        around = self.ids[START], self.ids[END]
        return [around[0], *self._inner(text)[: most - 2], around[1]]

    def _inner(self, text: str) -> list[int]:
        plain = " ".join(part for part in text.translate(self.changes).split(" ") if part)
        return self._likeliest(_SPACE + plain.replace(" ", _SPACE)) if plain else []

    def _likeliest(self, text: str) -> list[int]:
        """Viterbi: for each place the best last piece of what is before it."""
        best = [0.0] + [float("-inf")] * len(text)
        last = [(0, -1)] * (len(text) + 1)
        unknown, floor = self.ids[UNKNOWN], min(self.scores) - _UNKNOWN_BELOW
        for start in range(len(text)):
            here = best[start]
            for end in range(start + 1, min(start + self.longest, len(text)) + 1):
                piece = self.ids.get(text[start:end])
                if piece is not None and here + self.scores[piece] > best[end]:
                    best[end], last[end] = here + self.scores[piece], (start, piece)
            if last[start + 1][1] < 0 and here + floor > best[start + 1]:
                best[start + 1], last[start + 1] = here + floor, (start, unknown)
        found, end = list[int](), len(text)
        while end:
            start, piece = last[end]
            if not (piece == unknown and found and found[-1] == unknown):  # a run of them is one
                found.append(piece)
            end = start
        return found[::-1]


def read_pieces(folder: Path) -> UnigramPieces:
    """The vocabulary in a folder. Raises OSError and ValueError."""
    pieces = (folder / PIECES_FILE).read_text(encoding="utf-8").split("\n")
    scores = np.load(folder / SCORES_FILE).tolist()
    if len(pieces) != len(scores):
        raise ValueError(f"{len(pieces)} pieces and {len(scores)} scores")
    lines = (folder / CHANGES_FILE).read_text(encoding="utf-8").split("\n")
    changes = {int(code, 16): to for code, _, to in (line.partition("\t") for line in lines) if code}
    ids = {piece: index for index, piece in enumerate(pieces)}
    return UnigramPieces(ids, scores, changes, max(map(len, pieces)))
