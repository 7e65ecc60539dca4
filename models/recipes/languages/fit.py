"""The head from E5's rows to the English tower's, fitted by numpy; kept after each epoch and gone on from.

python fit.py rows [more ...] --offsets offsets.npz --out head.npz [--epochs 12 --stop-after 4]

y = unit(z L + b + relu(z A + a) B), z = (row - middle) / spread. L starts from a ridge regression, B at
zero; the loss is 1 - cosine. What other languages do to a row, for a good part, is to move it: each row is
moved by a random share of the way from the mean of English words to that of another language's.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
HIDDEN, BATCH, RATE, DECAY, DROPPED = 1024, 512, 1e-3, 1e-4, 0.1
GENTLE_RATE = 4e-4
RIDGE = 100.0
MOVED, FARTHEST = 0.7, 1.2
"""Share of the rows that are moved, and how far at most."""
FIRST_MOMENT, SECOND_MOMENT, TINY = 0.9, 0.999, 1e-8
SEED = 3


class Head:
    """Weights by name, and Adam's moments."""

    def __init__(self, rows: Floats, aims: Floats) -> None:
        draw = np.random.default_rng(SEED)
        self.middle, self.spread = rows.mean(axis=0), np.float32(rows.std())
        z = (rows - self.middle) / self.spread
        gram = z.T @ z + RIDGE * np.eye(z.shape[1], dtype=np.float32)
        middle = aims.mean(axis=0)
        width = z.shape[1]
        self.weights: dict[str, Floats] = {
            "L": np.linalg.solve(gram, z.T @ (aims - middle)).astype(np.float32),
            "b": middle.astype(np.float32),
            "A": (draw.standard_normal((width, HIDDEN)) * (2 / width) ** 0.5).astype(np.float32),
            "a": np.zeros(HIDDEN, np.float32),
            "B": np.zeros((HIDDEN, aims.shape[1]), np.float32),
        }
        self.moments = {name: (np.zeros_like(w), np.zeros_like(w)) for name, w in self.weights.items()}
        self.step = 0

    def __call__(self, rows: Floats) -> Floats:
        w = self.weights
        z = (rows - self.middle) / self.spread
        y = z @ w["L"] + w["b"] + np.maximum(z @ w["A"] + w["a"], 0) @ w["B"]
        found: Floats = y / np.linalg.norm(y, axis=1, keepdims=True)
        return found

    def learn(
        self, rows: Floats, aims: Floats, share: Floats, rate: float, draw: np.random.Generator
    ) -> float:
        """One step of Adam on a batch; `share`: how much each row counts. The mean loss."""
        w = self.weights
        z = (rows - self.middle) / self.spread
        kept = (draw.random((len(z), HIDDEN), np.float32) >= DROPPED) / np.float32(1 - DROPPED)
        before = z @ w["A"] + w["a"]
        bent = np.maximum(before, 0) * kept
        y = z @ w["L"] + w["b"] + bent @ w["B"]
        length = np.linalg.norm(y, axis=1, keepdims=True)
        unit = y / length
        cosine = (unit * aims).sum(axis=1, keepdims=True)
        slope = (unit * cosine - aims) / length * (share[:, None] / len(z))
        inner = (slope @ w["B"].T) * kept * (before > 0)
        slopes = {
            "L": z.T @ slope,
            "b": slope.sum(axis=0),
            "A": z.T @ inner,
            "a": inner.sum(axis=0),
            "B": bent.T @ slope,
        }
        self.step += 1
        for name, gradient in slopes.items():
            first, second = self.moments[name]
            first += (1 - FIRST_MOMENT) * (gradient - first)
            second += (1 - SECOND_MOMENT) * (gradient * gradient - second)
            size = np.sqrt(second / (1 - SECOND_MOMENT**self.step)) + TINY
            change = first / (1 - FIRST_MOMENT**self.step) / size
            w[name] -= rate * (change + DECAY * w[name] * (w[name].ndim > 1))
        return float(1 - cosine.mean())

    def save(self, path: Path, epoch: int) -> None:
        moments = {
            f"{part}.{name}": both[i] for name, both in self.moments.items() for i, part in enumerate("mv")
        }
        whole = {"middle": self.middle, "spread": self.spread, "epoch": epoch, "step": self.step}
        partial = path.with_suffix(".part.npz")
        np.savez(partial, **self.weights, **moments, **whole)
        partial.replace(path)

    def resume(self, path: Path) -> int:
        """The epochs that were done."""
        with np.load(path) as stored:
            self.middle, self.spread = stored["middle"], np.float32(stored["spread"])
            self.weights = {name: stored[name] for name in self.weights}
            self.moments = {name: (stored[f"m.{name}"], stored[f"v.{name}"]) for name in self.weights}
            self.step = int(stored["step"])
            return int(stored["epoch"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "rows", type=Path, nargs="+", help="stems of what rows.py wrote; ':3' counts it three times"
    )
    parser.add_argument("--offsets", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--start", type=Path, help="go on from this head with other rows, more gently")
    parser.add_argument("--stop-after", type=int, default=0, help="end this run after so many epochs")
    options = parser.parse_args()
    rows, aims, share = loaded(options.rows)
    with np.load(options.offsets) as stored:
        offsets = (stored["means"] - stored["english"]).astype(np.float32)
    head, most = Head(rows, aims), RATE
    if options.start:
        head.resume(options.start)
        head.step, most = 0, GENTLE_RATE
        head.moments = {name: (np.zeros_like(w), np.zeros_like(w)) for name, w in head.weights.items()}
    done = head.resume(options.out) if options.out.is_file() else 0
    steps = -(-len(rows) // BATCH)
    last = min(options.epochs, done + options.stop_after) if options.stop_after else options.epochs
    for epoch in range(done, last):
        draw = np.random.default_rng(SEED + epoch)
        order, losses = draw.permutation(len(rows)), []
        for step in range(steps):
            part = order[step * BATCH : (step + 1) * BATCH]
            far = draw.uniform(0, FARTHEST, len(part)) * (draw.random(len(part)) < MOVED)
            moved = (
                rows[part]
                + far[:, None].astype(np.float32) * offsets[draw.integers(len(offsets), size=len(part))]
            )
            rate = most * 0.5 * (1 + np.cos(np.pi * (epoch * steps + step) / (options.epochs * steps)))
            losses.append(head.learn(moved, aims[part], share[part], rate, draw))
        head.save(options.out, epoch + 1)
        print(epoch + 1, round(float(np.mean(losses)), 4), flush=True)


def loaded(stems: list[Path]) -> tuple[Floats, Floats, Floats]:
    """E5's rows, the rows aimed at, unit length, and how much each counts."""
    rows, aims, shares = [], [], []
    for stem in stems:
        name, _, weight = str(stem).partition(":")
        rows.append(np.load(f"{name}.e5.npy").astype(np.float32))
        aims.append(np.load(f"{name}.own.npy").astype(np.float32))
        shares.append(np.full(len(rows[-1]), float(weight or 1), np.float32))
    aimed = np.concatenate(aims)
    return np.concatenate(rows), aimed / np.linalg.norm(aimed, axis=1, keepdims=True), np.concatenate(shares)


if __name__ == "__main__":
    main()
