"""'X without Y' over captioned photos: python models/recipes/search/negation.py DATA

For every pair of things of which enough photos show X and not Y, and enough of those that show X show Y too:
precision@10 (X is there, Y in no caption) and violations@10 (Y is there), with `without` and by plain text.
"""

from __future__ import annotations

import json
from itertools import permutations

import numpy as np
from captioned import load, parser
from queries import CLEAR_CAPTIONS, SCENES, Photos

from photos_ml.search.calibrate import Background, calibrations_for
from photos_ml.search.visual import Sight, Unwanted
from photos_ml.vectors.exact import ExactIndex

THINGS = SCENES | set(
    "dog boy girl people ball bike car hat horse ocean wave camera bench sign shirt pool skateboard "
    "motorcycle frisbee stick bicycle kid person guitar tent slide swing fountain snowboard surfboard kayak "
    "boat fence house stair door chair table couch toy cat bird cow flag umbrella".split()
)
WANTED, UNWANTED, SHARE = 10, 5, 0.15
"""Least photos that show X alone, that show both, and the least share of X's photos that show Y."""
DEPTH = 10


def main() -> None:
    options = parser(__doc__).parse_args()
    captioned = load(options)
    encoder, pictures = captioned.encoder, captioned.pictures
    calibration = calibrations_for(encoder.info, options.model).scenes
    sample = pictures[np.random.default_rng(0).permutation(len(pictures))[:1000]]
    index, none = ExactIndex(pictures.shape[1]), np.empty(0, np.float32)
    figures: dict[str, list[tuple[float, float]]] = {}
    for wanted, unwanted, good, bad in pairs(captioned.photos):
        texts = encoder.encode_texts([wanted, unwanted, f"{wanted} without {unwanted}"])
        backgrounds = [Background.of(sample @ text) for text in texts]
        curves = [calibration.curve(background) for background in backgrounds]
        other = Unwanted(texts[1], backgrounds[1], curves[1])
        sights = {
            "X": Sight(index, texts[0], curves[0], backgrounds[0].sigma, (), none),
            "'X without Y' as text": Sight(index, texts[2], curves[2], backgrounds[2].sigma, (), none),
            "X, without Y": Sight(index, texts[0], curves[0], backgrounds[0].sigma, (other,), none),
        }
        for name, sight in sights.items():
            top = np.argsort(-sight.likely(pictures), kind="stable")[:DEPTH].tolist()
            shares = sum(row in good for row in top) / DEPTH, sum(row in bad for row in top) / DEPTH
            figures.setdefault(name, []).append(shares)
    for name, shares in figures.items():
        precision, violations = np.mean(shares, axis=0).round(3).tolist()
        row = {"asked": name, "pairs": len(shares), "precision@10": precision, "violations@10": violations}
        print(json.dumps(row))


def pairs(photos: Photos) -> list[tuple[str, str, set[int], set[int]]]:
    """X, Y, the photos that show X and not Y, those that show both."""
    showing = photos.showing()
    found = []
    for wanted, unwanted in permutations(sorted(THINGS), 2):
        shown = {row for row, n in showing.get(wanted, {}).items() if n >= CLEAR_CAPTIONS}
        maybe = showing.get(unwanted, {})
        both = {row for row in shown if maybe.get(row, 0) >= CLEAR_CAPTIONS}
        alone = shown - maybe.keys()
        if len(alone) >= WANTED and len(both) >= max(UNWANTED, SHARE * len(shown)):
            found.append((wanted, unwanted, alone, both))
    return found


if __name__ == "__main__":
    main()
