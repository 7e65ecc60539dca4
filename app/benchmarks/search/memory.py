"""Memory of this process."""

from __future__ import annotations

import ctypes
import gc
import re
from contextlib import suppress
from pathlib import Path


def private_mb() -> float | None:
    """Memory of this process that no file backs, in MB; None where the system does not tell."""
    gc.collect()
    with suppress(OSError, AttributeError, TypeError):  # glibc keeps what was freed, and hands it out again
        ctypes.CDLL(None).malloc_trim(0)
    try:
        text = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return None
    found = re.search(r"^Anonymous:\s+(\d+) kB$", text, re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else None
