"""The one facade over library, model and planner: whatever `cli` and `api` do, they do through it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from photos_ml.app.service.models import Models
from photos_ml.app.service.planners import Planners
from photos_ml.app.service.settings import Settings, country_lies_south, read_settings, write_settings
from photos_ml.clock import Clock, SystemClock
from photos_ml.config import BUILTIN_NAME, models_dir
from photos_ml.errors import UsageError
from photos_ml.store import (
    Failure,
    Library,
    Mark,
    Month,
    PhotoFilter,
    PhotoRow,
    Status,
    TagCount,
    Tags,
    read_timeline,
)
from photos_ml.store.database import FILE_NAME
from photos_ml.store.positions import read_positions, shown_state

if TYPE_CHECKING:  # heavy or seldom needed: each is imported where it is used
    from PIL.Image import Image

    from photos_ml.app.service.duplicates import Duplicates
    from photos_ml.app.service.map import PhotoMap
    from photos_ml.app.service.memories import MemoryService
    from photos_ml.app.service.similar import Wish
    from photos_ml.app.service.status import LibraryStatus
    from photos_ml.app.service.suggestions import Suggestion
    from photos_ml.app.service.thumbnails import Size, Thumbnails
    from photos_ml.encoders.base import Encoder
    from photos_ml.encoders.registry import Registry
    from photos_ml.indexer.report import Progress, Report
    from photos_ml.planner.context import Known, PlannedQuery
    from photos_ml.ranker.measured import Told
    from photos_ml.search.duplicates import DuplicateGroup
    from photos_ml.search.engine import AsOf, Hit, SearchEngine, SearchResult
    from photos_ml.search.explore import Exploration
    from photos_ml.store.facets import Facets
    from photos_ml.store.names import Names
    from photos_ml.store.people import PersonCover
    from photos_ml.store.vectors import Vectors
    from photos_ml.types import Tag
    from photos_ml.vectors.cache import IndexCache

HOME = "home"
"""Setting: [ISO country code, southern]: whose holidays and seasons a query means."""
SNAPSHOT_FOLDER = "vectors"
MODELS_FOLDER = "models"


class PhotoService:
    """One library folder and everything that can be done with it. Parts load at their first use."""

    def __init__(self, folder: Path, *, clock: Clock | None = None) -> None:
        self.folder = folder
        self.clock = clock or SystemClock()
        self._library: Library | None = None
        self._warming: Thread | None = None
        self.planners = Planners()
        self._kept: dict[str, tuple[tuple[int, ...], Any]] = {}

    def __enter__(self) -> PhotoService:
        return self

    def __exit__(self, *_: object) -> None:
        if self._warming is not None:
            self._warming.join()  # the runtime does not survive an exit while it loads a model
        self.planners.close()
        if self._library is not None:
            self._library.close()

    def library(self, *, create: bool = False) -> Library:
        """The open library; LibraryError where there is none and `create` is not set."""
        if self._library is None:
            self._library = Library.open(self.folder, create=create)
        return self._library

    @cached_property
    def registry(self) -> Registry:
        from photos_ml.encoders.registry import Registry

        return Registry(self.folder / MODELS_FOLDER)

    @cached_property
    def encoder(self) -> Encoder:
        """The active model of the library."""
        return self.registry.get(self.model_name)

    @property
    def has_library(self) -> bool:
        """Whether there is a library in the folder."""
        return (self.folder / FILE_NAME).exists()

    @cached_property
    def models(self) -> Models:
        """The models there are, and which is in use."""
        return Models(self)

    @property
    def model_name(self) -> str:
        """The active model."""
        return self.models.active

    @property
    def vectors(self) -> Vectors:
        """The vectors of the active model."""
        info = self.encoder.info
        return self.library().vectors(info.id, info.revision, info.dimension)

    @cached_property
    def _cache(self) -> IndexCache:
        from photos_ml.vectors.base import IndexKey
        from photos_ml.vectors.cache import IndexCache

        info = self.encoder.info
        key = IndexKey(info.id, info.revision, info.dimension)
        return IndexCache(self.folder / SNAPSHOT_FOLDER, key, self.vectors)

    @cached_property
    def engine(self) -> SearchEngine:
        from photos_ml.search.calibrate import calibration_for
        from photos_ml.search.engine import SearchEngine

        calibration = calibration_for(self.encoder.info, models_dir() / BUILTIN_NAME)
        return SearchEngine(
            self.library(),
            self.encoder,
            self._cache.current,
            calibration=calibration,
            tags=self._tags,
            names=self._names,
        )

    @property
    def _tags(self) -> Tags | None:
        """The tags of the active model; None for one without a tagger."""
        from photos_ml.encoders.tagger import tagger_for

        tagger = tagger_for(self.encoder.info)
        return None if tagger is None else self.library().tags(tagger.info)

    @cached_property
    def memories(self) -> MemoryService:
        """Memories of the library, by the active model."""
        from photos_ml.app.service.memories import MemoryService

        return MemoryService(self)

    def index(self, folders: Sequence[Path] = (), *, progress: Progress | None = None) -> Report:
        """Bring the library up to date with these folders, or with all it knows."""
        from photos_ml.indexer.exclude import Exclusions
        from photos_ml.indexer.pipeline import Indexer

        library = self.library(create=bool(folders))
        if not folders and not library.roots():
            raise UsageError("the library has no folder yet", hint="give one: photos-ml index FOLDER")
        listener = progress or (lambda counts: None)
        keep, unwanted = self._thumbnails.keeper(), Exclusions.of(self.settings.exclude)
        indexer = Indexer(library, self.encoder, progress=listener, keep=keep, unwanted=unwanted)
        report = indexer.run(folders)
        self._thumbnails.tidy()
        if coming := self.models.next:
            Indexer(library, self.registry.get(coming), progress=listener, unwanted=unwanted).run()
            self.models.activate(coming)
        library.set_setting(HOME, library.busiest_country())
        self._cache.current()
        self._cache.save()
        self._cache.prepare()
        return report

    def plan(self, query: str, *, planner: str = "auto", now: datetime | None = None) -> PlannedQuery:
        """What the query asks of this library; without a library, of one that knows no names."""
        if planner == "auto":
            planner = self.settings.planner
        return self.planners.plan(planner, query, self.known(), now or self.clock.now(), self.library())

    def known(self) -> Known:
        """The names this library knows."""
        from photos_ml.planner.context import Known

        names = self._names()
        country, southern = self.library().setting(HOME) or ("", False)
        if chosen := self.settings.home:
            country, southern = chosen, country_lies_south(chosen)
        return Known(
            people=names.people,
            places=names.places,
            cameras=names.cameras,
            folders=names.folders,
            keywords=names.keywords,
            first=date.fromisoformat(names.first_day) if names.first_day else None,
            last=date.fromisoformat(names.last_day) if names.last_day else None,
            southern=southern,
            country=country,
        )

    def search(
        self,
        query: str,
        *,
        plan: dict[str, Any] | None = None,
        limit: int = 20,
        offset: int = 0,
        planner: str = "auto",
        now: datetime | None = None,
        as_of: str = "",
        facets: bool = False,
        fold: bool = True,
        explain: bool = False,
        tags: Sequence[str] = (),
    ) -> SearchResult:
        """The photos a query in plain words asks for; with `plan`, those that this plan asks for, which the
        user has edited: PlanError where it is none. `as_of`: that of the first page. With `fold` the shots of
        one moment are one hit. `tags`: words that all of them are tagged with."""
        from photos_ml.app.service.chips import edited

        self._warm_up()
        planned = self.plan(query, planner=planner, now=now)
        return self.engine.search(
            planned if plan is None else edited(planned, plan),
            limit=limit,
            offset=offset,
            as_of=_state(as_of),
            facets=facets,
            folding=fold,
            explain=explain,
            tags=tags,
        )

    def _warm_up(self) -> None:
        """Load the model's text half in a thread while the query is planned: a cold search waits less."""

        def load() -> None:
            with suppress(Exception):  # whoever needs the model meets the same error
                self.encoder.encode_texts([""])

        if self._warming is None and self.has_library:
            self._warming = Thread(target=load, name="warm-up")
            self._warming.start()

    def suggest(self, typed: str) -> list[Suggestion]:
        """What a half-typed query could become."""
        from photos_ml.app.service.latest import latest_searches
        from photos_ml.app.service.suggestions import openings, suggest

        if typed.strip():
            return suggest(typed, self.known())
        library = self.library()
        # The most photographed first: they are asked for most.
        often: Facets = self._while_unchanged(
            "often", lambda: library.facets(library.photo_ids(PhotoFilter()))
        )
        return openings(latest_searches(library), often.people, often.cities)

    def timeline(
        self, *, favorites: bool = False, hidden: bool = False, around: tuple[int, int] | None = None
    ) -> list[Month]:
        """All photos by month, newest first: those not hidden, or only the hidden ones. `around`: only those
        of the map's cluster with this photo at this zoom."""
        only = None if around is None else self.map().around(*around)
        read = partial(read_timeline, self.library().database)
        if favorites or hidden or only is not None:
            return list(read(favorites=favorites, hidden=hidden, only=only))
        months: list[Month] = self._while_unchanged("timeline", lambda: list(read()))
        return months

    def map(self) -> PhotoMap:
        """The photos that have a position, for a map of them; kept while the library stays as it is."""
        from photos_ml.app.service.map import PhotoMap

        library = self.library()
        made: PhotoMap = self._while_unchanged(
            "map", lambda: PhotoMap(read_positions(library.database), library.places())
        )
        return made

    def _names(self) -> Names:
        names: Names = self._while_unchanged("names", self.library().names)
        return names

    def _while_unchanged(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` reads of the photos, kept until a run of the indexer or the user changes them."""
        state = shown_state(self.library().database)
        known, made = self._kept.get(name, (None, None))
        if known != state:
            made = make()
            self._kept[name] = (state, made)
        return made

    def mark(self, *photo_ids: int, favorite: bool | None = None, hidden: bool | None = None) -> None:
        """Keep what the user says of photos that exist, of all or of none; None says nothing."""
        library = self.library()
        with library.database.transaction():
            for mark, on in ((Mark.FAVORITE, favorite), (Mark.HIDE, hidden)):
                if on is not None:
                    library.marks.set_all(photo_ids, mark, on)

    def tags(self) -> list[TagCount]:
        """The tags of the photos shown, the most frequent first; none where the active model gives none."""
        return self._tags.counts() if self._tags else []

    @property
    def gives_tags(self) -> bool:
        """Whether the active model has a tagger."""
        return self._tags is not None

    def known_photo(self, photo: str) -> PhotoRow:
        """A photo of the library by its id or path; UsageError where there is none."""
        found = self.find_photo(photo)
        if found is None:
            raise UsageError(f"no photo {photo} in the library", hint="give the id or the path of a photo")
        return found

    def tags_of(self, photo_id: int) -> tuple[Tag, ...]:
        """What a photo is tagged with, the surest first."""
        return self._tags.of_photos([photo_id]).get(photo_id, ()) if self._tags else ()

    def is_hidden(self, photo_id: int) -> bool:
        """Whether the user has hidden the photo."""
        return bool(self.library().marks.said(photo_id, Mark.HIDE))

    def small_picture(self, photo: PhotoRow, size: Size) -> bytes:
        """A small picture of the photo; contents and errors as `Thumbnails.encoded`."""
        return self._thumbnails.encoded(photo, size)

    @cached_property
    def _thumbnails(self) -> Thumbnails:
        from photos_ml.app.service import thumbnails

        budget = self.settings.thumbnails_mb * 1_000_000
        return thumbnails.Thumbnails(self.folder / thumbnails.FOLDER, budget_bytes=budget)

    @property
    def settings(self) -> Settings:
        """What the user has chosen."""
        return read_settings(self.library()) if self.has_library else Settings()

    def change_settings(self, **choices: Any) -> Settings:
        """Keep these choices beside the others; UsageError where one is none."""
        settings = replace(self.settings, **choices)
        write_settings(self.library(create=True), settings)
        if "thumbnails_mb" in choices:
            self.__dict__.pop("_thumbnails", None)
            self._thumbnails.tidy()
        return settings

    def home_found(self) -> str:
        """ISO code of the country where most days of photos are from; '' where that is not known."""
        country, _ = self.library().setting(HOME) or ("", False)
        return str(country)

    def roots(self) -> list[Path]:
        """The folders of the library."""
        return [root.path for root in self.library().roots()]

    def forget_folder(self, root_id: int, *, acts_too: bool = False) -> int:
        """Take a folder out of the library with all that is known of its photos; how many there were. Nothing
        in the folder is touched. What was done by hand is kept for when the photos come back, or with
        `acts_too` forgotten. LibraryBusyError while the library is being indexed."""
        forgotten = self.library().forget_root(root_id, acts_too=acts_too)
        self._thumbnails.forget(forgotten.contents)
        for snapshot in (self.folder / SNAPSHOT_FOLDER).glob("*"):
            snapshot.unlink(missing_ok=True)
        self.drop_loaded()
        return forgotten.photos

    def drop_loaded(self, *, model: bool = False) -> None:
        """What was made of the vectors, and of the model, is made anew at its next use."""
        for name in ("_cache", "engine", "memories", *(["encoder"] if model else [])):
            self.__dict__.pop(name, None)
        self._kept.clear()

    def similar(self, wish: Wish, *, limit: int = 20, offset: int = 0) -> tuple[tuple[Hit, ...], int]:
        """Photos like some and unlike others, plus and minus some words; errors as `likes.find_like`."""
        from photos_ml.app.service.similar import find_like

        return find_like(self, wish, limit=limit, offset=offset)

    def duplicates(self, kind: str | None = None, told: Told | None = None) -> list[Duplicates]:
        """Photos that are there more than once, of one kind or all, the one to keep first in each group."""
        groups = [group for group in self.duplicate_groups() if kind in (None, group.kind.value)]
        return self.proposed(groups, told)

    def duplicate_groups(self) -> list[DuplicateGroup]:
        """All groups by id, none of their pictures looked at yet."""
        from photos_ml.search.duplicates import find_duplicates

        return find_duplicates(self.library(), self.vectors, self._cache.current())

    def proposed(self, groups: Sequence[DuplicateGroup], told: Told | None = None) -> list[Duplicates]:
        """These groups with the photo to keep first: looks at the pixels of all but exact copies."""
        from photos_ml.app.service.duplicates import proposed
        from photos_ml.vision.quality import SIDE_PIXELS

        return proposed(self.library(), groups, lambda photo: self.thumbnail(photo, SIDE_PIXELS), told)

    def people(self) -> list[PersonCover]:
        """Everybody who is named in a photo, who is in most first."""
        from photos_ml.store.people import read_people

        return read_people(self.library().database)

    def shown_state(self) -> tuple[int, ...]:
        """Changes whenever photos come, go, or are marked or hidden."""
        return shown_state(self.library().database)

    def explore(self, *, clusters: int | None = None, outliers: int = 10, core: int = 20) -> Exploration:
        """What the library consists of; errors as `explore.explored`."""
        from photos_ml.app.service.explore import explored

        numbers: dict[str, Any] = {"clusters": clusters, "outliers": outliers, "core": core}
        return explored(self.library(), self.vectors, self._cache.current(), self._tags, **numbers)

    def paths_of(self, photo_ids: Sequence[int]) -> dict[int, Path]:
        """Where these photos are."""
        return {photo_id: row.path for photo_id, row in self.library().photos.get(photo_ids).items()}

    def find_photo(self, photo: str) -> PhotoRow | None:
        """A photo of the library by its id or path."""
        library = self.library()
        if photo.isdecimal():
            return library.photos.get([int(photo)]).get(int(photo))
        return library.photos.find(Path(photo).absolute())

    def photo(self, photo_id: int) -> PhotoRow | None:
        """A photo that is there, or may only be out of reach, by its id."""
        return self.photos([photo_id]).get(photo_id)

    def photos(self, photo_ids: Sequence[int]) -> dict[int, PhotoRow]:
        """Those of these photos that are there, or may only be out of reach, by id."""
        found = self.library().photos.get(photo_ids)
        return {photo_id: photo for photo_id, photo in found.items() if photo.status is not Status.GONE}

    def status(self) -> LibraryStatus:
        """What the library holds, in numbers."""
        from photos_ml.app.service.status import read_status

        return read_status(self)

    def failures(self) -> list[Failure]:
        """The files that could not be indexed, oldest first."""
        return self.library().failures.all()

    def thumbnail(self, photo: PhotoRow, pixels: int) -> Image:
        """The picture, upright, `pixels` at most on its longer side, from the grid picture where that is kept
        and large enough: a tenth of the time. Raises DecodeError or OSError."""
        from photos_ml.indexer.decode import decode_image

        kept = self._thumbnails.kept(photo, pixels)
        picture = decode_image(kept or photo.path, min_side=pixels)
        picture.thumbnail((pixels, pixels))
        return picture


def _state(as_of: str) -> AsOf | None:
    """A state of the library as a search wrote it; '' for the state now."""
    from photos_ml.search.engine import AsOf

    return AsOf.parse(as_of) if as_of else None
