"""Models: which there are, which are worth having; one in use, another fetched because it was asked for."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter

from photos_ml.app.api import shapes
from photos_ml.app.api.backend import Served
from photos_ml.app.api.problems import Problem
from photos_ml.app.api.pull_job import PullAsked, standing_json
from photos_ml.app.api.strict import StrictRoute
from photos_ml.app.service import models as model_choice
from photos_ml.app.service.models import model_entries, next_model, suggested_models

router = APIRouter(route_class=StrictRoute)


@router.get("/models")
def models(backend: Served) -> dict[str, Any]:
    """The models there are, the active one, and the one that takes over after the next index."""
    return {"models": model_entries(backend.context), "next": next_model(backend.context)}


@router.post("/models")
def use_model(backend: Served, asked: shapes.Model) -> dict[str, Any]:
    """Choose the model: at once, or after an index gave each of the photos that wait a vector of it."""
    entry = next((one for one in model_entries(backend.context) if one["name"] == asked.model), None)
    if entry is None:
        hint = "photos-ml models lists them."
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "There is no such model.", hint)
    if entry["problem"]:
        raise Problem(HTTPStatus.CONFLICT, "This model cannot be used here.", "photos-ml models says why.")
    backend.refuse_while_indexing()
    return {"waiting": model_choice.use_model(backend.context, asked.model)}


@router.get("/models/suggested")
def suggested(backend: Served) -> list[dict[str, Any]]:
    """Models worth fetching, as the program knows them: nothing is asked of any network. `megabytes` by
    variant, the smallest last; `gain` was published at `source`."""
    return [
        {
            **{name: one[name] for name in ("name", "repository", "licence", "gain", "source", "note")},
            "languages": list(one["languages"]),
            "megabytes": one["variants"],
        }
        for one in suggested_models()
    ]


@router.get("/models/pull")
def pull_state(backend: Served) -> dict[str, Any]:
    """How far fetching a model is, or how it ended."""
    return standing_json(backend.pulls.job.standing)


@router.post("/models/pull")
def pull(backend: Served, asked: shapes.PulledModel) -> dict[str, Any]:
    """Fetch a suggested model from its hub, because the user asks for it: this alone uses a network. It goes
    on where an earlier attempt ended; follow it by asking again."""
    known = next((one for one in suggested_models() if one["name"] == asked.model), None)
    if known is None or asked.variant not in known["variants"]:
        hint = "photos-ml models lists them."
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "There is no such model.", hint)
    backend.pulls.start(PullAsked(asked.model, asked.variant))
    return standing_json(backend.pulls.job.standing)


@router.post("/models/pull/cancel")
def cancel_pull(backend: Served, _: shapes.Nothing) -> dict[str, Any]:
    """End fetching a model; what came is kept, and fetching it again goes on from there."""
    backend.pulls.job.cancel()
    return standing_json(backend.pulls.job.standing)
