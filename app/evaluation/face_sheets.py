"""Contact sheets of the worst mistakes in groups of faces: to be looked at by eye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageOps

CELL = 112
COLUMNS = 10
MOST_ROWS = 12
RIGHT, WRONG = "white", "red"

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shown:
    """A face, where it is from, and whose it is."""

    chip: Image.Image
    name: str
    person: int


def write_sheets(folder: Path, shown: Sequence[Shown], group: Ids, truth: Ids) -> list[Path]:
    """`mixed.jpg`: groups of several persons, a row each, the worst first, those of the fewer framed red.
    `lost.jpg`: a row a person, the most faces outside the largest group first, those framed red."""
    folder.mkdir(parents=True, exist_ok=True)
    mixed = [_row(inside, _minority(truth[inside])) for inside in _parts(group) if len(inside) > 1]
    lost = [
        _row(inside, _minority(group[inside]))
        for inside in _parts(truth)
        if len(inside) > 1 and truth[inside[0]] >= 0
    ]
    written = []
    for name, rows in (("mixed.jpg", mixed), ("lost.jpg", lost)):
        worst = sorted((row for row in rows if row[1].any()), key=lambda row: -int(row[1].sum()))
        if worst:
            _sheet(worst[:MOST_ROWS], shown).save(folder / name, quality=90)
            written.append(folder / name)
    return written


def _parts(labels: Ids) -> list[npt.NDArray[np.intp]]:
    order = np.argsort(labels, kind="stable")
    starts = np.nonzero(np.diff(labels[order]))[0] + 1
    return list(np.split(order, starts))


def _minority(labels: Ids) -> npt.NDArray[np.bool_]:
    """Those that are not of the commonest."""
    values, count = np.unique(labels, return_counts=True)
    return np.asarray(labels != values[count.argmax()])


def _row(
    inside: npt.NDArray[np.intp], wrong: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """The wrong ones first, as many as there is room for."""
    order = np.argsort(~wrong, kind="stable")[:COLUMNS]
    return inside[order], wrong[order]


def _sheet(
    rows: Sequence[tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]], shown: Sequence[Shown]
) -> Image.Image:
    sheet = Image.new("RGB", (COLUMNS * CELL, len(rows) * CELL), "black")
    for y, (inside, wrong) in enumerate(rows):
        for x, (index, is_wrong) in enumerate(zip(inside.tolist(), wrong.tolist(), strict=True)):
            face = ImageOps.fit(shown[index].chip, (CELL, CELL))
            frame = ImageDraw.Draw(face)
            frame.rectangle((0, 0, CELL - 1, CELL - 1), outline=WRONG if is_wrong else RIGHT, width=3)
            sheet.paste(face, (x * CELL, y * CELL))
    return sheet
