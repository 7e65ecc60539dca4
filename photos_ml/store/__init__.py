"""The library file: one SQLite database, the only truth."""

from photos_ml.store.facets import Facets
from photos_ml.store.filters import PhotoFilter
from photos_ml.store.library import Library, Root
from photos_ml.store.marks import Mark, Marks
from photos_ml.store.names import Names
from photos_ml.store.rows import (
    Batch,
    Failure,
    FileGroup,
    FileRole,
    FileStat,
    Holder,
    KnownPhoto,
    Moment,
    PhotoRow,
    Status,
    TagRow,
    Upsert,
    VectorRow,
)
from photos_ml.store.tags import TagCount, Tags
from photos_ml.store.timeline import Month
from photos_ml.store.vectors import Vectors

__all__ = [
    "Batch",
    "Facets",
    "Failure",
    "FileGroup",
    "FileRole",
    "FileStat",
    "Holder",
    "KnownPhoto",
    "Library",
    "Mark",
    "Marks",
    "Moment",
    "Month",
    "Names",
    "PhotoFilter",
    "PhotoRow",
    "Root",
    "Status",
    "TagCount",
    "TagRow",
    "Tags",
    "Upsert",
    "VectorRow",
    "Vectors",
]
