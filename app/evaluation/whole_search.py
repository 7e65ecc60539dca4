"""Captions as queries of the whole search, beside what the vectors alone find: filters must lose nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from photos_ml.app.evaluation.retrieval import Progress, Ticker, read_captions
from photos_ml.app.service import Context
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.planning import plan_query
from photos_ml.app.service.search import search_engine
from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.plan import QueryPlan
from photos_ml.search.engine import Evidence

DEPTH = 10
VECTORS_ALONE = Evidence(captions=False, written=False, tags=False, negation=False, folding=False)


class Recall(TypedDict):
    """In percent of the queries."""

    r1: float
    r5: float
    r10: float


class WholeSearch(TypedDict):
    """The whole search, and its vectors alone, over the same photos in one run."""

    queries: int
    search: Recall
    vectors: Recall


def evaluate_whole_search(
    context: Context, images_dir: Path, captions_csv: Path, progress: Progress | None = None
) -> WholeSearch:
    """Every caption of the CSV (columns image, caption) against the folder's photos, which are indexed into
    the empty library of `context`. UsageError where the CSV cannot be read."""
    pairs = read_captions(captions_csv)
    index_folders(context, [images_dir])
    engine, tick = search_engine(context), Ticker(progress, len(pairs))
    whole, alone = list[int](), list[int]()
    for name, caption in pairs:
        planned = plan_query(context, caption, planner="rules")
        plain = PlannedQuery(QueryPlan(text=caption), planned.planner)
        for ranks, asked, evidence in (
            (whole, planned, Evidence(folding=False)),
            (alone, plain, VECTORS_ALONE),
        ):
            hits = engine.search(asked, limit=DEPTH, evidence=evidence).hits
            found = [hit.photo.path.name for hit in hits]
            ranks.append(found.index(name) + 1 if name in found else DEPTH + 1)
        tick(1)
    return {"queries": len(pairs), "search": _recall(whole), "vectors": _recall(alone)}


def _recall(ranks: Sequence[int]) -> Recall:
    """Of ranks from 1."""
    one, five, ten = (round(100 * sum(rank <= k for rank in ranks) / len(ranks), 2) for k in (1, 5, 10))
    return {"r1": one, "r5": five, "r10": ten}
