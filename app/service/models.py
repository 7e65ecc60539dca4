"""The models of a library: which there are, which is in use, and which takes over next."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from photos_ml.config import BUILTIN_NAME

if TYPE_CHECKING:
    from photos_ml.app.service import PhotoService
    from photos_ml.encoders.base import ModelInfo

ACTIVE_MODEL = "model"
"""Setting: the name of the model that indexes and searches."""
NEXT_MODEL = "next model"
"""Setting: the model that takes over when all photos have a vector of it; until then the active answers."""


class Models:
    """Part of the service: `service.models`."""

    def __init__(self, service: PhotoService) -> None:
        self._service = service

    @property
    def active(self) -> str:
        """The name of the model in use; the built-in one where nothing else was chosen."""
        if not self._service.has_library:
            return BUILTIN_NAME
        return str(self._service.library().setting(ACTIVE_MODEL) or BUILTIN_NAME)

    @property
    def next(self) -> str | None:
        """The name of the model that takes over when all photos have a vector of it."""
        found = self._service.library().setting(NEXT_MODEL)
        return None if found is None else str(found)

    def entries(self) -> list[dict[str, Any]]:
        """The models there are, the built-in first; `active` marks the one of this library, `next` the one
        that takes over after the next index."""
        active, coming = self.active, self.next
        return [
            {
                "name": entry.name,
                "active": entry.name == active,
                "next": entry.name == coming,
                "revision": entry.info.revision if entry.info else "",
                "dimension": entry.info.dimension if entry.info else 0,
                "runtime": entry.runtime,
                "licence": entry.licence,
                "bytes": entry.size_bytes,
                "problem": entry.problem,
            }
            for entry in self._service.registry.entries()
        ]

    def use(self, name: str) -> int:
        """Make `name` the active model, at once or, where photos wait for it, after the next index.

        Returns how many wait. Vectors of other models are kept.
        """
        info = self._service.registry.get(name).info
        library = self._service.library()
        waiting = sum(1 for _ in library.vectors(info.id, info.revision, info.dimension).missing())
        if waiting:
            library.set_setting(NEXT_MODEL, name)
        else:
            self.activate(name)
        return waiting

    def activate(self, name: str) -> None:
        """From now on `name` answers."""
        library = self._service.library()
        with library.database.transaction():
            library.set_setting(ACTIVE_MODEL, name)
            library.set_setting(NEXT_MODEL, None)
        self._service.drop_loaded(model=True)

    def add(self, name: str, checkpoint: Path, architecture: str, tag: str, *, link: bool) -> ModelInfo:
        """Add an open_clip model from a local checkpoint; raises EncoderError unless it loads."""
        from photos_ml.encoders.user_models import Checkpoint, add_model

        return add_model(
            self._service.registry, name, Checkpoint(checkpoint, architecture, tag), link=link
        ).info

    def pull(self, name: str) -> ModelInfo:
        """Download a suggested model: the one thing in this program that uses the network."""
        from photos_ml.encoders.user_models import pull_model

        return pull_model(self._service.registry, name).info

    def export(self, name: str, format: str, out_dir: Path, precision: str) -> Path:
        """Write a model as ONNX or Core ML into a new folder."""
        from photos_ml.encoders.export import export_model

        return export_model(self._service.registry.get(name), format, out_dir, precision).folder

    def suggested(self) -> list[dict[str, Any]]:
        """Models worth pulling, with licence, size and what was published about them."""
        from photos_ml.encoders.catalog import SUGGESTIONS

        return [asdict(suggestion) for suggestion in SUGGESTIONS]
