"""What a library lists without a question: its photos by month and on a map, its people, its tags."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from photos_ml.app.service.context import Context
from photos_ml.app.service.people.profile import photos_with
from photos_ml.app.service.search import search_engine
from photos_ml.app.service.written_months import (
    WHOLE_FORM,
    WRITTEN_FORM,
    WholeTimeline,
    WrittenMonths,
    written,
)
from photos_ml.store import Month, TagCount
from photos_ml.store.array_files import JSON
from photos_ml.store.folder_tree import FolderRow, photos_below, read_folders
from photos_ml.store.looks import Likeness, looks_of
from photos_ml.store.moments import seconds_of
from photos_ml.store.photo_table import Ids, PhotoArrays
from photos_ml.store.positions import read_positions
from photos_ml.store.timeline import Months
from photos_ml.store.while_same import ASIDE, FAVORITE

if TYPE_CHECKING:
    from photos_ml.app.service.map import PhotoMap
    from photos_ml.store.people import PersonCover
    from photos_ml.store.read_text import TextLine
    from photos_ml.types import Tag


def photos_by_month(
    context: Context,
    *,
    favorites: bool = False,
    hidden: bool = False,
    around: tuple[int, int] | None = None,
    person: int | None = None,
    folder: tuple[int, str] | None = None,
) -> list[Month]:
    """All photos by month, newest first: those not hidden, or only the hidden ones. `around`: only those
    of the map's cluster with this photo at this zoom; `person`: only those with this one;
    `folder`: those in this one of an indexed folder, and below it. All that are shown: `whole_timeline`."""
    only = None if person is None else photos_with(context, person)
    if around is not None:
        only = photo_map(context, person).around(*around)
    if folder is not None:
        only = photos_below(context.library().database, *folder)
    papers = context.settings.documents_in_grid
    return context.library().timeline(favorites=favorites, hidden=hidden, only=only, papers=papers)


def whole_timeline(context: Context) -> WholeTimeline:
    """What `photos_by_month` lists where nothing is chosen, as the JSON that pages get."""
    library, papers = context.library(), context.settings.documents_in_grid

    def make() -> WholeTimeline:
        photos = library.photo_table.current()
        plain: WrittenMonths = library.database.while_same(
            ("written months", papers),
            lambda: written(library.months(papers=papers), photos),
            but=FAVORITE,
            form=WRITTEN_FORM,
        )
        return plain.with_favorites(photos)

    key = ("whole timeline", papers)
    whole: WholeTimeline = library.database.while_same(key, make, but=ASIDE, form=WHOLE_FORM)
    return whole


def stacks(context: Context) -> list[list[int]]:
    """Of the timeline, the photos of one day that are copies or shots of one moment: the one to show first,
    a favourite or else the newest."""
    library, engine, papers = context.library(), search_engine(context), context.settings.documents_in_grid

    def make() -> list[list[int]]:
        months = library.months(papers=papers)
        photos, lengths = _by_day(months, library.photo_table.current())
        return [[one.photo_id, *one.similar] for one in engine.stacks(photos, lengths)]

    def kept() -> list[list[int]]:
        key = ("stacks of the timeline", papers, engine.stacks_are_of)
        found: list[list[int]] = library.database.while_same(key, make, but=ASIDE, form=JSON)
        return found

    return context.while_unchanged(f"stacks {papers}", kept)


def _by_day(months: Months, photos: PhotoArrays) -> tuple[Ids, Ids]:
    """The photos of each day that is known and has several, favourites first: int64 (n,) one day after the
    other, and how many each has (k,)."""
    ids, days = months.ids, months.days
    starts = np.diff(days, prepend=-1) != 0
    starts[months.cuts[:-1]] = True
    at = np.flatnonzero(starts)
    lengths = np.diff(at, append=len(ids))
    wanted = (days[at] > 0) & (lengths > 1)
    chosen = np.repeat(wanted, lengths)
    ids, of_day = ids[chosen], np.repeat(np.arange(np.count_nonzero(wanted)), lengths[wanted])
    loved = photos.favorites[photos.rows_of(ids)]
    # Days lie in order: only those with a favourite among others are put in another one.
    order = np.argsort(2 * of_day + ~loved, kind="stable") if loved.any() else slice(None)
    return ids[order], lengths[wanted]


def photo_map(context: Context, person: int | None = None) -> PhotoMap:
    """The photos that have a position, for a map of them, kept while the library stays as it is; of a person
    alone, made for this answer. UsageError where there is no such person."""
    from photos_ml.app.service.map import PhotoMap

    library, papers = context.library(), context.settings.documents_in_grid
    read = partial(read_positions, library.database, library.photo_table, papers=papers)
    if person is not None:
        positions = read().only(photos_with(context, person))
        return PhotoMap(positions, library.places())

    def make() -> PhotoMap:
        # A favourite stands for its cluster sooner than others: what is a cluster stays.
        together = library.database.while_same(("together", papers), dict[int, Any], but=FAVORITE)
        return PhotoMap(read(), library.places(), together)

    return context.while_unchanged(f"map {papers}", make)


def folders_with_photos(context: Context) -> list[FolderRow]:
    """Every folder that has shown photos right in it, by root and path."""
    return read_folders(context.library().database)


def named_people(context: Context) -> list[PersonCover]:
    """Everybody who is named in a photo, who is in most first."""
    from photos_ml.store.people import read_people

    library = context.library()
    return context.while_unchanged("people", lambda: read_people(library.database, library.photo_table))


def tag_counts(context: Context) -> list[TagCount]:
    """The tags of the photos shown, the most frequent first; none where nothing has one."""
    return context.tags.counts()


def tags_of(context: Context, photo_id: int) -> tuple[Tag, ...]:
    """What a photo is tagged with, the surest first."""
    return context.tags.of_photos([photo_id]).get(photo_id, ())


def look_of(context: Context, photo_id: int) -> Likeness | None:
    """What a photo is where it is not simply a photo, and who says so."""
    return looks_of(context.library().database, [photo_id]).get(photo_id)


def text_of(context: Context, photo_id: int) -> list[TextLine]:
    """The lines of text that a photo shows, in the order of reading."""
    return context.library().read_text.lines([photo_id]).get(photo_id, [])


def moments_of(context: Context, photo_id: int) -> list[float]:
    """The seconds at which the moments of a video are."""
    return seconds_of(context.library().database, photo_id)
