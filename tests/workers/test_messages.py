"""What is written to a pipe is read from it, whole or not at all; and what an exit code says."""

from __future__ import annotations

import io
import signal
import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.indexer.workers import Done, Work, WorkFailure
from photos_ml.indexer.workers.messages import Reserve, read_message, write_message
from photos_ml.indexer.workers.process import KILLED, end_of
from photos_ml.types import Camera, DateSource, Kind, Metadata, PersonTag, Position, Taken


def sent(message: object) -> bytes:
    pipe = io.BytesIO()
    write_message(pipe, message)
    return pipe.getvalue()


def full_metadata() -> Metadata:
    return Metadata(
        width=4000,
        height=3000,
        taken=Taken(datetime(2024, 2, 29, 23, 59), 60, DateSource.EXIF),
        position=Position(48.86, 2.35, 35.0),
        camera=Camera("Maker", "Model", iso=100),
        keywords=("sea", "été"),
        people=(PersonTag("Ann", (0.1, 0.2, 0.3, 0.4)),),
        kinds=frozenset({Kind.LIVE}),
    )


@given(
    path=st.binary(min_size=1, max_size=40).filter(lambda name: b"\0" not in name),
    wants=st.tuples(st.booleans(), st.booleans()),
)
def test_any_path_survives(path: bytes, wants: tuple[bool, bool]) -> None:
    """Bytes that are no UTF-8 too, as file systems allow them."""
    work = Work(Path(path.decode("utf-8", "surrogateescape")), (Path("a.xmp"),), *wants)
    assert read_message(io.BytesIO(sent(work))) == work


def test_results_survive() -> None:
    pixels = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    done = read_message(io.BytesIO(sent(Done(full_metadata(), pixels, None))))
    assert done.metadata == full_metadata()
    np.testing.assert_array_equal(done.pixels, pixels)
    failure = WorkFailure("decode", "broken", retry=False)
    assert read_message(io.BytesIO(sent(Done(None, None, failure)))).failure == failure


def test_pixels_that_are_a_view_survive() -> None:
    pixels = np.arange(96, dtype=np.uint8).reshape(4, 8, 3)[:, ::2]
    done = read_message(io.BytesIO(sent(Done(None, pixels, None))))
    np.testing.assert_array_equal(done.pixels, pixels)


def test_pixels_are_sent_without_much_around_them() -> None:
    pixels = np.zeros((256, 256, 3), np.uint8)
    assert len(sent(Done(None, pixels, None))) < pixels.nbytes + 1000


def test_messages_follow_one_another() -> None:
    pipe = io.BytesIO(
        sent(Reserve(1)) + sent(Done(None, np.ones((2, 2, 3), np.uint8), None)) + sent(Reserve(2))
    )
    kinds = [type(read_message(pipe)) for _ in range(3)]
    assert kinds == [Reserve, Done, Reserve]
    with pytest.raises(EOFError):
        read_message(pipe)


def test_a_message_cut_anywhere_is_the_end() -> None:
    whole = sent(Done(None, np.ones((2, 2, 3), np.uint8), None))
    for length in range(len(whole)):
        with pytest.raises(EOFError):
            read_message(io.BytesIO(whole[:length]))


# Ends


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    ("code", "words", "retry"),
    [
        (KILLED, "killed", True),
        (-signal.SIGSEGV, "SIGSEGV", False),
        (-signal.SIGABRT, "SIGABRT", False),
        (-signal.SIGXCPU, "processor time", False),
        (-99, "-99", False),
        (1, "exit code 1", False),
        (0xC0000005, "crashed", False),
    ],
)
def test_what_an_exit_code_says(code: int, words: str, retry: bool) -> None:
    reason, again = end_of(code)
    assert words in reason
    assert again is retry
