"""Which language the pages speak: the one that was chosen, else the first of the browser's that there is."""

from __future__ import annotations

from collections.abc import Iterator

LANGUAGES = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "pt": "Português",
}
"""ISO 639 code -> name in itself, of the languages the pages are written in."""
DEFAULT = "en"


def language_of(chosen: str, accepted: str) -> str:
    """The code of a language of `LANGUAGES`. `accepted`: an Accept-Language header, as RFC 9110 writes it."""
    return chosen if chosen in LANGUAGES else next(_wanted(accepted), DEFAULT)


def _wanted(accepted: str) -> Iterator[str]:
    ranges = [_weighed(part) for part in accepted.split(",")]
    for language, weight in sorted(ranges, key=lambda one: -one[1]):
        if weight > 0 and language in LANGUAGES:
            yield language


def _weighed(part: str) -> tuple[str, float]:
    """'de-AT;q=0.8' -> ('de', 0.8); what is no weight counts as none."""
    tag, _, rest = part.partition(";")
    try:
        weight = float(rest.strip().removeprefix("q=")) if rest.strip() else 1.0
    except ValueError:
        weight = 0.0
    return tag.strip().partition("-")[0].lower(), weight
