"""What a second look would bring: python models/recipes/search/closer.py DATA IMAGES [--cache DIR]

Names of things are often of something small in a photo. Here the few best photos of each query are looked at
once more, in nine parts: their cosine is the mean of that of the whole and of the best part. A curve over it,
and one over today's features, are fitted on libraries drawn from flickr8k's val and tried on the names of
everyday.tsv (IMAGES: its photos), of which nothing was used. The product does not do this: it costs 45
encodings a query.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
from captioned import parser
from everyday import NAMES, figures
from fit import logistic, probability, thing_names
from PIL import Image, ImageOps
from queries import Photos, Query, absent_things, things
from things import meant

from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.encoders.tagger import tagger_for
from photos_ml.search.calibrate import Background

LOOKED_AT, SIDE_PX = 5, 512
SMALLEST, LARGEST, PRESENT_DRAWS, ABSENT_DRAWS, ABSENT = 60, 480, 4, 2, 250
FALSE_ALARMS = 0.15
FEATURES = {"as today": (0, 1, 3), "a second look": (2, 3)}


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("images", type=Path)
    options = arguments.parse_args()
    encoder = builtin_encoder(options.model, threads=options.threads)
    tagger = tagger_for(encoder.info, options.model)
    assert tagger is not None
    nouns, photos = frozenset(tagger.words), Photos()
    photos.add(options.data / "flickr8k" / "val.csv")
    folder = options.data / "flickr8k" / "val"
    views = looked_at(encoder, [folder / name for name in photos.names], options.cache, "val")
    fitted_on, there = drawn(encoder, photos, views, thing_names(options.data), nouns)
    weights = np.where(there, 1 / there.sum(), 1 / (~there).sum()) * 100
    everyday = looked_at(encoder, sorted(options.images.iterdir()), options.cache, "everyday")
    with NAMES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    asked = np.array([row["there"] == "yes" for row in rows])
    tried = np.array([features(everyday @ meant(encoder, Query(row["name"], ""), nouns)) for row in rows])
    for name, columns in FEATURES.items():
        curve = logistic(fitted_on[:, columns], there, weights)
        likely = probability(fitted_on[:, columns], curve)
        line = np.quantile(likely[~there], 1 - FALSE_ALARMS)
        found = probability(tried[:, columns], curve) - line + 0.5
        print(json.dumps({"by": name, **figures(found[asked], found[~asked])}))


def looked_at(encoder: Any, files: list[Path], folder: Path | None, name: str) -> Any:
    """Vectors (photos, 10, d): of the whole and of nine parts, from pictures as large as kept ones."""
    path = folder / f"views-{encoder.info.revision}-{name}.npy" if folder else None
    if path and path.exists():
        return np.load(path)
    views = []
    for file in files:
        with Image.open(file) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
        image.thumbnail((SIDE_PX, SIDE_PX))
        views.append(encoder.encode_images([image.crop(box) for box in boxes(*image.size)]))
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, np.stack(views))
    return np.stack(views)


def boxes(width: int, height: int) -> list[tuple[int, int, int, int]]:
    """The whole, then three by three parts of half its sides, each beginning a quarter after the last."""
    across, down = width // 2, height // 2
    starts = [((width - across) * i // 2, (height - down) * j // 2) for i in range(3) for j in range(3)]
    return [(0, 0, width, height), *((x, y, x + across, y + down) for x, y in starts)]


def features(cosines: Any) -> tuple[float, float, float, float]:
    """Of cosines (photos, 10): sigma above the middle, the best, the best after a second look, photos."""
    whole = cosines[:, 0]
    background, best = Background.of(whole), np.argsort(-whole)[:LOOKED_AT]
    again = (whole[best] + cosines[best, 1:].max(axis=1)) / 2
    most = float(whole.max())
    deviation = (most - background.median) / background.sigma
    return deviation, most, float(again.max()), -float(np.log(len(whole)))


def drawn(
    encoder: Any, photos: Photos, views: Any, names: list[str], nouns: frozenset[str]
) -> tuple[Any, Any]:
    """Features of libraries with a few photos that show a thing, and without any; and which is which."""
    rng, rows, there = np.random.default_rng(0), [], []
    count = len(photos.names)
    absent = absent_things(photos, names)
    asked = [query for query in things(photos, count, names) if query.kind == "thing"]
    for query in [*asked, *(absent[row] for row in rng.permutation(len(absent))[:ABSENT])]:
        cosines = views @ meant(encoder, query, nouns)
        others = np.setdiff1d(np.arange(count), np.array(sorted(query.shown | query.unclear), np.int64))
        for _ in range(PRESENT_DRAWS if query.shown else ABSENT_DRAWS):
            pool = rng.permutation(others)[: int(np.exp(rng.uniform(np.log(SMALLEST), np.log(LARGEST))))]
            few = rng.permutation(sorted(query.shown))[: int(rng.geometric(0.3))].astype(np.int64)
            rows.append(features(cosines[np.concatenate([pool, few])]))
            there.append(bool(query.shown))
    return np.array(rows), np.array(there)


if __name__ == "__main__":
    main()
