"""How well the adapter marks queries it has not seen, and how fast, as it runs in the product.

    python measure.py --held held.jsonl --count 300 --threads 2

exact: share of queries whose marked pieces, roles and places are all right; by role: precision and recall.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

from photos_ml.planner.context import Known
from photos_ml.planner.llm import load_marker
from photos_ml.planner.llm.form import read
from photos_ml.planner.spans import Marking, SpanRole
from photos_ml.planner.tokens import tokenize

PATIENT_S = 30.0
"""Quality is measured without a time budget."""


def marked(marking: Marking) -> set[tuple[int, int, SpanRole]]:
    """Spans that matter: OTHER is what is left, and follows from the rest."""
    return {(one.start, one.end, one.role) for one in marking.spans if one.role is not SpanRole.OTHER}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", type=Path, required=True)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--errors", action="store_true", help="print what went wrong")
    args = parser.parse_args()
    marker = load_marker(cache=args.cache, threads=args.threads)
    wanted_by_role, got_by_role, right_by_role = Counter[SpanRole](), Counter[SpanRole](), Counter[SpanRole]()
    exact, shows, times_ms = 0, Counter[bool](), []
    lines = [json.loads(line) for line in args.held.read_text().splitlines()][: args.count]
    for line in lines:
        query = line["query"]
        began = time.perf_counter()
        marking = marker.mark(
            query, Known.from_mapping(line["known"]), datetime.now().astimezone(), PATIENT_S
        )
        times_ms.append(1000 * (time.perf_counter() - began))
        wanted = read(line["answer"], query, tokenize(query))
        got = marked(marking) if marking else set()
        right = got & marked(wanted)
        wanted_by_role.update(role for *_, role in marked(wanted))
        got_by_role.update(role for *_, role in got)
        right_by_role.update(role for *_, role in right)
        exact += got == marked(wanted)
        if wanted.picture_text:
            shows[marking is not None and marking.picture_text == wanted.picture_text] += 1
        if args.errors and got != marked(wanted):
            said = " | ".join(f"{role.value} {query[start:end]}" for start, end, role in sorted(got))
            print(f"{query}\n    said   {said}\n    wanted {line['answer'].strip().replace(chr(10), ' | ')}")
    times_ms.sort()
    report = {
        "queries": len(lines),
        "exact": round(exact / len(lines), 4),
        "roles": {
            role.value: {
                "precision": round(right_by_role[role] / max(got_by_role[role], 1), 3),
                "recall": round(right_by_role[role] / wanted_by_role[role], 3),
            }
            for role in wanted_by_role
        },
        "show": {"right": shows[True], "wrong": shows[False]},
        "p50_ms": round(times_ms[len(times_ms) // 2]),
        "p95_ms": round(times_ms[int(len(times_ms) * 0.95)]),
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
