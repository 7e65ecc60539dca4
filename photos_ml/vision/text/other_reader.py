"""Readers of text as PaddlePaddle publishes them as ONNX: a finder and a reader, each beside its
inference.yml, of which three things are needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from photos_ml.encoders.sessions import NamedSession, Node
from photos_ml.errors import EncoderError
from photos_ml.vision.networks import FINDER_ABOUT, FINDER_FILE, READER_ABOUT, READER_FILE, StepNetwork
from photos_ml.vision.text.finder import GRID, INPUT, OUTPUT
from photos_ml.vision.text.networks import HALF, INSTALL, TextNetworks
from photos_ml.vision.text.reader import HEIGHT_PIXELS, LENGTHS_PIXELS

LETTERS_KEY = "character_dict"
FEWEST_LETTERS = 10
TRIED_PIXELS = 8 * GRID


def networks_of(other: StepNetwork) -> TextNetworks:
    """What runs of a reader that was fetched."""
    mean, std = other.about["mean"], other.about["std"]
    letters = letters_of((other.folder / READER_ABOUT).read_text(encoding="utf-8"))
    return TextNetworks(
        other.folder / FINDER_FILE, other.folder / READER_FILE, tuple(mean), tuple(std), tuple(letters)
    )


def tried(folder: Path) -> dict[str, Any]:
    """Run a finder and a reader once: what is to be known of them. EncoderError where they are others than
    those that are read here."""
    mean, std = look_of(_text(folder / FINDER_ABOUT))
    letters = letters_of(_text(folder / READER_ABOUT))
    finder = _opened(folder / FINDER_FILE, "finder")
    shown = np.zeros((1, 3, TRIED_PIXELS, TRIED_PIXELS), np.float32)
    found = finder.run((OUTPUT,), {INPUT: shown})[0]
    if found.shape != (1, 1, TRIED_PIXELS, TRIED_PIXELS) or not np.isfinite(found).all():
        raise EncoderError(f"its finder gives {found.shape}, not a value for each pixel")
    reader = _opened(folder / READER_FILE, "reader")
    said = reader.run((OUTPUT,), {INPUT: np.zeros((1, 3, HEIGHT_PIXELS, LENGTHS_PIXELS[0]), np.float32)})[0]
    wanted = len(letters) + 2  # the blank, and the space
    if said.ndim != 3 or said.shape[2] != wanted or not np.isfinite(said).all():
        raise EncoderError(f"its reader tells {said.shape[-1]} letters apart and its list names {wanted}")
    return {"mean": mean, "std": std}


def look_of(told: str) -> tuple[list[float], list[float]]:
    """Mean and deviation of blue, green and red from 0 to 1 that a finder wants."""
    steps = _inside(_parsed(told, FINDER_ABOUT), "PreProcess", "transform_ops") or []
    normal: Any = next((found for step in steps if (found := _inside(step, "NormalizeImage"))), {})
    try:
        mean, std = ([float(one) for one in normal[name]] for name in ("mean", "std"))
    except (KeyError, TypeError, ValueError):
        return list(HALF), list(HALF)
    return mean, std


def letters_of(told: str) -> list[str]:
    """The letters in the order of a reader's places; EncoderError where they are not there."""
    letters = _inside(_parsed(told, READER_ABOUT), "PostProcess", LETTERS_KEY)
    if not isinstance(letters, list):
        raise EncoderError(f"its {READER_ABOUT} names no letters")
    if len(letters) < FEWEST_LETTERS or not all(isinstance(one, str) for one in letters):
        raise EncoderError(f"its {READER_ABOUT} names {len(letters)} letters")
    return letters


def _parsed(told: str, name: str) -> Any:
    """YAML in which all values are the words that were written: 'no' and '1.0' are letters here."""
    try:
        import yaml
    except ImportError as error:
        raise EncoderError(f"its {name} cannot be read without PyYAML", hint=INSTALL) from error
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # of 18,000 letters Python's takes seconds
    try:
        return yaml.load(told, loader)  # noqa: S506 - it makes nothing but words, lists and tables
    except yaml.YAMLError as error:
        raise EncoderError(f"its {name} is no YAML: {' '.join(str(error).split())}") from error


def _inside(told: Any, *names: str) -> Any:
    """What stands in a table of tables under these names; None where it does not."""
    for name in names:
        told = told.get(name) if isinstance(told, dict) else None
    return told


def _opened(path: Path, what: str) -> NamedSession:
    session = NamedSession(path, 1)
    inputs, outputs = session.inputs(), session.outputs()
    if [one.name for one in inputs] != [INPUT] or OUTPUT not in outputs or not _takes_pictures(inputs[0]):
        shape = ", ".join(map(str, inputs[0].shape)) if inputs else "nothing"
        raise EncoderError(f"its {what} takes ({shape}), which is not supported", hint="pull another one")
    return session


def _takes_pictures(node: Node) -> bool:
    return len(node.shape) == 4 and node.shape[1] == 3 and isinstance(node.shape[3], str | None)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EncoderError(f"{path.name} cannot be read") from error
