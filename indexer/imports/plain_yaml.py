"""The part of YAML that programs write of themselves: maps by indentation, lists of maps and of words."""

from __future__ import annotations

import json
from typing import Any

MAX_DEPTH = 8


def read_yaml(text: str) -> dict[str, Any]:
    """A map of words, maps and lists; every scalar as its text. ValueError for what is more than that."""
    lines = [(len(line) - len(line.lstrip(" ")), line.strip()) for line in text.splitlines()]
    kept = [(depth, line) for depth, line in lines if line and not line.startswith(("#", "---"))]
    found, end = _map(kept, 0, 0, 0)
    if end < len(kept):
        raise ValueError(f"not understood: {kept[end][1][:60]!r}")
    return found


def _map(lines: list[tuple[int, str]], at: int, depth: int, level: int) -> tuple[dict[str, Any], int]:
    if level > MAX_DEPTH:
        raise ValueError("nested too deeply")
    found: dict[str, Any] = {}
    while at < len(lines) and lines[at][0] == depth and not lines[at][1].startswith("- "):
        key, colon, value = lines[at][1].partition(":")
        if not colon:
            raise ValueError(f"not understood: {lines[at][1][:60]!r}")
        at += 1
        if value.strip() in ("|-", "|", ">", ">-"):
            found[key], at = _block(lines, at, depth)
        elif value.strip():
            found[key] = _scalar(value.strip())
        elif at < len(lines) and lines[at][1].startswith("- ") and lines[at][0] >= depth:
            found[key], at = _list(lines, at, lines[at][0], level + 1)
        elif at < len(lines) and lines[at][0] > depth:
            found[key], at = _map(lines, at, lines[at][0], level + 1)
        else:
            found[key] = ""
    return found, at


def _list(lines: list[tuple[int, str]], at: int, depth: int, level: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    while at < len(lines) and lines[at][0] == depth and lines[at][1].startswith("- "):
        inner = lines[at][1][2:].strip()
        if ":" in inner and not inner.startswith(("'", '"')):
            lines[at] = (depth + 2, inner)
            one, at = _map(lines, at, depth + 2, level + 1)
            found.append(one)
        else:
            found.append({"UID": _scalar(inner)})
            at += 1
    return found, at


def _block(lines: list[tuple[int, str]], at: int, depth: int) -> tuple[str, int]:
    words = []
    while at < len(lines) and lines[at][0] > depth:
        words.append(lines[at][1])
        at += 1
    return "\n".join(words), at


def _scalar(text: str) -> str:
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        try:
            return str(json.loads(text))
        except ValueError:
            return text[1:-1]
    if text.startswith("'") and text.endswith("'") and len(text) > 1:
        return text[1:-1].replace("''", "'")
    return text
