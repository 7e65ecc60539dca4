"""A video that is open: to a second of it, to key frames, to every frame."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from photos_ml.indexer.decode.limits import DecodeLimits, Reserve, admit, check_pixels
from photos_ml.indexer.pyav import open_video
from photos_ml.indexer.reasons import AGAIN, Cause

_FRAME_BYTES = 16
"""A pixel of the decoder's reference frames and of the RGB copy."""
_PACKETS_TO_KEY = 3000
"""After so many packets without a key frame there is none to hope for."""


class OpenVideo:
    """Its first stream of pictures. Seconds are counted from where players begin. Where the file is damaged
    av.FFmpegError is raised; what stands before can have been read."""

    def __init__(self, container: Any) -> None:
        if not container.streams.video:
            raise Cause.NO_VIDEO.error()
        self._container = container
        self._stream = container.streams.video[0]
        self.context = self._stream.codec_context
        self.start_s = float(container.start_time or 0) / 1_000_000
        self.duration_s = max(float(container.duration or 0) / 1_000_000, 0.0)
        """0 where the file does not say."""
        self._is_fresh = True

    def admit(self, limits: DecodeLimits, reserve: Reserve | None) -> None:
        """Ready to be decoded, by one thread; DecodeError where it is too large."""
        width, height = self.context.width, self.context.height
        check_pixels(width, height, limits)
        admit(width * height * _FRAME_BYTES, limits, reserve)
        self._stream.thread_type, self.context.thread_count = "NONE", 1

    def seek(self, second: float) -> None:
        """To the last key frame before it."""
        base = self._stream.time_base
        if base and (second > 0 or not self._is_fresh):  # not every file can be sought in
            self._container.seek(int((self.start_s + second) / base), stream=self._stream, backward=True)

    def packets(self) -> Iterator[Any]:
        """Those of the stream, from where it is."""
        self._is_fresh = False
        return (packet for packet in self._container.demux(self._stream) if packet.size)

    def key_packet(self, packets: Iterator[Any]) -> Any | None:
        """The next one of a key frame; None at the end."""
        for _ in range(_PACKETS_TO_KEY):
            packet = next(packets, None)
            if packet is None or packet.is_keyframe:
                return packet
        return None

    def decoded(self, packet: Any) -> Any | None:
        """The frame of a key packet, alone: nothing after it is read."""
        self.context.skip_frame = "NONKEY"
        frames = self.context.decode(packet) or self.context.decode(None)
        self.context.flush_buffers()
        return frames[0] if frames else None

    def key_frames(self) -> Iterator[Any]:
        """Those from where it is."""
        packets = self.packets()
        while (packet := self.key_packet(packets)) is not None:
            if (frame := self.decoded(packet)) is not None:
                yield frame

    def frames(self) -> Iterator[Any]:
        """Every frame that others are made of, from where it is: a key frame, or right after a seek."""
        self.context.skip_frame = "NONREF"
        for packet in self.packets():
            yield from self.context.decode(packet)
        yield from self.context.decode(None)

    def second_of(self, packet_or_frame: Any) -> float | None:
        """None where it does not say."""
        stamp = packet_or_frame.pts
        base = packet_or_frame.time_base or self._stream.time_base
        if stamp is None or not base:
            return None
        return max(float(stamp * base) - self.start_s, 0.0)


def require_video() -> Any:
    """PyAV; DecodeError where the extra is missing, to be tried again."""
    try:
        import av
    except ImportError as error:
        hint = "pip install 'photos-ml[video]'"
        raise Cause.NEEDS_EXTRA.error(what="videos", extra="video", hint=hint, retry=True) from error
    return av


@contextmanager
def damage_told() -> Iterator[None]:
    """What FFmpeg makes of damage, as DecodeError."""
    av = require_video()
    try:
        yield
    except av.FFmpegError as error:
        # FFmpeg calls damage an input/output error, too; those of the disk pass through as Python's own.
        raise Cause.DAMAGED_VIDEO.error(hint=AGAIN) from error


@contextmanager
def opened(
    file: BinaryIO, limits: DecodeLimits | None = None, reserve: Reserve | None = None
) -> Iterator[OpenVideo]:
    """A video, open; within `limits` it can be decoded. DecodeError for one without pictures, or damaged."""
    with damage_told(), open_video(file) as container:
        video = OpenVideo(container)
        if limits is not None:
            video.admit(limits, reserve)
        yield video
