"""Photos by a query in plain words."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from photos_ml.app.service.context import Context
from photos_ml.app.service.planning import kept_names, plan_query
from photos_ml.config import BUILTIN_NAME, models_dir

if TYPE_CHECKING:
    from photos_ml.search.engine import AsOf, SearchEngine, SearchResult

SLOW_SECONDS = 1.0
"""A search that takes longer is told by the trail's warnings."""

_log = logging.getLogger(__name__)


def search_photos(
    context: Context,
    query: str,
    *,
    plan: dict[str, Any] | None = None,
    limit: int = 20,
    offset: int = 0,
    planner: str = "auto",
    now: datetime | None = None,
    as_of: str = "",
    facets: bool = False,
    fold: bool = True,
    explain: bool = False,
    tags: Sequence[str] = (),
    closer: bool = False,
    language: str = "",
) -> SearchResult:
    """The photos a query in plain words asks for; with `plan`, those that this plan asks for, which the
    user has edited: PlanError where it is none. `as_of`: that of the first page. With `fold` the shots of
    one moment are one hit. `tags`: words that all of them are tagged with. `closer`: where it is in doubt
    whether anything matches, the best photos are looked at closely, in half a second. `language`: the code
    of what the query is read in, '' as the settings say."""
    from photos_ml.app.service.chips import edited
    from photos_ml.app.service.hit_reasons import hits_in

    begun = time.perf_counter()
    context.warm_up()
    planned = plan_query(context, query, planner=planner, now=now, language=language)
    result = search_engine(context).search(
        planned if plan is None else edited(planned, plan),
        limit=limit,
        offset=offset,
        as_of=_state(as_of),
        facets=facets,
        folding=fold,
        explain=explain,
        tags=tags,
        closer=closer,
    )
    result = replace(result, hits=hits_in(context, result.hits))
    seconds = time.perf_counter() - begun
    level = logging.WARNING if seconds > SLOW_SECONDS else logging.INFO
    _log.log(level, "searched in %.3f s by %s: %d found", seconds, result.planned.planner, result.total)
    return result


def search_engine(context: Context) -> SearchEngine:
    """The engine over the library as the active model sees it, loaded once."""
    from photos_ml.app.service.closer import closer_for
    from photos_ml.search.calibrate import calibrations_for
    from photos_ml.search.caption_words import caption_words_for
    from photos_ml.search.engine import SearchEngine
    from photos_ml.search.folding import likeness_of

    def make() -> SearchEngine:
        info, folder = context.encoder.info, models_dir() / BUILTIN_NAME
        calibrations = calibrations_for(info, folder, context.measured)
        words = caption_words_for(info, folder)
        current = context.index_cache.current
        return SearchEngine(
            context.library(),
            context.encoder,
            current,
            calibrations=calibrations,
            tags=context.tags,
            names=partial(kept_names, context),
            nouns=partial(nouns_known, context),
            closer=closer_for(context) if calibrations.closer else None,
            likeness=likeness_of(context.measured, info.id),
            lean=words.lean if words else None,
        )

    return context.while_loaded("search engine", make)


def tag_words(context: Context) -> tuple[str, ...]:
    """What tags can say, which are names of things, whatever model is in use."""
    from photos_ml.encoders.fitted import builtin_tagger

    def read() -> tuple[str, ...]:
        tagger = context.tagger or builtin_tagger()
        return tagger.words if tagger else ()

    return context.while_loaded("tag words", read)


def nouns_known(context: Context) -> frozenset[str]:
    """The same as a set."""
    return context.while_loaded("nouns", lambda: frozenset(tag_words(context)))


def _state(as_of: str) -> AsOf | None:
    """A state of the library as a search wrote it; '' for the state now."""
    from photos_ml.search.engine import AsOf

    return AsOf.parse(as_of) if as_of else None
