"""What the use cases of one library share; each part loads at its first use."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from threading import RLock, Thread
from typing import TYPE_CHECKING, Any, Self, TypeVar

from photos_ml.app.service.language import spoken
from photos_ml.app.service.planners import Planners
from photos_ml.app.service.settings import Settings, read_settings
from photos_ml.clock import Clock, SystemClock
from photos_ml.config import BUILTIN_NAME, pulled_models_dir
from photos_ml.store import Library, Tags
from photos_ml.store.database import FILE_NAME
from photos_ml.store.positions import shown_state

if TYPE_CHECKING:  # heavy or seldom needed: each is imported where it is used
    from types import TracebackType

    from photos_ml.app.service.thumbnails import Thumbnails
    from photos_ml.encoders.base import Encoder
    from photos_ml.encoders.fitted import FittedTagger
    from photos_ml.encoders.registry import Registry
    from photos_ml.encoders.tagger import Tagger
    from photos_ml.store.private.key import Cipher
    from photos_ml.store.vectors import Vectors
    from photos_ml.vectors.cache import IndexCache

Made = TypeVar("Made")

SUSPECT = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, AssertionError, sqlite3.Error)
"""What a damaged row ends in, where SQLite does not see the damage."""

ACTIVE_MODEL = "model"
"""Setting: the name of the model that indexes and searches."""
SNAPSHOT_FOLDER = "vectors"
MODELS_FOLDER = "models"


def _on_stderr(line: str) -> None:
    print(f"photos-ml: {line}", file=sys.stderr, flush=True)


class Context:
    """One library folder, its clock, and what is open or loaded of it: what every use case takes.

    To be used in a `with` block, which closes what was opened.
    """

    def __init__(self, folder: Path, *, clock: Clock | None = None) -> None:
        self.folder = folder
        self.clock = clock or SystemClock()
        self.planners = Planners()
        self._library: Library | None = None
        self._warming: Thread | None = None
        self._opening = RLock()
        self._loading = RLock()
        self._loaded: dict[str, Any] = {}
        self._kept: dict[str, tuple[tuple[int, ...], Any]] = {}
        self.say: Callable[[str], None] = _on_stderr
        """Hears, a line each, what the user should know of while it goes on."""
        self._loaded_model = ""
        self.dropped = 0
        """How often what was loaded was dropped."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._warming is not None:
            self._warming.join()  # the runtime does not survive an exit while it loads a model
        self.planners.close()
        if self._library is not None:
            self._library.close()
            if isinstance(error, SUSPECT):
                from photos_ml.app.service.repair import check_whole

                check_whole(self.folder, error)

    def library(self, *, create: bool = False) -> Library:
        """The library, opened once for all threads that ask; LibraryError where there is none and `create` is
        not set."""
        with self._opening:
            if self._library is None:
                self._library = Library.open(self.folder, create=create)
            return self._library

    @property
    def has_library(self) -> bool:
        """Whether there is a library in the folder."""
        return (self.folder / FILE_NAME).exists()

    @property
    def photo_folders(self) -> list[Path]:
        """The folders of photos that the library covers: nothing is ever written there."""
        return [root.path for root in self.library().roots()]

    @property
    def settings(self) -> Settings:
        """What the user has chosen."""
        return read_settings(self.library()) if self.has_library else Settings()

    @property
    def language(self) -> str:
        """What is shown in: the language chosen, else that of the browser or the system."""
        return spoken(self.settings.app_language)

    @cached_property
    def registry(self) -> Registry:
        """The models there are."""
        from photos_ml.encoders.registry import Registry

        return Registry(
            self.folder / MODELS_FOLDER, shared=pulled_models_dir(), say=lambda line: self.say(line)
        )

    @property
    def model_name(self) -> str:
        """The name of the model in use; the built-in one where nothing else was chosen."""
        if not self.has_library:
            return BUILTIN_NAME
        return str(self.library().setting(ACTIVE_MODEL) or BUILTIN_NAME)

    @cached_property
    def encoder(self) -> Encoder:
        """The active model of the library, over the rows that answer."""
        self._loaded_model = self.answering
        return self.registry.get(self._loaded_model)

    @property
    def answering(self) -> str:
        """The model in use as the registry is asked for it: where an update brought a newer revision, over
        rows of the one before until there are new ones of all photos."""
        from photos_ml.app.service.revisions import answering

        name = self.model_name
        return answering(self.library(), self.registry, name) if self.has_library else name

    def notice_model(self) -> None:
        """Where another process has let another model take over, that one answers from now on."""
        if "encoder" in self.__dict__ and self._loaded_model not in ("", self.answering):
            self.drop_loaded(model=True)

    @property
    def vectors(self) -> Vectors:
        """The vectors of the active model."""
        info = self.encoder.info
        return self.library().vectors(info.id, info.revision, info.dimension)

    @property
    def fits_folder(self) -> Path:
        """The folder of the library that models are fitted to."""
        return self.folder

    @property
    def measured(self) -> Mapping[str, Any] | None:
        """What was measured of the active model here; None for the built-in one, or where nothing was."""
        from photos_ml.encoders.fitted import read_fit

        def read() -> Mapping[str, Any] | None:
            fit = read_fit(self.fits_folder, self.encoder.info)
            return None if fit is None else fit.told

        return self.while_loaded("measured", read)

    @property
    def tagger(self) -> Tagger | FittedTagger | None:
        """What gives the vectors of the active model their words: shipped, or fitted to the library."""
        from photos_ml.encoders.fitted import tagger_of

        return self.while_loaded("tagger", lambda: tagger_of(self.fits_folder, self.encoder.info))

    @property
    def tags(self) -> Tags:
        """The tags of the active model, and those by hand; these alone for one without a tagger."""
        from photos_ml.store.tags import NO_TAGGER

        tagger = self.tagger
        return self.library().tags(NO_TAGGER if tagger is None else tagger.info)

    @property
    def snapshot_folder(self) -> Path | None:
        """Where the index is kept; None for nowhere."""
        return self.folder / SNAPSHOT_FOLDER

    @property
    def index_cache(self) -> IndexCache:
        """The index over the vectors of the active model, and where it is kept."""
        from photos_ml.vectors.base import IndexKey
        from photos_ml.vectors.cache import IndexCache

        def make() -> IndexCache:
            info = self.encoder.info
            key = IndexKey(info.id, info.revision, info.dimension)
            return IndexCache(self.snapshot_folder, key, self.vectors)

        return self.while_loaded("index cache", make)

    @cached_property
    def thumbnails(self) -> Thumbnails:
        """The cache of small pictures."""
        from photos_ml.app.service import thumbnails

        return self._thumbnails_in(self.folder / thumbnails.FOLDER)

    def _thumbnails_in(self, folder: Path, cipher: Cipher | None = None) -> Thumbnails:
        from photos_ml.app.service.thumbnails import Thumbnails

        budget = self.settings.thumbnails_mb * 1_000_000
        decode = self.decode_bytes
        return Thumbnails(folder, budget_bytes=budget, decode_bytes=decode, cipher=cipher)

    @property
    def decode_bytes(self) -> int:
        """What decoding one picture may take of memory."""
        return self.settings.picture_mb << 20

    def warm_up(self) -> None:
        """Load the model's text half in a thread while something else is done: a cold search waits less."""

        def load() -> None:
            with suppress(Exception):  # whoever needs the model meets the same error
                self.encoder.encode_texts([""])

        if self._warming is None and self.has_library:
            self._warming = Thread(target=load, name="warm-up")
            self._warming.start()

    def shown_state(self) -> tuple[int, ...]:
        """Changes whenever photos come, go, or are marked or hidden."""
        return shown_state(self.library().database)

    def while_unchanged(self, name: str, make: Callable[[], Made]) -> Made:
        """What `make` reads of the photos, kept until a run of the indexer or the user changes them."""
        state = self.shown_state()
        known = self._kept.get(name)
        if known is None or known[0] != state:
            known = self._kept[name] = (state, make())
        kept: Made = known[1]
        return kept

    def while_loaded(self, name: str, make: Callable[[], Made]) -> Made:
        """What `make` makes of the model and its vectors, kept until they are dropped; made once for all
        threads that ask."""
        with self._loading:
            if name not in self._loaded:
                self._loaded[name] = make()
            kept: Made = self._loaded[name]
            return kept

    def drop_loaded(self, *, model: bool = False) -> None:
        """What was made of the vectors, and of the model, is made anew at its next use."""
        with self._loading:
            self.dropped += 1
            self._loaded.clear()
            self._kept.clear()
            if model:
                self.__dict__.pop("encoder", None)

    def drop_thumbnails(self) -> None:
        """The cache of small pictures is opened anew, with the bounds chosen now."""
        self.__dict__.pop("thumbnails", None)
