"""Where things are: the library folder and the shipped data."""

from __future__ import annotations

import os
from pathlib import Path

LIBRARY_VARIABLE = "PHOTOS_ML_LIBRARY"
MODELS_VARIABLE = "PHOTOS_ML_MODELS"
BUILTIN_NAME = "builtin"
"""The model that ships with the package: its name and its folder in `models_dir`."""
BEST_NAME = "builtin-best"
"""The same model where it looks at each picture several times. Its vectors are of the same space: a text has
the same vector, and what was measured of the one's answers holds for the other's."""


def default_library_dir() -> Path:
    """PHOTOS_ML_LIBRARY if set, else the platform's folder for this user's application data."""
    named = os.environ.get(LIBRARY_VARIABLE)
    if named:
        return Path(named).expanduser()
    return user_dir()


def user_dir() -> Path:
    """The platform's folder for what is kept once for this user, whichever library is open."""
    from platformdirs import user_data_path  # here: `--help` needs no platform lookup

    return user_data_path("photos-ml", appauthor=False)


def pulled_models_dir() -> Path:
    """Where models from a hub are kept, once for this user: PHOTOS_ML_MODELS if set, else in `user_dir`."""
    named = os.environ.get(MODELS_VARIABLE)
    return Path(named).expanduser() if named else user_dir() / "models"


def models_dir() -> Path:
    """The folder of the weights that ship with the package."""
    from photos_ml import models

    return Path(models.__path__[0])
