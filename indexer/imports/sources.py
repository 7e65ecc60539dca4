"""The programs whose libraries can be read, by name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from photos_ml.errors import UsageError
from photos_ml.indexer.imports.record import LibraryReader

SOURCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "takeout": ("takeout", "Google Takeout: its folder or zip parts"),
        "apple": ("apple", "Apple Photos: osxphotos' JSON or XMP, .AAE"),
        "digikam": ("digikam", "digiKam: the folder of digikam4.db, or its XMP"),
        "lightroom": ("lightroom", "Lightroom Classic: its .lrcat, or its XMP"),
        "picasa": ("picasa", "Picasa: .picasa.ini, contacts.xml"),
        "immich": ("immich", "Immich: its API's JSON, or its XMP"),
        "photoprism": ("photoprism", "PhotoPrism: its folder storage"),
        "xmp": ("sidecars", "XMP sidecars of any program"),
        "photos-ml": ("ours", "photos-ml export json"),
    }
)
"""Name -> module and what its path is."""


def reader_of(source: str) -> LibraryReader:
    """What reads a program's library; UsageError for one that nothing here reads."""
    if source not in SOURCES:
        raise UsageError(f"nothing is imported from {source}", hint=f"one of: {', '.join(SOURCES)}")
    module = import_module(f"photos_ml.indexer.imports.{SOURCES[source][0]}")
    read: LibraryReader = module.read
    return read
