"""The figures of `photos-ml eval memories` as lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def lines_of_memories(result: dict[str, Any]) -> Iterator[str]:
    """The figures of `eval memories` as a person reads them."""
    figures = result["figures"]
    yield f"{result['people']} made-up people, {result['seeds']} seeds: mean +- deviation over seeds"
    for what in ("memories", "photos"):
        yield f"NDCG@10 of {what:15}{'known tastes':>18}{'a new taste':>18}"
        for name, parts in figures[what].items():
            yield f"  {name:24}" + "".join(f"{_told(value):>18}" for value in parts.values())
        gains = figures[f"{what} above the better baseline"].values()
        yield f"  {'above better baseline':24}" + "".join(f"{_gain(value):>18}" for value in gains)
    yield from _lines_of_learning(figures)
    yield f"what is told{'':14}{'by the program':>18}{'the newest':>18}"
    for key, label in (("alike", "mean cosine"), ("days", "share of days"), ("spoilt", "share spoilt")):
        yield f"  {label:24}" + "".join(f"{_told(value):>18}" for value in figures[key].values())
    for name, shares in result["pairs"].items():
        yield f"original preferred, {name}: " + ", ".join(f"{d} {share:.1%}" for d, share in shares.items())
    for name, groups in result["errors"].items():
        told = ", ".join(f"{key} {one['mean']:.2f}" for key, one in groups.items())
        yield f"NDCG@10 of photos told, by {name}, the worst first: {told}"
    for name, values in result.get("ablations", {}).items():
        label = "with all features" if name == "all" else f"without {name}"
        yield f"{label:28}memories {values['memories']:.3f}  photos {values['photos']:.3f}"


def _lines_of_learning(figures: dict[str, Any]) -> Iterator[str]:
    """What feedback adds, for all and for the taste never trained on, and the least it adds in any seed."""
    for who, label in (("", "after feedback"), (", new taste", "... of a new taste")):
        learnt = figures.get(f"memories learnt{who}", {})
        if learnt:
            used = "" if who else f"{'in use':>9}"
            yield f"{label:26}{'memories':>18}{'lowest':>9}{'photos':>18}{'lowest':>9}{used}"
        for count, value in learnt.items():
            other = figures[f"photos learnt{who}"][count]
            told = "".join(f"{_gain(one):>18}{one['lowest']:>+9.3f}" for one in (value, other))
            used = "" if who else f"{figures['in use'][count]['mean']:>9.0%}"
            yield f"  {count:>4} interactions{'':7}{told}{used}"


def _gain(value: dict[str, float]) -> str:
    return f"{value['mean']:+.3f} +- {value['deviation']:.3f}"


def _told(value: dict[str, float]) -> str:
    return f"{value['mean']:.3f} +- {value['deviation']:.3f}"
