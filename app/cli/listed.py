"""Which commands there are, by the files they are in; none of them is imported for that."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FIRST = ("demo", "index", "search", "similar", "memories", "duplicates", "tags", "explore")
"""What `--help` lists first, in this order; the rest follows by name."""
_FIRST_LINE = re.compile(r'"""photos-ml (\w+): (.+?)"""')


@cache
def commands() -> dict[str, str]:
    """Name -> the line shown in `--help`, of every command there is."""
    found = {}
    for path in Path(__file__).parent.glob("*_command.py"):
        with path.open(encoding="utf-8") as source:
            if line := _FIRST_LINE.match(source.readline()):
                found[line[1]] = line[2]
    names = sorted(found, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))
    return {name: found[name] for name in names}
