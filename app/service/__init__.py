"""The one door for `cli` and `api`: a small context, and the use cases beside it."""

from photos_ml.app.service.context import PhotoService

__all__ = ["PhotoService"]
