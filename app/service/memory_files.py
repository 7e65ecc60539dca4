"""A memory written as a file: a page, its pictures in a zip, a film."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from photos_ml.app.service.exporting import export_zip
from photos_ml.app.service.film import Progress, write_film
from photos_ml.app.service.memory_page import PAGE_HEADS, memories_page
from photos_ml.app.service.outputs import write_output
from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from photos_ml.app.service.context import Context
    from photos_ml.app.service.memories import MemoryView

PAGE, PICTURES, FILM = ".html", ".zip", ".mp4"
FORMS = (PAGE, PICTURES, FILM)


def save_memory(context: Context, view: MemoryView, file: Path, progress: Progress | None = None) -> int:
    """Write it as the file's suffix says, whole or not at all; how many photos are in it. UsageError for
    another suffix, where the file may not be written, and as `write_film`."""
    memory = view.memory
    match file.suffix.lower():
        case ".html":
            write_output(context, file, memories_page(context, [view]), own=PAGE_HEADS)
            return len(view.photos)
        case ".zip":
            return export_zip(context, [photo.id for photo in view.photos], file).written
        case ".mp4":
            return write_film(context, file, memory.title, memory.subtitle, view.photos, progress)
    raise UsageError(f"{file.name} is no page, pictures or film", hint=f"end it with {', '.join(FORMS)}")
