"""In which order steps are run, and over which contents: read from the library as it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from photos_ml.indexer.enrich.registry import Catalogue
from photos_ml.indexer.enrich.step import Step
from photos_ml.store.steps import Steps

BATCH_PHOTOS = 16
"""Photos decoded, computed and committed together: more gains no speed on a CPU and costs memory."""
PAGE = 4096
"""Contents that are known to be due at a time, so that memory does not grow with the library."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Content id -> the steps that are due for it."""

    wanted: Mapping[int, Sequence[Step]]
    is_video: bool = False
    """One video, that frames are wanted of: it takes as long as hundreds of photos, and is lost with a kill
    until it is written."""


def passes_of(steps: Sequence[Step]) -> list[list[Step]]:
    """Steps that go over the contents together: all of a pass decode, or none does. Each comes in the first
    pass of its kind that is not before one it reads; inside a pass, after it."""
    passes: list[list[Step]] = []
    place: dict[str, int] = {}
    for step in steps:  # in the order of the catalogue: each after those it reads
        first = max((place[one] for one in step.after if one in place), default=0)
        fitting = (n for n in range(first, len(passes)) if passes[n][0].decodes == step.decodes)
        number = next(fitting, None)
        if number is None:
            number = len(passes)
            passes.append([])
        passes[number].append(step)
        place[step.id] = number
    return passes


def due_chunks(marks: Steps, steps: Sequence[Step], catalogue: Catalogue, size: int) -> Iterator[Chunk]:
    """What is due, `size` contents at a time and each video by itself, each content once."""
    last = 0
    while True:
        pages = {step.id: marks.due(step, catalogue.after(step), above=last, limit=PAGE) for step in steps}
        bound = min((page[-1] for page in pages.values() if len(page) == PAGE), default=None)
        wanted: dict[int, list[Step]] = {}
        for step in steps:
            for content in pages[step.id]:
                if bound is None or content <= bound:
                    wanted.setdefault(content, []).append(step)
        framed = [content for content, due in wanted.items() if any(step.frames for step in due)]
        videos = marks.videos(framed) if framed else frozenset()
        ids = sorted(wanted.keys() - videos)
        for start in range(0, len(ids), size):
            yield Chunk({content: wanted[content] for content in ids[start : start + size]})
        yield from (Chunk({content: wanted[content]}, is_video=True) for content in sorted(videos))
        if bound is None:
            return
        last = bound
