"""Average linkage between groups: two become one while the mean squared distance of their faces is small."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from photos_ml.people.neighbours import Labels
from photos_ml.types import FloatMatrix


class Linkage:
    """Groups of faces that become fewer. A group is its count, mean and spread: the mean squared distance of
    two groups is |mean - mean|^2 + spread + spread, so only which pairs are looked at is approximate."""

    def __init__(self, vectors: FloatMatrix, scale: npt.NDArray[np.float32], groups: Labels) -> None:
        """`groups`: 0 to k-1 for each row of `vectors`; distances of two are divided by the root of their
        mean `scale`."""
        number = int(groups.max()) + 1 if len(groups) else 0
        count = np.bincount(groups, minlength=number).astype(np.float64)
        sums = np.zeros((number, vectors.shape[1]))
        np.add.at(sums, groups, vectors)
        mean = sums / np.maximum(count, 1)[:, None]
        off = ((vectors - mean[groups]) ** 2).sum(1)
        spread = np.bincount(groups, off, minlength=number) / np.maximum(count, 1)
        self.count = count
        self.scale = np.bincount(groups, scale, minlength=number) / np.maximum(count, 1)
        self.mean = mean
        self.spread = spread
        self.parent = np.arange(number)
        self._near: list[set[int]] = [set() for _ in range(number)]
        self._never: list[set[int]] = [set() for _ in range(number)]

    def forbid(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Groups that never become one."""
        for one, other in pairs:
            if one != other:
                self._never[one].add(other)
                self._never[other].add(one)

    def join(self, pairs: npt.NDArray[np.int64], most: float) -> Labels:
        """Join groups while two of `pairs` (m, 2), or of what they became, are nearer than `most`; the group
        of each that there was, by its least member."""
        least = most * most
        pairs = np.unique(np.sort(pairs, 1), axis=0)
        squared = self._between(pairs[:, 0], pairs[:, 1])
        for one, other in pairs.tolist():
            self._near[one].add(other)
            self._near[other].add(one)
        heap = [
            (float(d), one, other, 0.0)
            for d, (one, other) in zip(squared, pairs.tolist(), strict=True)
            if d < least
        ]
        heapq.heapify(heap)
        stamp = np.zeros(len(self.count))
        while heap:
            _, one, other, when = heapq.heappop(heap)
            gone = self.parent[one] != one or self.parent[other] != other
            if gone or when < max(stamp[one], stamp[other]) or other in self._never[one]:
                continue
            self._merge(one, other)
            stamp[one] = when = float(stamp.max() + 1)
            beside = np.array(sorted(self._near[one]), np.int64)
            if len(beside):
                squared = self._between(np.full(len(beside), one), beside)
                for d, third in zip(squared, beside.tolist(), strict=True):
                    if d < least:
                        heapq.heappush(heap, (float(d), min(one, third), max(one, third), when))
        return self._roots()

    def _between(self, one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        apart: npt.NDArray[np.float64] = ((self.mean[one] - self.mean[other]) ** 2).sum(1)
        return (apart + self.spread[one] + self.spread[other]) / (self.scale[one] * self.scale[other])

    def _merge(self, one: int, other: int) -> None:
        """`other` goes into `one`."""
        share = self.count[[one, other]] / self.count[[one, other]].sum()
        mean = share @ self.mean[[one, other]]
        off = ((self.mean[[one, other]] - mean) ** 2).sum(1)
        self.spread[one] = float(share @ (self.spread[[one, other]] + off))
        self.mean[one], self.parent[other] = mean, one
        self.scale[one] = float(share @ self.scale[[one, other]])
        self.count[one] += self.count[other]
        for links in (self._near, self._never):
            for third in links[other]:
                links[third].discard(other)
                if third != one:
                    links[third].add(one)
                    links[one].add(third)
            links[one].discard(other)
            links[one].discard(one)
            links[other] = set()

    def _roots(self) -> Labels:
        roots = np.array(self.parent, np.int64)
        while (roots != roots[roots]).any():
            roots = roots[roots]
        return roots
