"""What another program says of one photo, and by what the photo is known again here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from photos_ml.indexer.metadata.facts import Facts as FileFacts
from photos_ml.provenance import Fact, Facts
from photos_ml.store.paths import printable

ANY_SUFFIX = ".*"


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """One photo of another program."""

    path: str
    """As that program has it, with forward slashes: whole, or from some folder on; at least a name. One that
    ends in ANY_SUFFIX is called so but for its suffix."""
    facts: Facts = field(default_factory=dict)
    """Values as claims have them; NONE says that there is none."""
    of_machine: frozenset[Fact] = frozenset()
    """Those that no person said: believed less than the file."""
    albums: tuple[str, ...] = ()
    positions: Mapping[str, float] = field(default_factory=dict)
    """Where it stands in an album; in the order of the records where nothing is said."""
    content: str = ""
    """Hash of the file's bytes, where it is known."""
    size: int = 0
    taken: datetime | None = None
    """Wall-clock time, to tell files of one name apart; None where it is not known."""
    complete: bool = False
    """Whether keywords and people that are not named are none."""
    if_there: bool = False
    """Whether nothing is missing where the library has no such photo."""
    regions: FileFacts | None = None
    """Where boxes of people count in the picture as it is stored: they wait for the photo's own file."""


@dataclass(slots=True)
class ForeignLibrary:
    """All that one program's library or export gave. `problems`: what could not be read, one line each."""

    source: str
    """Of claims: 'import:NAME'."""
    records: list[PhotoRecord] = field(default_factory=list)
    searches: dict[str, str] = field(default_factory=dict)
    """Saved searches by name."""
    problems: list[str] = field(default_factory=list)


NONSENSE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
"""What reading a document ends in that says something else than it should."""


@contextmanager
def one_record(reading: ForeignLibrary, name: object) -> Iterator[None]:
    """What makes no sense of one photo is a problem of that photo."""
    try:
        yield
    except NONSENSE:
        reading.problems.append(f"{printable(str(name))[:120]}: what it says cannot be understood")


def first_bytes(file: Path, most: int) -> bytes:
    """The beginning of a file, so much at most."""
    with file.open("rb") as stream:
        return stream.read(most)


class LibraryReader(Protocol):
    """Reads one kind of library. UsageError for a path that is none of it."""

    def __call__(self, path: Path, /) -> ForeignLibrary: ...


def files_below(path: Path, suffixes: Sequence[str]) -> Iterator[Path]:
    """Files of a folder with these endings, or the one file that `path` is, in a fixed order."""
    found = sorted(path.rglob("*")) if path.is_dir() else [path]
    yield from (one for one in found if one.name.lower().endswith(tuple(suffixes)) and one.is_file())
