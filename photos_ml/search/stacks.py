"""The shots of one moment among the photos of each day: found once, and again only for days that changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from photos_ml.search.facts import PhotoFacts
from photos_ml.search.folding import FOLD_DEPTH, Fold, Shots, fold_each
from photos_ml.search.visual import Vision


class Stacks:
    """What was found of groups of photos, kept for those that are asked for again."""

    def __init__(self, vision: Vision) -> None:
        self._vision = vision
        self._base = 0.0
        self._kept: dict[bytes, list[Fold]] = {}

    def of(self, facts: PhotoFacts, groups: Sequence[Sequence[int]]) -> list[Fold]:
        """In each of these groups, of which no two share a photo, the shots of one moment, of which the first
        are the best, as hits are folded: those of more than one, group by group."""
        lengths = [min(len(group), FOLD_DEPTH) for group in groups]
        asked = np.array([photo for group in groups for photo in group[:FOLD_DEPTH]], np.int64)
        of_group = np.repeat(np.arange(len(groups)), lengths)
        ids, shots = facts.shots(asked)
        if len(ids) < len(asked):
            of_group = of_group[np.isin(asked, ids)]
        vectors, base = facts.vectors_of(ids), self._vision.base_likeness()
        table = np.stack([ids, vectors, shots.contents, shots.seconds.view(np.int64), shots.bursts], axis=1)
        ends = np.searchsorted(of_group, np.arange(len(groups) + 1)).tolist()
        keys = [table[first:end].tobytes() for first, end in pairwise(ends)]
        known = self._kept if base == self._base else {}
        new = np.array([key not in known for key in keys], bool)[of_group]
        found = fold_each(
            ids[new].tolist(),
            np.unique(of_group[new], return_counts=True)[1],
            Shots(shots.contents[new], shots.seconds[new], shots.bursts[new]),
            lambda places: self._vision.rows(vectors[new][places]),
            base=base,
        )
        kept: dict[bytes, list[Fold]] = {key: known.get(key, []) for key in keys}
        key_of = {photo: keys[group] for photo, group in zip(ids.tolist(), of_group.tolist(), strict=True)}
        for fold in found:
            kept[key_of[fold.photo_id]].append(fold)
        self._kept, self._base = kept, base
        return [fold for key in keys for fold in kept[key]]
