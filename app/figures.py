"""Empty figures to draw on: the one place that knows whether matplotlib is there."""

from __future__ import annotations

from typing import Any

from photos_ml.errors import UsageError


def new_figure(width_inches: float, height_inches: float) -> Any:
    """A matplotlib figure that needs no screen; UsageError where matplotlib is not installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UsageError("plots need matplotlib", hint="pip install 'photos-ml[bench]'") from error
    return Figure(figsize=(width_inches, height_inches), layout="constrained")
