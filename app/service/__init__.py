"""The one door for `cli` and `api`: a small context, and one module for each group of use cases.

A use case is a function that takes the context first; none reaches for another door.
"""

from photos_ml.app.service.context import Context

__all__ = ["Context"]
