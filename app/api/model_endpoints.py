"""Models: which there are, which are worth having; one in use, another fetched because it was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from photos_ml.app.api import shapes
from photos_ml.app.api.backend import IN_TURN, Served
from photos_ml.app.api.change_job import change_json
from photos_ml.app.api.problems import Problem
from photos_ml.app.api.pull_job import PullAsked, standing_json
from photos_ml.app.api.strict import StrictRoute
from photos_ml.app.present import printable
from photos_ml.app.service import models as model_choice
from photos_ml.app.service.comparing import compare_models
from photos_ml.app.service.enrich import count_due
from photos_ml.app.service.models import model_entries, next_model, previous_model, suggested_models
from photos_ml.app.service.networks import network_entries, offered_networks, use_network
from photos_ml.app.service.people.describing import networks_shown
from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from photos_ml.store import PhotoRow

router = APIRouter(route_class=StrictRoute)

COMPARED_PHOTOS = 6
"""Of each search by each model."""


@router.get("/models")
def models(backend: Served) -> dict[str, Any]:
    """The models there are, the active one, the one that is to take over, and the one before, until the one
    in use is kept. `networks`: what the steps run, of which one may be chosen for each; `near`: what the
    describer of faces in use changes for those that were said to be one person's."""
    context = backend.context
    return {
        "models": model_entries(context),
        "networks": networks_shown(context),
        "next": next_model(context),
        "previous": previous_model(context),
    }


@router.post("/models")
def use_model(backend: Served, asked: shapes.Model) -> dict[str, Any]:
    """Choose the model: it answers at once, or once it has looked at each of the photos that wait and was
    measured, in the background; follow that by /models/change. Back to the one before is always at once. A
    network of a step: that looks at each photo again, in the background, and answers as before until then."""
    if any(one["name"] == asked.model and not one["problem"] for one in network_entries(backend.context)):
        return {"waiting": count_due(backend.context, use_network(backend.context, asked.model))}
    entry = next((one for one in model_entries(backend.context) if one["name"] == asked.model), None)
    if entry is None:
        hint = "photos-ml models lists them."
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "There is no such model.", hint)
    if entry["problem"]:
        raise Problem(HTTPStatus.CONFLICT, "This model cannot be used here.", "photos-ml models says why.")
    waiting = model_choice.use_model(backend.context, asked.model)
    if next_model(backend.context):
        backend.changes.start()
    else:
        backend.changes.job.cancel()
        backend.changes.job.clear()
    return {"waiting": waiting}


@router.get("/models/change")
def change_state(backend: Served) -> dict[str, Any]:
    """How far the model is that is to take over, or how that ended."""
    return change_json(backend.changes.job.standing)


@router.post("/models/change/cancel")
def cancel_change(backend: Served, _: shapes.Nothing) -> dict[str, Any]:
    """The model in use stays; what the other has looked at is kept for when it is wanted after all."""
    backend.changes.call_off()
    return change_json(backend.changes.job.standing)


@router.post("/models/keep")
def keep_model(backend: Served, _: shapes.Nothing) -> dict[str, Any]:
    """The model that took over stays: the one before is no longer offered."""
    backend.changes.keep()
    return {"previous": None}


@router.post("/models/compare", dependencies=[IN_TURN])
def compare(backend: Served, asked: shapes.ComparedModels) -> list[dict[str, Any]]:
    """What two models find first by the same searches. `own`: whether the user has searched for it,
    or asks now."""
    known = {entry["name"] for entry in model_entries(backend.context) if not entry["problem"]}
    if not {asked.before, asked.after} <= known:
        hint = "photos-ml models lists them."
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "There is no such model.", hint)
    try:
        rows = compare_models(backend.context, asked.before, asked.after, asked.queries, COMPARED_PHOTOS)
    except UsageError as error:
        hint = "Use it, and it looks at every photo while the present one answers."
        raise Problem(HTTPStatus.CONFLICT, "This model has looked at no photo yet.", hint) from error
    return [
        {
            "query": row.query,
            "own": row.own,
            "before": _named(row.before),
            "after": _named(row.after),
        }
        for row in rows
    ]


def _named(photos: Sequence[PhotoRow]) -> list[dict[str, Any]]:
    return [{"photo": photo.id, "name": printable(photo.path.name)} for photo in photos]


@router.get("/models/suggested")
def suggested(backend: Served) -> list[dict[str, Any]]:
    """Models worth fetching, as the program knows them: nothing is asked of any network. `megabytes` by
    variant, the smallest last; `gain` was published at `source`. `step`: what it is for, '' for search."""
    return [
        {
            **{name: one[name] for name in ("name", "repository", "licence", "gain", "source", "note")},
            "languages": list(one["languages"]),
            "megabytes": one["variants"],
            "step": one.get("step", ""),
        }
        for one in _offered()
    ]


def _offered() -> list[dict[str, Any]]:
    return [*suggested_models(), *offered_networks()]


@router.get("/models/pull")
def pull_state(backend: Served) -> dict[str, Any]:
    """How far fetching a model is, or how it ended."""
    return standing_json(backend.pulls.job.standing)


@router.post("/models/pull")
def pull(backend: Served, asked: shapes.PulledModel) -> dict[str, Any]:
    """Fetch a suggested model from its hub, because the user asks for it: this alone uses a network. It goes
    on where an earlier attempt ended; follow it by asking again."""
    known = next((one for one in _offered() if one["name"] == asked.model), None)
    if known is None or asked.variant not in known["variants"]:
        hint = "photos-ml models lists them."
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "There is no such model.", hint)
    backend.pulls.start(PullAsked(asked.model, asked.variant))
    return standing_json(backend.pulls.job.standing)


@router.post("/models/pull/cancel")
def cancel_pull(backend: Served, _: shapes.Nothing) -> dict[str, Any]:
    """End fetching a model, or forget that it failed; what came is kept, and fetching it again goes on from
    there."""
    backend.pulls.job.cancel()
    backend.pulls.job.clear()
    return standing_json(backend.pulls.job.standing)
