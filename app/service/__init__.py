"""The one door for `cli` and `api`: a small context, and one module for each group of use cases.

A use case is a function that takes the context first; none reaches for another door.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from photos_ml.app.service.context import Context

__all__ = ["Context"]


def __getattr__(name: str) -> Any:
    """The context when it is asked for: who only asks a service that runs needs none."""
    if name == "Context":
        from photos_ml.app.service.context import Context

        return Context
    raise AttributeError(name)
