"""What the user chooses, changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from photos_ml.app.service.context import Context
from photos_ml.app.service.settings import Settings, write_settings

TOO_LARGE = ("decoding would take ", "decoding needs more memory")
"""How reasons begin that a higher limit may mend; `indexer.reasons` has them, and a test compares."""


def change_settings(context: Context, **choices: Any) -> Settings:
    """Keep these choices beside the others; UsageError where one is none."""
    library = context.library(create=True)
    with library.database.transaction():  # what another request chooses meanwhile must not be set back
        before = context.settings
        settings = replace(before, **choices)
        write_settings(library, settings)
    if "thumbnails_mb" in choices:
        context.drop_thumbnails()
        context.thumbnails.tidy()
    if settings.picture_mb > before.picture_mb:
        context.drop_thumbnails()
        context.library().failures.allow(TOO_LARGE)
    return settings
