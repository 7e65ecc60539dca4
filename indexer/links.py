"""Links that lead out of a folder of photos: followed to where people keep files, not into the system's."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NOT_FOLLOWED = "links not followed"
"""Setting: links that lead into the system's own places -> where they lead."""
SYSTEM_PLACES = ("/proc", "/sys", "/dev")
SYSTEM_KINDS = frozenset(
    """autofs binfmt_misc bpf cgroup cgroup2 configfs debugfs devfs devpts devtmpfs efivarfs fusectl hugetlbfs
    mqueue nsfs proc pstore rpc_pipefs securityfs selinuxfs sysfs tracefs""".split()
)
"""File systems that hold no files of anybody: reading there may never end."""


@dataclass(frozen=True, slots=True)
class LinkOut:
    """A link in a folder of photos that leads out of it."""

    path: Path
    target: Path
    followed: bool


class LinksOut:
    """The links that a run met which lead out of one root."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self.met: list[LinkOut] = []

    def follows(self, path: Path) -> bool:
        """Whether to go where a link leads."""
        target = path.resolve()
        if target.is_relative_to(self._root):
            return True
        followed = not is_of_system(target)
        self.met.append(LinkOut(path, target, followed))
        return followed


def is_of_system(folder: Path) -> bool:
    """Whether a folder, its links resolved, is one of the system's own making."""
    if any(folder.is_relative_to(place) for place in SYSTEM_PLACES):
        return True
    try:
        return _kind_of(folder.stat().st_dev) in SYSTEM_KINDS
    except OSError:
        return False


@cache
def _kind_of(device: int) -> str:
    """The kind of the file system of a device number; '' where the system does not say."""
    import psutil

    for partition in psutil.disk_partitions(all=True):
        try:
            if os.stat(partition.mountpoint).st_dev == device:  # noqa: PTH116
                return str(partition.fstype)
        except OSError:
            continue
    return ""
