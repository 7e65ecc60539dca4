"""The second text tower: graph, head, pieces, English words and `languages.json`, into a folder that has the
tables of words.

python export.py --head head.npz --data DATA --out ../../languages
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from cutting import PREFIX, Cutter
from numpy.typing import NDArray
from switched import GLOSS
from texts import names, training_captions, words_with_kinds
from translated import texts as translated
from word_lists import frequent, rank

from photos_ml.config import BUILTIN_NAME, models_dir
from photos_ml.encoders.builtin import LANGUAGES_FOLDER
from photos_ml.encoders.e5_file import E5File, installed_file, read_e5
from photos_ml.encoders.e5_graph import POSITIONS
from photos_ml.encoders.manifest import read_manifest
from photos_ml.encoders.more_languages import MORE_FILE, KeptPieces, write_kept, write_tower
from photos_ml.encoders.pieces import CHANGES_FILE
from photos_ml.encoders.second_tower import ENGLISH_FILE, HEAD_FILE
from photos_ml.encoders.word_table import WORDS_FILE

SHIPPED = {
    **dict.fromkeys(("en", "es", "fr", "de", "it", "pt"), 20000),
    **dict.fromkeys(("nl", "sv", "da", "nb", "ca", "pl"), 5000),
}
"""Languages and how many of their most frequent words keep their pieces."""
MORE = dict.fromkeys(
    "en es fr de it pt zh ja ru tr hi nl pl uk ar ko sv cs da nb fi el he id vi ca".split(), 20000
)
SCRIPTS = {
    "ru": "CYRILLIC", "uk": "CYRILLIC", "el": "GREEK", "ar": "ARABIC", "he": "HEBREW", "hi": "DEVANAGARI",
    "zh": "CJK", "ja": "HIRAGANA KATAKANA", "ko": "HANGUL",
}  # fmt: skip
AGREEMENT = 0.65
"""From this cosine of both towers' rows on, a text is English: LOG.md."""
SAID_OFTEN = 20
"""Captions with a word that is English whatever other languages say."""
LEAST_SAID = 2
LATIN_END, SHARP_S = 256, "ß"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--head", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--e5", type=Path)
    parser.add_argument("--words", type=Path)
    options = parser.parse_args()
    e5, folder = read_e5(options.e5 or installed_file()), options.out
    own = read_manifest(models_dir() / BUILTIN_NAME).info
    with np.load(options.head) as stored:
        head = {name: stored[name].astype(np.float16) for name in ("middle", "L", "b", "A", "a", "B")}
        np.savez(folder / HEAD_FILE, **head, spread=np.float32(stored["spread"]))
    (folder / CHANGES_FILE).write_text("\n".join(changes(e5)), encoding="utf-8")
    english = english_words(options.data, options.words)
    (folder / ENGLISH_FILE).write_text("\n".join(english) + "\n", encoding="utf-8")
    about = {
        "id": "multilingual-e5-small",
        "rows_of": own.revision,
        "dimension": own.dimension,
        "prefix": PREFIX,
        "max_tokens": POSITIONS,
        "agreement": AGREEMENT,
        "licence": "MIT",
    }
    shipped, more = (kept(e5, languages, options.words, options.data) for languages in (SHIPPED, MORE))
    write_kept(more, folder / MORE_FILE)
    write_tower(e5, shipped, folder, about)
    print(
        len(shipped.pieces), "pieces,", len(more.pieces), "of more languages,", len(english), "English words"
    )


def kept(e5: E5File, languages: Mapping[str, int], lists: Path | None, data: Path) -> KeptPieces:
    scripts = ["LATIN", *(name for language in languages for name in SCRIPTS.get(language, "").split())]
    pieces = kept_pieces(e5, languages, lists, data)
    return KeptPieces(pieces, tuple(languages), tuple(dict.fromkeys(scripts)))


def kept_pieces(
    e5: E5File, languages: Mapping[str, int], lists: Path | None, data: Path
) -> NDArray[np.int64]:
    """Ids of the pieces of frequent words, small and capital, of our own texts, those with German double s,
    which the lists lack, and single characters."""
    cutter, kept = Cutter(e5), set(e5.special.values())
    characters: set[str] = set()
    for language, most in languages.items():
        frequently = frequent(language, most, lists)
        for ids in cutter.ids([*frequently, *(word.capitalize() for word in frequently)]):
            kept.update(ids)
        characters.update("".join(frequently))
    counted = Counter(word for text, _ in training_captions(data) for word in _letters(text))
    said = [word for word, times in counted.items() if times >= LEAST_SAID]
    said += [text for text, _ in names(everyday=False)]
    said += [text for text, _ in translated(models_dir() / LANGUAGES_FOLDER / WORDS_FILE)]
    said += GLOSS.read_text(encoding="utf-8").replace("\t", "\n").split("\n")
    for ids in cutter.ids(said):
        kept.update(ids)
    single = {index for index, piece in enumerate(e5.pieces) if piece in characters}
    latin = {index for index, piece in enumerate(e5.pieces) if len(piece) == 1 and ord(piece) < LATIN_END}
    sharp = {index for index, piece in enumerate(e5.pieces) if SHARP_S in piece}
    return np.array(sorted(kept | single | latin | sharp), np.int64)


def changes(e5: E5File) -> list[str]:
    """What the normaliser makes of a character: its code in hex, and that."""
    told = ((code, to) for code, to in e5.changes.items() if to not in ("\n", "\t"))
    return [f"{code:x}\t{to}" for code, to in told if to.isprintable()]


def english_words(data: Path, words: Path | None) -> list[str]:
    """Words of English captions and of names: of texts made of these alone the other tower is not asked. A
    word that captions hardly say, the tagger has not and another language says more often is none of them:
    'chat'."""
    counted = Counter(word for text, _ in training_captions(data) for word in _letters(text))
    named = {word for text, _ in names(everyday=False) for word in _letters(text)}
    ranks = {language: rank(language, words) for language in SHIPPED}
    english = ranks.pop("en")

    def foreign(word: str) -> bool:
        here = english.get(word, len(english))
        return any(there.get(word, here) < here for there in ranks.values())

    said = {word for word, times in counted.items() if times >= LEAST_SAID}
    sure = {word for word, _ in words_with_kinds()} | {word for word in said if counted[word] >= SAID_OFTEN}
    return sorted(word for word in said | named if word in sure or not foreign(word))


def _letters(text: str) -> Iterable[str]:
    return "".join(char if char.isalpha() else " " for char in text.casefold()).split()


if __name__ == "__main__":
    main()
