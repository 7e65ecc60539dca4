"""In which order steps are run, and over which contents: read from the library as it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from photos_ml.indexer.enrich.registry import Catalogue
from photos_ml.indexer.enrich.step import Step
from photos_ml.store.steps import Steps

BATCH_PHOTOS = 16
"""Photos decoded, computed and committed together: more gains no speed on a CPU and costs memory."""
PAGE = 4096
"""Contents that are known to be due at a time, so that memory does not grow with the library."""


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


def due_chunks(
    marks: Steps, steps: Sequence[Step], catalogue: Catalogue, size: int
) -> Iterator[dict[int, list[Step]]]:
    """Content id -> the steps that are due for it, `size` contents at a time, each content once."""
    last = 0
    while True:
        pages = {step.id: marks.due(step, catalogue.after(step), above=last, limit=PAGE) for step in steps}
        bound = min((page[-1] for page in pages.values() if len(page) == PAGE), default=None)
        wanted: dict[int, list[Step]] = {}
        for step in steps:
            for content in pages[step.id]:
                if bound is None or content <= bound:
                    wanted.setdefault(content, []).append(step)
        ids = sorted(wanted)
        for start in range(0, len(ids), size):
            yield {content: wanted[content] for content in ids[start : start + size]}
        if bound is None:
            return
        last = bound
