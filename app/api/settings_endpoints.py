"""What the settings page reads and changes. Nothing here touches a photo's file."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter

from photos_ml.app.api import shapes
from photos_ml.app.api.backend import Served
from photos_ml.app.api.problems import Problem, answered
from photos_ml.app.api.strict import StrictRoute
from photos_ml.app.present import printable, step_json, traces_json
from photos_ml.app.service import choices, indexing
from photos_ml.app.service.doctor import examine
from photos_ml.app.service.enrich import Enrichment
from photos_ml.app.service.language import LANGUAGES
from photos_ml.app.service.planning import home_found
from photos_ml.app.service.settings import query_languages

KNOWN = "known-"

router = APIRouter(route_class=StrictRoute)


@router.get("/settings")
def settings(backend: Served) -> dict[str, Any]:
    """What is chosen; `home_found` is the country that the photos tell, `languages` those that queries are
    read in: code -> name; `app_languages` those that the app is shown in, `shown_in` the one it is now."""
    context = backend.context
    found = {
        "home_found": home_found(context),
        "languages": query_languages(),
        "app_languages": LANGUAGES,
        "shown_in": context.language,
    }
    return {**asdict(context.settings), **found}


@router.post("/settings")
def change_settings(backend: Served, asked: shapes.SettingsBody) -> dict[str, Any]:
    """Choose; what is left out stays as it is."""
    chosen = asked.model_dump(exclude_none=True)
    answered(lambda: choices.change_settings(backend.context, **chosen))
    return settings(backend)


@router.post("/folders/forget")
def forget_folder(backend: Served, asked: shapes.ForgottenFolder) -> dict[str, Any]:
    """Take a folder out of the library, with all that is known of its photos; its files stay as they are.
    What was done by hand to the photos is kept for when they come back, unless that is to go as well.
    `traces`: where it was looked for what went."""
    number = asked.folder.removeprefix(KNOWN)
    roots = {str(root.id): root.id for root in backend.context.library().roots()}
    if not asked.folder.startswith(KNOWN) or number not in roots:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "There is no such folder in the library.")
    backend.refuse_while_indexing()
    gone = indexing.forget_folder(backend.context, roots[number], acts_too=asked.acts)
    return {"photos": gone.photos, "traces": traces_json(gone.traces)}


@router.get("/steps")
def steps(backend: Served) -> dict[str, Any]:
    """What is computed from the pictures, how far each step is, and whether one is at work now."""
    states = Enrichment(backend.context).states() if backend.context.has_library else []
    running, waits_for = backend.steps.is_running, backend.steps.waits_for
    return {"running": running, "waits_for": waits_for, "steps": [step_json(state) for state in states]}


@router.post("/steps")
def choose_step(backend: Served, asked: shapes.StepChoice) -> dict[str, Any]:
    """Switch a step on, or off: what it made is deleted then, and `traces` say where it was looked for."""
    traces = answered(lambda: backend.steps.switch(asked.step, asked.on))
    return {**steps(backend), "traces": traces_json(traces)}


@router.get("/doctor")
def doctor(backend: Served) -> list[dict[str, str]]:
    """Whether all is well with the installation and the library."""
    return [
        {"name": check.name, "verdict": check.verdict.value, "text": printable(check.text)}
        for check in examine(backend.context)
    ]
