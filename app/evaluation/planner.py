"""How often a planner understands: plans against the plans people wrote, field by field."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from photos_ml.errors import UsageError
from photos_ml.planner import make_planner
from photos_ml.planner.context import Known, PlannedQuery, Planner
from photos_ml.planner.once import MarkerOnce
from photos_ml.planner.plan import QueryPlan
from photos_ml.planner.spans import Marking, SpanMarker

TEXT_F1_NEEDED = 0.8
"""Below this token F1 the texts of two plans do not count as the same."""


@dataclass(frozen=True, slots=True)
class Case:
    """One query and the plan a person wrote for it; `hard` ones are implicit, wordy or ambiguous.

    `language`: ISO 639 code of what it is written in, '' where the case does not say.
    """

    query: str
    now: datetime
    known: Known
    plan: QueryPlan
    hard: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """What a planner made of a case, and how long it took."""

    case: Case
    planned: PlannedQuery
    seconds: float

    @property
    def text_f1(self) -> float:
        return token_f1(self.planned.plan.text, self.case.plan.text)

    @property
    def exact(self) -> bool:
        """Every field but text, evidence and soft equal, lists as sets, and the texts close enough."""
        return self.planned.plan.same_as(self.case.plan) and self.text_f1 >= TEXT_F1_NEEDED


def read_cases(path: Path) -> list[Case]:
    """Cases of a JSONL file, {query, now, library, plan, hard?, lang?} a line; UsageError names a bad one."""
    if not path.is_file():
        raise UsageError(f"no such file: {path}", hint="give a JSONL file of {query, now, library, plan}")
    lines = path.read_bytes().split(b"\n")  # not by str: a query may hold a character that parts lines there
    return [_case(line, number, path) for number, line in enumerate(lines, 1) if line.strip()]


def evaluate_planner(planner: Planner, cases: Path | Sequence[Case]) -> dict[str, Any]:
    """{cases, plan_exact, fields: {name: {precision, recall}}, text_f1, p50_ms, p95_ms}, `hard` ones, and
    `languages` where cases say what they are written in.

    Times are of a warm planner: the first query is planned once before the clock runs.
    """
    known_cases = read_cases(cases) if isinstance(cases, Path) else list(cases)
    if not known_cases:
        raise UsageError("no cases to evaluate", hint="give a JSONL file of {query, now, library, plan}")
    first = known_cases[0]
    planner.plan(first.query, first.known, first.now)
    return summary([run_case(planner, case) for case in known_cases])


def evaluate_named(
    name: str, cases: Path, marker: MarkerOnce, budget_s: float | None = None
) -> dict[str, Any]:
    """`evaluate_planner` for a planner by name over a loaded model, and `llm`: {asked, unanswered, p50_ms,
    p95_ms} of the queries the model was shown.
    """
    timed = TimedMarker(found) if name != "rules" and (found := marker.get()) else None
    planner = make_planner(name, MarkerOnce(lambda: timed), budget_s=budget_s)
    result = evaluate_planner(planner, cases)
    return result if timed is None else {**result, "llm": timed.figures()}


class TimedMarker:
    """A marker under a stop watch; the first answer, which finds nothing cached, is not counted."""

    def __init__(self, marker: SpanMarker) -> None:
        self.name = marker.name
        self._marker = marker
        self._times_ms: list[float] = []
        self._unanswered = 0

    def mark(self, query: str, known: Known, now: datetime, budget_s: float) -> Marking | None:
        started = perf_counter()
        marking = self._marker.mark(query, known, now, budget_s)
        self._times_ms.append(1000 * (perf_counter() - started))
        self._unanswered += marking is None
        return marking

    def figures(self) -> dict[str, Any]:
        """Of all answers, those that came too late among them."""
        ordered = sorted(self._times_ms[1:])
        return {
            "asked": len(self._times_ms),
            "unanswered": self._unanswered,
            "p50_ms": round(percentile(ordered, 0.5), 1) if ordered else None,
            "p95_ms": round(percentile(ordered, 0.95), 1) if ordered else None,
        }


def run_case(planner: Planner, case: Case) -> PlanOutcome:
    started = perf_counter()
    planned = planner.plan(case.query, case.known, case.now)
    return PlanOutcome(case, planned, perf_counter() - started)


def summary(outcomes: Sequence[PlanOutcome]) -> dict[str, Any]:
    """Figures over outcomes; shares run from 0 to 1."""
    times_ms = sorted(1000 * outcome.seconds for outcome in outcomes)
    result: dict[str, Any] = {
        "cases": len(outcomes),
        "plan_exact": _share(outcome.exact for outcome in outcomes),
        "fields": _fields(outcomes),
        "text_f1": round(sum(outcome.text_f1 for outcome in outcomes) / len(outcomes), 4),
        "p50_ms": round(percentile(times_ms, 0.5), 3),
        "p95_ms": round(percentile(times_ms, 0.95), 3),
    }
    hard = [outcome for outcome in outcomes if outcome.case.hard]
    if hard:
        result["hard"] = {"cases": len(hard), "plan_exact": _share(outcome.exact for outcome in hard)}
    if languages := _by_language(outcomes):
        result["languages"] = languages
    result["planners"] = dict(Counter(outcome.planned.planner for outcome in outcomes))
    return result


def _by_language(outcomes: Sequence[PlanOutcome]) -> dict[str, dict[str, Any]]:
    """Code -> {cases, plan_exact, text_f1, told, p50_ms, p95_ms} of the cases that say what they are written
    in; `told`: the share that was read in that language.
    """
    figures: dict[str, dict[str, Any]] = {}
    for code in dict.fromkeys(outcome.case.language for outcome in outcomes if outcome.case.language):
        those = [outcome for outcome in outcomes if outcome.case.language == code]
        times_ms = sorted(1000 * outcome.seconds for outcome in those)
        figures[code] = {
            "cases": len(those),
            "plan_exact": _share(outcome.exact for outcome in those),
            "text_f1": round(sum(outcome.text_f1 for outcome in those) / len(those), 4),
            "told": _share(outcome.planned.language == code for outcome in those),
            "p50_ms": round(percentile(times_ms, 0.5), 3),
            "p95_ms": round(percentile(times_ms, 0.95), 3),
        }
    return figures


def token_f1(first: str, second: str) -> float:
    """Harmonic mean of precision and recall over words, case aside; 1 where both are empty."""
    one, two = Counter(first.lower().split()), Counter(second.lower().split())
    if not one and not two:
        return 1.0
    shared = (one & two).total()
    return 2 * shared / (one.total() + two.total())


def percentile(ordered: Sequence[float], share: float) -> float:
    """The nearest-rank percentile of ascending values."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _case(line: bytes, number: int, path: Path) -> Case:
    try:
        source = json.loads(line)
        return Case(
            query=source["query"],
            now=datetime.fromisoformat(source["now"]),
            known=Known.from_mapping(source["library"]),
            plan=QueryPlan.from_dict(source["plan"]),
            hard=bool(source.get("hard", False)),
            language=str(source.get("lang", "")),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path.name}, line {number}: {error}", hint="see the case format") from error


def _share(values: Iterable[bool]) -> float:
    counted = [bool(value) for value in values]
    return round(sum(counted) / len(counted), 4)


def _fields(outcomes: Sequence[PlanOutcome]) -> dict[str, dict[str, float]]:
    """Precision and recall of each field's single values, over all cases."""
    names = [name for name in QueryPlan.__struct_fields__ if name not in ("text", "evidence", "soft")]
    return {name: _precision_recall(name, outcomes) for name in names}


def _precision_recall(name: str, outcomes: Sequence[PlanOutcome]) -> dict[str, float]:
    right = said = wanted = 0
    for outcome in outcomes:
        got = field_items(outcome.planned.plan, name)
        want = field_items(outcome.case.plan, name)
        right += len(got & want)
        said += len(got)
        wanted += len(want)
    return {
        "precision": round(right / said, 4) if said else 1.0,
        "recall": round(right / wanted, 4) if wanted else 1.0,
    }


def field_items(plan: QueryPlan, name: str) -> frozenset[str]:
    """The single values of a field, in canonical form: one a list member, one a part of `recurring` or
    `people`.
    """
    value = plan.canonical().to_dict().get(name)
    if value is None:
        return frozenset()
    return frozenset(_items(value))


def _items(value: object) -> Iterable[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from (f"{key}:{item}" for item in _items(inner))
    elif isinstance(value, list | tuple):
        yield from (json.dumps(item, sort_keys=True, default=str) for item in value)
    else:
        yield json.dumps(value, default=str)
