"""Reasons of failures as they are kept: one line, and short."""

from __future__ import annotations

REASON_CHARACTERS = 200


def one_line(text: str, otherwise: str) -> str:
    """The text on one line of REASON_CHARACTERS at most; `otherwise` where it says nothing."""
    return " ".join(text.split())[:REASON_CHARACTERS] or otherwise
