"""What the extra `cluster` brings, and one clear line where it is not there."""

from __future__ import annotations

import importlib
from typing import Any

from photos_ml.errors import UsageError

INSTALL = "pip install 'photos-ml[cluster]'"


def needed(module: str) -> Any:
    """A module of the extra; UsageError where it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise UsageError(f"this needs {package}, which is not installed", hint=INSTALL) from error
