"""A library as others in the house see it, with all use cases that only look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from photos_ml.app.service.context import Context
from photos_ml.store.shown import ShownLibrary

if TYPE_CHECKING:
    from types import TracebackType

    from photos_ml.app.service.settings import Settings
    from photos_ml.app.service.thumbnails import Thumbnails
    from photos_ml.encoders.base import Encoder
    from photos_ml.vectors.cache import IndexCache

Made = TypeVar("Made")


class ShownContext(Context):
    """Another context's library without what is hidden, and without people unless `people`. It shares that
    one's model, index and small pictures; nothing can be written through it."""

    def __init__(self, outer: Context, *, people: bool) -> None:
        super().__init__(outer.folder, clock=outer.clock)
        self.outer = outer
        self.planners = outer.planners
        self._library = ShownLibrary(outer.library(), people=people)
        self._seen = outer.dropped

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.library().close()

    @property
    def has_library(self) -> bool:
        return True

    @property
    def settings(self) -> Settings:
        return self.outer.settings

    @property
    def encoder(self) -> Encoder:
        return self.outer.encoder

    @property
    def fits_folder(self) -> Path:
        return self.outer.fits_folder

    @property
    def index_cache(self) -> IndexCache:
        return self.outer.index_cache

    @property
    def snapshot_folder(self) -> Path | None:
        return self.outer.snapshot_folder

    @property
    def thumbnails(self) -> Thumbnails:
        return self.outer.thumbnails

    def while_loaded(self, name: str, make: Callable[[], Made]) -> Made:
        """As of the other, which says when its vectors became others."""
        if self._seen != self.outer.dropped:
            self._seen = self.outer.dropped
            self.drop_loaded()
        return super().while_loaded(name, make)
