"""What steps want to see, decoded in processes of their own: once a content, whoever wants it."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

from photos_ml.formats import is_video
from photos_ml.indexer.enrich.step import NeedsPixels, NeedsVector, Step
from photos_ml.indexer.reasons import Cause
from photos_ml.indexer.workers import Done, Look, Looked, Work, WorkerPool, WorkFailure
from photos_ml.store import FileStat, Library
from photos_ml.store.steps import Content
from photos_ml.turns import turn_of

VIDEO_PATIENCE = 10
"""How many times as long as a picture the frames of a video may take."""
CHANGED = WorkFailure("read", Cause.CHANGED.value, True)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A content under way; `file` is what its bytes are read from, None for a small picture of it."""

    work: Work
    future: Future[Done]
    file: FileStat | None


@dataclass(frozen=True)
class Waiting:
    """Contents of a batch under way to be looked at."""

    sent: Mapping[int, _Sent]
    again: Callable[[Work], Future[Done]] | None = None
    _known: dict[int, Mapping[str, Looked]] = field(default_factory=dict)

    def results(self) -> Mapping[int, Mapping[str, Looked]]:
        """Content id -> step -> what it saw; waits. A content whose file is not as it was is left out."""
        for content, one in self.sent.items():
            done = one.future.result()
            if one.file is not None and not is_as_seen(one.work.path, one.file):
                continue
            self._known[content] = self._looks(one.work, done)
        return self._known

    def _looks(self, work: Work, done: Done) -> Mapping[str, Looked]:
        """Where the process died, each step is tried alone: the fault is that of one."""
        if done.failure is None:
            return done.looks
        if len(work.looks) == 1 or self.again is None:
            return {name: Looked(None, 0.0, done.failure) for name in work.looks}
        found: dict[str, Looked] = {}
        for name in work.looks:
            alone = replace(work, looks=(name,))
            found |= self._looks(alone, self.again(alone).result())
        return found


class Decoding:
    """The processes of one pass. They start when the first content comes."""

    def __init__(
        self,
        library: Library,
        steps: Sequence[Step],
        source: Callable[[str, int], Path | None],
        workers: int,
        niceness: int,
        decode_bytes: int,
    ) -> None:
        self._library = library
        self._source = source
        looks = dict(map(look_of, steps))
        self._pool = WorkerPool(workers, None, looks=looks, niceness=niceness, memory_bytes=decode_bytes)

    def __enter__(self) -> Decoding:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close(now=kind is not None)

    def submit(self, wanted: Mapping[int, Sequence[Step]]) -> Waiting:
        """Have contents looked at; one of which no file is at hand is left out."""
        sent = {}
        contents = self._library.steps.contents([content for content, steps in wanted.items() if steps])
        for content, known in contents.items():
            steps = wanted[content]
            here = (one for one in known.holders if is_as_seen(one.path, one.file))
            holder = next(here, None)
            small = self._small(known, steps)
            path = holder.path if holder else small
            if path is None:
                continue
            looks = tuple(step.id for step in steps)
            turn = turn_of(known.hash)
            patience = VIDEO_PATIENCE if any(step.frames for step in steps) and is_video(path.name) else 1
            work = Work(
                path,
                (),
                False,
                False,
                looks=looks,
                turn=1 if path == small else turn,
                small=small,
                patience=patience,
            )
            file = holder.file if holder and not small else None
            sent[content] = _Sent(work, self._pool.submit(work), file)
        return Waiting(sent, self._pool.submit)

    def _small(self, content: Content, steps: Sequence[Step]) -> Path | None:
        """A kept small picture that is large enough for every step; the one for search sees the original, and
        the frames of a video are in none."""
        sides, video = [], any(is_video(holder.path.name) for holder in content.holders)
        for step in steps:
            if not isinstance(step.needs, NeedsPixels) or step.needs.shorter or (video and step.frames):
                return None
            sides.append(step.needs.side)
        return self._source(content.hash, max(sides))


def is_as_seen(path: Path, file: FileStat) -> bool:
    """Whether a file is still the one whose bytes were hashed."""
    try:
        stat = path.stat()
    except OSError:
        return False
    return (stat.st_size, stat.st_mtime_ns) == (file.size, file.mtime_ns)


def look_of(step: Step) -> tuple[str, Look]:
    """What a decoding process is told of a step that wants to see something, under its id."""
    assert not isinstance(step.needs, NeedsVector)
    return step.id, Look(step.needs, b"" if step.prepare is None else pickle.dumps(step.prepare))
