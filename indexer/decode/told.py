"""What decoders and the system raise, in words of ours: 'decoder error -2' tells nobody anything."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from PIL import UnidentifiedImageError

from photos_ml.errors import DecodeError
from photos_ml.formats import Family
from photos_ml.indexer.decode.unusual import unusual_kind
from photos_ml.indexer.reasons import AGAIN, COPY, Cause, of_system

_CONTENT_ERRNOS = frozenset((errno.EINVAL, errno.EOVERFLOW, errno.EFBIG))
"""What the system answers when a file's own offsets send a decoder to a place that cannot be."""
_CUT = re.compile(r"truncated|unexpected end|ends within|premature", re.IGNORECASE)
_UNKNOWN = re.compile(r"unsupported|unknown", re.IGNORECASE)
_DAMAGED = {
    **dict.fromkeys((Family.JPEG, Family.PNG, Family.GIF, Family.WEBP, Family.TIFF), Cause.DAMAGED),
    Family.VIDEO: Cause.DAMAGED_VIDEO,
    Family.RAW: Cause.DAMAGED_RAW,
}
"""Of families whose unusual kinds are told apart; of others nobody can say which of the two it is."""


@contextmanager
def told_of_system() -> Iterator[None]:
    """Whatever opening and reading a file raises, as DecodeError; it is tried again."""
    try:
        yield
    except OSError as error:
        raise of_system(error) from error


@contextmanager
def told_of_decoder(file: BinaryIO, family: Family) -> Iterator[None]:
    """Whatever a decoder raises on a hostile file, as DecodeError; the system's own errors pass through."""
    try:
        yield
    except DecodeError:
        raise
    except MemoryError as error:
        raise Cause.NO_MEMORY.error() from error
    except Exception as error:
        if isinstance(error, OSError) and error.errno not in (None, *_CONTENT_ERRNOS):
            raise
        raise _reason(error, file, family) from error


def _reason(error: Exception, file: BinaryIO, family: Family) -> DecodeError:
    # A decoder that made nothing of the header raises before there is a picture, and says 'Unsupported'.
    opened = not (isinstance(error, UnidentifiedImageError) or _UNKNOWN.search(str(error)))
    if kind := unusual_kind(file, family, opened=opened):
        return Cause.UNUSUAL.error(kind=kind, hint=COPY)
    if _CUT.search(str(error)):
        return Cause.CUT_SHORT.error(hint=AGAIN)
    if isinstance(error, UnidentifiedImageError):
        return Cause.DAMAGED_HEADER.error(hint=AGAIN)
    return _DAMAGED.get(family, Cause.DAMAGED_OR_UNUSUAL).error(hint=AGAIN)
