"""What is to be computed and how far it is, in files beside the shards: whoever comes next goes on.

plan.json           what is computed, of what, by which model; written last, once all is listed
listing/N.msgpack   the photos of a shard
photos/N.parquet    what was computed of them, and only then
done/N.json         that it is whole
tries/N.json        who began it, and where they were: see `tries`
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import msgspec

from photos_ml.encoders.base import Encoder
from photos_ml.errors import UsageError
from photos_ml.indexer.cluster.listed import ListedPhoto, in_shards
from photos_ml.indexer.cluster.place import ShardPlace, local_folder
from photos_ml.indexer.cluster.shard import Computed, read
from photos_ml.indexer.cluster.source import photos_of
from photos_ml.indexer.decide import READER
from photos_ml.indexer.enrich.step import Step

FORMAT = 1
SHARD_PHOTOS = 10_000
PLAN = "plan.json"


class ShardPlan(msgspec.Struct, frozen=True):
    """What the shards of a place are shards of."""

    source: str
    """An absolute folder, or the address that workers read from."""
    name: str
    """By which workers find the model; its id, revision and dimension follow."""
    model: str
    revision: str
    dimension: int
    steps: dict[str, str]
    """Step -> version, of those whose rows come with the vectors."""
    shards: int
    photos: int
    shard_photos: int = SHARD_PHOTOS
    reader: int = READER
    format: int = FORMAT


class ShardDone(msgspec.Struct, frozen=True):
    """The marker of a whole shard."""

    photos: int
    failed: int
    seconds: float
    bytes: int
    host: str = ""
    stopped_workers: tuple[str, ...] = ()
    """Photos that are left out because the worker died twice at them."""


class Shards:
    """The shards of one place. All is written whole or not at all; what is done is never done again."""

    def __init__(self, url: str) -> None:
        self.place = ShardPlace(url)

    def plan(self) -> ShardPlan:
        """UsageError where there is none, or one of another program's."""
        content = self.place.read(PLAN)
        if content is None:
            raise UsageError(
                f"no shards at {self.place.url}", hint="make them: photos-ml cluster embed FOLDER SHARDS"
            )
        try:
            plan = msgspec.json.decode(content, type=ShardPlan)
        except msgspec.MsgspecError as error:
            raise UsageError(f"{self.place.url}/{PLAN} cannot be read: {error}") from error
        if plan.format != FORMAT:
            raise UsageError(
                f"the shards at {self.place.url} were made by another version of photos-ml",
                hint="take them in with that one, or make them anew in another folder",
            )
        return plan

    def make(
        self,
        source: str,
        name: str,
        encoder: Encoder,
        steps: Sequence[Step],
        *,
        shard_photos: int = SHARD_PHOTOS,
        progress: Callable[[int], object] = lambda photos: None,
    ) -> ShardPlan:
        """The plan for these photos: the one that lies there, if it is of the same, or a new one once all is
        listed. What was listed stays so, whatever comes to the folder meanwhile. UsageError where the place
        holds shards of something else."""
        folder = local_folder(source)
        where = str(folder) if folder is not None else source
        versions = {step.id: step.version for step in steps}
        info = encoder.info
        if self.place.read(PLAN) is not None:
            known = self.plan()
            wanted = (where, info.id, info.revision, versions)
            if (known.source, known.model, known.revision, known.steps) != wanted:
                raise UsageError(
                    f"{self.place.url} holds shards of {known.source}, by another model or with other steps",
                    hint="give another folder for the shards",
                )
            return known
        shards = photos = 0
        for shards, listing in enumerate(in_shards(photos_of(source), shard_photos), start=1):
            self.place.write(_name("listing", shards - 1), msgspec.msgpack.encode(listing))
            photos += len(listing)
            progress(photos)
        if not photos:
            raise UsageError(f"no photos in {source}")
        plan = ShardPlan(
            where, name, info.id, info.revision, info.dimension, versions, shards, photos, shard_photos
        )
        self.place.write(PLAN, msgspec.json.encode(plan))
        return plan

    def listing(self, number: int) -> list[ListedPhoto]:
        """The photos of a shard."""
        content = self.place.read(_name("listing", number))
        if content is None:
            raise UsageError(f"the listing of shard {number} is gone from {self.place.url}")
        return msgspec.msgpack.decode(content, type=list[ListedPhoto])

    def finished(self) -> set[int]:
        """The numbers of whole shards."""
        return {int(name.partition(".")[0]) for name in self.place.names("done")}

    def done(self, number: int) -> ShardDone | None:
        """What the marker of a shard says; None where it is not whole."""
        content = self.place.read(_name("done", number))
        return None if content is None else msgspec.json.decode(content, type=ShardDone)

    def finish(self, number: int, content: bytes, done: ShardDone) -> None:
        """First what was computed, then that it is whole."""
        self.place.write(_name("photos", number), content)
        self.place.write(_name("done", number), msgspec.json.encode(done))

    def rows(self, number: int) -> list[Computed]:
        """What was computed of a whole shard; UsageError where it is damaged."""
        content = self.place.read(_name("photos", number))
        try:
            return read(content or b"")
        except (ValueError, msgspec.MsgspecError) as error:
            raise UsageError(
                f"shard {number} at {self.place.url} is damaged",
                hint=f"delete done/{number:06d}.json there and run cluster embed again",
            ) from error


class ShardProgress(msgspec.Struct, frozen=True):
    """How far the shards of a place are."""

    plan: ShardPlan
    done: int
    photos: int
    failed: int
    bytes: int
    seconds: float
    """Of workers, together."""
    hosts: dict[str, int]
    """Machine -> shards it finished."""
    stopped_workers: tuple[str, ...]
    asked_at: float


def progress_of(shards: Shards) -> ShardProgress:
    """What the markers say."""
    plan = shards.plan()
    told = [done for number in sorted(shards.finished()) if (done := shards.done(number))]
    hosts: dict[str, int] = {}
    for one in told:
        hosts[one.host] = hosts.get(one.host, 0) + 1
    return ShardProgress(
        plan,
        len(told),
        sum(one.photos for one in told),
        sum(one.failed for one in told),
        sum(one.bytes for one in told),
        sum(one.seconds for one in told),
        hosts,
        tuple(path for one in told for path in one.stopped_workers),
        time.time(),
    )


def _name(kind: str, number: int) -> str:
    suffix = {"listing": "msgpack", "photos": "parquet", "done": "json", "tries": "json"}[kind]
    return f"{kind}/{number:06d}.{suffix}"


def tries_name(number: int) -> str:
    """Where the tries of a shard are written."""
    return _name("tries", number)
