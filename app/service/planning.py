"""What a query in plain words is understood to ask of a library."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context
from photos_ml.app.service.settings import country_lies_south
from photos_ml.store.faces import FACES
from photos_ml.store.looks import kinds_known

if TYPE_CHECKING:
    from photos_ml.planner.context import Known, PlannedQuery
    from photos_ml.store import Names

HOME = "home"
"""Setting: [ISO country code, southern]: whose holidays and seasons a query means."""


def plan_query(
    context: Context, query: str, *, planner: str = "auto", now: datetime | None = None, language: str = ""
) -> PlannedQuery:
    """What the query asks of this library; without a library, of one that knows no names. `language`: the
    ISO 639 code to read it in, '' as the settings say.
    """
    if planner == "auto":
        planner = context.settings.planner
    moment = now or context.clock.now()
    known = replace(known_names(context), letters=_are_seen(context, query))
    if language:
        replace(context.settings, language=language).in_bounds()
        known = replace(known, language=language)
    planned = context.planners.plan(planner, query, known, moment, context.library())
    return _told(context, planned) if planned.notes else planned


def _told(context: Context, planned: PlannedQuery) -> PlannedQuery:
    from photos_ml.app.service.plan_notes import notes_in

    return replace(planned, notes=notes_in(context.language, planned.notes))


def _are_seen(context: Context, query: str) -> bool:
    """Whether a query is in other letters than Latin ones, and the model has learnt to read these."""
    from photos_ml.encoders.base import ReadsLanguages
    from photos_ml.planner.lang.strangers import script_of

    if not script_of(query):
        return False
    encoder = context.encoder
    return isinstance(encoder, ReadsLanguages) and encoder.reads(query) and not encoder.at_home(query)


def known_names(context: Context) -> Known:
    """The names this library knows."""
    from photos_ml.planner.context import Known

    library = context.library()
    names = kept_names(context)
    country, southern = library.setting(HOME) or ("", False)
    if chosen := context.settings.home:
        country, southern = chosen, country_lies_south(chosen)
    return Known(
        people=names.people,
        places=names.places,
        cameras=names.cameras,
        folders=names.folders,
        keywords=names.keywords,
        first=date.fromisoformat(names.first_day) if names.first_day else None,
        last=date.fromisoformat(names.last_day) if names.last_day else None,
        southern=southern,
        country=country,
        language=context.settings.language,
        births=births_known(context),
        faces=library.steps.is_on(FACES, asks=True),
        kinds=context.while_unchanged("kinds", lambda: kinds_known(library.database)),
    )


def births_known(context: Context) -> frozenset[str]:
    """The people of whom it is known when they were born, as the planner names them."""
    from photos_ml.store.paths import name_key
    from photos_ml.store.persons import births_of

    births = context.while_unchanged("births", lambda: births_of(context.library().database))
    return frozenset(name for name in kept_names(context).people if name_key(name) in births)


def kept_names(context: Context) -> Names:
    """The names of people, places, cameras and folders, read once while the photos stay as they are."""
    return context.while_unchanged("names", context.library().names)


def home_found(context: Context) -> str:
    """ISO code of the country where most days of photos are from; '' where that is not known."""
    country, _ = context.library().setting(HOME) or ("", False)
    return str(country)
