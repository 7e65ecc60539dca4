"""The work on one photo, as it runs inside a decoding process."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from photos_ml.errors import DecodeError
from photos_ml.indexer.decode import DecodeLimits, decode_image
from photos_ml.indexer.decode.limits import Reserve
from photos_ml.indexer.workers.messages import Done, Spec, Work, WorkFailure
from photos_ml.types import Metadata, Pixels

if TYPE_CHECKING:
    from photos_ml.gazetteer import Gazetteer

REASON_CHARACTERS = 200
DECODE_SHARE = 0.8
"""Of a process's memory; the rest is the interpreter's own and the preprocessing's."""


def perform(work: Work, spec: Spec, reserve: Reserve) -> Done:
    """What was wanted, or the first failure; never raises."""
    try:
        pixels = _pixels(work, spec, reserve) if work.want_pixels else None
    except DecodeError as error:
        return _failed("decode", _with_hint(error), error.retry)
    except Exception as error:  # noqa: BLE001 - the process must live on, whatever the preprocessing meets
        return _failed("decode", _one_line(error), False)
    try:
        metadata = spec.read_metadata(work.path, work.sidecars) if work.want_metadata else None
    except OSError as error:
        return _failed("metadata", error.strerror or _one_line(error), True)
    except Exception as error:  # noqa: BLE001
        return _failed("metadata", _one_line(error), False)
    return Done(metadata, pixels, None)


def read_metadata_with_places(path: Path, sidecars: tuple[Path, ...]) -> Metadata:
    """The indexer's own reader, with one gazetteer for the life of the process."""
    from photos_ml.indexer.metadata import read_metadata

    return read_metadata(path, sidecars=sidecars, gazetteer=_gazetteer())


def _pixels(work: Work, spec: Spec, reserve: Reserve) -> Pixels:
    limits = DecodeLimits(max_decode_bytes=int(spec.memory_bytes * DECODE_SHARE))
    picture = decode_image(work.path, min_side=spec.min_side, limits=limits, reserve=reserve)
    pixels = spec.preprocess(picture)
    if spec.keep is not None and work.content_hash:
        with suppress(Exception):  # only ever a cache: the photo is indexed on a full disk too
            spec.keep(picture, work.content_hash)
    return pixels


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    from photos_ml.gazetteer import Gazetteer

    return Gazetteer()


def _failed(stage: str, reason: str, retry: bool) -> Done:
    return Done(None, None, WorkFailure(stage, reason, retry))


def _with_hint(error: DecodeError) -> str:
    return f"{error} ({error.hint})" if error.hint else str(error)


def _one_line(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "needs more memory than it may take"
    return " ".join(str(error).split())[:REASON_CHARACTERS] or type(error).__name__
