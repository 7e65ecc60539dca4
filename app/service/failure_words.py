"""Why files could not be read, in the language of the app. In the library the reasons are kept in English."""

from __future__ import annotations

from photos_ml.app.service.page_words import worded
from photos_ml.indexer.reasons import cause_of


def reason_in(language: str, reason: str) -> str:
    """A reason without its hint, in a language; as it is kept where it is another package's."""
    found = cause_of(reason)
    if found is None:
        return reason
    cause, values = found
    return worded(language, f"why.{cause.name}").format(**values)
