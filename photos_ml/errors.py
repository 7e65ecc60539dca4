"""One tree of errors. Every message is one line that says what to do."""

from __future__ import annotations


class PhotosError(Exception):
    """Base of every error this package raises on purpose; `hint` is the next step for the user."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(PhotosError):
    """The request itself is wrong: an unknown option, a folder that does not exist."""


class LibraryError(PhotosError):
    """The library file cannot be used: damaged, locked by another indexer, or made by a newer program."""


class LibraryBusyError(LibraryError):
    """Another process is already indexing this library."""


class LibraryFullError(LibraryError):
    """There is no room to write to the library; what it holds is whole."""


class LibraryReadOnlyError(LibraryError):
    """The library lies where nothing can be written: it can be searched and looked at, not changed."""


class LibraryTooNewError(LibraryError):
    """The library was written by a newer version of the program."""


class DecodeError(PhotosError):
    """A picture could not be decoded; `retry` tells whether a later attempt may succeed."""

    def __init__(self, message: str, *, retry: bool = False, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry = retry


class EncoderError(PhotosError):
    """A model is unknown, incomplete or damaged, or the extra that runs it is not installed."""


class FetchError(EncoderError):
    """Something could not be fetched; `kind` says why: 'network', 'hub', 'disk' or 'damaged'."""

    def __init__(self, message: str, kind: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.kind = kind


class RankerError(PhotosError):
    """The shipped rankers of memories cannot be read."""


class PlanError(PhotosError):
    """A query plan is not valid."""
