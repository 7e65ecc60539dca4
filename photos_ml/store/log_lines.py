"""Lines that know whether they are whole: a checksum, a JSON document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from zlib import crc32

Document = dict[str, Any]
_SUM_BYTES = 8
"""Of a line, before its blank: CRC-32 in hex."""


def to_lines(documents: Iterable[Document]) -> bytes:
    """Each document as a line."""
    bodies = (json.dumps(document, ensure_ascii=False).encode() for document in documents)
    return b"".join(b"%08x %s\n" % (crc32(body), body) for body in bodies)


def from_lines(data: bytes) -> Iterator[Document]:
    """The documents of the lines that are whole; what is damaged or cut short is passed over."""
    for line in data.splitlines():
        total, body = line[:_SUM_BYTES], line[_SUM_BYTES + 1 :]
        if total == b"%08x" % crc32(body):
            document = json.loads(body)
            if isinstance(document, dict):
                yield document
