"""The library that decodes HEIC."""

from __future__ import annotations

from typing import Any

from photos_ml.indexer.reasons import Cause


def heif_library() -> Any:
    """pi-heif, or its twin pillow-heif where that is installed instead: only it has wheels for Windows ARM.
    DecodeError, to be tried again, where neither is."""
    try:
        import pi_heif
    except ImportError:
        return _twin()
    return pi_heif


def _twin() -> Any:
    try:
        import pillow_heif
    except ImportError as error:
        hint = "pip install pi-heif"
        raise Cause.NEEDS_PACKAGE.error(
            what="HEIC pictures", package="pi-heif", hint=hint, retry=True
        ) from error
    return pillow_heif
