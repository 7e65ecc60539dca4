"""Private photo search and memories: everything runs on this machine, nothing leaves it."""

__version__ = "0.1.0"
