"""A file's content hash: equal hashes are equal bytes."""

from __future__ import annotations

from pathlib import Path

CHUNK_BYTES = 1 << 20


def content_hash(path: Path) -> str:
    """BLAKE3-256 of the whole file, in hex; OSError when it cannot be read."""
    from blake3 import blake3  # here: a run that finds nothing new hashes nothing

    hasher = blake3()
    buffer = bytearray(CHUNK_BYTES)
    view = memoryview(buffer)
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            hasher.update(view[:count])
    return hasher.hexdigest()
