"""Text as the full-text index holds it, and phrases to find in it: both made here, so that they agree."""

from __future__ import annotations

import re

from photos_ml.letters import plain

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Myanmar, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"  # kana, ideographs
    "\uac00-\ud7af\U00020000-\U0003ffff"  # Hangul, whose endings follow without a space; rarer ideographs
)
_EDGES = re.compile(f"(?<=[^\\W_])(?=[{_UNSPACED}])|(?<=[{_UNSPACED}])(?=[^\\W_])")
_APART = re.compile(f"(?<=[{_UNSPACED}])((?:[^\\w{_UNSPACED}]|_)+)(?=[{_UNSPACED}])")
_BREAK = "\ue000"
"""A word of its own, so that no phrase reaches over a space, a line or a mark that was not asked for."""


def indexed(text: str) -> str:
    """Plain letters; those of scripts without spaces one by one, so that a phrase finds any part."""
    text = plain(text)
    if text.isascii():
        return text
    return _EDGES.sub(" ", _APART.sub(rf"\1 {_BREAK} ", text))


def phrase(text: str) -> str:
    """A text as an FTS5 phrase: nothing in it is read as syntax."""
    return f'"{indexed(text).replace(chr(34), " ")}"'
