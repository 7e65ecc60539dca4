"""Words of a query with their places in it, and the folded form in which words are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from photos_ml.letters import plain

_LETTERS = r"[\w\u0300-\u036f]+"  # an accent may stand for itself, behind its letter
_WORD = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})*['’]?|[^\w\s]")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'"})


class Token(NamedTuple):
    """A word or one punctuation mark: its folded form, and characters [start, end) of the query."""

    word: str
    start: int
    end: int
    base: str
    """`word` without a possessive ending, once `with_bases` has looked for one: 'anna' of "anna's"."""
    capital: bool


def fold(text: str) -> str:
    """Case, accents and apostrophe shapes gone: 'Zoë’s' gives "zoe's", 'Straße' gives 'strasse'."""
    return plain(text.translate(_APOSTROPHES))


def tokenize(query: str) -> list[Token]:
    """Words keep inner apostrophes ("grandma's", "'90s" loses its first); each other mark is its own
    token.
    """
    return [_token(found.group(), found.start()) for found in _WORD.finditer(query)]


def unelided(word: str, elided: Mapping[str, str]) -> tuple[str, ...]:
    """A folded word and the small one that lost its end in front of it: "l'ete" gives 'le' and 'ete'."""
    small, mark, rest = word.partition("'")
    return (elided[small], rest) if mark and rest and small in elided else (word,)


def apart(token: Token, query: str, elided: Mapping[str, str]) -> tuple[Token, ...]:
    """`unelided` of a token; the second begins where its own letters do."""
    parts = unelided(token.word, elided)
    if len(parts) == 1:
        return (token,)
    middle = token.start + token.word.index("'") + 1
    capital = query[middle : middle + 1].isupper()
    return (
        Token(parts[0], token.start, middle, parts[0], token.capital),
        Token(parts[1], middle, token.end, parts[1], capital),
    )


def with_bases(tokens: Iterable[Token], possessive: Sequence[str]) -> list[Token]:
    """The tokens with the bases that a language's possessive endings leave: "anna's" and "james'" give 'anna'
    and 'james'."""
    return [token._replace(base=_base(token.word, possessive)) for token in tokens]


def _base(word: str, endings: Sequence[str]) -> str:
    ending = next((ending for ending in endings if word.endswith(ending) and len(word) > len(ending)), "")
    return word.removesuffix(ending)


def words_of(name: str) -> tuple[str, ...]:
    """The folded words of a name, marks left out: 'Canon EOS-R6' gives ('canon', 'eos', 'r6')."""
    return tuple(token.word for token in tokenize(name) if is_word(token))


def is_word(token: Token) -> bool:
    return token.word[:1].isalnum() or token.word[:1] == "_"


def cut(query: str, tokens: Sequence[Token], start: int, end: int) -> str:
    """The characters of tokens [start, end) as the query has them."""
    return query[tokens[start].start : tokens[end - 1].end]


def _token(text: str, start: int) -> Token:
    word = fold(text) or text  # a lone combining mark folds to nothing
    return Token(word, start, start + len(text), word, text[0].isupper())
