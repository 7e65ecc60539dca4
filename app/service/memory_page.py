"""Memories as one HTML file with the pictures inside: to look at, to keep, to give to somebody."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context
from photos_ml.app.service.language import LANGUAGES
from photos_ml.app.service.page_words import worded
from photos_ml.app.service.pictures import thumbnail
from photos_ml.app.service.wording import place_namer
from photos_ml.ranker.telling.language import phrases

if TYPE_CHECKING:
    from datetime import date

    from photos_ml.app.service.memories import MemoryView
    from photos_ml.store import PhotoRow

_HEAD = '<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
PAGE_HEADS = tuple(_HEAD.format(language=language).encode() for language in LANGUAGES)
"""How a page begins, in each language: it tells that a file is one of these."""
PAGE_PIXELS = 900
COVER_PIXELS = 1600
JPEG_QUALITY = 80
ROW_HEIGHT_REM = 15
FEW = 3
"""So few pictures fill their row instead of leaving a gap at its end."""
NEWLINE = "\n"


def memories_page(context: Context, views: Sequence[MemoryView]) -> str:
    """Self-contained HTML; a picture that cannot be read is left out."""
    sections = [_section(context, view, number) for number, view in enumerate(views)]
    language = context.language
    title = html.escape(views[0].memory.title if len(views) == 1 else worded(language, "written.memories"))
    nothing = html.escape(worded(language, "written.none"))
    body = "\n".join(sections) or f"<p class=quiet>{nothing}</p>"
    return f"{_head(title, language)}{_contents(views)}<main>\n{body}\n</main></body></html>\n"


def photos_page(context: Context, title: str, photos: Sequence[PhotoRow]) -> Iterator[bytes]:
    """Any photos as such a page, the first one large; piece by piece, as it may be of any size."""
    source = _data_url(context, photos[0], COVER_PIXELS)
    picture = f'<img alt="" src="{source}">' if source else ""
    few = " few" if len(photos) - 1 <= FEW else ""
    yield (
        f"{_head(html.escape(title), context.language)}<main>\n<section><header class=cover>{picture}"
        f'<div><h2>{html.escape(title)}</h2></div></header>\n<div class="photos{few}">'
    ).encode()
    for photo in photos[1:]:
        yield _figure(context, photo).encode()
    yield b"</div></section></main></body></html>\n"


def _head(title: str, language: str) -> str:
    style = resources.files("photos_ml.app").joinpath("web/memory-page.css").read_text("utf-8")
    return (
        f"{_HEAD.format(language=language)}"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
        "style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>\n{style}</style></head><body>\n"
    )


def _contents(views: Sequence[MemoryView]) -> str:
    """Links to the sections, where there is more than one."""
    if len(views) < 2:
        return ""
    links = "".join(f'<a href="#m{i}">{html.escape(v.memory.title)}</a>' for i, v in enumerate(views))
    return f"<nav>{links}</nav>\n"


def _section(context: Context, view: MemoryView, number: int) -> str:
    memory = view.memory
    cover = next(photo for photo in view.photos if photo.id == memory.cover)
    source = _data_url(context, cover, COVER_PIXELS)
    picture = f'<img alt="" src="{source}">' if source else ""
    rest = [photo for photo in view.photos if photo.id != memory.cover]
    figures = [figure for photo in rest if (figure := _figure(context, photo))]
    few = " few" if len(figures) <= FEW else ""
    why = html.escape("; ".join(memory.why))
    return (
        f'<section id="m{number}"><header class=cover>{picture}<div><h2>{html.escape(memory.title)}</h2>'
        f"<p>{html.escape(memory.subtitle)}</p></div></header>\n"
        f'<div class="photos{few}">{NEWLINE.join(figures)}</div>\n<p class=why>{why}</p></section>'
    )


def _figure(context: Context, photo: PhotoRow) -> str:
    source = _data_url(context, photo, PAGE_PIXELS)
    if not source:
        return ""
    metadata = photo.metadata
    ratio = metadata.width / metadata.height if metadata.width and metadata.height else 1.0
    style = f"flex: {ratio:.3f} 1 {ratio * ROW_HEIGHT_REM:.2f}rem; aspect-ratio: {ratio:.3f}"
    caption = html.escape(_caption(context, photo))
    return f'<figure style="{style}"><img alt="" src="{source}"><figcaption>{caption}</figcaption></figure>'


def _caption(context: Context, photo: PhotoRow) -> str:
    """What its owner wrote, else the day and the place."""
    taken, place = photo.metadata.taken, photo.metadata.place
    day = _day_in(context.language, taken.local) if taken else ""
    place = place_namer(context)(place) if place else None
    where = place.city or place.region or place.country if place else ""
    return photo.metadata.caption or ", ".join(part for part in (day, where) if part)


def _day_in(language: str, day: date) -> str:
    """'5 May 2024', as the language writes it."""
    words = phrases(language)
    month = words.months[day.month - 1] if words else f"{day:%B}"
    return worded(language, "written.day", day=day.day, month=month, year=day.year)


def _data_url(context: Context, photo: PhotoRow, pixels: int) -> str:
    import base64
    import io

    from photos_ml.errors import DecodeError

    try:
        picture = thumbnail(context, photo, pixels)
    except (DecodeError, OSError):
        return ""
    data = io.BytesIO()
    picture.convert("RGB").save(data, "JPEG", quality=JPEG_QUALITY)
    return "data:image/jpeg;base64," + base64.b64encode(data.getvalue()).decode("ascii")
