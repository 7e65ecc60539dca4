"""How well text in pictures is read."""

from __future__ import annotations

import csv
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
from PIL import Image

from photos_ml.errors import DecodeError, UsageError
from photos_ml.indexer.decode import decode_image
from photos_ml.vision.text.look import PICTURE_PIXELS, TextReader

_WORD = re.compile(r"\w+")


class TextReport(TypedDict):
    """`word_recall`: of the words that stand in the pictures, those read; `word_precision`: of the words
    read, those that stand there, accents and all, in any letter case; None for no word. `character_error`:
    letters to change, of those that stand there. `wordy`: pictures without text in which words were read."""

    pictures: int
    words: int
    word_recall: float | None
    word_precision: float | None
    character_error: float | None
    photos_per_second: float
    without_text: int
    false_words: int
    wordy: int
    skipped: int


@dataclass
class _Tally:
    words: int = 0
    read: int = 0
    right: int = 0
    letters: int = 0
    changes: int = 0
    without: int = 0
    false: int = 0
    wordy: int = 0
    skipped: int = 0

    def add(self, text: str, read: str) -> None:
        theirs, ours = words_of(text), words_of(read)
        self.words += theirs.total()
        self.read += ours.total()
        self.right += (theirs & ours).total()
        if not theirs:
            self.without += 1
            self.false += ours.total()
            self.wordy += bool(ours)
        one, other = (" ".join(_WORD.findall(_plain(each))) for each in (text, read))
        self.letters += len(one)
        self.changes += changes(one, other)


def evaluate_text(
    images: Path,
    captions: Path,
    *,
    reader: TextReader | None = None,
    tick: Callable[[int, int], None] = lambda done, of: None,
) -> TextReport:
    """Read the pictures of a CSV (image,text; '' for none) on one core, with the program's own reader unless
    another is given. UsageError for a CSV of other columns or without a picture that can be opened."""
    reader, tally, rows, seconds = reader or TextReader(), _Tally(), _rows(captions), 0.0
    for number, (name, text) in enumerate(rows, 1):
        try:
            picture = decode_image(images / name, min_side=PICTURE_PIXELS)
        except (DecodeError, OSError):
            tally.skipped += 1
            continue
        started = time.perf_counter()
        lines = reader.read(_small(picture))
        seconds += time.perf_counter() - started
        tally.add(text, "\n".join(line.text for line in lines))
        tick(number, len(rows))
    pictures = len(rows) - tally.skipped
    if not pictures:
        raise UsageError(f"{captions} names no picture that can be opened", hint="columns: image,text")
    return {
        "pictures": pictures,
        "words": tally.words,
        "word_recall": _share(tally.right, tally.words),
        "word_precision": _share(tally.right, tally.read),
        "character_error": _share(tally.changes, tally.letters),
        "photos_per_second": round(pictures / max(seconds, 1e-9), 3),
        "without_text": tally.without,
        "false_words": tally.false,
        "wordy": tally.wordy,
        "skipped": tally.skipped,
    }


def words_of(text: str) -> Counter[str]:
    """Words in one letter case, with their accents."""
    return Counter(_WORD.findall(_plain(text)))


def changes(one: str, other: str) -> int:
    """Letters to put in, leave out or exchange that make the other of one (Levenshtein)."""
    row: Sequence[int] = range(len(other) + 1)
    letters = np.array([ord(letter) for letter in other], np.int64)
    steps = np.arange(len(other) + 1)
    for number, letter in enumerate(one, 1):
        before = np.asarray(row)
        best = np.minimum(before[1:] + 1, before[:-1] + (letters != ord(letter)))
        best = np.concatenate([[number], best])
        row = (np.minimum.accumulate(best - steps) + steps).tolist()
    return int(row[-1])


def _small(picture: Image.Image) -> Image.Image:
    """As large as the step sees it."""
    picture.thumbnail((PICTURE_PIXELS, PICTURE_PIXELS))
    return picture


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _rows(captions: Path) -> list[tuple[str, str]]:
    with captions.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        if not {"image", "text"} <= set(rows.fieldnames or ()):
            raise UsageError(f"{captions} has no columns image and text")
        return [(row["image"], row["text"] or "") for row in rows]
