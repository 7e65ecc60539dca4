"""The shots of one moment among the photos of each day: found once, and again only for days that changed."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.search.facts import PhotoFacts
from photos_ml.search.folding import BUILTIN_LIKENESS, FOLD_DEPTH, Fold, LikenessLines, Shots, fold_each
from photos_ml.search.visual import Vision
from photos_ml.store.database import Database
from photos_ml.store.while_same import NOTHING
from photos_ml.vectors.base import Ids

KEY_BYTES = 16
"""Of a group: two of some millions are told apart."""
FILED_GROUPS, FILED_SHARE = 5_000, 0.05
"""What was found is kept in a file once so many groups, or so large a share of all, are missing from it."""


class Stacks:
    """What was found of groups of photos, kept for those that are asked for again, by this process and the
    next. Safe to use from several threads, of which two may find the same."""

    def __init__(
        self,
        vision: Vision,
        database: Database,
        model: str,
        likeness: LikenessLines = BUILTIN_LIKENESS,
    ) -> None:
        """`model`: whose vectors these are, and of which revision; `likeness`: its lines."""
        self._vision = vision
        self._db = database
        self._likeness = likeness
        self.found_by = f"stacks of {model} {FOLD_DEPTH} {likeness.within} {likeness.same_picture}"
        """Names the model and all lines."""
        self._base = 0.0
        self._kept: dict[bytes, list[Fold]] | None = None
        self._unfiled = 0

    def of(self, facts: PhotoFacts, photo_ids: Ids, lengths: Ids) -> list[Fold]:
        """In each of these groups, which lie one after the other and of which no two share a photo, the shots
        of one moment, of which the first are the best, as hits are folded: those of more than one, group by
        group."""
        of_group = np.repeat(np.arange(len(lengths)), lengths)
        within = np.arange(len(photo_ids)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        asked, of_group = photo_ids[within < FOLD_DEPTH], of_group[within < FOLD_DEPTH]
        ids, shots = facts.shots(asked)
        if len(ids) < len(asked):
            of_group = of_group[np.isin(asked, ids)]
        vectors, base = facts.vectors_of(ids), self._vision.base_likeness()
        table = np.stack([ids, vectors, shots.contents, shots.seconds.view(np.int64), shots.bursts], axis=1)
        ends = np.searchsorted(of_group, np.arange(len(lengths) + 1)).tolist()
        keys = [
            blake2b(table[first:end].data, digest_size=KEY_BYTES).digest() for first, end in pairwise(ends)
        ]
        kept = self._from_file() if self._kept is None else self._kept
        known = kept if base == self._base else {}
        new = np.array([key not in known for key in keys], bool)
        chosen = new[of_group]
        found = fold_each(
            ids[chosen].tolist(),
            np.unique(of_group[chosen], return_counts=True)[1],
            Shots(shots.contents[chosen], shots.seconds[chosen], shots.bursts[chosen]),
            lambda places: self._vision.rows(vectors[chosen][places]),
            base=base,
            likeness=self._likeness,
        )
        now: dict[bytes, list[Fold]] = {key: known.get(key, []) for key in keys}
        groups = of_group[chosen].tolist()
        key_of = {photo: keys[group] for photo, group in zip(ids[chosen].tolist(), groups, strict=True)}
        for fold in found:
            now[key_of[fold.photo_id]].append(fold)
        self._kept, self._base = now, base
        self._unfiled += int(np.count_nonzero(new))
        if self._unfiled >= max(FILED_GROUPS, FILED_SHARE * len(keys)):
            self._unfiled = 0
            self._write(now, base)
        return [fold for key in keys for fold in now[key]]

    def _from_file(self) -> dict[bytes, list[Fold]]:
        """What a process before found, where this library is that one: there a number of a vector is of the
        same vector."""
        files, stamp = self._db.files, self._db.stamp(self.found_by) if self._db.files else None
        arrays = files.read(self.found_by, stamp) if files and stamp is not None else None
        if arrays is None:
            return {}
        self._base = float(arrays["base"][0])
        return _unpacked(arrays)

    def _write(self, kept: Mapping[bytes, list[Fold]], base: float) -> None:
        if self._db.files is None:
            return
        with self._db.transaction_if_free(NOTHING) as is_free:
            if not is_free:
                return
            stamp = self._db.set_stamp(self.found_by)
        self._db.files.write(self.found_by, stamp, {**_packed(kept), "base": np.array([base])})


def _packed(kept: Mapping[bytes, list[Fold]]) -> dict[str, npt.NDArray[Any]]:
    """The keys (k, KEY_BYTES); how many folds each group has (k,); of each fold how many photos (m,), and
    these, the one that leads first (n,)."""
    folds = [fold for own in kept.values() for fold in own]
    photos = [photo for fold in folds for photo in (fold.photo_id, *fold.similar)]
    return {
        "keys": np.frombuffer(b"".join(kept), np.uint8),
        "folds": np.array([len(own) for own in kept.values()], np.int32),
        "lengths": np.array([1 + len(fold.similar) for fold in folds], np.int32),
        "photos": np.array(photos, np.int64),
    }


def _unpacked(arrays: Mapping[str, npt.NDArray[Any]]) -> dict[bytes, list[Fold]]:
    keys, photos = arrays["keys"].tobytes(), arrays["photos"].tolist()
    ends = np.cumsum([0, *arrays["lengths"]]).tolist()
    folds = [Fold(photos[first], tuple(photos[first + 1 : end])) for first, end in pairwise(ends)]
    groups = np.cumsum([0, *arrays["folds"]]).tolist()
    return {
        keys[KEY_BYTES * number : KEY_BYTES * (number + 1)]: folds[first:end]
        for number, (first, end) in enumerate(pairwise(groups))
    }
