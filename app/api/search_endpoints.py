"""What is asked in words, or by photos."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as BinasciiError
from dataclasses import asdict
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request

from photos_ml.app.api import shapes
from photos_ml.app.api.backend import IN_TURN, LOOKS_IN_TURN, Backend, Served
from photos_ml.app.api.gate import Gate
from photos_ml.app.api.present import tile_json
from photos_ml.app.api.problems import Problem, answered
from photos_ml.app.api.strict import Encoded, StrictRoute
from photos_ml.app.present import plan_json, verdict_json
from photos_ml.app.service.chips import chips_of, lacking_in
from photos_ml.app.service.hints import hints_for
from photos_ml.app.service.latest import forget_search, remember_search
from photos_ml.app.service.planning import plan_query
from photos_ml.app.service.search import search_photos
from photos_ml.app.service.similar import Wish, find_like, read_picture
from photos_ml.app.service.suggestions import Suggestion, suggestions_for
from photos_ml.app.service.wording import words
from photos_ml.app.told import search_document, search_lines
from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from PIL.Image import Image

    from photos_ml.search.engine import SearchResult
    from photos_ml.search.hits import Hit

_CURSOR = re.compile(r"(\d{1,7})@(\d{1,18}\.\d{1,18})", re.ASCII)

router = APIRouter(route_class=StrictRoute)


FOUND = {
    "planner": "rules",
    "plan": {"text": "sunset", "places": ["Italy"]},
    "confidence": 0.93,
    "total": 41,
    "good": 6,
    "hits": [{"photo": 7, "score": 0.93, "taken": "2025-07-04T20:51:00", "place": "Amalfi", "why": []}],
    "next": "20@12.345",
}
"""What a search answers, in short: for the OpenAPI document."""
EXAMPLE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": {"example": FOUND}}}}


@router.post("/search", response_model=dict[str, Any], dependencies=[IN_TURN], responses=EXAMPLE)
def search(backend: Served, asked: shapes.Search) -> Encoded:
    """Photos a query in plain words asks for, best first. `doubtful`: a closer look may say otherwise."""
    return _found(backend, asked, closer=False)


@router.post("/search/closer", response_model=dict[str, Any], dependencies=[LOOKS_IN_TURN])
def search_closer(backend: Served, asked: shapes.Search) -> Encoded:
    """The same after a closer look at the best photos, where it is in doubt whether anything matches."""
    return _found(backend, asked, closer=True)


@router.get("/told", response_model=dict[str, Any])
def tells(request: Request) -> Encoded:
    """The proof that this service knows its token, before it is told what is searched for."""
    return _proved(request, {})


@router.post("/told", response_model=dict[str, Any], dependencies=[LOOKS_IN_TURN])
def told(request: Request, backend: Served, asked: shapes.SearchInLines) -> Encoded:
    """What `photos-ml search` prints: as a document, and in lines."""
    result = _searched(backend, asked, asked.offset, asked.as_of, closer=True)
    hints = hints_for(backend.context, asked.query, result, tags=asked.tags)
    names = words(backend.context)
    lines = search_lines(result, hints, names, everything=asked.everything, first=asked.offset + 1)
    return _proved(request, {"document": search_document(result, hints), "lines": list(lines)})


def _proved(request: Request, document: dict[str, Any]) -> Encoded:
    """An answer whose asker sees that this service knows its token."""
    answer = Encoded(document)
    gate: Gate = request.app.state.gate
    answer.headers.update(gate.prove(request.headers, bytes(answer.body)))
    return answer


def _searched(
    backend: Backend, asked: shapes.Search, offset: int, as_of: str, *, closer: bool
) -> SearchResult:
    backend.ready_to_search()
    return answered(
        lambda: search_photos(
            backend.context,
            asked.query,
            plan=asked.plan,
            planner=asked.planner,
            language=asked.language,
            limit=asked.limit,
            offset=offset,
            as_of=as_of,
            fold=asked.fold,
            facets=asked.facets,
            explain=asked.explain,
            tags=asked.tags,
            closer=closer,
        )
    )


def _found(backend: Backend, asked: shapes.Search, *, closer: bool) -> Encoded:
    offset, as_of = _page(asked.cursor)
    result = _searched(backend, asked, offset, as_of, closer=closer)
    end = offset + len(result.hits)
    context, plan = backend.context, result.planned.plan
    chips = chips_of(context, plan, asked.query)
    hints: dict[str, Any] = {}
    if not asked.cursor:
        hints = hints_for(context, asked.query, result, tags=asked.tags, chips=chips).to_dict()
    missing = lacking_in(context, result.lacking, plan)
    return Encoded(
        {
            **plan_json(result.planned),
            "chips": chips,
            "confidence": result.confidence,
            "total": result.total,
            "good": result.good,
            "verdict": verdict_json(result),
            "doubtful": result.doubtful,
            **({"lacking": missing} if missing else {}),
            **({"hints": hints} if hints else {}),
            **({"facets": asdict(result.facets)} if result.facets else {}),
            "hits": [_tile(backend, hit) for hit in result.hits],
            "next": f"{end}@{result.as_of}" if result.hits and end < result.total else None,
        }
    )


@router.post("/plan", dependencies=[IN_TURN])
def plan(backend: Served, asked: shapes.Plan) -> dict[str, Any]:
    """What a query is understood to ask."""
    backend.ready_to_search()
    planned = answered(
        lambda: plan_query(backend.context, asked.query, planner=asked.planner, language=asked.language)
    )
    return {**plan_json(planned), "chips": chips_of(backend.context, planned.plan, asked.query)}


@router.get("/suggestions")
def suggestions(backend: Served, asked: Annotated[shapes.Typed, Query()]) -> list[Suggestion]:
    """What a half-typed query could become."""
    return suggestions_for(backend.context, asked.query)


@router.post("/latest")
def keep_search(backend: Served, asked: shapes.Latest) -> dict[str, bool]:
    """Offer this search again where nothing is typed, or, with `keep` false, no more."""
    change = remember_search if asked.keep else forget_search
    change(backend.context, asked.query.strip())
    return {"kept": asked.keep}


@router.get("/photos/{photo}/similar", dependencies=[IN_TURN])
def similar(
    backend: Served, photo: shapes.PhotoId, asked: Annotated[shapes.Similar, Query()]
) -> dict[str, Any]:
    """Photos like this one, most like it first."""
    backend.ready_to_search()
    said = (asked.plus, asked.minus, asked.person)
    plus, minus, people = ([words.strip()] if words.strip() else [] for words in said)
    wish = Wish(like=[str(backend.photo(photo).id)], plus=plus, minus=minus, people=people)
    return _like(backend, wish, asked.limit)


@router.post("/refine", dependencies=[IN_TURN])
def refine(backend: Served, asked: shapes.Refine) -> dict[str, Any]:
    """More like some photos and less like others, of what was searched for."""
    backend.ready_to_search()
    if not (asked.like or asked.query.strip() or any(not one.less for one in asked.pictures)):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "There is nothing to be like.", "Mark a photo.")
    like, less = ([str(backend.photo(i).id) for i in ids] for ids in (asked.like, asked.less))
    shown, shown_less = (
        [answered(partial(_picture, one.data)) for one in asked.pictures if one.less is is_less]
        for is_less in (False, True)
    )
    return _like(backend, Wish(like, less, shown, shown_less, asked.query.strip()), asked.limit)


def _picture(data: str) -> Image:
    try:
        return read_picture(b64decode(data))
    except BinasciiError as error:
        raise UsageError("this is no base64", hint="send a JPEG in base64") from error


def _like(backend: Backend, wish: Wish, limit: int) -> dict[str, Any]:
    hits, total = find_like(backend.context, wish, limit=limit)
    return {"total": total, "hits": [_tile(backend, hit) for hit in hits]}


def _tile(backend: Backend, hit: Hit) -> dict[str, Any]:
    return {**tile_json(hit), "path": backend.told_path(hit.photo)}


def _page(cursor: str) -> tuple[int, str]:
    """'OFFSET@STATE': how far the pages before reached, and of which state of the library they are."""
    if not cursor:
        return 0, ""
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "That cursor is none that a page before gave.")
    return int(found[1]), found[2]
