"""Chinese whispers (Biemann, 2006): each face takes the commonest label near to it, until all agree."""

from __future__ import annotations

import numpy as np

from photos_ml.people.neighbours import Edges, Labels

ROUNDS = 20
TURNS = 8
"""Faces are asked in so many parts of a round: all at once would swing to and fro."""
SETTLED_SHARE = 1e-4
"""Of the faces: when fewer change their label in a round, it is done."""
SEED = 4_711


def whispered(number: int, edges: Edges) -> Labels:
    """A label for each of `number` faces; the same for the same edges. Nearer faces count for more."""
    labels = np.arange(number, dtype=np.int64)
    if not len(edges.one):
        return labels
    most = float(edges.distance.max()) or 1.0
    weight = 1.0 + 1e-3 * (1.0 - np.tile(edges.distance, 2) / most)  # what breaks a tie
    rows = np.concatenate([edges.one, edges.other])
    columns = np.concatenate([edges.other, edges.one])
    random = np.random.default_rng(SEED)
    for _ in range(ROUNDS):
        turn = random.integers(0, TURNS, number)
        changed = 0
        for part in range(TURNS):
            asked = turn[rows] == part
            changed += _ask(labels, rows[asked], columns[asked], weight[asked])
        if changed <= SETTLED_SHARE * number:
            break
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _ask(labels: Labels, rows: Labels, columns: Labels, weight: np.ndarray) -> int:
    """Give each of `rows` the label that weighs most among its neighbours; how many changed."""
    if not len(rows):
        return 0
    keys = rows * (len(labels) + 1) + labels[columns]
    found, inverse = np.unique(keys, return_inverse=True)
    votes = np.bincount(inverse, weight)
    face, label = found // (len(labels) + 1), found % (len(labels) + 1)
    order = np.lexsort((label, -votes, face))
    first = order[np.concatenate([[True], face[order][1:] != face[order][:-1]])]
    changed = int((labels[face[first]] != label[first]).sum())
    labels[face[first]] = label[first]
    return changed
