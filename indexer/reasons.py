"""Reasons of failures as they are kept: one short line each, all on one list, in no library's own words."""

from __future__ import annotations

import errno
import re
from enum import StrEnum

from photos_ml.errors import DecodeError

REASON_CHARACTERS = 200
AGAIN = "copy it again from where it came"
COPY = "keep a copy of it as JPEG or PNG"
SMALLER = "keep a smaller copy of it"
RAISE = "a higher limit can be chosen in Settings"


class Cause(StrEnum):
    """Every reason there is, but for what steps of other packages say. What differs stands in braces."""

    EMPTY = "the file is empty"
    NOT_A_PICTURE = "not a picture format that can be read"
    NOT_A_FILE = "not a regular file"
    NOT_A_VIDEO = "not a video"
    NOTHING_READS = "nothing here reads {kind} files"
    UNUSUAL = "{kind}, which nothing here decodes"
    CUT_SHORT = "the file is cut short"
    MOSTLY_MISSING = "the file is cut short: {share} of the picture is missing"
    DAMAGED = "the picture in the file is damaged"
    DAMAGED_HEADER = "the file's header is damaged"
    DAMAGED_OR_UNUSUAL = "the picture is damaged, or of a kind that nothing here decodes"
    DAMAGED_VIDEO = "the video is damaged, or of a kind that nothing here decodes"
    DAMAGED_RAW = "the RAW file is damaged, or of a camera that is not known here"
    NO_VIDEO = "holds no video picture"
    EMPTY_PICTURE = "declares an empty picture of {width}x{height} pixels"
    MANY_BYTES = "the file's {mib} MiB are above the limit of {limit} MiB"
    MANY_PIXELS = "{width}x{height} is {megapixels} megapixels, above the limit of {limit}"
    MUCH_MEMORY = "decoding would take {mib} MiB of memory, above the limit of {limit} MiB"
    NO_MEMORY = "decoding needs more memory than it may take"
    NEEDS_EXTRA = "{what} need the extra '{extra}'"
    NEEDS_PACKAGE = "{what} need the package {package}"
    KILLED = "the decoder was killed, perhaps for want of memory"
    MUCH_TIME = "decoding takes too much processor time"
    SLOW = "decoding took longer than {seconds} s"
    CRASHED = "the decoder crashed with {signal}"
    ENDED = "the decoder ended by itself with exit code {code}"
    FAULT = "a fault of this program, {error}, while it was read"
    CHANGED = "changed while it was read"
    FORBIDDEN = "permission to read it is denied"
    GONE = "no such file any more"
    BROKEN_DISK = "the disk cannot read it"
    NO_ANSWER = "the disk or network that holds it does not answer"
    LINKS_TO_ITSELF = "a link that leads to itself"
    NO_MORE_FILES = "too many files are open"
    SYSTEM = "the system cannot read it: {words}"

    def error(self, *, hint: str = "", retry: bool = False, **values: object) -> DecodeError:
        """The error that says so."""
        said = one_line(self.format(**values), self.name)
        return DecodeError(said, retry=retry, hint=hint)


_BRACES = re.compile(r"\\\{(\w+)\\\}")
_PATTERNS = {
    reason: re.compile(_BRACES.sub(r"(?P<\1>.+?)", re.escape(reason)) + r"( \([^()]+\))?") for reason in Cause
}
_OF_SYSTEM = {
    errno.EACCES: (Cause.FORBIDDEN, "let this user read it"),
    errno.EPERM: (Cause.FORBIDDEN, "let this program see the folder, in the system's privacy settings"),
    errno.ENOENT: (Cause.GONE, ""),
    errno.ENOTDIR: (Cause.GONE, ""),
    errno.EIO: (Cause.BROKEN_DISK, "copy it to another while that is possible"),
    errno.ENXIO: (Cause.NO_ANSWER, ""),
    errno.ENODEV: (Cause.NO_ANSWER, ""),
    errno.ETIMEDOUT: (Cause.NO_ANSWER, ""),
    errno.ENOTCONN: (Cause.NO_ANSWER, ""),
    errno.EHOSTUNREACH: (Cause.NO_ANSWER, ""),
    errno.ELOOP: (Cause.LINKS_TO_ITSELF, ""),
    errno.EMFILE: (Cause.NO_MORE_FILES, ""),
    errno.ENFILE: (Cause.NO_MORE_FILES, ""),
    errno.ENOMEM: (Cause.NO_MEMORY, ""),
}
if hasattr(errno, "ESTALE"):  # Windows has none
    _OF_SYSTEM[errno.ESTALE] = (Cause.NO_ANSWER, "")


def one_line(text: str, otherwise: str) -> str:
    """The text on one line of REASON_CHARACTERS at most; `otherwise` where it says nothing."""
    return " ".join(text.split())[:REASON_CHARACTERS] or otherwise


def is_known(reason: str) -> bool:
    """Whether a reason, with its hint or without, is on the list."""
    return cause_of(reason) is not None


def cause_of(reason: str) -> tuple[Cause, dict[str, str]] | None:
    """The one on the list that a reason is, with what stands in braces; None for another package's."""
    for cause, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(reason):
            return cause, found.groupdict()
    return None


def of_system(error: OSError) -> DecodeError:
    """What the system's answer means, to be tried again. The path stands beside the reason wherever it is
    shown, so the system's own message goes without it."""
    if error.errno == errno.EINVAL:
        return Cause.NOT_A_FILE.error()
    reason, hint = _OF_SYSTEM.get(error.errno or 0, (Cause.SYSTEM, ""))
    words = (error.strerror or type(error).__name__).lower()
    return reason.error(words=words, hint=hint, retry=True)


def with_hint(error: DecodeError) -> str:
    """What an error says, and what helps."""
    return f"{error} ({error.hint})" if error.hint else str(error)
