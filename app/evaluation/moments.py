"""How often a query finds the right moment of the right video."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from photos_ml.app.service import Context
from photos_ml.app.service.enrich import Enrichment
from photos_ml.app.service.indexing import index_folders
from photos_ml.app.service.search import search_photos
from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from photos_ml.search.hits import Hit

COLUMNS = {"video", "start", "end", "text"}
SLACK_S = 1.0
"""By which a hit may miss the moment."""


class MomentsReport(TypedDict):
    """`moment_r1`, `moment_r3`: share of the queries whose first, or one of whose first three hits opens in
    the right moment; `video_r3`: in the right video. `cost`: seconds of work a second of video; None where no
    file says how long it is."""

    queries: int
    videos: int
    moment_r1: float
    moment_r3: float
    video_r3: float
    cost: float | None
    skipped: int


@dataclass(frozen=True, slots=True)
class _Wanted:
    video: Path
    start: float
    end: float
    text: str

    def is_at(self, hit: Hit) -> bool:
        second = hit.second or 0.0
        return self.is_in(hit) and self.start - SLACK_S <= second <= self.end + SLACK_S

    def is_in(self, hit: Hit) -> bool:
        return hit.photo.path == self.video


def evaluate_moments(
    context: Context, videos: Path, queries: Path, *, tick: Callable[[int, int], None] = lambda done, of: None
) -> MomentsReport:
    """Every query of a CSV (video,start,end,text; seconds) over the videos of a folder, of which the library
    is made. UsageError for a CSV of other columns or without a video that is there."""
    rows = _rows(queries, videos.absolute())
    wanted = [row for row in rows if row.video.is_file()]
    if not wanted:
        raise UsageError(f"{queries} names no video that is there", hint="columns: video,start,end,text")
    started = time.perf_counter()
    index_folders(context, [videos])
    Enrichment(context).run(["moments"])
    seconds = time.perf_counter() - started
    moment_1 = moment_3 = video_3 = 0
    found: dict[Path, float] = {}
    for number, one in enumerate(wanted, 1):
        hits = search_photos(context, one.text, limit=3, planner="rules").hits
        moment_1 += any(map(one.is_at, hits[:1]))
        moment_3 += any(map(one.is_at, hits))
        video_3 += any(map(one.is_in, hits))
        tick(number, len(wanted))
    for one in wanted:
        photo = context.library().photos.find(one.video)
        found[one.video] = (photo.metadata.duration_s if photo else None) or 0.0
    length = sum(found.values())
    count = len(wanted)
    return {
        "queries": count,
        "videos": len(found),
        "moment_r1": round(moment_1 / count, 4),
        "moment_r3": round(moment_3 / count, 4),
        "video_r3": round(video_3 / count, 4),
        "cost": round(seconds / length, 4) if length else None,
        "skipped": len(rows) - count,
    }


def _rows(queries: Path, videos: Path) -> list[_Wanted]:
    with queries.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        if not set(rows.fieldnames or ()) >= COLUMNS:
            raise UsageError(f"{queries} has no columns video, start, end and text")
        try:
            return [
                _Wanted(videos / row["video"], float(row["start"]), float(row["end"]), row["text"])
                for row in rows
            ]
        except (TypeError, ValueError) as error:
            raise UsageError(f"{queries} cannot be read: {error}", hint="in seconds") from error
