"""What two models find by the same searches: before and after a change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from photos_ml.app.service.context import Context
from photos_ml.app.service.latest import latest_searches
from photos_ml.app.service.search import search_photos
from photos_ml.errors import UsageError

MOST_SEARCHES, BEST = 6, 3
COMMON = ("beach", "dog", "children playing", "snow on mountains", "birthday cake", "red car")
"""Where nobody has searched yet."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One search, and the best photos that it finds by both models."""

    query: str
    own: bool
    """Whether the user has searched for it."""
    before: tuple[Path, ...]
    after: tuple[Path, ...]


def compare_models(context: Context, before: str, after: str) -> list[Compared]:
    """The user's latest searches, or common words where there are none, by two models, as a search in the
    library would be answered. UsageError where one of them has looked at no photo."""
    own = latest_searches(context)[:MOST_SEARCHES]
    with _as_seen_by(context, before) as one, _as_seen_by(context, after) as other:
        return [Compared(query, bool(own), _best(one, query), _best(other, query)) for query in own or COMMON]


@contextmanager
def _as_seen_by(context: Context, name: str) -> Iterator[Context]:
    """The library as it would be with another model in use."""
    with Context(context.folder, clock=context.clock) as seen:
        seen.__dict__["encoder"] = seen.registry.get(name)
        if not seen.vectors.count():
            raise UsageError(f"'{name}' has looked at no photo yet", hint=f"photos-ml models use {name}")
        yield seen


def _best(context: Context, query: str) -> tuple[Path, ...]:
    return tuple(hit.photo.path for hit in search_photos(context, query, limit=BEST).hits)
