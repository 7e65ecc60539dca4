"""What two models find by the same searches: before and after a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from photos_ml.app.service.context import Context
from photos_ml.app.service.latest import latest_searches
from photos_ml.app.service.revisions import answering
from photos_ml.app.service.search import search_photos
from photos_ml.errors import UsageError
from photos_ml.store import PhotoRow

MOST_SEARCHES, BEST = 6, 3
COMMON = ("beach", "dog", "children playing", "snow on mountains", "birthday cake", "red car")
"""Where nobody has searched yet."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One search, and the best photos that it finds by both models."""

    query: str
    own: bool
    """Whether the user has searched for it."""
    before: tuple[PhotoRow, ...]
    after: tuple[PhotoRow, ...]


def compare_models(
    context: Context, before: str, after: str, queries: Sequence[str] = (), best: int = BEST
) -> list[Compared]:
    """These searches, else the user's latest, or common words where there are none, by two models, as a
    search in the library would be answered: the `best` photos. UsageError where one has looked at none."""
    own = list(queries) or latest_searches(context)[:MOST_SEARCHES]
    with _as_seen_by(context, before) as one, _as_seen_by(context, after) as other:
        return [
            Compared(query, bool(own), _best(one, query, best), _best(other, query, best))
            for query in own or COMMON
        ]


@contextmanager
def _as_seen_by(context: Context, name: str) -> Iterator[Context]:
    """The library as it would be with another model in use."""
    with Context(context.folder, clock=context.clock) as seen:
        seen.__dict__["registry"] = context.registry  # no model is loaded twice
        seen.__dict__["encoder"] = seen.registry.get(answering(seen.library(), seen.registry, name))
        if not seen.vectors.count():
            raise UsageError(f"'{name}' has looked at no photo yet", hint=f"photos-ml models use {name}")
        yield seen


def _best(context: Context, query: str, best: int) -> tuple[PhotoRow, ...]:
    return tuple(hit.photo for hit in search_photos(context, query, limit=best).hits)
