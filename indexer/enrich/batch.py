"""Some contents on their way through the steps of a pass."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence

from photos_ml.encoders.base import Encoder
from photos_ml.errors import DecodeError, PhotosError
from photos_ml.indexer.enrich.registry import Catalogue
from photos_ml.indexer.enrich.step import Answer, Item, NeedsVector, Refused, Step
from photos_ml.indexer.reasons import REASON_CHARACTERS, one_line
from photos_ml.indexer.workers import Looked
from photos_ml.store import Library
from photos_ml.store.steps import Outcome
from photos_ml.types import Tag

_NOTHING: Mapping[int, Mapping[str, Looked]] = {}


class StepBatch:
    """The contents of one batch; `wanted` says which steps are due for each."""

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        catalogue: Catalogue,
        steps: Sequence[Step],
        wanted: Mapping[int, Sequence[Step]],
    ) -> None:
        self._library = library
        self._encoder = encoder
        self._catalogue = catalogue
        self.steps = steps
        self._wanted = {content: [step for step in steps if step in due] for content, due in wanted.items()}
        self._hashes = {content.id: content.hash for content in library.steps.contents(list(wanted)).values()}
        self._drop_what_waits()

    def wanted(self, but: Collection[str] = ()) -> Mapping[int, Sequence[Step]]:
        """Content id -> the steps that want to look at it, but for those that were given up."""
        return {c: [step for step in steps if step.id not in but] for c, steps in self._wanted.items()}

    def not_worth_it(self) -> dict[Step, list[Outcome]]:
        """Contents that a step has nothing to find in, by its own cheap test: done without a look. Where it
        reads steps of this very pass, nobody can tell yet."""
        found: dict[Step, list[Outcome]] = {}
        for step in self.steps:
            if step.worth is not None and not self._reads_this_pass(step):
                found[step] = self._judged(step, self._due(step))
        return found

    def run(
        self, step: Step, looked: Mapping[int, Mapping[str, Looked]] = _NOTHING
    ) -> tuple[list[Outcome], str]:
        """The outcomes of the contents that are ready for a step; and why it is given up, '' where it is
        not: what this package's own errors say holds for every content."""
        due = self._ready(step, self._due(step))
        outcomes: list[Outcome] = []
        if step.worth is not None and self._reads_this_pass(step):
            outcomes = self._judged(step, due)
            due = self._ready(step, self._due(step))
        seen = (
            {}
            if isinstance(step.needs, NeedsVector)
            else {content: looked[content][step.id] for content in due if content in looked}
        )
        for content, one in seen.items():
            if one.failure is not None:
                outcomes.append(refused(content, one))
        good = [c for c in due if isinstance(step.needs, NeedsVector) or (c in seen and not seen[c].failure)]
        items = self._items(step, good, seen)
        started = time.perf_counter()
        try:
            answers = answers_of(step, list(items.values()))
        except (PhotosError, ImportError) as error:
            return outcomes, _one_line(error)
        share_ms = (time.perf_counter() - started) * 1000 / max(len(items), 1)
        for content, answer in zip(items, answers, strict=True):
            ms = share_ms + (seen[content].ms if content in seen else 0.0)
            outcomes.append(outcome_of(content, answer, ms))
        return outcomes, ""

    def _due(self, step: Step) -> list[int]:
        return [content for content, steps in self._wanted.items() if step in steps]

    def _reads_this_pass(self, step: Step) -> bool:
        return any(one.id in step.after for one in self.steps)

    def _drop_what_waits(self) -> None:
        """A content that a step of another pass is not done with yet is none of this run's."""
        for step in self.steps:
            others = [one for one in self._catalogue.after(step) if one not in self.steps]
            self._keep(step, self._done_with(others, self._due(step)))

    def _ready(self, step: Step, contents: Sequence[int]) -> list[int]:
        done = self._done_with(self._catalogue.after(step), contents)
        return [content for content in contents if content in done]

    def _done_with(self, steps: Iterable[Step], contents: Sequence[int]) -> set[int]:
        left = set(contents) & self._hashes.keys()
        for step in steps:
            left &= self._library.steps.done(step, list(left))
        return left

    def _keep(self, step: Step, contents: set[int]) -> None:
        for content, steps in self._wanted.items():
            if content not in contents and step in steps:
                steps.remove(step)

    def _judged(self, step: Step, contents: Sequence[int]) -> list[Outcome]:
        """Those a step has nothing to find in; they are no longer wanted."""
        assert step.worth is not None
        items = self._items(step, contents, {})
        worth = dict(zip(items, step.worth(list(items.values())) if items else (), strict=True))
        idle = [content for content, is_worth in worth.items() if not is_worth]
        self._keep(step, {content for content in contents if worth.get(content, True)})
        return [Outcome(content, ms=0.0) for content in idle]

    def _items(self, step: Step, contents: Sequence[int], seen: Mapping[int, Looked]) -> dict[int, Item]:
        info = self._encoder.info
        vectors = self._library.vectors(info.id, info.revision, info.dimension).of_content_ids(contents)
        read = {
            table.name: table.read(self._library.database, contents)
            for one in self._catalogue.after(step)
            for table in one.keeps
        }
        return {
            content: Item(
                self._hashes[content],
                seen[content].value if content in seen else None,
                vectors.get(content),
                tuple(Tag(*row) for row in read.get("tags", {}).get(content, ())),
                {name: rows.get(content, ()) for name, rows in read.items()},
            )
            for content in contents
            if not isinstance(step.needs, NeedsVector) or content in vectors
        }


def answers_of(step: Step, items: Sequence[Item]) -> list[Answer]:
    """One an item; where a batch fails each is tried alone, so that one bad picture fails alone."""
    if not items:
        return []
    try:
        answers = list(step.run(items))
        if len(answers) != len(items):
            raise ValueError(f"{len(answers)} answers for {len(items)} photos")
        return answers
    except (ImportError, DecodeError):
        raise
    except PhotosError:
        raise
    except Exception as error:  # noqa: BLE001 - a step may come from outside
        if len(items) == 1:
            return [Refused(_one_line(error))]
        return [answer for item in items for answer in answers_of(step, [item])]


def refused(content: int, looked: Looked) -> Outcome:
    """What a look that failed comes to; of one that did not, nothing yet."""
    reason, retry = (looked.failure.reason, looked.failure.retry) if looked.failure else ("", False)
    return Outcome(content, ms=looked.ms, reason=reason, retry=retry)


def outcome_of(content: int, answer: Answer, ms: float) -> Outcome:
    """What an answer comes to."""
    if isinstance(answer, Refused):
        return Outcome(content, ms=ms, reason=answer.reason[:REASON_CHARACTERS], retry=answer.retry)
    return Outcome(content, answer, ms)


def _one_line(error: Exception) -> str:
    return one_line(str(error), type(error).__name__)
