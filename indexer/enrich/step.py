"""What a step is: a declaration, from which the engine knows what to decode, what is due and what to keep."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from photos_ml.encoders.base import Encoder
from photos_ml.encoders.fitted import FittedTagger
from photos_ml.encoders.tagger import Tagger
from photos_ml.errors import UsageError
from photos_ml.indexer.enrich.needs import (
    Frames,
    Needs,
    NeedsFile,
    NeedsFrames,
    NeedsPixels,
    NeedsVector,
    frames_of,
)
from photos_ml.store.kept import Kept, Rows, Table
from photos_ml.types import FloatVector, Tag
from photos_ml.vision.networks import StepNetwork

__all__ = [
    "Answer",
    "Extra",
    "Frames",
    "Item",
    "Needs",
    "NeedsFile",
    "NeedsFrames",
    "NeedsPixels",
    "NeedsVector",
    "Refused",
    "Step",
    "Surroundings",
]

_ID = re.compile(r"[a-z][a-z0-9]*")


Prepare: TypeAlias = Callable[[Any], Any]
"""What a decoding process makes of the picture, the frames or the path; only this reaches `run`."""


@dataclass(frozen=True, slots=True)
class Extra:
    """An optional install: `module` is there where it is; `install` is the command that brings it."""

    module: str
    install: str

    @property
    def is_installed(self) -> bool:
        return importlib.util.find_spec(self.module) is not None


@dataclass(frozen=True, slots=True)
class Item:
    """One content as a step sees it."""

    content_hash: str
    prepared: Any = None
    """What `prepare` made; None for a step that needs the vector alone."""
    vector: FloatVector | None = None
    """Of the active model; None where there is none yet."""
    tags: tuple[Tag, ...] = ()
    rows: Mapping[str, Sequence[tuple[Any, ...]]] = field(default_factory=dict)
    """What the steps in `after` keep of this content, by table."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A step's answer for one content that it cannot do: why, in one line, and whether it may do better
    another time."""

    reason: str
    retry: bool = False


Answer: TypeAlias = Rows | Refused
Run: TypeAlias = Callable[[Sequence[Item]], Sequence[Answer]]
Worth: TypeAlias = Callable[[Sequence[Item]], Sequence[bool]]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One thing that is computed from contents. `run` is pure: no library inside, the same rows for the same
    items whoever runs it, one answer an item."""

    id: str
    """Lower case; its tables are called so, or begin with it and an underscore."""
    version: str
    """Covers weights and constants, and the model where the vector is read: another one means 'not done'."""
    needs: Needs
    run: Run
    keeps: tuple[Kept, ...] = ()
    covers: tuple[str, ...] = ()
    """Versions of it that are done, too, where this one is: its rows hold all of theirs."""
    after: tuple[str, ...] = ()
    """Ids of steps whose rows are read; a content waits until they are done with it."""
    prepare: Prepare | None = None
    """Found by name in the decoding process, and shown what the step needs: for pixels the upright picture as
    a PIL image, for frames a sequence of (seconds, picture), for the file its path; what it returns is
    `Item.prepared`. None: the same with pictures as pixels, uint8 (h, w, 3)."""
    worth: Worth | None = None
    """A cheap look at vector, tags and rows: what is not worth it is done without being decoded."""
    extra: Extra | None = None
    """What it cannot run without."""
    stays_on: str = ""
    """Why it cannot be switched off; '' where it can."""
    asks: str = ""
    """What the user is told before it is switched on for the first time; '' for one that is on by itself."""

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise UsageError(f"{self.id!r} is no name for a step", hint="lower-case letters and digits")
        for table in self.keeps:
            own = table.name == self.id or table.name.startswith(f"{self.id}_")
            if isinstance(table, Table) and not own:
                raise UsageError(f"the table {table.name} is not named after its step {self.id}")

    @property
    def videos_only(self) -> bool:
        return isinstance(self.needs, NeedsFrames)

    @property
    def frames(self) -> NeedsFrames | None:
        """What it wants to see of a video, if not the poster."""
        return frames_of(self.needs)

    @property
    def decodes(self) -> bool:
        """Whether a decoding process has to look at the file."""
        return not isinstance(self.needs, NeedsVector)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a step may be made of: the encoder of the library, with its id, revision and dimension, and what
    was fitted to the library for it."""

    encoder: Encoder
    tagger: Tagger | FittedTagger | None = None
    """What gives words to its vectors; None for a model that has none yet."""
    networks: Mapping[str, StepNetwork] = field(default_factory=dict)
    """Step -> what it is to run in place of its own."""


class Maker(Protocol):
    """The function that the registry or an entry point names. Imports nothing heavy before `run`."""

    def __call__(self, around: Surroundings, /) -> Step | None:
        """None where there is no such step here: a model without a tagger, say."""
        ...
