"""How well closed eyes are told from open ones, by the size of the face. What else it needs: README.md.

blinks.py --images DIR [--images DIR] [--margin 0.6]

eyes.csv was made by eye: a face's eyes are 'closed' (or look down so far that they seem so), 'open', or
'unclear': behind dark glasses, half shut, in the dark or out of focus. `x` and `y` are in the middle of the
face; where they are empty, the picture is cut tight around one: it gets `--margin` of grey around it, and is
made smaller, too.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from photos_ml.boxes import Box
from photos_ml.store.faces import CLOSED, OPEN
from photos_ml.vision.faces.look import FaceReader

TRUTH = Path(__file__).with_name("eyes.csv")
SHARES = (1.0, 0.6, 0.45)
"""Of its size that a tight picture has."""
GREY = (128, 128, 128)
FROM = (40, 60, 100)
"""Heights of a face, pixels."""
HALF = (CLOSED + OPEN) / 2

Row = dict[str, str]


def main() -> None:
    """Print, for faces from each height on, how many are told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, required=True, action="append")
    parser.add_argument("--margin", type=float, default=0.6)
    asked = parser.parse_args()
    truth: dict[Path, list[Row]] = defaultdict(list)
    with TRUTH.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = (folder / row["image"] for folder in asked.images)
            if (path := next((path for path in found if path.exists()), None)) and row["kind"] != "unclear":
                truth[path].append(row)
    reader = FaceReader()
    seen = [one for path, rows in truth.items() for one in _seen(reader, path, rows, asked.margin)]
    for low, high in zip(FROM, (*FROM[1:], 10**6), strict=True):
        own = [(closed, value) for height, closed, value in seen if low <= height < high]
        shut, wide = (np.array([v for closed, v in own if closed is which]) for which in (True, False))
        right, wrong = int((shut < HALF).sum()), int((wide < HALF).sum())
        told = (shut[:, None] < wide[None]).mean() if len(shut) and len(wide) else 0.0
        print(
            f"faces of {low} pixels or more: {len(shut)} closed, {len(wide)} open, AUC {told:.4f}; "
            f"below {HALF:.2f}: {right} of the closed, {wrong} of the open"
        )


def _seen(
    reader: FaceReader, path: Path, rows: Sequence[Row], margin: float
) -> Iterator[tuple[int, bool, float]]:
    """Height of each face, whether its eyes are closed, and how far open they were read to be."""
    with Image.open(path) as opened:
        whole = opened.convert("RGB")
    tight = not rows[0]["x"]
    if tight:
        whole = ImageOps.expand(whole, round(max(whole.size) * margin), GREY)
    for share in SHARES if tight else (1.0,):
        faces = reader.read(whole.resize((round(whole.width * share), round(whole.height * share))))
        for row in rows:
            at = (0.5, 0.5) if tight else (float(row["x"]), float(row["y"]))
            face = next((face for face in faces if face.eyes and _inside(at, face.box)), None)
            if face is not None and face.eyes is not None:
                yield face.height_px, row["kind"] == "closed", face.eyes.open


def _inside(at: tuple[float, float], box: Box) -> bool:
    x, y, width, height = box
    return x <= at[0] <= x + width and y <= at[1] <= y + height


if __name__ == "__main__":
    main()
