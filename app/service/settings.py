"""What the user can choose, kept in the library with everything else."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from photos_ml.app.service.language import LANGUAGES
from photos_ml.errors import UsageError
from photos_ml.store.acts import Act
from photos_ml.store.settled_settings import SETTING, kept_settings

if TYPE_CHECKING:
    from photos_ml.store import Library

PLANNERS = ("auto", "rules", "llm")
THEMES = ("auto", "light", "dark")
SMALLEST_CACHE_MB, LARGEST_CACHE_MB = 100, 1_000_000
SMALLEST_PICTURE_MB, LARGEST_PICTURE_MB = 320, 64_000
MOST_EXCLUSIONS, LONGEST_EXCLUSION = 200, 300


SOUTHERN = frozenset(
    "AO AR AS AU BI BO BR BW CD CG CK CL FJ FK GA ID KE KM LS MG MU MW MZ NA NC NF NR NU NZ PE PF PG PN PY "
    "RE RW SB SC SH SZ TK TL TO TV TZ UY VU WF WS YT ZA ZM ZW".split()
)
"""ISO codes of countries most of whose land is south of the equator: their summer is in January."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's choices; what was never chosen stands as here."""

    exclude: tuple[str, ...] = ()
    """Patterns of folders and files not to index, as `indexer.exclude` reads them."""
    watch: bool = True
    """Index folders as photos arrive, while the pages are served."""
    planner: str = "rules"
    """Who reads queries; the language model wins too little to be asked unless somebody wants it."""
    thumbnails_mb: int = 2000
    """What the small pictures may take on disk."""
    picture_mb: int = 640
    """What decoding one picture may take of memory, the picture itself and its decoder together."""
    language: str = ""
    """ISO 639 code of what queries are read in; '' where each query tells it."""
    app_language: str = ""
    """ISO 639 code of what is shown; '' for what the browser or the system speaks."""
    home: str = ""
    """ISO code of the country whose holidays and seasons a query means; '' for that of most photos."""
    theme: str = "auto"
    pause_on_battery: bool = True
    """Steps wait in the background while no mains power is connected."""
    pause_when_busy: bool = True
    """They wait while other programs use the processor."""
    trash: bool = False
    """Copies may be moved to the system's trash, file by file as the user confirms: else no file is."""
    documents_in_grid: bool = True
    """Documents, receipts, screenshots and the like stand among the photos: else only searches find them."""

    def checked(self) -> Settings:
        """The same, or UsageError saying which choice is none."""
        from photos_ml.indexer.exclude import Exclusions  # here: reading settings needs no indexer

        Exclusions.of(self.in_bounds().exclude)
        return self

    def in_bounds(self) -> Settings:
        """The same, or UsageError for all that can be told without reading the patterns."""
        if self.planner not in PLANNERS:
            raise UsageError("there is no such planner", hint=", ".join(PLANNERS))
        if self.language and self.language not in query_languages():
            codes = ", ".join(query_languages())
            raise UsageError("queries are not read in this language", hint=f"one of {codes}; '' to tell it")
        if self.app_language and self.app_language not in LANGUAGES:
            codes = ", ".join(LANGUAGES)
            raise UsageError("nothing is shown in this language", hint=f"one of {codes}; '' for the system's")
        if self.theme not in THEMES:
            raise UsageError("there is no such theme", hint=", ".join(THEMES))
        if not SMALLEST_CACHE_MB <= self.thumbnails_mb <= LARGEST_CACHE_MB:
            raise UsageError(
                "the size for small pictures is out of bounds", hint=f"{SMALLEST_CACHE_MB} MB or more"
            )
        if not SMALLEST_PICTURE_MB <= self.picture_mb <= LARGEST_PICTURE_MB:
            raise UsageError(
                "the memory for one picture is out of bounds", hint=f"{SMALLEST_PICTURE_MB} MB or more"
            )
        if self.home and (len(self.home) != 2 or not (self.home.isascii() and self.home.isupper())):
            raise UsageError(
                "the home country is two capital letters", hint="FR for France; '' to find it out"
            )
        if len(self.exclude) > MOST_EXCLUSIONS or any(len(one) > LONGEST_EXCLUSION for one in self.exclude):
            raise UsageError("too many patterns", hint=f"{MOST_EXCLUSIONS} at most")
        return self


def query_languages() -> dict[str, str]:
    """ISO 639 code -> name in itself, of the languages that queries are read in."""
    from photos_ml.planner.lang import languages  # here: reading settings loads no language unless one is set

    return {code: language.name or code for code, language in languages().items()}


def country_lies_south(code: str) -> bool:
    """Whether the seasons of a country are those of the south."""
    return code in SOUTHERN


def read_settings(library: Library) -> Settings:
    """The choices kept in a library; without those of a newer program that this one does not know."""
    kept = kept_settings(library.database)
    settings = Settings()
    for field in fields(Settings):
        value: Any = kept.get(field.name)
        if isinstance(value, list):
            value = tuple(value)
        if type(value) is type(field.default):
            with suppress(UsageError, TypeError):
                one: dict[str, Any] = {field.name: value}
                settings = replace(settings, **one).in_bounds()
    return settings


def write_settings(library: Library, settings: Settings) -> None:
    """Keep these choices, each that is new as an act; UsageError where one is none."""
    chosen, before = asdict(settings.checked()), asdict(read_settings(library))
    acts = [
        Act(SETTING, json.dumps(value, ensure_ascii=False), key=name)
        for name, value in chosen.items()
        if value != before[name]
    ]
    if acts:
        library.acts.do(acts)
