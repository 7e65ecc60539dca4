"""The words of pages that are whole in themselves, in the language of whoever reads them.

They stand in the one catalogue of all pages; those that a browser fetches have it from there themselves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources

from photos_ml.app.service.language import ENGLISH

PACKAGE, FOLDER = "photos_ml.app", "web/words"


def worded(language: str, key: str, **values: object) -> str:
    """What the catalogue of a language (a code of LANGUAGES) has under a key, with its {places} filled."""
    said = _catalogue(language).get(key) or _catalogue(ENGLISH)[key]
    return said.format(**values) if values else said


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    found: dict[str, str] = json.loads(
        resources.files(PACKAGE).joinpath(FOLDER, f"{language}.json").read_text("utf-8")
    )
    return found
