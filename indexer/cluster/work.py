"""What a worker does: one shard, by the decoder and the encoder of the indexer, on one core."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

from photos_ml.config import pulled_models_dir
from photos_ml.encoders.base import Encoder
from photos_ml.encoders.registry import Registry
from photos_ml.errors import EncoderError
from photos_ml.formats import is_video
from photos_ml.indexer.cluster.listed import ListedPhoto
from photos_ml.indexer.cluster.plan import ShardDone, ShardPlan, Shards
from photos_ml.indexer.cluster.shard import Computed, written
from photos_ml.indexer.cluster.source import Source
from photos_ml.indexer.cluster.tries import Tries
from photos_ml.indexer.decide import DECODE
from photos_ml.indexer.decode.missing import unreadable
from photos_ml.indexer.enrich.batch import answers_of, outcome_of, refused
from photos_ml.indexer.enrich.decoding import VIDEO_PATIENCE, is_as_seen, look_of
from photos_ml.indexer.enrich.first import NOT_KNOWN_YET, SearchSteps
from photos_ml.indexer.enrich.plan import BATCH_PHOTOS
from photos_ml.indexer.enrich.registry import FIRST, RIDERS, catalogue
from photos_ml.indexer.enrich.step import Item, Step
from photos_ml.indexer.fingerprint import content_hash
from photos_ml.indexer.reasons import Cause, of_system, with_hint
from photos_ml.indexer.workers import DECODE_BYTES, Done, Looked, Work, WorkerPool, WorkFailure
from photos_ml.store import FileGroup
from photos_ml.store.steps import Outcome
from photos_ml.turns import seen

DIED = WorkFailure(DECODE, "the worker of a cluster died at it twice", True)
"""The library tries such a photo itself: what kills a worker may be its memory."""
MORE = ("faces", "text", "moments")
"""Steps that can come with the vectors: they look at the file and read no other step's rows."""

Compute = Callable[[str, int], ShardDone]
"""Shards and the number of one -> what its marker says; the shard is whole then."""


def compute_shard(url: str, number: int) -> ShardDone:
    """Compute a shard of `url` and mark it as whole; what is whole already stays as it is."""
    shards = Shards(url)
    if known := shards.done(number):
        return known
    started = time.perf_counter()
    plan, photos = shards.plan(), shards.listing(number)
    tries = Tries(shards.place, number)
    rows: list[Computed | None] = [None] * len(photos)
    with Source(plan.source) as source, Looker(plan, encoder_of(plan)) as looker:
        for start, stop in tries.lots(len(photos)):
            lot = photos[start:stop]
            groups = source.groups(lot)
            rows[start:stop] = looker.look(lot, groups)
            source.done_with(groups)
    for place in tries.left_out:
        rows[place] = Computed(photos[place], failure=DIED)
    whole = [row for row in rows if row is not None]
    content = written(whole, plan.dimension)
    done = ShardDone(
        len(whole),
        sum(row.failure is not None for row in whole),
        round(time.perf_counter() - started, 3),
        len(content),
        platform.node(),
        tuple(ascii(photos[place].path)[1:-1] for place in sorted(tries.left_out)),
    )
    shards.finish(number, content, done)
    return done


@lru_cache(maxsize=1)
def _encoder(name: str) -> Encoder:
    return Registry(shared=pulled_models_dir(), threads=1).get(name)


def encoder_of(plan: ShardPlan) -> Encoder:
    """The model of a plan, on one thread; EncoderError where this machine has another."""
    encoder = _encoder(plan.name)
    here = (encoder.info.id, encoder.info.revision, encoder.info.dimension)
    if here != (plan.model, plan.revision, plan.dimension):
        raise EncoderError(
            f"the model {plan.name} on {platform.node()} is not the one of the plan",
            hint="install the same version of photos-ml on every machine",
        )
    return encoder


def steps_of(encoder: Encoder, more: Sequence[str] = ()) -> list[Step]:
    """The steps whose rows come with the vectors: what rides along, and of `MORE` what is asked for."""
    known = catalogue(encoder, only=(*FIRST, *RIDERS, *more))
    return [step for step in known.steps if step.id in RIDERS or step.id in more]


@dataclass(frozen=True, slots=True)
class _Read:
    """A photo whose bytes were hashed, and what its decoder said."""

    photo: ListedPhoto
    group: FileGroup
    hash: str
    done: Done

    @property
    def content(self) -> str:
        assert self.done.metadata is not None
        return seen(self.hash, self.done.metadata.turn)


class Looker:
    """Reads, decodes and encodes photos one lot after the other, in turn: decoding in a process of its own
    that may crash, as everywhere, and so that one worker takes one core."""

    def __init__(self, plan: ShardPlan, encoder: Encoder) -> None:
        self._steps = SearchSteps(encoder, {*RIDERS} - plan.steps.keys())
        more = [name for name in plan.steps if name not in RIDERS]
        self._more = [step for step in steps_of(encoder, more) if step.id in more]
        looks = dict(map(look_of, self._steps.riders))
        self._pool = WorkerPool(
            1, self._steps.prepare, min_side=self._steps.min_side, memory_bytes=DECODE_BYTES, looks=looks
        )
        # A process each, as at home: the networks of all have no room in the memory that one is allowed.
        self._closer = {
            step.id: WorkerPool(1, None, memory_bytes=DECODE_BYTES, looks=dict([look_of(step)]))
            for step in self._more
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for pool in (self._pool, *self._closer.values()):
            pool.close(now=kind is not None)

    def look(self, photos: Sequence[ListedPhoto], groups: Sequence[FileGroup]) -> list[Computed]:
        """What is to be known of these photos, in their order."""
        found: dict[int, Computed] = {}
        under_way = {}
        for place, (photo, group) in enumerate(zip(photos, groups, strict=True)):
            hashed = _hashed(group)
            if isinstance(hashed, WorkFailure):
                found[place] = Computed(photo, failure=hashed)
            else:
                riders = tuple(step.id for step in self._steps.riders)
                work = replace(_work(group, hashed), looks=riders)
                under_way[place] = photo, group, hashed, self._pool.submit(work)
        good: dict[int, _Read] = {}
        for place, (photo, group, hashed, future) in under_way.items():
            done = future.result()
            failure = done.failure
            if failure is None and not is_as_seen(group.path, group.primary):
                failure = WorkFailure("read", Cause.CHANGED.value, True)
            if failure is not None:
                found[place] = Computed(photo, hashed, failure=failure)
            else:
                good[place] = _Read(photo, group, hashed, done)
        places = list(good)
        for start in range(0, len(places), BATCH_PHOTOS):
            lot = places[start : start + BATCH_PHOTOS]
            found.update(zip(lot, self._encoded([good[place] for place in lot]), strict=True))
        return [found[place] for place in range(len(photos))]

    def _encoded(self, lot: Sequence[_Read]) -> list[Computed]:
        vectors = self._steps.embed(
            [(one.content, one.done.pixels, one.done.ms) for one in lot if one.done.pixels is not None]
        )
        ridden = self._steps.ride({one.content: one.done.looks for one in lot if one.done.looks})
        more = self._looked_closer(lot)
        computed = []
        for place, (one, row) in enumerate(zip(lot, vectors, strict=True)):
            steps = {
                rows.step.id: rows.outcomes[one.content] for rows in ridden if one.content in rows.outcomes
            }
            steps |= more[place]
            computed.append(
                Computed(one.photo, one.hash, one.done.metadata, row.vector, row.ms or 0.0, steps)
            )
        return computed

    def _looked_closer(self, lot: Sequence[_Read]) -> list[dict[str, Outcome]]:
        """What the steps beyond search made of these photos: each step -> its outcome."""
        sent = [self._send(one) for one in lot]
        found: list[dict[str, Outcome]] = [{} for _ in lot]
        for place, futures in enumerate(sent):
            for step, future in futures:
                done = future.result()
                looked = done.looks.get(step.id) or Looked(None, done.ms, done.failure)
                if looked.failure is not None:
                    found[place][step.id] = refused(NOT_KNOWN_YET, looked)
                    continue
                (answer,) = answers_of(step, [Item(lot[place].content, looked.value)])
                found[place][step.id] = outcome_of(NOT_KNOWN_YET, answer, looked.ms)
        return found

    def _send(self, one: _Read) -> list[tuple[Step, Future[Done]]]:
        assert one.done.metadata is not None
        video = is_video(one.group.primary.name)
        wanted = [step for step in self._more if video or not step.videos_only]
        return [
            (
                step,
                self._closer[step.id].submit(
                    Work(
                        one.group.path,
                        (),
                        False,
                        False,
                        looks=(step.id,),
                        turn=one.done.metadata.turn,
                        patience=VIDEO_PATIENCE if video and step.frames else 1,
                    )
                ),
            )
            for step in wanted
        ]


def _work(group: FileGroup, hashed: str) -> Work:
    sidecars = tuple(group.path_of(sidecar) for sidecar in group.sidecars)
    return Work(group.path, sidecars, True, True, hashed)


def _hashed(group: FileGroup) -> str | WorkFailure:
    """As the indexer hashes a new file."""
    try:
        error = unreadable(group.path)
        if error is not None:
            return WorkFailure(DECODE, with_hint(error), error.retry)
        return content_hash(group.path)
    except OSError as failed:
        return WorkFailure("read", with_hint(of_system(failed)), True)
