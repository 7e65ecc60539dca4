"""Small files of a cache that tell whether they are still what was written: a seal of their bytes at the end.

A picture with a few bytes behind its end is still one to whatever decodes it.
"""

from __future__ import annotations

from blake3 import blake3

_MARK = b"\0photos-ml seal\0"
_DIGEST_BYTES = 16
SEAL_BYTES = len(_MARK) + _DIGEST_BYTES


def sealed(content: bytes) -> bytes:
    """What is to be written."""
    return content + _MARK + blake3(content).digest(_DIGEST_BYTES)


def unsealed(file: bytes) -> bytes | None:
    """What was sealed; None of a file that is cut short, was changed or holds something else. A picture of
    before there were seals must at least begin and end as one."""
    content, seal = file[:-SEAL_BYTES], file[-SEAL_BYTES:]
    if len(file) > SEAL_BYTES and seal.startswith(_MARK):
        return content if seal.endswith(blake3(content).digest(_DIGEST_BYTES)) else None
    return file if _is_whole_picture(file) else None


def _is_whole_picture(file: bytes) -> bool:
    jpeg = file.startswith(b"\xff\xd8\xff") and file.endswith(b"\xff\xd9")
    webp = file[:4] == b"RIFF" and file[8:12] == b"WEBP"
    return jpeg or (webp and len(file) == int.from_bytes(file[4:8], "little") + 8)
