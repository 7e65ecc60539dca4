"""Precision and recall of the filter of what is no memory, by looks alone: bench_junk.py PHOTOS_DIR [COUNT].

Negatives are real photos of a folder (searched through); positives are drawn, some on those photos. Names and
folders say nothing here; in a library they help.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PIL import Image

from photos_ml.encoders.base import Encoder
from photos_ml.encoders.registry import Registry
from photos_ml.ranker.scene.junk import JunkFilter
from photos_ml.ranker.simulation.clutter import DRAWN
from photos_ml.store.dated import DatedPhoto
from photos_ml.vision.quality import measure

A_KIND = 40
BATCH = 32
NOBODY = DatedPhoto(
    id=1, content_id=1, local=datetime(2024, 1, 2, 10), offset_minutes=0, has_time=True, lat=None, lon=None,
    place=None, camera="phone", folder="/p", name="IMG_1.jpg", width=4000, height=3000, video=False,
    favorite=False, rating=None, burst_id="",
)  # fmt: skip


def reasons(encoder: Encoder, junk: JunkFilter, pictures: Sequence[Image.Image]) -> list[str]:
    """Why each is no memory, '' where it may be one."""
    found = []
    for start in range(0, len(pictures), BATCH):
        batch = pictures[start : start + BATCH]
        for picture, seen in zip(batch, junk.visual_scores(encoder.encode_images(batch)), strict=True):
            verdict = junk.verdict(NOBODY, measure(picture), seen)
            found.append(verdict.reason if verdict else "")
    return found


def main(folder: Path, count: int) -> None:
    with tempfile.TemporaryDirectory() as models:
        encoder = Registry(Path(models)).get("builtin")
        junk = JunkFilter(encoder.encode_texts)
        files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
        files = random.Random(0).sample(files, min(count, len(files)))
        photos = [Image.open(file).convert("RGB") for file in files]
        wrong = [reason for reason in reasons(encoder, junk, photos) if reason]
        caught = drawn = 0
        for name, draw in DRAWN.items():
            pictures = [draw(random.Random(seed), photos[seed % len(photos)]) for seed in range(A_KIND)]
            said = Counter(reason for reason in reasons(encoder, junk, pictures) if reason)
            caught, drawn = caught + said.total(), drawn + A_KIND
            print(f"{name:14} {said.total() / A_KIND:6.1%}   {dict(said.most_common(3))}")
        false_rate = len(wrong) / len(photos)
        print(f"recall {caught / drawn:.1%} of {drawn} drawn; precision {caught / (caught + len(wrong)):.1%}")
        print(f"taken for junk: {false_rate:.1%} of {len(photos)} real photos {dict(Counter(wrong))}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 500)
