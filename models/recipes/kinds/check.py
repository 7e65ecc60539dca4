"""How well kinds are told, on pictures that nobody fitted anything on.

`python models/recipes/kinds/check.py [--kinds DIR] [--photos DIR...]`: pictures of kinds that are drawn by
`photos_ml.ranker.simulation.clutter`, which knows nothing of draw.py; with --kinds those in folders that are
called like their kind; with --photos photos, of which nothing else should be said.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.ranker.simulation.clutter import DRAWN
from photos_ml.vision.kinds import PHOTO, KindNetwork, measures_of, network_file, read_network
from photos_ml.vision.quality import measure

KIND_OF = {
    "page": "document", "receipt": "receipt", "chat": "screenshot", "app": "screenshot", "slide": "document",
    "meme": "meme", "pocket": "blank", "finger": "blank",
}  # fmt: skip
SUFFIXES = frozenset(".jpg .jpeg .png .webp".split())


def clutter(each: int, photo: Image.Image) -> Iterator[tuple[str, Image.Image]]:
    for name, kind in KIND_OF.items():
        for number in range(each):
            yield kind, DRAWN[name](random.Random(f"{name}{number}"), photo)


def pictures(folder: Path, kind: str, most: int) -> Iterator[tuple[str, Image.Image]]:
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES)[:most]:
        with Image.open(path) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
        picture.thumbnail((1000, 1000))
        yield kind, picture


def told(network: KindNetwork, found: Iterator[tuple[str, Image.Image]]) -> list[tuple[str, str]]:
    """(what it is, what is said of it) of each picture."""
    encoder, answers = builtin_encoder(threads=1), list[tuple[str, str]]()
    for kind, picture in found:
        vector = encoder.encode_images([picture]).astype(np.float16).astype(np.float32)
        ((said, _),) = network.told(vector, measures_of([measure(picture).values()]))
        answers.append((kind, said))
    return answers


def table(name: str, answers: list[tuple[str, str]]) -> None:
    pairs, kinds = Counter(answers), sorted({one for pair in answers for one in pair})
    print(f"{name}: {len(answers)} pictures")
    for kind in kinds:
        of, said = (
            sum(n for (k, _), n in pairs.items() if k == kind),
            sum(n for (_, s), n in pairs.items() if s == kind),
        )
        right = pairs[kind, kind]
        others = ", ".join(f"{s} {n}" for (k, s), n in sorted(pairs.items()) if k == kind and s != kind)
        print(f"  {kind:12} recall {right}/{of}  precision {right}/{said}  {others}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kinds", type=Path)
    parser.add_argument("--photos", type=Path, nargs="*", default=())
    parser.add_argument("--network", type=Path, default=network_file())
    parser.add_argument("--each", type=int, default=25)
    parser.add_argument("--most", type=int, default=500)
    chosen = parser.parse_args()
    network = read_network(chosen.network)
    some = [picture for folder in chosen.photos[:1] for _, picture in pictures(folder, PHOTO, 1)]
    photo = some[0] if some else Image.linear_gradient("L")
    table("drawn by others", told(network, clutter(chosen.each, photo)))
    if chosen.kinds:
        folders = [folder for folder in sorted(chosen.kinds.iterdir()) if folder.is_dir()]
        real = (one for folder in folders for one in pictures(folder, folder.name, chosen.most))
        table("real", told(network, real))
    for folder in chosen.photos:
        table(str(folder), told(network, pictures(folder, PHOTO, chosen.most)))


if __name__ == "__main__":
    main()
