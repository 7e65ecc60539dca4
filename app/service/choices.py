"""What the user chooses, changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from photos_ml.app.service.context import Context
from photos_ml.app.service.settings import Settings, write_settings


def change_settings(context: Context, **choices: Any) -> Settings:
    """Keep these choices beside the others; UsageError where one is none."""
    settings = replace(context.settings, **choices)
    write_settings(context.library(create=True), settings)
    if "thumbnails_mb" in choices:
        context.drop_thumbnails()
        context.thumbnails.tidy()
    return settings
