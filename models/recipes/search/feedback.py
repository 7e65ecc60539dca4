"""What marking photos gains: python models/recipes/search/feedback.py DATA

For every thing that enough photos show: search for it, mark the best right and the best wrong photos among
those a person would see, then rank the rest again. NDCG@10 of the photos nobody has marked, before and after.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
from captioned import Scores, load, parser
from queries import CLEAR_CAPTIONS, FUNCTION_WORDS, Photos

from photos_ml.search.arithmetic import rocchio

SEEN, MARKED, LEAST = 30, 3, 20
"""Photos a person looks at, marks of each kind at most, and photos that show a thing that is asked for."""
DEPTH = 10


def main() -> None:
    options = parser(__doc__).parse_args()
    captioned = load(options)
    asked = things(captioned.photos)
    texts = captioned.encoder.encode_texts(list(asked))
    gains: dict[str, list[float]] = {}
    for text, (shown, unclear) in zip(texts, asked.values(), strict=True):
        for name, value in after_marks(captioned.pictures, text, shown, unclear).items():
            gains.setdefault(name, []).append(value)
    for name, values in gains.items():
        print(json.dumps({"ranked by": name, "things": len(values), "ndcg@10": round(np.mean(values), 4)}))


def things(photos: Photos) -> dict[str, tuple[set[int], set[int]]]:
    """Single words -> the photos that clearly show them, and those that may."""
    found = {}
    for word, rows in sorted(photos.showing().items()):
        shown = {row for row, number in rows.items() if number >= CLEAR_CAPTIONS}
        if len(shown) >= LEAST and len(shown) < 0.1 * len(photos.names) and word not in FUNCTION_WORDS:
            found[word] = shown, set(rows) - shown
    return {word: rows for word, rows in found.items() if " " not in word}


def after_marks(pictures: Scores, text: Scores, shown: set[int], unclear: set[int]) -> dict[str, float]:
    """NDCG@10 of what is left, by the text alone and with what was marked; nothing where no mark was made."""
    order = [row for row in np.argsort(-(pictures @ text)).tolist() if row not in unclear]
    right = [row for row in order[:SEEN] if row in shown][:MARKED]
    wrong = [row for row in order[:SEEN] if row not in shown][:MARKED]
    if not right or not wrong:
        return {}
    rest = np.array([row for row in order if row not in {*right, *wrong}])
    liked, disliked, none = pictures[right], pictures[wrong], pictures[:0]
    queries: dict[str, Callable[[], Scores]] = {
        "text": lambda: text,
        "likes alone, no text": lambda: rocchio(None, liked, none),
        "likes and dislikes, no text": lambda: rocchio(None, liked, disliked),
        "text and likes": lambda: rocchio(text, liked, none),
        "text, likes and dislikes": lambda: rocchio(text, liked, disliked),
    }
    return {name: ndcg(pictures[rest] @ query(), rest, shown) for name, query in queries.items()}


def ndcg(scores: Scores, rows: np.ndarray, shown: set[int]) -> float:
    best = rows[np.argsort(-scores, kind="stable")[:DEPTH]].tolist()
    discounts = 1 / np.log2(np.arange(DEPTH) + 2)
    there = len(shown & set(rows.tolist()))
    ideal = discounts[: min(there, DEPTH)].sum()
    return (
        float(sum(d for d, row in zip(discounts, best, strict=True) if row in shown) / ideal) if there else 0
    )


if __name__ == "__main__":
    main()
