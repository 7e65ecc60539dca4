"""`model.json`: all that must be known of a model before any of its weights are read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.preprocess import RESAMPLE_NAMES, Fit, Look, PatchPreprocessor, SquarePreprocessor
from photos_ml.errors import EncoderError

FILE_NAME = "model.json"
LANGUAGES_FIELD = "languages"
ROWS_OF_FIELD = "rows_of"
READ_BYTES = 1 << 20
REVISION_CHARACTERS = 16
REINSTALL = "install or pull the model again"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One model's description. `files` maps a file name inside `folder` to its SHA-256 in hex."""

    folder: Path
    info: ModelInfo
    preprocessor: Look
    max_tokens: int
    files: Mapping[str, str]
    runtime: str = "onnx"
    pad_texts: bool = False
    """Texts are padded to `max_tokens`, not to the longest of the batch."""
    clean: str = ""
    """How a text is cleaned before it is cut into tokens; see `photos_ml.encoders.tokens`."""
    architecture: str = ""
    licence: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        """A file of the model; raises EncoderError where it is missing."""
        found = self.folder / name
        if not found.is_file():
            raise EncoderError(f"model '{self.info.id}' lacks {name} in {self.folder}", hint=REINSTALL)
        return found

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639 codes of the languages it understands; empty where nobody has told."""
        return tuple(map(str, self.extra.get(LANGUAGES_FIELD, ())))

    @property
    def rows_of(self) -> Mapping[str, str]:
        """Earlier revisions whose rows lie in the same space, so that this one's texts may be asked of them,
        the latest first: each with the version of the tagger that it had."""
        return {
            str(revision): str(version) for revision, version in self.extra.get(ROWS_OF_FIELD, {}).items()
        }

    @property
    def size_bytes(self) -> int:
        """What the model takes on disk."""
        return sum(path.stat().st_size for name in self.files if (path := self.folder / name).is_file())


def read_manifest(folder: Path) -> Manifest:
    """The model in `folder`; raises EncoderError with the field that is wrong."""
    path = folder / FILE_NAME
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EncoderError(
            f"no model in {folder}: {FILE_NAME} cannot be read", hint="see `photos-ml models`"
        ) from error
    except ValueError as error:
        raise EncoderError(f"{path} is not JSON: {error}", hint=REINSTALL) from error
    try:
        return _manifest(folder, raw)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise EncoderError(f"{path} is not a model description: {error!r}", hint=REINSTALL) from error


def write_manifest(manifest: Manifest) -> Path:
    """Write `model.json` into the manifest's folder, whole or not at all."""
    info, look = manifest.info, manifest.preprocessor
    raw: dict[str, Any] = {
        "id": info.id,
        "revision": info.revision,
        "dimension": info.dimension,
        "image_size": info.image_size,
        "resample": look.resample,
        **_shape(look),
        "max_tokens": manifest.max_tokens,
        "pad_texts": manifest.pad_texts,
        "clean": manifest.clean,
        "runtime": manifest.runtime,
        "architecture": manifest.architecture,
        "licence": manifest.licence,
        "files": dict(manifest.files),
        **manifest.extra,
    }
    path = manifest.folder / FILE_NAME
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(raw, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(path)
    return path


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in hex, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(READ_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def revision_of(digests: Iterable[str]) -> str:
    """A revision that is another one where any of these files is."""
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:REVISION_CHARACTERS]


def damaged_files(manifest: Manifest) -> list[str]:
    """Names of the files that are missing or whose bytes are not those the manifest promises."""
    return [
        name
        for name, promised in manifest.files.items()
        if not (path := manifest.folder / name).is_file() or sha256_of(path) != promised
    ]


_FIELDS = frozenset(
    {
        *("id", "revision", "dimension", "image_size", "resample", "crop", "fill", "edge", "max_tokens"),
        *("block", "most_blocks", "pad_texts", "clean", "runtime", "architecture", "licence", "files"),
    }
)
_FITS = {"squeeze": Fit.SQUEEZE, "squash": Fit.SQUEEZE, "center": Fit.CENTER, "pad": Fit.PAD}


def _manifest(folder: Path, raw: dict[str, Any]) -> Manifest:
    if not isinstance(raw, dict):
        raise TypeError("not an object")
    size = _positive(raw, "image_size")
    if raw["resample"] not in RESAMPLE_NAMES:
        raise ValueError(f"resample {raw['resample']!r}")
    return Manifest(
        folder=folder,
        info=ModelInfo(str(raw["id"]), str(raw["revision"]), _positive(raw, "dimension"), size),
        preprocessor=_look(raw, size),
        max_tokens=_positive(raw, "max_tokens"),
        files=_files(raw["files"]),
        runtime=str(raw.get("runtime", "onnx")),
        pad_texts=bool(raw.get("pad_texts", False)),
        clean=str(raw.get("clean", "")),
        architecture=str(raw.get("architecture", "")),
        licence=str(raw.get("licence", "")),
        extra={key: value for key, value in raw.items() if key not in _FIELDS},
    )


BLOCKS = "blocks"
"""What stands for a fit where pictures keep their shape."""


def _shape(look: Look) -> dict[str, Any]:
    if isinstance(look, PatchPreprocessor):
        return {"crop": BLOCKS, "block": look.block, "most_blocks": look.most}
    return {"crop": look.fit.value, "fill": look.fill, "edge": look.edge}


def _look(raw: Mapping[str, Any], size: int) -> Look:
    if raw["crop"] == BLOCKS:
        return PatchPreprocessor(_positive(raw, "block"), _positive(raw, "most_blocks"), raw["resample"])
    more = int(raw.get("fill", 0)), int(raw.get("edge", 0))
    return SquarePreprocessor(size, raw["resample"], _FITS[raw["crop"]], *more)


def _positive(raw: Mapping[str, Any], name: str) -> int:
    value = raw[name]
    if not isinstance(value, int) or value <= 0:
        raise ValueError(f"{name} is {value!r}")
    return value


def _files(raw: Mapping[str, Any]) -> dict[str, str]:
    """{name: sha256} out of {name: sha256} or {name: {sha256: ..., ...}}; a name never leaves the folder."""
    files: dict[str, str] = {}
    for name, entry in raw.items():
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise ValueError(f"file name {name!r}")
        files[name] = str(entry["sha256"]) if isinstance(entry, Mapping) else str(entry)
    return files
