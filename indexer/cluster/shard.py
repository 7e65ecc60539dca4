"""A shard as a Parquet file: a row a photo, its vector as float16, and all that is known of it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from photos_ml.indexer.cluster.listed import ListedPhoto
from photos_ml.indexer.cluster.needed import needed
from photos_ml.indexer.workers import WorkFailure
from photos_ml.store.steps import Outcome
from photos_ml.types import Metadata

Half: TypeAlias = npt.NDArray[np.float16]
"""float16 (d,)."""


@dataclass(frozen=True, slots=True)
class Computed:
    """What a worker made of one photo; `metadata` None where it cannot be written down, or of a failure."""

    photo: ListedPhoto
    content_hash: str = ""
    """Of its bytes; '' where they could not be read."""
    metadata: Metadata | None = None
    vector: Half | None = None
    ms: float = 0.0
    """What the vector took, decoding included."""
    steps: Mapping[str, Outcome] = field(default_factory=dict)
    """Step -> how it ended; the content id is not known here."""
    failure: WorkFailure | None = None


class _Ended(msgspec.Struct, frozen=True, array_like=True):
    """An `Outcome` as it is written."""

    rows: dict[str, list[list[Any]]]
    ms: float | None
    reason: str
    retry: bool


_FACTS = msgspec.json.Decoder(Metadata)
_PHOTO = msgspec.msgpack.Decoder(ListedPhoto)
_STEPS = msgspec.msgpack.Decoder(dict[str, _Ended])


def written(rows: Sequence[Computed], dimension: int) -> bytes:
    """A Parquet file of these rows. What programs of others may want stands in columns of its own; what this
    one reads back is `photo`, `facts` and `steps`."""
    pa, pq = needed("pyarrow"), needed("pyarrow.parquet")
    matrix = np.zeros((len(rows), dimension), np.float16)
    for place, row in enumerate(rows):
        if row.vector is not None:
            matrix[place] = row.vector
    # Zeros where there is none: a Parquet file with empty lists of fixed size is one that Arrow cannot read.
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(matrix.reshape(-1)), dimension)
    columns: dict[str, Any] = {name: pa.array([], kind) for name, kind in _kinds(pa).items()}
    told = [_told(row) for row in rows]
    for name, kind in _kinds(pa).items():
        columns[name] = pa.array([one[name] for one in told], kind)
    buffer = io.BytesIO()
    pq.write_table(pa.table({**columns, "vector": vectors}), buffer, compression="zstd")
    return buffer.getvalue()


def read(content: bytes) -> list[Computed]:
    """What `written` was given; ValueError where it is no such file."""
    pa, pq = needed("pyarrow"), needed("pyarrow.parquet")
    try:
        table = pq.read_table(io.BytesIO(content)).combine_chunks()
    except (pa.ArrowException, OSError) as error:
        raise ValueError(f"no shard: {error}") from error
    if not len(table):
        return []
    vectors = table.column("vector").chunk(0)
    matrix = vectors.values.to_numpy(zero_copy_only=False).reshape(len(table), -1)
    names = ("photo", "content_hash", "facts", "ms", "steps", "stage", "reason", "retry")
    columns = [table.column(name).to_pylist() for name in names]
    there = matrix.any(axis=1)
    return [
        _computed(values, matrix[place] if there[place] else None)
        for place, values in enumerate(zip(*columns, strict=True))
    ]


def _kinds(pa: Any) -> dict[str, Any]:
    text, number, real, raw = pa.string(), pa.int64(), pa.float64(), pa.binary()
    return {
        "path": text,
        "size": number,
        "content_hash": text,
        "width": number,
        "height": number,
        "media": text,
        "taken": text,
        "latitude": real,
        "longitude": real,
        "country": text,
        "city": text,
        "camera": text,
        "photo": raw,
        "facts": raw,
        "ms": real,
        "steps": raw,
        "stage": text,
        "reason": text,
        "retry": pa.bool_(),
    }


def _told(row: Computed) -> dict[str, Any]:
    known, failure = row.metadata or Metadata(), row.failure
    return {
        "path": row.photo.path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"),
        "size": row.photo.primary.size,
        "content_hash": row.content_hash,
        "width": known.width,
        "height": known.height,
        "media": known.media.value,
        "taken": known.taken.local.isoformat() if known.taken else None,
        "latitude": known.position.lat if known.position else None,
        "longitude": known.position.lon if known.position else None,
        "country": _text(known.place.country) if known.place else None,
        "city": _text(known.place.city) if known.place else None,
        "camera": _text(known.camera.name) or None,
        "photo": msgspec.msgpack.encode(row.photo),
        "facts": _facts(row.metadata),
        "ms": row.ms,
        "steps": msgspec.msgpack.encode(
            {
                name: _Ended(
                    {t: [list(r) for r in rows] for t, rows in o.rows.items()}, o.ms, o.reason, o.retry
                )
                for name, o in row.steps.items()
            },
            enc_hook=_plain,
        ),
        "stage": failure.stage if failure else None,
        "reason": _text(failure.reason) if failure else None,
        "retry": failure.retry if failure else None,
    }


def _computed(values: tuple[Any, ...], vector: Half | None) -> Computed:
    photo, content, facts, ms, steps, stage, reason, retry = values
    ended = _STEPS.decode(steps)
    return Computed(
        _PHOTO.decode(photo),
        content,
        _FACTS.decode(facts) if facts else None,
        vector,
        ms,
        {name: Outcome(0, one.rows, one.ms, one.reason, one.retry) for name, one in ended.items()},
        WorkFailure(stage, reason, bool(retry)) if stage else None,
    )


def _facts(metadata: Metadata | None) -> bytes | None:
    """None for what JSON cannot hold, such as half a character: the library then reads the file itself."""
    if metadata is None:
        return None
    try:
        facts = msgspec.json.encode(metadata)
        return facts if _FACTS.decode(facts) == metadata else None
    except (ValueError, msgspec.MsgspecError):
        return None


def _text(said: str) -> str:
    return said.encode("utf-8", "backslashreplace").decode("utf-8")


def _plain(value: Any) -> Any:
    """Numbers as numpy has them."""
    if isinstance(value, np.generic):
        return value.item()
    raise NotImplementedError(f"a shard holds no {type(value).__name__}")
