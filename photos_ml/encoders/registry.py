"""Which models there are: the shipped one, those in the user's models folder, those a program registers."""

from __future__ import annotations

import logging
import re
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from photos_ml.config import BEST_NAME, BUILTIN_NAME, models_dir
from photos_ml.encoders.base import Encoder, ModelInfo
from photos_ml.encoders.builtin import LANGUAGES_FOLDER, OnnxEncoder, builtin_encoder, languages_beside
from photos_ml.encoders.manifest import FILE_NAME, Manifest, damaged_files, read_manifest
from photos_ml.encoders.many_looks import ManyLooks, looking_often
from photos_ml.errors import EncoderError, PhotosError

if TYPE_CHECKING:
    from photos_ml.encoders.accelerators import Accelerators

NAME_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
REGISTERED = "registered"
OVER_ROWS_OF = "@"
"""Between the name of a model and the earlier revision whose rows it reads; in no model's own name."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One line of the list of models. `info` is None where `problem` says why the model cannot be used."""

    name: str
    info: ModelInfo | None
    runtime: str
    licence: str = ""
    size_bytes: int = 0
    problem: str = ""
    languages: tuple[str, ...] = ()
    """What it reads; empty where nobody has told."""
    removable: bool = False
    """Whether it is the user's own."""


class Registry:
    """Models by name, a folder each with its `model.json`: those of the library in `folder`, and what this
    user has pulled, whichever library is open, in `shared`."""

    def __init__(
        self,
        folder: Path | None = None,
        *,
        shared: Path | None = None,
        shipped: Path | None = None,
        threads: int | None = None,
        say: Callable[[str], None] | None = None,
    ) -> None:
        """`say` hears of accelerators, which are tried only where somebody listens."""
        self._folder = folder
        self._say = say
        self._shared = shared
        self._shipped = shipped or models_dir()
        self._threads = threads
        self._factories: dict[str, Callable[[], Encoder]] = {}
        self._encoders: dict[str, Encoder] = {}
        self._lock = threading.RLock()

    @property
    def folder(self) -> Path:
        """Where the user's models are kept; raises EncoderError for a registry without one."""
        if self._folder is None:
            raise EncoderError("this registry has no models folder", hint="give a library")
        return self._folder

    @property
    def shared(self) -> Path:
        """Where pulled models are kept; raises EncoderError for a registry without one."""
        return self.folder if self._shared is None else self._shared

    def accelerators(self) -> Accelerators:
        """Who may run graphs for the processor, as this user's models folder knows it."""
        from photos_ml.encoders.accelerators import Accelerators

        return Accelerators(self.shared, self._say or (lambda line: None))

    def register(self, name: str, factory: Callable[[], Encoder]) -> None:
        """Offer a model made by `factory` at its first use; raises EncoderError where the name is taken."""
        self.check_free(name)
        self._factories[name] = factory

    def entries(self) -> list[ModelEntry]:
        """Every model, the built-in first, once and as it looks often, then by name; damaged ones with their
        problem."""
        rest = sorted(set(self._folders()) | set(self._factories), key=str.casefold)
        names = [BUILTIN_NAME, BEST_NAME, *(name for name in rest if name not in (BUILTIN_NAME, BEST_NAME))]
        return [self._entry(name) for name in names]

    def get(self, name: str = BUILTIN_NAME) -> Encoder:
        """The encoder of that name, the same object each time; raises EncoderError where there is none.
        'NAME@REVISION' is NAME over its rows of one of the revisions that `earlier` gives."""
        with self._lock:
            if name not in self._encoders:
                begun = time.perf_counter()
                self._encoders[name] = self._make(name)
                info = self._encoders[name].info
                seconds = time.perf_counter() - begun
                _log.info("model %s %s made in %.2f s", info.id, info.revision, seconds)
            return self._encoders[name]

    def earlier(self, name: str) -> tuple[str, ...]:
        """Revisions that a model had before and whose rows it can be asked of, the latest first."""
        return tuple(self.manifest(BUILTIN_NAME).rows_of) if name in (BUILTIN_NAME, BEST_NAME) else ()

    def manifest(self, name: str) -> Manifest:
        """The description of a model kept in files; raises EncoderError for any other."""
        folders = self._folders()
        if name not in folders:
            raise self._unknown(name)
        return read_manifest(folders[name])

    def verify(self, name: str) -> list[str]:
        """Files of the model that are missing or damaged; reads them whole."""
        name = BUILTIN_NAME if name == BEST_NAME else name
        if name in self._factories:
            return []
        manifest = self.manifest(name)
        more = languages_beside(manifest, self._more) if name == BUILTIN_NAME else None
        damaged = more.damaged() if more else []
        return damaged_files(manifest) + [f"{LANGUAGES_FOLDER}/{file}" for file in damaged]

    def check_free(self, name: str) -> None:
        """Raises EncoderError unless a new model may be called `name`. Case does not tell names apart."""
        if not NAME_PATTERN.fullmatch(name):
            raise EncoderError(
                f"'{name}' cannot name a model", hint="use letters, digits, '.', '_' and '-', 64 at most"
            )
        taken = {BUILTIN_NAME, BEST_NAME, *self._factories, *(path.name for path in self._all_folders())}
        if name.casefold() in {other.casefold() for other in taken}:
            raise EncoderError(
                f"there is a model '{name}' already", hint="choose another name or remove it first"
            )

    def remove(self, name: str) -> None:
        """Delete a user's model from the models folder; linked checkpoints stay where they are."""
        if name == BUILTIN_NAME or name not in {path.name for path in self._user_folders()}:
            raise EncoderError(f"'{name}' is not a model that can be removed", hint="see `photos-ml models`")
        (path,) = (path for path in self._user_folders() if path.name == name)
        with self._lock:
            self._encoders.pop(name, None)
            shutil.rmtree(path)

    @property
    def _more(self) -> Path | None:
        return self._folder / LANGUAGES_FOLDER if self._folder else None

    def _user_folders(self) -> list[Path]:
        """Those of the library hide others of the same name."""
        found: dict[str, Path] = {}
        for folder in (self._shared, self._folder):
            if folder is not None and folder.is_dir():
                kept = (path for path in folder.iterdir() if not path.name.startswith("."))
                found |= {path.name: path for path in kept if (path / FILE_NAME).is_file()}
        return list(found.values())

    def _all_folders(self) -> list[Path]:
        """The user's, whatever is in them: networks of steps lie beside models."""
        places = [folder for folder in (self._shared, self._folder) if folder is not None and folder.is_dir()]
        return [path for folder in places for path in folder.iterdir() if path.is_dir()]

    def _folders(self) -> dict[str, Path]:
        shipped = {BUILTIN_NAME: self._shipped / BUILTIN_NAME}
        return {path.name: path for path in self._user_folders()} | shipped

    def _make(self, name: str) -> Encoder:
        if name in self._factories:
            return self._factories[name]()
        base, _, revision = name.partition(OVER_ROWS_OF)
        if revision and revision in self.earlier(base):
            encoder = self.get(base)
            assert isinstance(encoder, OnnxEncoder | ManyLooks)
            return encoder.over_rows_of(revision)
        if name == BEST_NAME:
            builtin = self.get(BUILTIN_NAME)
            assert isinstance(builtin, OnnxEncoder)
            return ManyLooks(builtin)
        if name == BUILTIN_NAME:
            return builtin_encoder(
                self._shipped / name,
                threads=self._threads,
                languages=self._more,
                accelerators=self.accelerators if self._say else None,
            )
        return make_encoder(
            self.manifest(name), threads=self._threads, accelerators=self.accelerators if self._say else None
        )

    def _entry(self, name: str) -> ModelEntry:
        if name in self._factories:
            return ModelEntry(name, self.get(name).info, REGISTERED)
        if name == BEST_NAME:
            once = self._entry(BUILTIN_NAME)
            return replace(once, name=name, info=once.info and looking_often(once.info))
        try:
            manifest = self.manifest(name)
        except PhotosError as error:
            return ModelEntry(name, None, "", problem=str(error), removable=name != BUILTIN_NAME)
        size, reads = manifest.size_bytes, manifest.languages
        if name == BUILTIN_NAME and (more := languages_beside(manifest, self._more)):
            size, reads = size + more.size_bytes, more.languages
        entry = ModelEntry(name, manifest.info, manifest.runtime, manifest.licence, size, languages=reads)
        return replace(entry, removable=name != BUILTIN_NAME)

    def _unknown(self, name: str) -> EncoderError:
        known = ", ".join(sorted({BEST_NAME, *self._folders(), *self._factories}))
        return EncoderError(f"there is no model '{name}'", hint=f"known models: {known}")


def make_encoder(
    manifest: Manifest, *, threads: int | None = None, accelerators: Callable[[], Accelerators] | None = None
) -> Encoder:
    """The encoder that runs a manifest; raises EncoderError for a runtime this program does not have."""
    if manifest.runtime == "onnx":
        return OnnxEncoder(manifest, threads=threads, accelerators=accelerators)
    if manifest.runtime == "onnx_towers":
        from photos_ml.encoders.onnx_towers import OnnxTowersEncoder

        return OnnxTowersEncoder(manifest, threads=threads, accelerators=accelerators)
    if manifest.runtime == "soft_tokens":
        from photos_ml.encoders.soft_tokens import SoftTokensEncoder

        return SoftTokensEncoder(manifest, threads=threads, accelerators=accelerators)
    if manifest.runtime == "open_clip":
        from photos_ml.encoders.open_clip import OpenClipEncoder

        return OpenClipEncoder(manifest, threads=threads)
    if manifest.runtime == "coreml":
        from photos_ml.encoders.coreml import CoreMLEncoder

        return CoreMLEncoder(manifest)
    raise EncoderError(
        f"model '{manifest.info.id}' needs the runtime '{manifest.runtime}'", hint="update the program"
    )
