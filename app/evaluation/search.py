"""How good search is on judged queries: NDCG@10 with everything, without each piece of evidence, and with
pictures alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypedDict

import numpy as np

from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.planning import plan_query
from photos_ml.app.service.search import search_engine
from photos_ml.errors import UsageError
from photos_ml.ndcg import DEPTH, gains_of, ndcg_of_gains
from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.plan import QueryPlan
from photos_ml.search.engine import Evidence, SearchEngine, SearchResult
from photos_ml.search.hits import Hit
from photos_ml.store import Library

VARIANTS = {
    "fused": Evidence(),
    "without seeing": Evidence(visual=False),
    "without captions": Evidence(captions=False),
    "without words": Evidence(written=False),
    "without tags": Evidence(tags=False),
    "without filters": Evidence(),
    "without negation": Evidence(negation=False),
    "without folding": Evidence(folding=False),
    "pictures alone": Evidence(captions=False, written=False, tags=False, negation=False, folding=False),
}
UNPLANNED = frozenset({"without filters", "pictures alone"})
"""Variants in which the whole query is looked for, as a program without a planner would."""

Plan = Callable[[str, datetime], PlannedQuery]


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query and the grade of each path that answers it, 1 to 3; none where nothing should be found."""

    query: str
    kind: str
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Labels:
    """Judged queries over one folder of photos. `moment`: path -> the path that stands for its moment."""

    now: datetime
    queries: tuple[JudgedQuery, ...]
    moment: Mapping[str, str] = field(default_factory=dict)


class SearchReport(TypedDict):
    """`ndcg10`: each variant over every photo; `ndcg10_moments`: with one shot of a moment counted.
    `kinds`: NDCG@10 of each kind of query, with everything and with pictures alone. `refused`: share of the
    queries without an answer that are told so; `false_refusals`: of those that have one."""

    queries: int
    ndcg10: dict[str, float]
    ndcg10_moments: dict[str, float]
    kinds: dict[str, dict[str, float]]
    refused: float
    false_refusals: float


def read_labels(path: Path) -> Labels:
    """From JSON {now, queries: [{query, tests, relevant: {path: grade}}], same_moment: {path: [path]}}."""
    try:
        source = json.loads(path.read_text(encoding="utf-8"))
        queries = tuple(
            JudgedQuery(entry["query"], str(entry.get("tests", "")), dict(entry["relevant"]))
            for entry in source["queries"]
        )
        groups = source.get("same_moment", {})
        moment = {other: lead for lead, others in groups.items() for other in (lead, *others)}
        return Labels(datetime.fromisoformat(source["now"]).astimezone(), queries, moment)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} does not hold judged queries: {error}", hint="see sample_library/labels.json"
        ) from error


def ranked_ndcg(grades: Sequence[int], ideal: Sequence[int]) -> float:
    """NDCG@10 of ranked grades; `ideal`: all there are. 0 where there are none."""
    return float(np.nan_to_num(ndcg_of_gains(gains_of(grades), gains_of(ideal))))


def evaluate_folder(context: Context, labels: Path, photos: Path, *, planner: str = "auto") -> SearchReport:
    """How good the ranking of judged queries over a folder is, the library being made of that folder."""
    judged = read_labels(labels)
    index_folders(context, [photos])

    def plan(query: str, now: datetime) -> PlannedQuery:
        return plan_query(context, query, planner=planner, now=now)

    return evaluate_search(context.library(), search_engine(context), plan, judged, photos.absolute())


def evaluate_search(
    library: Library, engine: SearchEngine, plan: Plan, labels: Labels, folder: Path
) -> SearchReport:
    """Every judged query in every variant; the paths of the labels are below `folder`."""
    answers = {}
    for name in VARIANTS:
        found = [_answer(engine, plan, labels, query, name) for query in labels.queries]
        answers[name] = [(_paths(library, result.hits, folder), result.good) for result in found]
    judged = [query for query in labels.queries if query.grades]
    photos: dict[str, list[float]] = {}
    moments: dict[str, list[float]] = {}
    for name, ranked in answers.items():
        pairs = [(q, paths) for q, (paths, _) in zip(labels.queries, ranked, strict=True) if q.grades]
        photos[name] = [photo_ndcg(query, paths) for query, paths in pairs]
        moments[name] = [moment_ndcg(query, paths, labels.moment) for query, paths in pairs]
    good = [count for _, count in answers["fused"]]
    return {
        "queries": len(labels.queries),
        "ndcg10": {name: _mean(values) for name, values in photos.items()},
        "ndcg10_moments": {name: _mean(values) for name, values in moments.items()},
        "kinds": _by_kind(judged, photos),
        "refused": _mean([float(n == 0) for q, n in zip(labels.queries, good, strict=True) if not q.grades]),
        "false_refusals": _mean(
            [float(n == 0) for q, n in zip(labels.queries, good, strict=True) if q.grades]
        ),
    }


def photo_ndcg(judged: JudgedQuery, hits: Sequence[Sequence[str]]) -> float:
    """NDCG@10 of hits, each the paths of its photos; folded shots stand behind the one that leads them."""
    grades = [judged.grades.get(path, 0) for paths in hits for path in paths]
    return ranked_ndcg(grades, list(judged.grades.values()))


def moment_ndcg(judged: JudgedQuery, hits: Sequence[Sequence[str]], moment: Mapping[str, str]) -> float:
    """The same where a moment counts once, with its best grade; shown again it is worth nothing."""
    best: dict[str, int] = {}
    for path, grade in judged.grades.items():
        one = moment.get(path, path)
        best[one] = max(best.get(one, 0), grade)
    grades, seen = [], set[str]()
    for paths in hits:
        fresh = {moment.get(path, path) for path in paths} - seen
        grades.append(max((best.get(one, 0) for one in fresh), default=0))
        seen |= fresh
    return ranked_ndcg(grades, list(best.values()))


def _answer(
    engine: SearchEngine, plan: Plan, labels: Labels, judged: JudgedQuery, variant: str
) -> SearchResult:
    """Ten photos at least, however they fold."""
    if variant in UNPLANNED:
        planned = PlannedQuery(QueryPlan(text=judged.query), "none")
    else:
        planned = plan(judged.query, labels.now)
    return engine.search(planned, limit=3 * DEPTH, evidence=VARIANTS[variant])


def _paths(library: Library, hits: Sequence[Hit], folder: Path) -> list[list[str]]:
    """The paths of each hit's photos, the one that leads first."""
    photos = library.photos.get([photo_id for hit in hits for photo_id in (hit.photo.id, *hit.similar)])
    ids = [(hit.photo.id, *hit.similar) for hit in hits]
    return [[_below(photos[i].path, folder) for i in group if i in photos] for group in ids]


def _below(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _by_kind(
    judged: Sequence[JudgedQuery], figures: Mapping[str, list[float]]
) -> dict[str, dict[str, float]]:
    return {
        kind: {
            name: _mean([v for q, v in zip(judged, figures[name], strict=True) if q.kind == kind])
            for name in ("fused", "pictures alone")
        }
        for kind in sorted({query.kind for query in judged})
    }


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 4) if values else 0.0
