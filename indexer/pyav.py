"""Videos through PyAV (the extra `video`), whichever of its versions is there."""

from __future__ import annotations

from typing import Any, BinaryIO

_LENIENT_SINCE = 19
"""From this version on, words that are no UTF-8 always come as surrogate escapes; before, only when asked."""


def open_video(file: BinaryIO) -> Any:
    """The container, for the caller to close. Raises ImportError without PyAV, av.FFmpegError for damage."""
    import av

    av.logging.set_level(None)  # FFmpeg would write to the terminal
    asked = (
        {} if int(av.__version__.split(".")[0]) >= _LENIENT_SINCE else {"metadata_errors": "surrogateescape"}
    )
    return av.open(file, **asked)


def words_of(container: Any) -> dict[str, bytes]:
    """The container's own words as its file has them, in whatever encoding, by name."""
    return {key: value.encode("utf-8", "surrogateescape") for key, value in container.metadata.items()}
