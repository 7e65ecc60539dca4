"""Which photos are meant: named one by one, or all that a query's facts let through."""

from __future__ import annotations

from collections.abc import Sequence

from photos_ml.app.service.context import Context
from photos_ml.app.service.photos import known_photo
from photos_ml.app.service.planning import plan_query
from photos_ml.app.service.search import search_engine
from photos_ml.errors import UsageError


def chosen_photos(
    context: Context,
    photos: Sequence[str] = (),
    where: str = "",
    *,
    all_if_none: bool = False,
    hidden_too: bool = False,
) -> list[int]:
    """Ids of photos by id or path, and of those that `where` asks for by facts alone. UsageError for an
    unknown one, for a query about what pictures show, and where nothing is named, unless that means all, with
    `hidden_too` those that are shown nowhere as well."""
    found = [known_photo(context, photo).id for photo in photos]
    if where:
        found += photos_where(context, where)
    if not photos and not where:
        if not all_if_none:
            raise UsageError("no photo is named", hint="give ids or paths, or --where 'rome 2019'")
        found = context.library().all_present() if hidden_too else photos_where(context, "")
    return list(dict.fromkeys(found))


def photos_where(context: Context, query: str) -> list[int]:
    """Every photo with the facts that a query names. UsageError for words about what a picture shows: they
    find by likeness, and what is alike enough is no fact."""
    from photos_ml.store import PhotoFilter

    library = context.library()
    if not query.strip():
        return [int(photo) for photo in library.photo_ids(PhotoFilter())]
    plan = plan_query(context, query, planner="rules").plan
    if plan.text or plan.without or plan.exact:
        words = plan.text or ", ".join((*plan.without, *plan.exact))
        raise UsageError(
            f"{words!r} is nothing that is known of a photo for sure",
            hint="name dates, places, people, folders, albums; or give the photos' ids",
        )
    found = search_engine(context).filter_of(plan)
    if not found:
        raise UsageError(f"{query!r} names nothing", hint="name dates, places, people, folders or albums")
    return [int(photo) for photo in library.photo_ids(found)]
