"""The work on one photo, as it runs inside a decoding process."""

from __future__ import annotations

import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from photos_ml import turns
from photos_ml.errors import DecodeError
from photos_ml.indexer.decode import decode_image
from photos_ml.indexer.decode.limits import Reserve
from photos_ml.indexer.decode.orient import upright
from photos_ml.indexer.reasons import of_system, with_hint
from photos_ml.indexer.workers.looks import all_looks, limits_of, looks_beside, reason_of
from photos_ml.indexer.workers.messages import Done, Spec, Work, WorkFailure
from photos_ml.indexer.workers.patience import OutOfPatienceError, out_of_patience
from photos_ml.types import Metadata, Pixels

if TYPE_CHECKING:
    from PIL import Image

    from photos_ml.gazetteer import Gazetteer

METADATA_S = 5.0
"""Processor time for reading all that a file and what lies beside it say."""


def perform(work: Work, spec: Spec, reserve: Reserve) -> Done:
    """What was wanted, or the first failure; never raises."""
    metadata = _metadata(work, spec) if work.want_metadata else None
    turn = metadata.turn if isinstance(metadata, Metadata) else work.turn
    started, picture, pixels = time.perf_counter(), None, None
    try:
        if work.want_pixels:
            picture, pixels = _pixels(work, spec, reserve, turn)
    except DecodeError as error:
        return _failed("decode", with_hint(error), error.retry)
    except Exception as error:  # noqa: BLE001 - the process must live on, whatever the preprocessing meets
        return _failed("decode", reason_of(error), False)
    ms = (time.perf_counter() - started) * 1000
    if isinstance(metadata, WorkFailure):
        return Done(None, None, metadata)
    if picture is None:
        looked = all_looks(work, spec, reserve) if work.looks else {}
    else:
        original = (metadata.width or 0, metadata.height or 0) if metadata else (0, 0)
        looked = looks_beside(picture, original, work, spec)
    return Done(metadata, pixels, None, looked, ms)


def _metadata(work: Work, spec: Spec) -> Metadata | WorkFailure:
    try:
        return spec.read_metadata(work.path, work.sidecars)
    except OSError as error:
        return WorkFailure("metadata", with_hint(of_system(error)), True)
    except Exception as error:  # noqa: BLE001 - a photo is never refused for its metadata
        return Metadata(problems=(reason_of(error),))


def read_metadata_with_places(path: Path, sidecars: tuple[Path, ...]) -> Metadata:
    """The indexer's own reader, with one gazetteer for the life of the process. A file whose metadata takes
    longer than METADATA_S of processor time, or raises what nobody foresaw, is known by its name and time."""
    from photos_ml.indexer.metadata import read_metadata, read_name

    try:
        with out_of_patience(METADATA_S):
            return read_metadata(path, sidecars=sidecars, gazetteer=_gazetteer())
    except OSError:
        raise
    except OutOfPatienceError:
        return read_name(path, "what it says of itself takes too long to read", gazetteer=_gazetteer())
    except Exception as error:  # noqa: BLE001 - hostile metadata raises anything
        return read_name(path, reason_of(error), gazetteer=_gazetteer())


def _pixels(work: Work, spec: Spec, reserve: Reserve, turn: int) -> tuple[Image.Image, Pixels]:
    assert spec.preprocess is not None
    picture = decode_image(work.path, min_side=spec.min_side, limits=limits_of(spec), reserve=reserve)
    picture = upright(picture, turn)
    pixels = spec.preprocess(picture)
    if spec.keep is not None and work.content_hash:
        with suppress(Exception):  # only ever a cache: the photo is indexed on a full disk too
            spec.keep(picture, turns.seen(turns.bytes_of(work.content_hash), turn))
    return picture, pixels


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    from photos_ml.gazetteer import Gazetteer

    return Gazetteer()


def _failed(stage: str, reason: str, retry: bool) -> Done:
    return Done(None, None, WorkFailure(stage, reason, retry))
