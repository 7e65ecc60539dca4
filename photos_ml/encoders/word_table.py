"""Names of things in several languages: what an English model is asked for by 'Hund', and how a tag is shown.

`words.tsv` has a column a language, English first; several words are parted by '; ', and one with '?' before
it means something else as well: it is shown and never taken for the English one. `forms.tsv` tells how words
end where there are several of a thing; `articles.tsv` what may stand before them,
and how a caption names one. `gloss.tsv` has the most frequent words of captions, one form a language; '-' is
before one that tells nothing by itself.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from photos_ml.letters import plain

WORDS_FILE, FORMS_FILE, ARTICLES_FILE = "words.tsv", "forms.tsv", "articles.tsv"
GLOSS_FILE, SMALL = "gloss.tsv", "-"
DOUBTFUL = "?"
MOST_WORDS = 5
"""Of the longest name that is looked for in a text."""


@dataclass(frozen=True, slots=True)
class NamesOfThings:
    """The names of one language, folded, each with its English word; what its words end with for one and for
    several; and its articles."""

    meant: Mapping[str, str]
    endings: tuple[tuple[str, str], ...]
    articles: frozenset[str]

    def english(self, words: tuple[str, ...]) -> str:
        """The English word of a name, for one or several of it, with an article or without; '' for none."""
        return self._english(words) or (
            self._english(words[1:]) if len(words) > 1 and words[0] in self.articles else ""
        )

    def _english(self, words: tuple[str, ...]) -> str:
        if whole := self.meant.get(" ".join(words)):
            return whole
        *before, last = words
        firsts = [[first, *before[1:]] for first in self._for_one(before[0])] if before else [[]]
        forms = ([*first, end] for first in firsts for end in self._for_one(last))
        found = {name for form in forms if (name := self.meant.get(" ".join(form)))}
        return found.pop() if len(found) == 1 else ""

    def _for_one(self, word: str) -> list[str]:
        """What a word may be the plural of, and itself."""
        ended = [pair for pair in self.endings if word.endswith(pair[1]) and word != pair[1]]
        return [word, *(word.removesuffix(several) + one for one, several in ended)]


@dataclass(frozen=True, slots=True)
class WordTable:
    """`shown`: language -> English word -> how it is shown; `names`: what each language calls things;
    `gloss`: frequent word, folded -> English, the most frequent first; `captions`: 'una foto de {}'."""

    shown: Mapping[str, Mapping[str, str]]
    names: Mapping[str, NamesOfThings]
    gloss: Mapping[str, str] = field(default_factory=dict)
    captions: Mapping[str, str] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.names)

    def in_language(self, word: str, language: str) -> str:
        """An English word of the table as that language has it; the word itself where it has none."""
        return self.shown.get(language, {}).get(word, word)

    def english(self, text: str, language: str = "") -> str:
        """The English word that a text is, whole but for an article; '' where it is none, or where languages
        disagree. `language`: the one that is meant, any by default."""
        words = _words(text)
        asked = [self.names[language]] if language in self.names else self.names.values()
        found = {name for names in asked if words and (name := names.english(words))}
        return found.pop() if len(found) == 1 else ""

    def put(self, text: str, language: str = "", keep: Container[str] = ()) -> str:
        """A text with the names in it put in English, where languages agree; other words stay, folded, and
        those of `keep`. A text without a name is given back as it is."""
        words = _words(text)
        found = tuple(name or word for word, name in self._parts(words, language, keep))
        return text if found == words else " ".join(found)

    def glossed(self, text: str, keep: Container[str] = ()) -> tuple[str, float]:
        """A text put in English word by word, as far as its words are known, and the share of them that are,
        small ones aside. `keep`: English words, which are known too."""
        said, known = list[str](), list[bool]()
        for word, name in self._parts(_words(text), "", keep):
            english = name or self.gloss.get(word, "")
            said.append((english or word).removeprefix(SMALL))
            if not english.startswith(SMALL):
                known.append(bool(english) or word in keep)
        return " ".join(said), sum(known) / len(known) if known else 0.0

    def _parts(
        self, words: tuple[str, ...], language: str, keep: Container[str]
    ) -> Iterator[tuple[str, str]]:
        """The words of a text, or names of several, each with its English name, '' for none."""
        start = 0
        while start < len(words):
            ends = range(min(len(words), start + MOST_WORDS), start, -1)
            names = ((end, self._inside(words[start:end], language, keep)) for end in ends)
            end, name = next((one for one in names if one[1]), (start + 1, ""))
            yield " ".join(words[start:end]), name
            start = end

    def _inside(self, words: tuple[str, ...], language: str, keep: Container[str]) -> str:
        return "" if len(words) == 1 and words[0] in keep else self.english(" ".join(words), language)


@lru_cache(maxsize=2)
def read_word_table(folder: Path) -> WordTable:
    """The table in a folder; an empty one where there is none."""
    try:
        header, *lines = _lines(folder / WORDS_FILE)
        forms = _lines(folder / FORMS_FILE)
        before = {language: rest for language, *rest in _lines(folder / ARTICLES_FILE)}
        gloss = _glosses(folder / GLOSS_FILE)
    except OSError:
        return WordTable({}, {})
    articles = {language: frozenset(rest[0].split()) for language, rest in before.items()}
    captions = {language: rest[1] for language, rest in before.items() if len(rest) > 1}
    shown: dict[str, dict[str, str]] = {}
    names: dict[str, NamesOfThings] = {}
    for column, language in enumerate(header[1:], 1):
        cells = [(line[0], line[column].split("; ")) for line in lines if line[column]]
        shown[language] = {english: words[0].removeprefix(DOUBTFUL) for english, words in cells}
        endings = tuple((one, several) for code, one, several in forms if code == language)
        names[language] = NamesOfThings(_meant(cells), endings, articles.get(language, frozenset()))
    return WordTable(shown, names, gloss, captions)


def _glosses(path: Path) -> dict[str, str]:
    """Towers that were made before there was a gloss have none."""
    found: dict[str, str] = {}
    for english, *others in _lines(path)[1:] if path.is_file() else ():
        for word in others:
            found.setdefault(" ".join(_words(word)), english)
    return found


def _meant(cells: Iterable[tuple[str, list[str]]]) -> dict[str, str]:
    """Names that stand for one thing alone."""
    found: dict[str, set[str]] = {}
    for english, words in cells:
        for word in words:
            name = " ".join(_words(word))
            found.setdefault(name, set()).update((english, DOUBTFUL) if word[0] == DOUBTFUL else (english,))
    return {name: next(iter(things)) for name, things in found.items() if len(things) == 1}


def _words(text: str) -> tuple[str, ...]:
    return tuple("".join(char if char.isalnum() else " " for char in plain(text)).split())


def _lines(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]
