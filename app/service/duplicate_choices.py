"""What the user decides of duplicates: which is kept. The others are hidden, and what was said of them is
said of the one that is kept: one gesture, undone by its number."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context
from photos_ml.app.service.people import acting
from photos_ml.app.service.photos import present_photos
from photos_ml.errors import UsageError
from photos_ml.provenance import Field
from photos_ml.search.duplicates import DuplicateKind as DuplicateKind
from photos_ml.store.acts import Act
from photos_ml.store.carrying import Carrying, acts_of_carrying
from photos_ml.store.different import acts_of_different

if TYPE_CHECKING:
    from photos_ml.app.service.duplicates import Duplicates


@dataclass(frozen=True, slots=True)
class Choice:
    """Of one group those that are kept, the best first, and the others."""

    kind: DuplicateKind
    kept: tuple[int, ...]
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What was done: `gesture` undoes it; the photos that are hidden now, and to how many photos something
    was carried."""

    gesture: int
    hidden: tuple[int, ...]
    enriched: int


def say_different(context: Context, photo_ids: Sequence[int], alone: int | None = None) -> int:
    """Say that these are no duplicates of each other, or that one of them is none of the others; the number
    to undo it by. UsageError for fewer than two photos, or where that one is not among them."""
    there = present_photos(context, photo_ids)
    photos = [photo for photo in dict.fromkeys(photo_ids) if photo in there]
    if len(photos) < 2 or alone not in (None, *photos):
        raise UsageError("name the photos that are different, two or more", hint="look for them again")
    return context.library().acts.do(acts_of_different(photos, alone))


def choice_of(group: Duplicates, kept: Collection[int], *, all_groups: bool = True) -> Choice | None:
    """To keep those of these photos that are in a group, else its first; None where nothing is hidden then,
    and, unless all groups are meant, for a group that none of them is in."""
    ids = [photo.id for photo in group.photos]
    chosen = tuple(photo for photo in ids if photo in kept) or (ids[:1] if all_groups else [])
    others = tuple(photo for photo in ids if photo not in chosen)
    return Choice(group.kind, tuple(chosen), others) if chosen and others else None


def resolve_duplicates(context: Context, choices: Sequence[Choice]) -> Resolved:
    """Keep and hide as chosen. UsageError where nothing of a group would be left to see."""
    library = context.library()
    named = [photo for choice in choices for photo in (*choice.kept, *choice.others)]
    there = present_photos(context, named)
    instead = {
        photo: choice.kept[0]
        for choice in choices
        if choice.kept and choice.kept[0] in there
        for photo in choice.others
        if photo in there and photo not in choice.kept
    }
    if any(not choice.kept for choice in choices) or not instead:
        raise UsageError("nothing is chosen to be kept, or nothing else is there", hint="look for them again")
    with library.database.transaction():
        carried = acts_of_carrying(library, list(_carryings(choices, instead)))
        hidden = [Act(Field.HIDDEN, "true", photo) for photo in instead]
        contents = _contents(context, carried)
        gesture = acting.do(context, [*carried, *hidden], contents)
    return Resolved(gesture, tuple(instead), len({act.photo for act in carried}))


def _carryings(choices: Sequence[Choice], instead: Mapping[int, int]) -> Iterator[Carrying]:
    """A photo that one group keeps and another hides hands on what it is given."""
    for choice in choices:
        others = tuple(photo for photo in choice.others if instead.get(photo) == choice.kept[0])
        if others:
            yield Carrying(_last(choice.kept[0], instead), others, choice.kind is not DuplicateKind.BURST)


def _last(kept: int, instead: Mapping[int, int]) -> int:
    seen = {kept}
    while kept in instead:
        kept = instead[kept]
        if kept in seen:
            raise UsageError("what one group keeps another hides", hint="choose group by group")
        seen.add(kept)
    return kept


def _contents(context: Context, acts: Sequence[Act]) -> set[int]:
    """Where it must be settled anew whose faces they are."""
    about = [act.photo for act in acts if act.photo is not None and act.field.startswith(("face.", "person"))]
    moments = context.library().photos.moments(sorted(set(about)))
    return {moment.content_id for moment in moments.values()}
