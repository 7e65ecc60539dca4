"""Everything that is known of a photo without looking at it, from its file, its sidecars and its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from photos_ml import turns
from photos_ml.clock import SystemClock
from photos_ml.formats import Role, suffix_of, suffixes_of
from photos_ml.gazetteer import Gazetteer
from photos_ml.indexer.metadata import people
from photos_ml.indexer.metadata.beside import Beside, read_beside, read_xmp
from photos_ml.indexer.metadata.bounds import bounded
from photos_ml.indexer.metadata.choice import Sources, choose
from photos_ml.indexer.metadata.container import Blocks, read_blocks
from photos_ml.indexer.metadata.exif import read_exif
from photos_ml.indexer.metadata.facts import (
    PARSE_ERRORS,
    Facts,
    WrittenDate,
    first,
    merged_camera,
    merged_people,
    merged_words,
)
from photos_ml.indexer.metadata.filename import date_of_folders, date_of_name
from photos_ml.indexer.metadata.iptc import read_iptc
from photos_ml.indexer.metadata.kinds import kinds_of
from photos_ml.indexer.metadata.places import canonical
from photos_ml.indexer.metadata.pngtext import read_words
from photos_ml.indexer.metadata.video import Video, read_video
from photos_ml.types import DateSource, Kind, Media, Metadata, PersonTag, Place, Position

Turn: TypeAlias = Callable[[Facts], int]
"""The EXIF orientation that a source's boxes are to be turned by."""
FIRST_GPS_TIME = datetime(1980, 1, 6)
"""Before it, a program wrote the zero of its own calendar."""
MAX_PROBLEMS = 20
VIDEOS = suffixes_of(Role.VIDEO)


def read_metadata(
    path: Path,
    *,
    sidecars: Sequence[Path] = (),
    gazetteer: Gazetteer | None = None,
) -> Metadata:
    """All that a photo's or video's file, its sidecars (the most specific first) and its name say.

    Without a gazetteer positions get no place and no time zone. Bad metadata ends in `problems`, one
    line each; only a file that cannot be read raises (OSError).
    """
    modified = _local_time(path.stat().st_mtime)
    now = SystemClock().now()  # the clock that dated the file: by another, today's files lie in the future
    beside = read_beside(path, sidecars)
    reading = _Reading(path, beside, gazetteer, now, modified)
    if suffix_of(path.name) in VIDEOS:
        return reading.video(read_video(path))
    return reading.picture(read_blocks(path))


def read_name(path: Path, problem: str, *, gazetteer: Gazetteer | None = None) -> Metadata:
    """What a file's name, folders and time say, where nothing in it can be read. Raises OSError."""
    modified = _local_time(path.stat().st_mtime)
    reading = _Reading(path, Beside(), gazetteer, SystemClock().now(), modified)
    if suffix_of(path.name) in VIDEOS:
        return reading.video(Video(facts=Facts(problems=(problem,))))
    return reading.picture(Blocks(problems=(problem,)))


def stored_regions(path: Path, metadata: Metadata) -> tuple[list[PersonTag], tuple[int, int]]:
    """People with boxes as a sidecar gives them, in the picture as it is stored (of kinds of files whose
    readers give the upright one only, in that), and its size. What cannot be read is taken to be upright."""
    own, upright = _lie_of(path)
    back = turns.between(metadata.turn if upright else turns.then(own, metadata.turn), 1)
    size = (metadata.width, metadata.height)
    return (
        [people.upright(tag, back) for tag in metadata.people],
        size[::-1] if turns.is_sideways(back) else size,
    )


def shown_regions(path: Path, metadata: Metadata, said: Facts) -> list[PersonTag]:
    """The people of a source with boxes as they lie in a photo as it is shown: the way back."""
    own, upright = _lie_of(path)
    shown = turns.then(own, metadata.turn)
    size = (metadata.width, metadata.height)
    stored = size[::-1] if turns.is_sideways(shown) else size
    turn = _turn(said, stored=stored, own=own, shown=shown, upright=upright)
    return [people.upright(tag, turn) for tag in said.people]


def _lie_of(path: Path) -> tuple[int, bool]:
    """The orientation that a file has by itself, and whether its readers give the upright picture only."""
    with suppress(*PARSE_ERRORS):
        blocks = read_blocks(path)
        exif = read_exif(blocks.exif) if blocks.exif else Facts()
        return exif.orientation or read_xmp(blocks.xmp, "").orientation or 1, blocks.upright
    return 1, False


class _Reading:
    """One photo's sources on their way to its metadata."""

    def __init__(
        self,
        path: Path,
        beside: Beside,
        gazetteer: Gazetteer | None,
        now: datetime,
        modified: datetime | None,
    ) -> None:
        self._path = path
        self._beside = beside
        self._gazetteer = gazetteer
        self._now = now
        self._modified = modified
        self._length_s = 0.0

    def picture(self, blocks: Blocks) -> Metadata:
        exif = _told(lambda: read_exif(blocks.exif) if blocks.exif else Facts(), "EXIF")
        xmp = _told(lambda: read_xmp(blocks.xmp, "embedded XMP"), "embedded XMP")
        more = _told(lambda: read_xmp(blocks.more_xmp, "extended XMP"), "extended XMP")
        iptc = _told(lambda: read_iptc(blocks.iptc), "IPTC")
        own = exif.orientation or xmp.orientation or 1
        shown = self._beside.orientation(own)
        more_turn = turns.between(own, shown)
        sideways = turns.is_sideways(more_turn if blocks.upright else shown)
        size = (blocks.height, blocks.width) if sideways else (blocks.width, blocks.height)
        lies = turns.is_sideways(own) if blocks.upright else False
        stored = (blocks.height, blocks.width) if lies else (blocks.width, blocks.height)
        turn = partial(_turn, stored=stored, own=own, shown=shown, upright=blocks.upright)
        words = _told(lambda: read_words(blocks.words), "PNG text")
        metadata = self._merged([exif, xmp, more, iptc, words], [xmp, more, iptc, exif, words], size, turn)
        kinds = metadata.kinds | ({Kind.LIVE} if blocks.holds_clip else set())
        problems = _problems(blocks.problems, metadata.problems)
        return bounded(replace(metadata, turn=more_turn, kinds=kinds, problems=problems))

    def video(self, video: Video) -> Metadata:
        size = (video.width, video.height)
        self._length_s = video.duration_s or 0.0
        metadata = self._merged([video.facts], [video.facts], size, lambda facts: 1)
        return bounded(replace(metadata, media=Media.VIDEO, duration_s=video.duration_s))

    def _merged(
        self,
        by_trust: list[Facts],
        by_words: list[Facts],
        size: tuple[int, int],
        turn: Turn,
    ) -> Metadata:
        """`by_trust` orders the sources for what cameras know, `by_words` for what people wrote."""
        own = [*self._beside.own, *by_trust]
        shared = self._beside.agreeing([date for facts in own for date in (*facts.dates, *facts.digitized)])
        measured, told = [*own, *shared], [*self._beside.own, *by_words, *shared]
        position = next((facts.position for facts in measured if facts.position), None)
        zone_of = self._zone_of(position)
        dates = self._sources(measured).in_order()
        taken, date_problems = choose(dates, _gps_time(measured), zone_of, self._now, length_s=self._length_s)
        camera = merged_camera([facts.camera for facts in (*by_trust, *self._beside.own)])
        persons = merged_people(
            [tuple(people.upright(tag, turn(facts)) for tag in facts.people) for facts in told]
        )
        stars = _rating(told)
        stated = frozenset(chain.from_iterable(facts.kinds for facts in told))
        return Metadata(
            width=size[0],
            height=size[1],
            taken=taken,
            position=position,
            place=self._place(position, told),
            camera=camera,
            title=first((facts.title for facts in told), ""),
            caption=first((facts.caption for facts in told), ""),
            keywords=_keywords(told, persons),
            people=persons,
            rating=stars if stars > 0 else None,
            rejected=stars < 0,
            heart=any(facts.favorite for facts in told) or None,
            kinds=stated | kinds_of(self._path, size, camera),
            burst_id=first((facts.burst_id for facts in told), ""),
            albums=merged_words([facts.albums for facts in told]),
            problems=_problems(*(facts.problems for facts in measured), date_problems),
        )

    def _sources(self, facts: list[Facts]) -> Sources:
        """All dates by what they are of; the moment of a position is of capture, if by no camera's clock."""
        gps_utc = _gps_time(facts)
        known = gps_utc is not None and gps_utc >= FIRST_GPS_TIME
        fix = [WrittenDate(gps_utc, 0, DateSource.EXIF, utc=True)] if gps_utc and known else []
        modified = self._modified
        return Sources(
            original=[date for one in facts for date in one.dates],
            digitized=[*(date for one in facts for date in one.digitized), *fix],
            late=[date for one in facts for date in one.late_dates],
            named=date_of_name(self._path.stem),
            folder=date_of_folders(self._path.parent.parts),
            modified=WrittenDate(modified, None, DateSource.MTIME) if modified else None,
        )

    def _zone_of(self, position: Position | None) -> Callable[[], str | None]:
        gazetteer = self._gazetteer

        @cache
        def zone() -> str | None:
            return gazetteer.timezone(position.lat, position.lon) if gazetteer and position else None

        return zone

    def _place(self, position: Position | None, told: list[Facts]) -> Place | None:
        written = next((facts.place for facts in told if facts.place), None)
        if self._gazetteer is None:
            return written
        found = self._gazetteer.reverse(position.lat, position.lon) if position else None
        return found or (canonical(written, self._gazetteer) if written else None)


def _told(read: Callable[[], Facts], source: str) -> Facts:
    """What one source says; of one that raises what nobody foresaw only that, and the others still count."""
    try:
        return read()
    except Exception as error:  # noqa: BLE001 - a hostile block raises anything
        return Facts(problems=(f"{source} cannot be read ({type(error).__name__})",))


def _turn(facts: Facts, *, stored: tuple[int, int], own: int, shown: int, upright: bool) -> int:
    """How the boxes of a source are to be turned. They count in the stored picture; of kinds of files whose
    readers give the upright one only, many programs count in that. The size that they give tells."""
    frames = [
        (False, shown),
        (turns.is_sideways(own), turns.between(own, shown)),
        (turns.is_sideways(shown), 1),
    ]
    if upright or facts.regions_upright:
        frames[:2] = reversed(frames[:2])
    swapped = people.is_other_shape(facts.regions_of, stored)
    return next((turn for lies, turn in frames if swapped in (lies, None)), frames[0][1])


def _local_time(seconds: float) -> datetime | None:
    """Wall-clock time of this machine; None for a file time that no calendar holds."""
    try:
        return datetime.fromtimestamp(seconds)
    except (OverflowError, ValueError, OSError):
        return None


def _gps_time(sources: list[Facts]) -> datetime | None:
    return next((facts.gps_utc for facts in sources if facts.gps_utc), None)


def _keywords(told: list[Facts], persons: Sequence[PersonTag]) -> tuple[str, ...]:
    """All sources' keywords; the names of people in the picture are no keywords."""
    names = {tag.name.casefold() for tag in persons}
    words = merged_words([facts.keywords for facts in told])
    return tuple(word for word in words if not names.issuperset(word.casefold().split(",")))


def _rating(told: list[Facts]) -> int:
    """The first that says anything: 'not rated' (0) and 'rejected' (-1) hide an older rating."""
    return next((facts.rating for facts in told if facts.rating is not None), 0)


def _problems(*groups: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(groups)))[:MAX_PROBLEMS]
