"""A release of the program whose built-in model is of a newer revision: this one's under another name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from photos_ml import models
from photos_ml.encoders.tagger import WEIGHTS_FILE

NEWER, NEWER_TAGS = "newer0000000", "newertags000"


def make_release(folder: Path) -> None:
    """The folder of models that it ships, with links to files that are the same."""
    shipped = Path(models.__path__[0])
    for part in shipped.iterdir():
        if part.name != "builtin" and part.is_dir():
            folder.mkdir(exist_ok=True)
            (folder / part.name).symlink_to(part)
    builtin = folder / "builtin"
    builtin.mkdir()
    for file in (shipped / builtin.name).iterdir():
        (builtin / file.name).symlink_to(file)
    told = json.loads((builtin / "model.json").read_text(encoding="utf-8"))
    with np.load(builtin / WEIGHTS_FILE) as kept:
        tags = dict(kept)
    _write(
        builtin / "model.json",
        {**told, "revision": NEWER, "rows_of": {told["revision"]: str(tags["version"])}},
    )
    calibrations = json.loads((builtin / "calibration.json").read_text(encoding="utf-8"))
    _write(builtin / "calibration.json", {**calibrations, NEWER: calibrations[told["revision"]]})
    (builtin / WEIGHTS_FILE).unlink()
    tags |= {"revision": np.array(NEWER), "version": np.array(NEWER_TAGS)}
    np.savez(builtin / WEIGHTS_FILE, **tags)


@contextmanager
def released(folder: Path) -> Iterator[None]:
    """The program as it is with the models of this folder."""
    before = list(models.__path__)
    models.__path__[:] = [str(folder)]
    try:
        yield
    finally:
        models.__path__[:] = before


def _write(path: Path, told: object) -> None:
    path.unlink()
    path.write_text(json.dumps(told), encoding="utf-8")
