"""What a device's requests work on: the library as it is shown to it, and what it may do there."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from photos_ml.app.api.backend import Backend
from photos_ml.app.api.problems import Problem
from photos_ml.app.present import printable
from photos_ml.app.service.lan.shown import ShownContext

if TYPE_CHECKING:
    from photos_ml.app.service import Context
    from photos_ml.store import PhotoRow

_NOT_HIDDEN = Problem(HTTPStatus.FORBIDDEN, "Photos are hidden and shown again at the computer.")


@dataclass
class ShownBackend(Backend):
    """Beside another backend, whose turns in searching and decoding it waits for."""

    outer: Backend = field(kw_only=True)
    shows_hidden = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.steps, self.memories = self.outer.steps, self.outer.memories
        self.searching, self.looking = self.outer.searching, self.outer.looking
        self.decoding = self.outer.decoding

    @property
    def writing(self) -> Context:
        return self.outer.context

    def check_marks(self, *, hidden: bool | None) -> None:
        if hidden is not None:
            raise _NOT_HIDDEN

    def told_path(self, photo: PhotoRow) -> str:
        """From the name of the indexed folder on: where that is on the machine is the owner's."""
        for root in self.roots():
            if photo.path.is_relative_to(root):
                return printable("/".join((root.name, *photo.path.relative_to(root).parts)))
        return printable(photo.path.name)


def shown(outer: Backend, *, people: bool) -> ShownBackend:
    """The library of another backend as devices see it, with people or without; close its context."""
    return ShownBackend(ShownContext(outer.context, people=people), outer=outer)
