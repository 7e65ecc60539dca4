"""How good and how fast it is: what `eval` and `bench` print, with the active model of a library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from photos_ml.app.service import PhotoService
    from photos_ml.planner.context import PlannedQuery


def eval_retrieval(service: PhotoService, images: Path, captions: Path) -> dict[str, Any]:
    """How often a caption finds its picture."""
    from photos_ml.app.evaluation.retrieval import evaluate_retrieval

    return dict(evaluate_retrieval(service.encoder, images, captions))


def eval_concepts(service: PhotoService, images: Path, captions: Path, *, errors: int) -> dict[str, Any]:
    """How often the plain name of a thing finds its photo, and how right the tags of those photos are."""
    from photos_ml.app.evaluation.concepts import evaluate_concepts

    return dict(evaluate_concepts(service.encoder, images, captions, errors=errors))


def eval_search(
    service: PhotoService, labels: Path, photos: Path, *, planner: str = "auto"
) -> dict[str, Any]:
    """How good the ranking of judged queries over a folder is, the library being made of that folder."""
    from photos_ml.app.evaluation.search import evaluate_search, read_labels

    judged = read_labels(labels)
    service.index([photos])

    def plan(query: str, now: datetime) -> PlannedQuery:
        return service.plan(query, planner=planner, now=now)

    return dict(evaluate_search(service.library(), service.engine, plan, judged, photos.absolute()))


def eval_planner(
    service: PhotoService, cases: Path, planner: str, *, budget_s: float | None = None
) -> dict[str, Any]:
    """How often a query is understood; `budget_s` is how long the language model may take for one."""
    from photos_ml.app.evaluation.planner import evaluate_named

    return evaluate_named(planner, cases, service.planners.marker, budget_s)


def bench_encoders(service: PhotoService, names: Sequence[str]) -> list[dict[str, Any]]:
    """Photos a second and ms a query of these models, or of all that work."""
    from photos_ml.app.benchmarks.encoders import bench_encoders

    chosen = names or [entry.name for entry in service.registry.entries() if not entry.problem]
    return [dict(row) for row in bench_encoders({name: service.registry.get(name) for name in chosen})]
