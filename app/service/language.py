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
SYSTEM_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""As GNU programs ask for the language of messages, the first that is set."""

_asked: ContextVar[str] = ContextVar("language asked for", default="")


def ask_in(accepted: str) -> None:
    """Answer this request in what its header Accept-Language likes best, where nothing else is chosen."""
    _asked.set(best_of(accepted))


def spoken(chosen: str) -> str:
    """What is chosen; else what the browser asks for, or the system: a code of LANGUAGES."""
    return chosen or _asked.get() or system_language()


def best_of(accepted: str) -> str:
    """Of a header Accept-Language, the language of LANGUAGES that is liked best; '' for none."""
    liked = sorted(_liked(accepted), key=lambda one: -one[1])
    return next((code for code, _ in liked if code in LANGUAGES), "")


def system_language(environment: Mapping[str, str] = os.environ) -> str:
    """What this system speaks to its user; English where that is none of LANGUAGES."""
    said = next((value for name in SYSTEM_VARIABLES if (value := environment.get(name))), "")
    codes = [_code(one) for one in (said or _windows_locale()).split(":")]
    return next((code for code in codes if code in LANGUAGES), ENGLISH)


def _liked(accepted: str) -> Iterator[tuple[str, float]]:
    for one in accepted.split(","):
        tag, _, weight = one.partition(";")
        try:
            liking = float(weight.partition("=")[2] or 1)
        except ValueError:
            continue
        if liking > 0:
            yield _code(tag), liking


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
