"""The JSON shapes of answers, the same for the command line and the HTTP service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from photos_ml.store.paths import printable

SHORT_S = 30.0
"""Of what follows: less is not worth a word."""

if TYPE_CHECKING:
    from photos_ml.app.service.duplicates import Duplicates
    from photos_ml.app.service.enrich import StepState
    from photos_ml.app.service.feedback import LearntReport
    from photos_ml.app.service.memories import MemoryView
    from photos_ml.app.service.status import LibraryStatus
    from photos_ml.app.service.trash import InTrash, MoveOutcome
    from photos_ml.indexer.enrich.report import EnrichReport
    from photos_ml.indexer.foresight import Foreseen
    from photos_ml.indexer.imports.taking import Import
    from photos_ml.indexer.report import Report
    from photos_ml.planner.context import PlannedQuery
    from photos_ml.ranker.learning.feedback import FeedbackEvent
    from photos_ml.search.engine import SearchResult
    from photos_ml.search.hits import Hit
    from photos_ml.store import Failure, TagCount
    from photos_ml.store.albums import AlbumRow
    from photos_ml.store.read_text import TextLine
    from photos_ml.store.traces import Trace
    from photos_ml.types import Tag

__all__ = [
    "album_json",
    "duplicates_json",
    "enrich_json",
    "failure_json",
    "feedback_json",
    "foreseen_json",
    "hit_json",
    "import_json",
    "in_words",
    "memory_json",
    "moved_json",
    "plan_json",
    "printable",
    "report_json",
    "run_json",
    "search_json",
    "similar_json",
    "status_json",
    "step_json",
    "tag_count_json",
    "tag_json",
    "text_line_json",
    "traces_json",
    "trashed_json",
    "verdict_json",
]


def import_json(done: Import, *, dry_run: bool) -> dict[str, Any]:
    return {
        "records": done.records,
        "matched": done.matched,
        "facts": done.facts,
        "albums": done.albums,
        "in_albums": done.in_albums,
        "unmatched": [{"path": printable(path), "why": why} for path, why in done.unmatched],
        "problems": [printable(problem) for problem in done.problems],
        "gestures": list(done.gestures),
        "dry_run": dry_run,
    }


def album_json(album: AlbumRow) -> dict[str, Any]:
    return {
        "id": album.id,
        "name": album.name,
        "query": album.query,
        "photos": album.photos,
        "cover": album.cover,
        "source": album.source,
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    metadata = hit.photo.metadata
    return {
        "photo": hit.photo.id,
        "path": printable(str(hit.photo.path)),
        "taken": metadata.taken.local.isoformat() if metadata.taken else None,
        "date_source": metadata.taken.source.value if metadata.taken else None,
        "precision": metadata.taken.precision.value if metadata.taken else None,
        "place": str(metadata.place) if metadata.place else None,
        "score": hit.score,
        "good": hit.good,
        "why": list(map(str, hit.why)),
        "similar": list(hit.similar),
        "online": hit.photo.online,
        **({"second": hit.second} if hit.second is not None else {}),
        **({"text": [text_line_json(line) for line in hit.text]} if hit.text else {}),
        **({"explanation": asdict(hit.explanation)} if hit.explanation else {}),
    }


def text_line_json(line: TextLine) -> dict[str, Any]:
    """A line of text in a picture, and its corners in shares of the upright picture."""
    return {"text": line.text, "confidence": line.confidence, "corners": [list(one) for one in line.corners]}


def foreseen_json(foreseen: Foreseen) -> dict[str, Any]:
    """What a run will cost, for programs."""
    return {
        "photos": foreseen.photos,
        "search_seconds": round(foreseen.search_s),
        "later_seconds": round(foreseen.later_s),
        "bytes": foreseen.bytes,
    }


def in_words(foreseen: Foreseen) -> str:
    """What a run will cost, for people."""
    size, later = foreseen.bytes / 1e6, ""
    disk = f"{size / 1000:.1f} GB" if size >= 1000 else f"{size:.0f} MB"
    if foreseen.later_s >= SHORT_S:
        later = f", {duration(foreseen.later_s)} more to look closer"
    if not foreseen.photos and foreseen.search_s < 1:
        more = f"; about {duration(foreseen.later_s)} to look closer at what is there"
        return f"nothing new{more if foreseen.later_s >= 1 else ''}"
    search = f"about {duration(foreseen.search_s)} until they can be found"
    return f"{foreseen.photos:,} new photos: {search}{later}, {disk} of disk"


def duration(seconds: float) -> str:
    """'3 s', '12 minutes', '4.5 hours', '3 days'."""
    minutes, hours = seconds / 60, seconds / 3600
    if minutes < 1.5:
        return f"{seconds:.0f} s"
    if hours < 1.5:
        return f"{minutes:.0f} minutes"
    return f"{hours:.1f} hours" if hours < 36 else f"{hours / 24:.0f} days"


def memory_json(view: MemoryView) -> dict[str, Any]:
    memory = view.memory
    return {
        "id": memory.id,
        "kind": memory.kind,
        "title": memory.title,
        "subtitle": memory.subtitle,
        "score": memory.score,
        "why": list(memory.why),
        "cover": memory.cover,
        "photos": [
            {"photo": photo.id, "path": printable(str(photo.path)), "score": score}
            for photo, (_, score) in zip(view.photos, memory.photos, strict=True)
        ],
    }


def learnt_json(found: LearntReport) -> dict[str, Any]:
    """What was learnt of the user."""
    return {
        "ranker": found.ranker,
        "said": found.said,
        "more": [{"what": words, "weight": weight} for words, weight in found.learnt.more],
        "less": [{"what": words, "weight": weight} for words, weight in found.learnt.less],
        "asked_less": [{"subject": subject, "count": count} for subject, count in found.less],
        "favorites": found.favorites,
    }


def feedback_json(event: FeedbackEvent) -> dict[str, Any]:
    return {**asdict(event), "at": event.at.isoformat(), "event": event.event.value}


def reader(planned: PlannedQuery) -> str:
    """Who read the query, and in what language where that is not English: 'rules, de'."""
    return planned.planner + (f", {planned.language}" if planned.language not in ("", "en") else "")


def plan_json(planned: PlannedQuery) -> dict[str, Any]:
    return {
        "planner": planned.planner,
        "language": planned.language,
        "plan": planned.plan.to_dict(),
        "notes": [str(note) for note in (*planned.notes, *planned.working)],
        "told": [str(note) for note in planned.notes],
    }


def search_json(result: SearchResult) -> dict[str, Any]:
    return {
        **plan_json(result.planned),
        "confidence": result.confidence,
        "total": result.total,
        "good": result.good,
        "verdict": verdict_json(result),
        "as_of": str(result.as_of),
        **({"lacking": list(result.lacking)} if result.lacking else {}),
        **({"facets": asdict(result.facets)} if result.facets else {}),
        "hits": [hit_json(hit) for hit in result.hits],
    }


def verdict_json(result: SearchResult) -> dict[str, Any]:
    """What `confidence` comes of: the first look, or a closer one, at how many photos."""
    if result.look is None:
        return {"by": "first look"}
    return {"by": "closer look", "photos": result.look.photos, "before": result.look.before}


def similar_json(hits: tuple[Hit, ...], total: int) -> dict[str, Any]:
    return {
        "planner": "similar",
        "plan": {},
        "confidence": max((hit.score for hit in hits), default=0.0),
        "total": total,
        "hits": [hit_json(hit) for hit in hits],
    }


def duplicates_json(group: Duplicates) -> dict[str, Any]:
    """The photo to keep first."""
    return {
        "kind": group.kind.value,
        "keep": group.photos[0].id,
        "why": list(group.why),
        "differ": list(group.differ),
        "photos": [
            {
                "photo": photo.id,
                "path": printable(str(photo.path)),
                "width": photo.metadata.width,
                "height": photo.metadata.height,
                "bytes": photo.size,
            }
            for photo in group.photos
        ],
    }


def moved_json(moved: MoveOutcome) -> dict[str, Any]:
    return {"photo": moved.photo, "name": printable(moved.name), "problem": moved.problem}


def trashed_json(listed: InTrash) -> dict[str, Any]:
    file = listed.file
    return {
        "path": printable(str(file.path)),
        "kept": printable(str(file.kept)),
        "bytes": file.size,
        "at": file.at,
        "back": listed.is_back,
    }


def tag_json(tag: Tag) -> dict[str, Any]:
    return {"tag": tag.word, "probability": tag.probability, **({"by_hand": True} if tag.by_hand else {})}


def tag_count_json(count: TagCount) -> dict[str, Any]:
    return {"tag": count.word, "photos": count.photos, "cover": count.cover}


def report_json(report: Report) -> dict[str, Any]:
    counts = report.counts
    return {
        "new": counts.new,
        "changed": counts.changed,
        "moved": counts.moved,
        "unchanged": counts.unchanged,
        "failed": counts.failed,
        "gone": counts.gone,
        "missing": counts.missing,
        "unreadable": counts.unreadable,
        "verified": counts.verified,
        "embedded": counts.embedded,
        "seconds": round(report.seconds, 3),
        "photos_per_second": round(report.photos_per_second, 1),
        "offline": [printable(str(path)) for path in report.offline],
        "links": [
            {
                "path": printable(str(link.path)),
                "target": printable(str(link.target)),
                "followed": link.followed,
            }
            for link in report.links
        ],
    }


def traces_json(traces: Sequence[Trace]) -> list[dict[str, Any]]:
    """Each place, and what became of it."""
    return [{"place": printable(str(trace.place)), "fate": trace.fate.value} for trace in traces]


def enrich_json(states: Sequence[StepState], report: EnrichReport | None) -> dict[str, Any]:
    """The steps as they stand; `run` is what was done just now, None where nothing was asked for."""
    return {"steps": [step_json(state) for state in states], "run": run_json(report)}


def run_json(report: EnrichReport | None) -> dict[str, Any] | None:
    """What a run of the steps did; null where there was none."""
    if report is None:
        return None
    return {
        "done": {name: tally.done for name, tally in report.steps.items()},
        "failed": {name: tally.failed for name, tally in report.steps.items()},
        "seconds": round(report.seconds, 3),
        "stopped": report.stopped,
        "problems": dict(report.problems),
    }


def step_json(state: StepState) -> dict[str, Any]:
    return {**asdict(state), "ms": None if state.ms is None else round(state.ms, 2)}


def failure_json(failure: Failure) -> dict[str, Any]:
    return {
        "path": printable(str(failure.path)),
        "stage": failure.stage,
        "reason": failure.reason,
        "retry": failure.retry,
        "attempts": failure.attempts,
    }


def status_json(status: LibraryStatus) -> dict[str, Any]:
    return {
        **asdict(status),
        "library": printable(str(status.library)),
        "roots": [{"path": printable(str(path)), "online": online} for path, online in status.roots],
        "steps": [step_json(state) for state in status.steps],
    }
