"""What is told to a user: English words, and what they were made of, to say them in another language."""

from __future__ import annotations

from typing import Any, Self


class Saying(str):
    """The words themselves, where text is wanted. `what`: which of all there are; `facts`: what it tells."""

    __slots__ = ("facts", "what")
    what: str
    facts: dict[str, Any]

    def __new__(cls, what: str, words: str, /, **facts: Any) -> Self:
        made = super().__new__(cls, words)
        made.what, made.facts = what, facts
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str, str], dict[str, Any]]:
        return (self.what, str(self)), self.facts
