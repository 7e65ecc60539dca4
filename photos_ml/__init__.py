"""Private photo search and memories: everything runs on this machine, nothing leaves it."""

import logging

__version__ = "0.1.0"

# Silent unless a program asks for a trail: without a handler Python would print warnings.
logging.getLogger(__name__).addHandler(logging.NullHandler())
