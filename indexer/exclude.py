"""Which folders and files the user does not want indexed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import translate

from photos_ml.errors import UsageError


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Patterns in any letter case. A name ('Screenshots', '*.png') excludes what is called so anywhere, one
    with a slash ('2019/Work', 'Old/*/Raw') a path from the indexed folder on; `*` and `?` stand within one
    name. What lies in an excluded folder is excluded with it.
    """

    names: tuple[re.Pattern[str], ...] = ()
    paths: tuple[tuple[re.Pattern[str], ...], ...] = ()

    @classmethod
    def of(cls, patterns: Iterable[str]) -> Exclusions:
        """UsageError for a pattern that is no name or path, or that excludes everything."""
        names: list[re.Pattern[str]] = []
        paths: list[tuple[re.Pattern[str], ...]] = []
        for pattern in patterns:
            parts = _parts(pattern)
            if len(parts) == 1:
                names.append(parts[0])
            else:
                paths.append(parts)
        return cls(tuple(names), tuple(paths))

    def __bool__(self) -> bool:
        return bool(self.names or self.paths)

    def covers(self, path: str) -> bool:
        """Whether a file or folder itself is excluded; `path`: from the indexed folder on, with slashes."""
        if not self:
            return False
        parts = path.casefold().split("/")
        return any(name.match(parts[-1]) for name in self.names) or any(
            len(pattern) == len(parts)
            and all(one.match(part) for one, part in zip(pattern, parts, strict=True))
            for pattern in self.paths
        )

    def covers_within(self, path: str) -> bool:
        """Whether a path or a folder above it is excluded."""
        parts = path.split("/")
        return bool(self) and any(self.covers("/".join(parts[: end + 1])) for end in range(len(parts)))


def _parts(pattern: str) -> tuple[re.Pattern[str], ...]:
    parts = pattern.strip().replace("\\", "/").strip("/").casefold().split("/")
    if not all(part.strip() and part not in (".", "..") for part in parts):
        raise UsageError("an exclusion is a name or a path inside a folder", hint="Screenshots, or 2019/Work")
    if set("".join(parts)) <= set("*"):
        raise UsageError("this exclusion would leave nothing", hint="remove the folder instead")
    return tuple(re.compile(translate(part.replace("[", "[[]"))) for part in parts)
