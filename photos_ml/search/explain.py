"""Why a photo is a hit, in words a person can check."""

from __future__ import annotations

from collections.abc import Iterator

from photos_ml.planner.plan import QueryPlan
from photos_ml.search.words import Written
from photos_ml.store import PhotoRow

WORTH_SAYING = 0.2
"""A likeness less probable than this is no reason."""


def reasons(plan: QueryPlan, photo: PhotoRow, visual: float, written: Written | None) -> tuple[str, ...]:
    """One short reason each, the strongest kind first."""
    return tuple(_reasons(plan, photo, visual, written))


def _reasons(plan: QueryPlan, photo: PhotoRow, visual: float, written: Written | None) -> Iterator[str]:
    metadata = photo.metadata
    if plan.text and visual >= WORTH_SAYING:
        yield f"looks like '{plan.text}' ({visual:.0%})"
    if written:
        if written.named:
            yield "file name"
        if written.meaning:
            yield f"described as {_listed(written.meaning)}"
        if written.location - written.meaning:
            yield f"path has {_listed(written.location - written.meaning)}"
    yield from (f"has '{phrase}'" for phrase in plan.exact)
    if metadata.taken and (plan.taken or plan.recurring):
        yield f"taken {metadata.taken.local:%Y-%m-%d %H:%M}"
    if metadata.place and plan.places:
        yield f"in {metadata.place}"
    asked = {name.casefold() for name in (*plan.people.all, *plan.people.any)}
    shown = [person.name for person in metadata.people if person.name.casefold() in asked]
    if shown:
        yield f"with {_listed(shown)}"
    if plan.camera:
        yield f"by {metadata.camera.name}"


def _listed(words: frozenset[str] | list[str]) -> str:
    return ", ".join(sorted(words))
