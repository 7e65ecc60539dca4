"""How many of the faces in truth.csv are found, by their size, and how many false ones. What else: README.md.

detection.py --images DIR [--images DIR] [--turn 0|90|180|270]

truth.csv was made by eye: 'face' is one, 'unclear' counts neither way, 'none' is a photo without a face of
`least` of the longer side or more, from which on all faces of a photo are marked. 136 photos are flickr8k's,
224 pixels on a side, chosen by their captions; 100 are everyday ones of 384, all there were.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from pathlib import Path

from PIL import Image

from photos_ml.boxes import Box, matched, overlap
from photos_ml.vision.faces.look import FaceReader

TRUTH = Path(__file__).with_name("truth.csv")
SIZES = (0.04, 0.0625, 0.08, 0.12, 0.2)
"""Height of a face in parts of the longer side."""
SAME, NEAR_UNCLEAR = 0.3, 0.1
TURNS = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}


def main() -> None:
    """Print recall by size, and false alarms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, required=True, action="append")
    parser.add_argument("--turn", type=int, choices=(0, *TURNS), default=0)
    asked = parser.parse_args()
    truth: dict[str, list[tuple[str, Box]]] = defaultdict(list)
    least: dict[str, float] = {}
    with TRUTH.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = tuple(float(row[name]) for name in ("x", "y", "width", "height"))
            truth[row["image"]].append((row["kind"], place))
            least[row["image"]] = float(row["least"])
    reader, false = FaceReader(), 0
    found = {size: [0, 0] for size in SIZES}
    for name, known in truth.items():
        path = next(folder / name for folder in asked.images if (folder / name).exists())
        with Image.open(path) as opened:
            picture = opened.convert("RGB")
        tall = picture.height / max(picture.size)
        if asked.turn:
            picture = picture.transpose(TURNS[asked.turn])
        ours = [back(face.box, asked.turn) for face in reader.read(picture)]
        theirs = [(kind, box) for kind, box in known if kind != "none"]
        pairs = matched(ours, [box for _, box in theirs], SAME)
        hit = {j for _, j in pairs}
        right = {i for i, _ in pairs}
        right |= {
            i
            for i, box in enumerate(ours)
            for kind, other in theirs
            if kind == "unclear" and overlap(box, other) > NEAR_UNCLEAR
        }
        false += sum(i not in right and box[3] * tall >= least[name] for i, box in enumerate(ours))
        for j, (kind, box) in enumerate(theirs):
            for size in SIZES:
                if kind == "face" and box[3] * tall >= size:
                    found[size][0] += j in hit
                    found[size][1] += 1
    for size, (right, there) in found.items():
        print(f"from {size:.1%} of the longer side: {right} of {there}, {right / there:.3f}")
    print(f"false alarms: {false} in {len(truth)} photos")


def back(box: Box, turn: int) -> Box:
    """A box in a turned picture, where it is in the upright one."""
    x, y, width, height = box
    match turn:
        case 90:
            return 1 - y - height, x, height, width
        case 270:
            return y, 1 - x - width, height, width
        case 180:
            return 1 - x - width, 1 - y - height, width, height
        case _:
            return box


if __name__ == "__main__":
    main()
