"""A newer revision of the built-in model, which an update of the program brings: rows of the one before
answer until there are new ones of all photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from photos_ml.config import BEST_NAME, BUILTIN_NAME
from photos_ml.encoders.registry import OVER_ROWS_OF
from photos_ml.store.vectors import Vectors, embed_version

if TYPE_CHECKING:
    from photos_ml.encoders.registry import Registry
    from photos_ml.store import Library

REPLACED = "rows replaced"
"""Setting: versions of vectors that no longer answer, since there were newer ones of all photos, or since the
library never had any."""


def answering(library: Library, registry: Registry, name: str) -> str:
    """What the registry is to be asked for where the model `name` is in use: itself, or itself over the rows
    of an earlier revision, which answer here."""
    for revision, rows in _earlier(library, registry, name).items():
        version = embed_version(_id(registry, name), revision)
        if rows.model_id is not None and version not in _replaced(library):
            return f"{name}{OVER_ROWS_OF}{revision}"
    return name


def fullest(library: Library, registry: Registry, name: str) -> str:
    """As `answering`, by which rows are most: for a library whose photos nothing looks at again."""
    info = registry.get(name).info
    rows = {name: library.vectors(info.id, info.revision, info.dimension)}
    for revision, earlier in _earlier(library, registry, name).items():
        rows[f"{name}{OVER_ROWS_OF}{revision}"] = earlier
    return max(rows, key=lambda known: rows[known].count())


def replace_rows(library: Library, registry: Registry, name: str) -> None:
    """From now on the rows of earlier revisions of a model do not answer. They stay where they are: an older
    program that opens the library goes on with them."""
    earlier = {embed_version(_id(registry, name), one) for one in registry.earlier(name)}
    _replace(library, earlier)


def replace_none(library: Library, registry: Registry) -> None:
    """Rows of earlier revisions of which the library has none do not answer, whoever adds some later."""
    nothing = {
        embed_version(_id(registry, name), revision)
        for name in (BUILTIN_NAME, BEST_NAME)
        for revision, rows in _earlier(library, registry, name).items()
        if not rows.count()
    }
    _replace(library, nothing)


def _replace(library: Library, versions: set[str]) -> None:
    known = _replaced(library)
    if versions - known:
        library.set_setting(REPLACED, sorted(known | versions))


def _replaced(library: Library) -> set[str]:
    return set(library.setting(REPLACED) or ())


def _earlier(library: Library, registry: Registry, name: str) -> dict[str, Vectors]:
    return {
        revision: library.vectors(_id(registry, name), revision, registry.get(name).info.dimension)
        for revision in registry.earlier(name)
    }


def _id(registry: Registry, name: str) -> str:
    return registry.get(name).info.id
