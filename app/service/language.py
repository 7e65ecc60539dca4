"""The language of the app: what tags, titles, places and reasons are shown in. Queries are read in any."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextvars import ContextVar

ENGLISH = "en"
LANGUAGES = {
    ENGLISH: "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "pt": "Português",
}
"""ISO 639 code -> name in itself."""
REGION_LETTERS = 2
SYSTEM_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""As GNU programs ask for the language of messages, the first that is set."""

_asked: ContextVar[str] = ContextVar("language asked for", default="")
_accepted: ContextVar[str | None] = ContextVar("languages of the browser", default=None)


def ask_in(accepted: str) -> None:
    """Answer this request in what its header Accept-Language likes best, where nothing else is chosen."""
    _asked.set(best_of(accepted))
    _accepted.set(accepted)


def region_asked(language: str) -> str | None:
    """Where the browser that asks writes this language ('US'), '' where it does not say; None where no
    browser asks. The pages take the same one of its languages for dates."""
    accepted = _accepted.get()
    return None if accepted is None else region_of(accepted, language)


def region_of(accepted: str, language: str) -> str:
    """Of a header Accept-Language, the region of the tag for this language it likes best; '' for none."""
    tag = next((tag for tag in _liked(accepted) if _code(tag) == language), "")
    return next((part.upper() for part in tag.split("-")[1:] if len(part) == REGION_LETTERS), "")


def spoken(chosen: str) -> str:
    """What is chosen; else what the browser asks for, or the system: a code of LANGUAGES."""
    return chosen or _asked.get() or system_language()


def best_of(accepted: str) -> str:
    """Of a header Accept-Language, the language of LANGUAGES that is liked best; '' for none."""
    return next((code for code in map(_code, _liked(accepted)) if code in LANGUAGES), "")


def system_language(environment: Mapping[str, str] = os.environ) -> str:
    """What this system speaks to its user; English where that is none of LANGUAGES."""
    said = next((value for name in SYSTEM_VARIABLES if (value := environment.get(name))), "")
    codes = [_code(one) for one in (said or _windows_locale()).split(":")]
    return next((code for code in codes if code in LANGUAGES), ENGLISH)


def _liked(accepted: str) -> list[str]:
    """Tags, as 'de-AT', the one that is liked best first."""
    return [tag for tag, _ in sorted(_weighed(accepted), key=lambda one: -one[1])]


def _weighed(accepted: str) -> Iterator[tuple[str, float]]:
    for one in accepted.split(","):
        tag, _, weight = one.partition(";")
        try:
            liking = float(weight.partition("=")[2] or 1)
        except ValueError:
            continue
        if liking > 0:
            yield tag.strip(), liking


def _code(tag: str) -> str:
    """'de' of 'de-AT', 'de_DE.UTF-8'."""
    return tag.strip().replace("_", "-").partition("-")[0].partition(".")[0].lower()


def _windows_locale() -> str:
    """'de_DE', as Windows shows its own menus; '' elsewhere."""
    if sys.platform != "win32":
        return ""
    import ctypes
    import locale

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
