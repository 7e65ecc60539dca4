"""What the first glance spares and misses: `python -m tests.bench.bench_glance DIR...`.

Of pictures in which text is read for sure (a line of three letters or more, with a confidence of 0.9), those
in which the glance sees none; of those in which nothing is read, those that it spares; and its cost.
"""

from __future__ import annotations

import argparse
import time
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from photos_ml.formats import suffix_of
from photos_ml.vision.text.look import PICTURE_PIXELS, TextReader

SUFFIXES = frozenset(".jpg .jpeg .png .webp".split())
SURE, LETTERS = 0.9, 3


class Patient(TextReader):
    """Reads every picture, whatever the glance says."""

    def may_say(self, picture: Image.Image) -> bool:
        return True


def pictures(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if suffix_of(path.name) in SUFFIXES)


def measured(folder: Path, most: int) -> str:
    reader, table, spent = Patient(), np.zeros((2, 2), int), [0.0, 0.0]
    for path in pictures(folder)[:most]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                picture = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
            except (OSError, ValueError, SyntaxError):
                continue
        picture.thumbnail((PICTURE_PIXELS, PICTURE_PIXELS))
        started = time.process_time()
        seen = TextReader.may_say(reader, picture)
        middle = time.process_time()
        lines = reader.read(picture)
        spent[0] += middle - started
        spent[1] += time.process_time() - middle
        sure = any(line.confidence >= SURE and sum(map(str.isalnum, line.text)) >= LETTERS for line in lines)
        if sure or not lines:
            table[int(sure), int(seen)] += 1
    (spared, looked), (missed, found) = table.tolist()
    share, cost = spared / max(spared + looked, 1), spent[0] / max(spent[1], 1e-9)
    return (
        f"{folder}: {missed + found} with text, missed {missed}; {spared + looked} without, "
        f"spared {spared} ({share:.0%}); a glance costs {cost:.0%} of a reading"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--most", type=int, default=1_000_000, help="pictures of each folder")
    chosen = parser.parse_args()
    for folder in chosen.folders:
        print(measured(folder, chosen.most))


if __name__ == "__main__":
    main()
