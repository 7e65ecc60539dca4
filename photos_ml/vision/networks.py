"""Networks that steps run in place of their own: fetched from a hub, kept beside the user's models, a folder
each with its `network.json`. Which are worth having is data."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from photos_ml.errors import EncoderError

FILE_NAME = "network.json"
FACES, TEXT = "faces", "text"
"""The steps whose networks can be others."""
OWN_NAMES: Mapping[str, str] = {FACES: "builtin-faces", TEXT: "builtin-text"}
"""Step -> what its own networks are called where one of several is chosen."""
_SAFE = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A file of a repository on the hub, and its name in the folder of the network."""

    repository: str
    path: str
    name: str
    revision: str = "main"


@dataclass(frozen=True, slots=True)
class Offer:
    """A network that is worth fetching."""

    name: str
    step: str
    files: tuple[OfferedFile, ...]
    licence: str
    megabytes: int
    gain: str
    """What its makers measured, beside what this program's own is said to reach."""
    source: str
    """Where that stands."""
    note: str = ""
    languages: tuple[str, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)
    """What is published of it and does not stand in its files."""

    @property
    def repository(self) -> str:
        """The first of its repositories."""
        return self.files[0].repository


DESCRIBER_FILE = "describer.onnx"
FINDER_FILE, READER_FILE = "finder.onnx", "reader.onnx"
FINDER_ABOUT, READER_ABOUT = "finder.yml", "reader.yml"
SAME_PERSON = "same_person"
"""In `about`: the published distance of unit vectors up to which two faces are one person's."""
_PADDLE = (
    "https://github.com/PaddlePaddle/PaddleOCR/blob/main/docs/version3.x/algorithm/PP-OCRv6/PP-OCRv6.en.md"
)

OFFERS = (
    Offer(
        name="sface",
        step=FACES,
        files=(
            OfferedFile(
                "opencv/face_recognition_sface",
                "face_recognition_sface_2021dec.onnx",
                DESCRIBER_FILE,
                "3d7082438a6e4551e840c9b2bb60b71e8da4b524",
            ),
        ),
        licence="Apache-2.0",
        megabytes=39,
        gain="LFW 99.40 % (built-in describer: 99.38 %)",
        source="https://github.com/opencv/opencv_zoo/tree/main/models/face_recognition_sface",
        note="tells faces apart",
        about={SAME_PERSON: 1.128},
    ),
    Offer(
        name="pp-ocrv6-medium",
        step=TEXT,
        files=(
            OfferedFile("PaddlePaddle/PP-OCRv6_medium_det_onnx", "inference.onnx", FINDER_FILE),
            OfferedFile("PaddlePaddle/PP-OCRv6_medium_det_onnx", "inference.yml", FINDER_ABOUT),
            OfferedFile("PaddlePaddle/PP-OCRv6_medium_rec_onnx", "inference.onnx", READER_FILE),
            OfferedFile("PaddlePaddle/PP-OCRv6_medium_rec_onnx", "inference.yml", READER_ABOUT),
        ),
        licence="Apache-2.0",
        megabytes=139,
        gain="lines found 86.2 %, read 83.2 % (built-in reader: 84.1 %, 81.3 %)",
        source=_PADDLE,
        note="reads text; three times as slow",
    ),
)


def offer(name: str) -> Offer | None:
    """The network of that name that is worth fetching."""
    return next((one for one in OFFERS if one.name == name), None)


@dataclass(frozen=True, slots=True)
class StepNetwork:
    """A network that was fetched for a step."""

    name: str
    step: str
    folder: Path
    files: Mapping[str, str]
    """Name -> SHA-256."""
    licence: str
    about: Mapping[str, Any]
    """What was found when it was tried, and what is published of it."""

    @property
    def version(self) -> str:
        """Another one where its files or what is known of them is another."""
        told = json.dumps([dict(self.files), dict(self.about)], sort_keys=True)
        return f"{self.name}@{hashlib.sha256(told.encode()).hexdigest()[:12]}"

    @property
    def size_bytes(self) -> int:
        return sum(path.stat().st_size for path in self.folder.iterdir() if path.is_file())


def read_network(folder: Path) -> StepNetwork:
    """That of a folder; EncoderError where it cannot be read or a file is missing."""
    try:
        raw = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        found = StepNetwork(
            folder.name, str(raw["step"]), folder, dict(raw["files"]), str(raw["licence"]), dict(raw["about"])
        )
        if found.step not in OWN_NAMES or not _SAFE.fullmatch(folder.name):
            raise ValueError(found.step)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderError(
            f"{folder / FILE_NAME} cannot be read", hint=f"photos-ml models remove {folder.name}"
        ) from error
    missing = [name for name in found.files if not (folder / name).is_file()]
    if missing:
        raise EncoderError(
            f"{folder.name} lacks {missing[0]}",
            hint=f"photos-ml models remove {folder.name}; pull it again",
        )
    return found


def write_network(
    folder: Path, step: str, licence: str, about: Mapping[str, Any], source: Mapping[str, Any]
) -> None:
    """Describe the files of a folder; a description that is there is whole."""
    files = {
        path.name: _sha256(path)
        for path in sorted(folder.iterdir())
        if path.is_file() and path.suffix in (".onnx", ".yml")
    }
    raw = {"step": step, "licence": licence, "files": files, "about": about, "source": source}
    partial = folder / f"{FILE_NAME}.part"
    partial.write_text(json.dumps(raw, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(folder / FILE_NAME)


class Networks:
    """Those that this user has fetched, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """Of all, damaged ones too."""
        if not self._folder.is_dir():
            return []
        kept = (path for path in self._folder.iterdir() if not path.name.startswith("."))
        return sorted(path.name for path in kept if (path / FILE_NAME).is_file())

    def get(self, name: str) -> StepNetwork:
        """That of this name; EncoderError where it is damaged or there is none."""
        if name not in self.names():
            raise EncoderError(f"there is no network '{name}'", hint="see `photos-ml models`")
        return read_network(self._folder / name)

    def remove(self, name: str) -> int:
        """Delete one: how many bytes."""
        folder = self._folder / name
        size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
        shutil.rmtree(folder)
        return size


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
