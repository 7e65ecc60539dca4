"""Letters as people type them: one plain form in which words are compared and searched."""

from __future__ import annotations

import unicodedata

_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_ACCENTS = dict.fromkeys(range(0x300, 0x370))
"""Of Latin, Greek and Cyrillic letters. Marks of other scripts tell letters apart: they stay."""


def plain(text: str) -> str:
    """Lower case without accents, one Unicode form: 'Straße' gives 'strasse', 'Øresund' 'oresund'."""
    if text.isascii():
        return text.lower()
    lower = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", lower.translate(_UNDECOMPOSED).translate(_ACCENTS))
