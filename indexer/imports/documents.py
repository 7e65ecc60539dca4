"""JSON of other programs, with whatever they leave out."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from photos_ml.indexer.imports.record import ForeignLibrary, files_below
from photos_ml.types import DateSource, PersonTag, Taken

MAX_BYTES = 512 << 20


def documents(path: Path, reading: ForeignLibrary) -> Iterator[tuple[Path, Any]]:
    """Every JSON file of a folder, or the one file; what is none ends in the problems."""
    for file in files_below(path, (".json",)):
        try:
            if file.stat().st_size > MAX_BYTES:
                raise ValueError("larger than such a document is")
            yield file, json.loads(file.read_bytes())
        except (OSError, ValueError, RecursionError) as error:
            reading.problems.append(f"{file.name}: {' '.join(str(error).split())[:120]}")


def text(value: Any) -> str:
    """'' for what is no text."""
    return value.strip() if isinstance(value, str) else ""


def words(value: Any) -> list[str]:
    """The texts of a list, or one alone."""
    found = value if isinstance(value, list) else [value]
    return [word for one in found if (word := text(one))]


def number(value: Any) -> float | None:
    """None for what is no finite number."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if good else None


def moment(value: Any) -> Taken | None:
    """A date in ISO's form, its offset kept where it has one."""
    try:
        found = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    offset = found.utcoffset()
    minutes = None if offset is None else round(offset.total_seconds() / 60)
    return Taken(found.replace(tzinfo=None), minutes, DateSource.IMPORT)


def boxed(
    name: str, x: float | None, y: float | None, width: float | None, height: float | None
) -> PersonTag:
    """A person with a box in fractions of the upright picture, its corner first; without one that is none."""
    if x is None or y is None or width is None or height is None:
        return PersonTag(name)
    left, top, right, bottom = max(x, 0.0), max(y, 0.0), min(x + width, 1.0), min(y + height, 1.0)
    inside = right > left and bottom > top
    return PersonTag(name, (left, top, right - left, bottom - top) if inside else None)
