"""Photos as a film: MP4, slow moves that keep faces, cross fades, a title, no music; by the extra `video`."""

from __future__ import annotations

import io
from collections.abc import Callable, Generator, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from photos_ml.app.service.film_frames import RATE, SIZE, Still, frames
from photos_ml.app.service.outputs import check_output
from photos_ml.app.service.pictures import thumbnail
from photos_ml.errors import DecodeError, UsageError
from photos_ml.files import replace_file
from photos_ml.store.faces import faces_in

if TYPE_CHECKING:
    from photos_ml.app.service.context import Context
    from photos_ml.store import PhotoRow

MOST = 200
"""Photos: a film of a quarter of an hour."""
PIXELS = 1920
"""Of the pictures that a film is made of: half as much again as is shown, for moving closer."""
MP4_HEAD = b"\x00\x00\x00\x20ftypisom"
CODECS = ({"name": "libx264", "preset": "veryfast", "crf": "21"}, {"name": "mpeg4", "qscale": "4"})
"""The first that is there; every FFmpeg has the second."""
STREAMED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
"""A film that can be written from its beginning to its end, as a download is."""
Progress = Callable[[int, int], None]
"""Pictures done, of all."""


def check_film(photos: int) -> None:
    """UsageError without photos or for too many, or without the extra."""
    if not 0 < photos <= MOST:
        raise UsageError(f"a film is made of 1 to {MOST} photos, not {photos}", hint="choose others")
    if find_spec("av") is None:
        raise UsageError("a film needs PyAV, which is not installed", hint="pip install 'photos-ml[video]'")


def write_film(
    context: Context,
    file: Path,
    title: str,
    subtitle: str,
    photos: Sequence[PhotoRow],
    progress: Progress | None = None,
) -> int:
    """Write a film whole or not at all; how many photos are in it: those that cannot be read are left out.
    UsageError as `check_film`, where none can be read, and where the file may not be written."""
    check_film(len(photos))
    check_output(context, file, own=MP4_HEAD)
    counts = [0]

    def write(stream: Any) -> None:
        for number, _ in _encoded(context, stream, {}, title, subtitle, photos):
            if number + 1 > counts[0]:
                counts[0] = number + 1
                if progress is not None:
                    progress(counts[0], len(photos))

    try:
        replace_file(file, write)
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror}", hint="choose another file") from error
    return counts[0]


def film_pieces(
    context: Context,
    title: str,
    subtitle: str,
    photos: Sequence[PhotoRow],
    progress: Progress = lambda done, of: None,
) -> Generator[bytes, None, None]:
    """The same as a download, piece by piece; it ends where nobody takes the next. Errors as `check_film`
    before the first."""
    check_film(len(photos))
    stream = _Pieces()
    for number, _ in _encoded(context, stream, STREAMED, title, subtitle, photos):
        progress(number + 1, len(photos))
        if piece := stream.take():
            yield piece
    yield stream.take()


class _Pieces(io.RawIOBase):
    """What was written since it was taken; nobody can go back in it."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._written += data
        return len(data)

    def take(self) -> bytes:
        found, self._written = bytes(self._written), bytearray()
        return found


def _encoded(
    context: Context,
    stream: Any,
    options: dict[str, str],
    title: str,
    subtitle: str,
    photos: Sequence[PhotoRow],
) -> Iterator[tuple[int, int]]:
    """Writes the film to `stream` frame by frame; (number of the picture, of the frame) after each."""
    import av

    with av.open(stream, "w", format="mp4", options=options) as container:
        video = _video(container)
        place = -1
        for place, (number, frame) in enumerate(frames(_stills(context, photos), title, subtitle)):
            container.mux(video.encode(av.VideoFrame.from_image(frame)))
            yield number, place
        if place < 0:
            raise UsageError("none of the photos can be read", hint="photos-ml failures says why")
        container.mux(video.encode())
    yield number, place


def _video(container: Any) -> Any:
    import av

    options = next(one for one in CODECS if one["name"] in av.codecs_available)
    video = container.add_stream(options["name"], rate=RATE)
    video.width, video.height = SIZE
    video.pix_fmt = "yuv420p"
    video.options = {key: value for key, value in options.items() if key != "name"}
    return video


def _stills(context: Context, photos: Sequence[PhotoRow]) -> Iterator[Still]:
    faces = faces_in(context.library().database, {photo.id for photo in photos})
    for photo in photos:
        try:
            picture = thumbnail(context, photo, PIXELS)
        except (DecodeError, OSError):
            continue
        yield Still(picture, tuple(face.box for face in faces.get(photo.id, ())))
