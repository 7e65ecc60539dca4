"""Who says a fact about a photo, and whom to believe: user, corrected import, file, other imports, model."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TypeAlias


class Field(StrEnum):
    """What several may say of a photo. KEYWORD, PERSON and TAG have a key: a photo has any number
    of them."""

    DATE = "date"
    PLACE = "place"
    """Position and place together: one's position and another's place are nowhere."""
    TITLE = "title"
    CAPTION = "caption"
    RATING = "rating"
    FAVORITE = "favorite"
    HIDDEN = "hidden"
    """Shown nowhere: hidden by hand, or thrown away in another program."""
    ARCHIVED = "archived"
    """Neither browsed nor in a memory, but found."""
    KEYWORD = "keyword"
    PERSON = "person"
    KIND = "kind"
    """What it is: 'photo', 'document', ...; against what it looks like."""
    TAG = "tag"
    """[word, whether the picture shows it]: against, or beside, what a tagger says. Its key is the word's."""


Fact: TypeAlias = tuple[Field, str]
"""A field and, for a keyword or person, the key of the name; '' for all others."""

Facts: TypeAlias = dict[Fact, str]
"""Values as JSON. `NONE` says that there is none, which is more than saying nothing."""

NONE = "null"
USER = "user"
FILE = "file"


def import_of(program: str) -> str:
    """The source that another program's record is."""
    return f"import:{program}"


def model_of(model: str, version: str) -> str:
    """The source that a model is."""
    return f"model:{model}@{version}"


class Trust(IntEnum):
    """Whom to believe, the least trusted first."""

    GUESS = 0
    """The time of a file, which is a date for want of a better one."""
    MODEL = 1
    IMPORT = 2
    FILE = 3
    CORRECTED = 4
    """An import where the other program records that a person changed it."""
    USER = 5


def trust_in(source: str, *, by_person: bool = False) -> Trust:
    """How far a source is believed; ValueError for what is no source."""
    match source.partition(":")[0]:
        case "user":
            return Trust.USER
        case "file":
            return Trust.FILE
        case "import":
            return Trust.CORRECTED if by_person else Trust.IMPORT
        case "model":
            return Trust.MODEL
        case _:
            raise ValueError(f"no source of facts: {source!r}")


@dataclass(frozen=True, slots=True)
class Claim:
    """That a source says a fact, since when."""

    fact: Fact
    source: str
    value: str
    at: str
    """ISO, UTC, to the second."""
    by_person: bool = False

    @property
    def rank(self) -> tuple[Trust, str, str]:
        """The greatest holds: trust first, then what was said last."""
        return trust_in(self.source, by_person=self.by_person), self.at, self.source
