"""Readers of text as PaddlePaddle publishes them as ONNX: a finder and a reader, each beside its
inference.yml, of which three things are needed and no more of YAML than those."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from photos_ml.encoders.sessions import NamedSession, Node
from photos_ml.errors import EncoderError
from photos_ml.vision.networks import FINDER_ABOUT, FINDER_FILE, READER_ABOUT, READER_FILE, StepNetwork
from photos_ml.vision.text.finder import GRID, INPUT, OUTPUT
from photos_ml.vision.text.networks import HALF, TextNetworks
from photos_ml.vision.text.reader import HEIGHT_PIXELS, LENGTHS_PIXELS

LETTERS_KEY = "character_dict:"
FEWEST_LETTERS = 10
TRIED_PIXELS = 8 * GRID
_NUMBERS = r"((?:\s*-\s*[\d.]+\n){3})"
_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    '"': '"',
    "\\": "\\",
    "/": "/",
    " ": " ",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_ESCAPED = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")


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
    letters = list(letters_of(_text(folder / READER_ABOUT)))
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
    _, _, normal = told.partition("NormalizeImage:")
    found = [re.search(rf"{name}:\s*\n{_NUMBERS}", normal) for name in ("mean", "std")]
    if not all(found):
        return list(HALF), list(HALF)
    mean, std = ([float(one) for one in re.findall(r"[\d.]+", match[1])] for match in found if match)
    return mean, std


def letters_of(told: str) -> Iterator[str]:
    """The letters in the order of a reader's places; EncoderError where they are not there."""
    lines = iter(told.splitlines())
    head = next((line for line in lines if line.strip() == LETTERS_KEY), None)
    if head is None:
        raise EncoderError(f"its {READER_ABOUT} names no letters")
    number, indent = 0, len(head) - len(head.lstrip())
    for line in lines:
        item = line.lstrip(" ")
        if not item.startswith("- ") or len(line) - len(item) < indent:
            break
        yield _scalar(item[2:])
        number += 1
    if number < FEWEST_LETTERS:
        raise EncoderError(f"its {READER_ABOUT} names {number} letters")


def _scalar(written: str) -> str:
    """A letter as YAML writes it: plain, in single or in double quotes."""
    if len(written) > 1 and written[0] == written[-1] == "'":
        return written[1:-1].replace("''", "'")
    if len(written) > 1 and written[0] == written[-1] == '"':
        return _ESCAPED.sub(_unescaped, written[1:-1])
    return written


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    return chr(int(code, 16)) if code else _ESCAPES.get(match[4], match[4])


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
