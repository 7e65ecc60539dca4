"""Cutting texts by byte pairs, as CLIP's and Gemma's `tokenizer.json` ask for it. The package `tokenizers`
does the same, and brings 45 MB of others that nothing here needs, among them a client of a hub."""

from __future__ import annotations

import gzip
import heapq
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.word_piece import ids_around

WORD_END = "</w>"
CLIP_MERGES = 49152 - 256 - 2
"""Of the published list, CLIP uses this many."""
CLIP_START, CLIP_END = "<start_of_text>", "<end_of_text>"
WORDS = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
"""CLIP's own split of a text into words (Radford et al., 2021)."""
_WITH_SPECIAL = r"<\|startoftext\|>|<\|endoftext\|>|" + WORDS
_SHORT_ENDINGS = ("'s", "'t", "'re", "'ve", "'m", "'ll", "'d")
_SPACE = "\u2581"
_SPACES = re.compile(r"[^\S\x1c-\x1f]+")
"""What the package takes for spaces: Python takes four separators more."""
_NONE = -1
_BITS = 32


@dataclass(frozen=True, slots=True)
class BytePairs:
    """One vocabulary. `pairs` (ids of both halves, the left one's in the upper bits) ascends; `ranks` and
    `merged` say how early a pair becomes one, and the id of that one. int64 (n,) each."""

    vocabulary: Mapping[str, int]
    pairs: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.int64]
    merged: npt.NDArray[np.int64]
    normalize: Callable[[str], str]
    by_words: bool
    """Words of bytes, the last symbol of each marked (CLIP); else the whole text of characters (Gemma)."""
    unknown: int
    before: tuple[int, ...]
    after: tuple[int, ...]
    """Ids that stand around every text."""
    pad_id: int

    def ids(self, text: str, most: int) -> list[int]:
        """The ids of a text, `most` at most with those around it."""
        room = max(most - len(self.before) - len(self.after), 0)
        found: list[int] = []
        for symbols in self._parts(self.normalize(text)):
            if len(found) >= room:
                break
            found += self._joined(symbols)
        return [*self.before, *found[:room], *self.after]

    def _parts(self, text: str) -> Iterator[list[int]]:
        if not self.by_words:
            yield self._characters(text)
            return
        letters = byte_symbols()
        for word in clip_words(text):
            symbols = [letters[byte] for byte in word.encode("utf-8")]
            symbols[-1] += WORD_END
            yield [self.vocabulary.get(symbol, self.unknown) for symbol in symbols]

    def _characters(self, text: str) -> list[int]:
        """A character's id; those of its bytes where it has none, and one unknown for a run without these."""
        found: list[int] = []
        for char in text:
            whole = self.vocabulary.get(char)
            if whole is not None:
                found.append(whole)
                continue
            parts = [self.vocabulary.get(f"<0x{byte:02X}>", _NONE) for byte in char.encode("utf-8")]
            if _NONE not in parts:
                found += parts
            elif not found or found[-1] != self.unknown:
                found.append(self.unknown)
        return found

    def _joined(self, symbols: list[int]) -> list[int]:
        """The earliest learnt pair becomes one, the leftmost of equals first, until there is none."""
        after = [*range(1, len(symbols)), _NONE]
        before = [_NONE, *range(len(symbols) - 1)]
        waiting: list[tuple[int, int, int, int, int]] = []

        def offer(left: int) -> None:
            right = after[left]
            if right == _NONE:
                return
            place = int(np.searchsorted(self.pairs, key := symbols[left] << _BITS | symbols[right]))
            if place < len(self.pairs) and self.pairs[place] == key:
                one = int(self.merged[place])
                heapq.heappush(waiting, (int(self.ranks[place]), left, symbols[left], symbols[right], one))

        for left in range(len(symbols) - 1):
            offer(left)
        while waiting:
            _, left, first, second, one = heapq.heappop(waiting)
            right = after[left]
            if right == _NONE or (symbols[left], symbols[right]) != (first, second):
                continue  # one of both is gone, or another by now
            symbols[left], symbols[right] = one, _NONE
            after[left] = after[right]
            if after[right] != _NONE:
                before[after[right]] = left
            after[right] = _NONE
            offer(left)
            if before[left] != _NONE:
                offer(before[left])
        return [symbol for symbol in symbols if symbol != _NONE]


def read_byte_pairs(path: Path) -> BytePairs | None:
    """None where the file asks for another way of cutting. Raises OSError and ValueError."""
    if path.suffix == ".gz":
        return _published_list(path)
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    model = told.get("model") or {}
    by_words = model.get("end_of_word_suffix") == WORD_END
    ends, normalize = _ends(told.get("post_processor")), _normalizer(told.get("normalizer"))
    if (
        model.get("type") != "BPE"
        or model.get("ignore_merges")
        or model.get("continuing_subword_prefix")
        or (model.get("end_of_word_suffix") and not by_words)
        or not (_words_of_bytes(told) if by_words else _whole_texts(told))
        or ends is None
        or normalize is None
    ):
        return None
    pad = (told.get("padding") or {}).get("pad_id", 0)
    vocabulary: dict[str, int] = model["vocab"]
    unknown = vocabulary[model["unk_token"]]
    return _made(vocabulary, _halves(model["merges"]), normalize, by_words, unknown, ends, int(pad))


def clip_words(text: str) -> Iterator[str]:
    """The words that `WORDS` finds: runs of letters, single digits, runs of other signs, short endings."""
    place = 0
    while place < len(text):
        ending = next((one for one in _SHORT_ENDINGS if text.startswith(one, place)), "")
        kind = _kind(text[place])
        end = place + max(len(ending), 1)
        while not ending and kind in "L." and end < len(text) and _kind(text[end]) == kind:
            end += 1
        if kind != " ":
            yield text[place:end]
        place = end


@lru_cache(maxsize=1)
def byte_symbols() -> list[str]:
    """A printable character for each byte, by its value: what prints stands for itself."""
    shown = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in shown]
    letters = {byte: chr(byte) for byte in shown} | {byte: chr(256 + at) for at, byte in enumerate(others)}
    return [letters[byte] for byte in range(256)]


def clip_symbols() -> list[str]:
    """The same in the order of CLIP's vocabulary: what prints, then the others."""
    return sorted(byte_symbols(), key=lambda symbol: (ord(symbol) > 255, ord(symbol)))


def clip_merges(path: Path) -> list[tuple[str, str]]:
    """The published list `bpe_simple_vocab_16e6.txt.gz`."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        lines = stream.read().split("\n")[1 : CLIP_MERGES + 1]
    return [(first, second) for first, second in (line.split() for line in lines if line)]


def clip_vocabulary(merges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Symbols, symbols that end a word, pairs, and the two around a text."""
    symbols = clip_symbols()
    ends = (symbol + WORD_END for symbol in symbols)
    names = [*symbols, *ends, *(first + second for first, second in merges), CLIP_START, CLIP_END]
    return {name: index for index, name in enumerate(names)}


def _published_list(path: Path) -> BytePairs:
    merges = clip_merges(path)
    vocabulary = clip_vocabulary(merges)
    ends = (vocabulary[CLIP_START],), (vocabulary[CLIP_END],)
    return _made(vocabulary, merges, str, True, vocabulary[CLIP_END], ends, 0)


def _made(
    vocabulary: Mapping[str, int],
    merges: Sequence[tuple[str, str]],
    normalize: Callable[[str], str],
    by_words: bool,
    unknown: int,
    ends: tuple[tuple[int, ...], tuple[int, ...]],
    pad_id: int,
) -> BytePairs:
    table = np.array(
        [(vocabulary[a] << _BITS | vocabulary[b], vocabulary[a + b]) for a, b in merges], np.int64
    ).reshape(-1, 2)
    # Of a pair that is there twice the earlier counts: a stable order keeps it first.
    order = np.argsort(table[:, 0], kind="stable")
    pairs, merged = table[order, 0], table[order, 1]
    return BytePairs(vocabulary, pairs, order, merged, normalize, by_words, unknown, *ends, pad_id)


def _halves(merges: Sequence[Any]) -> list[tuple[str, str]]:
    """Both forms in which they are written: 'a b', and ['a', 'b']."""
    pairs = (one.split(" ") if isinstance(one, str) else one for one in merges)
    return [(first, second) for first, second in pairs]


def _words_of_bytes(told: Mapping[str, Any]) -> bool:
    steps = (told.get("pre_tokenizer") or {}).get("pretokenizers") or []
    if [step.get("type") for step in steps] != ["Split", "ByteLevel"] or steps[1].get("add_prefix_space"):
        return False
    split = steps[0]
    pattern = (split.get("pattern") or {}).get("Regex")
    return pattern in (WORDS, _WITH_SPECIAL) and bool(split.get("invert")) and split["behavior"] == "Removed"


def _whole_texts(told: Mapping[str, Any]) -> bool:
    """Spaces have become part of the text, so that a split at them finds none."""
    before = told.get("pre_tokenizer")
    spaces = {"type": "Replace", "pattern": {"String": " "}, "content": _SPACE}
    at_spaces = before is None or (before.get("type") == "Split" and before["pattern"] == {"String": " "})
    return at_spaces and spaces in _steps(told.get("normalizer")) and bool(told["model"].get("byte_fallback"))


def _steps(normalizer: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    if normalizer is None:
        return []
    return list(normalizer["normalizers"]) if normalizer.get("type") == "Sequence" else [normalizer]


def _normalizer(told: Mapping[str, Any] | None) -> Callable[[str], str] | None:
    """None where a step is not known."""
    known = [_step(step) for step in _steps(told)]
    made = [step for step in known if step is not None]
    if len(made) < len(known):
        return None

    def normalize(text: str) -> str:
        for step in made:
            text = step(text)
        return text

    return normalize


def _step(told: Mapping[str, Any]) -> Callable[[str], str] | None:
    match told:
        case {"type": "NFC" | "NFKC" as form}:
            return lambda text: unicodedata.normalize(form, text)
        case {"type": "Lowercase"}:
            return lambda text: "".join(char.lower() for char in text)  # each by itself: no final sigma
        case {"type": "Replace", "pattern": {"String": str(old)}, "content": str(new)}:
            return lambda text: text.replace(old, new)
        case {"type": "Replace", "pattern": {"Regex": r"\s+"}, "content": str(new)}:
            return lambda text: _SPACES.sub(new, text)
    return None


def _ends(told: Mapping[str, Any] | None) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    match told:
        case None | {"type": "ByteLevel"}:
            return (), ()
        case {"type": "RobertaProcessing", "cls": [_, int(first)], "sep": [_, int(last)]}:
            return (first,), (last,)
        case {"type": "TemplateProcessing"}:
            return ids_around(told)
    return None


@lru_cache(maxsize=4096)
def _kind(char: str) -> str:
    """'L' for a letter, 'N' for a number, ' ' for what separates, '.' for any other sign."""
    group = unicodedata.category(char)[0]
    if group in "LN":
        return group
    return " " if char.isspace() and char not in "\x1c\x1d\x1e\x1f" else "."
