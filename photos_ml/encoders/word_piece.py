"""BERT's cutting of texts into pieces of words, for a `tokenizer.json` that asks for it. The package
`tokenizers` does the same, and brings 45 MB of others that nothing here needs."""

from __future__ import annotations

import json
import string
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

MOST_CHARACTERS = 100
"""Of a word: longer ones are unknown."""
_NORMALIZER = {
    "type": "BertNormalizer",
    "clean_text": True,
    "handle_chinese_chars": True,
    "strip_accents": None,
}
LEAST_PART = 4
"""Letters of a part that tells what a word means: 'there' of 'theremin' does not, but 'min' is none."""
ENDINGS = frozenset(("s", "es", "er", "ers", "ing", "ed", "y"))
_IDEOGRAPHS = (
    *((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F)),
    *((0x2B920, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)),
)
"""As BERT has them: each is a word."""
_SPACES = "\t\n\r"


@dataclass(frozen=True, slots=True)
class WordPiece:
    """One vocabulary. Lower case, without accents."""

    vocabulary: Mapping[str, int]
    unknown: int
    before: tuple[int, ...]
    after: tuple[int, ...]
    """Ids that stand around every text."""
    pad_id: int

    def ids(self, text: str, most: int) -> list[int]:
        """The ids of a text, `most` at most with those around it."""
        room = most - len(self.before) - len(self.after)
        found: list[int] = []
        for word in _words(text):
            if len(found) >= room:
                break
            found += self._pieces(word)
        return [*self.before, *found[: max(room, 0)], *self.after]

    def strange(self, text: str) -> tuple[str, ...]:
        """Words of letters alone that the vocabulary has neither whole nor made of whole words."""
        words = dict.fromkeys(word for word in _words(text) if word.isalpha())
        return tuple(word for word in words if not self._has(word))

    def _has(self, word: str) -> bool:
        """Whole, or two parts that are: 'snowboard', 'umbrellas', 'skiers'; not 'okapi'."""
        if word in self.vocabulary or not word.isascii():
            return True
        places = range(LEAST_PART, len(word))
        return any(word[:at] in self.vocabulary and self._ends(word[at:]) for at in places)

    def _ends(self, rest: str) -> bool:
        if len(rest) < LEAST_PART:
            return rest in ENDINGS
        return rest in self.vocabulary or any(
            rest.endswith(end) and rest[: -len(end)] in self.vocabulary for end in ENDINGS
        )

    def _pieces(self, word: str) -> tuple[int, ...]:
        """The longest pieces from the left; a word of which one piece is not known is unknown as a whole."""
        if len(word) > MOST_CHARACTERS:
            return (self.unknown,)
        pieces: list[int] = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if prefix + word[start:end] in self.vocabulary), start)
            if end == start:
                return (self.unknown,)
            pieces.append(self.vocabulary[prefix + word[start:end]])
            start = end
        return tuple(pieces)


def read_word_piece(path: Path) -> WordPiece | None:
    """None where the file asks for another way of cutting. Raises OSError and ValueError."""
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    model, normalizer = told.get("model") or {}, told.get("normalizer") or {}
    around = told.get("post_processor") or {}
    asked = {name: normalizer.get(name) for name in _NORMALIZER}
    if (
        model.get("type") != "WordPiece"
        or model.get("continuing_subword_prefix") != "##"
        or asked != _NORMALIZER
        or not normalizer.get("lowercase")
        or (told.get("pre_tokenizer") or {}).get("type") != "BertPreTokenizer"
        or around.get("type") != "TemplateProcessing"
    ):
        return None
    vocabulary: dict[str, int] = model["vocab"]
    before, after = ids_around(around)
    pad = (told.get("padding") or {}).get("pad_id", 0)
    return WordPiece(vocabulary, vocabulary[model["unk_token"]], before, after, int(pad))


def ids_around(processor: Mapping[str, Any]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The ids before and behind a text, of a `TemplateProcessing`."""
    sides: tuple[list[int], list[int]] = [], []
    behind = 0
    for part in processor["single"]:
        if "Sequence" in part:
            behind = 1
        else:
            sides[behind].extend(processor["special_tokens"][part["SpecialToken"]["id"]]["ids"])
    return tuple(sides[0]), tuple(sides[1])


def _words(text: str) -> Iterator[str]:
    """Runs of other characters than spaces; punctuation and ideographs each by itself."""
    word = ""
    for char in _normalized(text):
        if char.isspace():
            kind = " "
        elif _is_punctuation(char):
            kind = "."
        else:
            word += char
            continue
        if word:
            yield word
            word = ""
        if kind == ".":
            yield char
    if word:
        yield word


def _normalized(text: str) -> str:
    spaced = "".join(f" {char} " if _is_ideograph(char) else char for char in map(_cleaned, text))
    plain = (char for char in unicodedata.normalize("NFD", spaced) if unicodedata.category(char) != "Mn")
    return "".join(char.lower() for char in plain)  # each by itself: no final sigma


def _cleaned(char: str) -> str:
    """'' for what cannot be seen."""
    if char in _SPACES:
        return " "
    if char == "\ufffd" or unicodedata.category(char)[0] == "C":
        return ""
    return " " if char.isspace() else char


@lru_cache(maxsize=4096)
def _is_punctuation(char: str) -> bool:
    return char in string.punctuation or unicodedata.category(char)[0] == "P"


def _is_ideograph(char: str) -> bool:
    return bool(char) and char > "\u2fff" and any(first <= ord(char) <= last for first, last in _IDEOGRAPHS)
