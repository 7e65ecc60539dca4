"""What the pool gives back, and what it survives: real processes, really killed."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, wait
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from photos_ml.indexer.enrich.needs import NeedsPixels
from photos_ml.indexer.workers import Done, Look, Work, WorkerError, WorkerPool
from photos_ml.types import Metadata

Paint = Callable[..., Path]
MakePool = Callable[..., WorkerPool]
PictureOf = Callable[[Path], Work]

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def failure_of(future: Future[Done]) -> tuple[str, str, bool]:
    done = future.result(timeout=60)
    assert done.failure is not None
    assert done.pixels is None
    return done.failure.stage, done.failure.reason, done.failure.retry


def alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return sys.platform != "linux"
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def until(condition: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


# What comes back


def test_pixels_are_those_of_the_preprocessing(
    make_pool: MakePool, behaviours: ModuleType, tmp_path: Path, picture_of: PictureOf
) -> None:
    rng = np.random.default_rng(3)
    image = Image.fromarray(rng.integers(100, 128, (50, 60, 3), dtype=np.uint8))
    image.save(tmp_path / "a.png")
    done = make_pool().submit(picture_of(tmp_path / "a.png")).result()
    assert done.failure is None
    assert done.metadata is None
    assert done.pixels is not None
    assert done.pixels.dtype == np.uint8
    np.testing.assert_array_equal(done.pixels, behaviours.preprocess(image))


def test_metadata_comes_with_pixels_or_alone(make_pool: MakePool, paint: Paint) -> None:
    path, sidecar = paint("white"), Path("white.png.xmp")
    pool = make_pool()
    both = pool.submit(Work(path, (sidecar,), want_pixels=True, want_metadata=True)).result()
    alone = pool.submit(Work(path, (sidecar,), want_pixels=False, want_metadata=True)).result()
    assert both.metadata == alone.metadata
    assert alone.metadata is not None
    assert (alone.metadata.title, alone.metadata.keywords) == ("white.png", ("white.png.xmp",))
    assert (both.pixels is None, alone.pixels is None) == (False, True)


def test_many_photos_through_several_processes(
    make_pool: MakePool, paint: Paint, picture_of: PictureOf
) -> None:
    paths = [paint(f"rgb({grey},{grey},{grey})", f"{grey}.png") for grey in range(0, 128, 4)]
    pool = make_pool(3)
    futures = [pool.submit(picture_of(path)) for path in paths * 4]
    greys = [int(done.pixels[0, 0, 0]) for done in (f.result() for f in futures) if done.pixels is not None]
    assert greys == list(range(0, 128, 4)) * 4


def test_an_undecodable_photo_is_a_failure_with_its_reason(
    make_pool: MakePool, tmp_path: Path, picture_of: PictureOf
) -> None:
    path = tmp_path / "a.jpg"
    path.write_text("no picture")
    pool = make_pool()
    assert failure_of(pool.submit(picture_of(path))) == (
        "decode",
        "not a picture format that can be read",
        False,
    )
    stage, _, retry = failure_of(pool.submit(picture_of(tmp_path / "gone.jpg")))
    assert (stage, retry) == ("decode", True)


def test_a_preprocessing_that_raises_is_a_failure(
    make_pool: MakePool, paint: Paint, picture_of: PictureOf
) -> None:
    assert failure_of(make_pool().submit(picture_of(paint("magenta")))) == (
        "decode",
        "a fault of this program, ValueError, while it was read",
        False,
    )


def test_metadata_that_the_system_does_not_give_is_a_failure(make_pool: MakePool, paint: Paint) -> None:
    work = Work(paint("white"), (), want_pixels=True, want_metadata=True)
    expected = ("metadata", "permission to read it is denied (let this user read it)", True)
    assert failure_of(make_pool(metadata="metadata_is_unreadable").submit(work)) == expected


def test_metadata_that_raises_is_none_and_costs_no_photo(make_pool: MakePool, paint: Paint) -> None:
    work = Work(paint("white"), (), want_pixels=True, want_metadata=True)
    done = make_pool(metadata="metadata_has_a_bug").submit(work).result(60)
    assert done.failure is None
    assert done.pixels is not None
    assert done.metadata == Metadata(problems=("a fault of this program, KeyError, while it was read",))


# What it survives


@posix_only
def test_a_crash_fails_its_own_photo_and_no_other(
    make_pool: MakePool, paint: Paint, picture_of: PictureOf
) -> None:
    paths = [paint("white"), paint("red"), paint("gray"), paint("cyan"), paint("black")]
    pool = make_pool(1)
    futures = {path.stem: pool.submit(picture_of(path)) for path in paths}
    assert failure_of(futures["red"]) == ("decode", "the decoder crashed with SIGSEGV", False)
    assert failure_of(futures["cyan"]) == ("decode", "the decoder ended by itself with exit code 3", False)
    for name in ("white", "gray", "black"):
        assert futures[name].result().pixels is not None


def test_a_hang_is_ended_by_the_clock(make_pool: MakePool, paint: Paint, picture_of: PictureOf) -> None:
    pool = make_pool(1, timeout_s=1)
    hung, after = pool.submit(picture_of(paint("lime"))), pool.submit(picture_of(paint("white")))
    assert failure_of(hung) == ("decode", "decoding took longer than 1 s", True)
    assert after.result().pixels is not None


@posix_only
def test_a_spin_is_ended_by_its_processor_time(
    make_pool: MakePool, paint: Paint, picture_of: PictureOf
) -> None:
    """On a machine so busy that the clock is faster, the clock ends it: the other half of the promise."""
    pool = make_pool(1, timeout_s=8)
    stage, reason, _ = failure_of(pool.submit(picture_of(paint("blue"))))
    assert stage == "decode"
    assert reason in ("decoding takes too much processor time", "decoding took longer than 8 s")


@linux_only
def test_memory_beyond_the_limit_is_a_failure(
    make_pool: MakePool, paint: Paint, picture_of: PictureOf
) -> None:
    pool = make_pool(1, memory_bytes=256 << 20)
    eaten, after = pool.submit(picture_of(paint("yellow"))), pool.submit(picture_of(paint("white")))
    assert failure_of(eaten) == ("decode", "decoding needs more memory than it may take", False)
    assert after.result().pixels is not None


@linux_only
def test_what_looks_keep_has_room_beside_what_decoding_may_take(
    behaviours: ModuleType, paint: Paint, picture_of: PictureOf
) -> None:
    keeping = Look(NeedsPixels(32), pickle.dumps(behaviours.keeps_much))
    pool = WorkerPool(1, None, memory_bytes=256 << 20, looks={"one": keeping, "other": keeping})
    work = replace(picture_of(paint("white")), want_pixels=False, want_metadata=False, looks=("one", "other"))
    try:
        done = pool.submit(work).result()
    finally:
        pool.close(now=True)
    assert {name: (look.value, look.failure) for name, look in done.looks.items()} == {
        "one": (1, None),
        "other": (2, None),
    }


@linux_only
@pytest.mark.parametrize("name", ["big.png", "big.webp", "big.avif", "big.tif", "big.jp2"])
def test_a_decoder_without_memory_fails_and_never_stays_away(
    make_pool: MakePool, paint: Paint, picture_of: PictureOf, name: str
) -> None:
    """Refused by its estimate or by the system, as the decoder in question has it."""
    pool = make_pool(1, memory_bytes=90 << 20)
    refused, after = (
        pool.submit(picture_of(paint("white", name, (5000, 4000)))),
        pool.submit(picture_of(paint("gray"))),
    )
    stage, _, retry = failure_of(refused)
    assert (stage, retry) == ("decode", False)
    assert after.result().pixels is not None


@posix_only
def test_a_process_killed_from_outside_is_replaced(
    make_pool: MakePool, paint: Paint, picture_of: PictureOf
) -> None:
    pool = make_pool(1, "slowly")
    assert pool.submit(picture_of(paint("white"))).result().pixels is not None
    for _ in range(3):
        os.kill(pool.pids[0], signal.SIGKILL)
        time.sleep(0.05)
        done = pool.submit(picture_of(paint("white"))).result()
        if done.failure is not None:
            assert done.failure.retry
            assert "killed" in done.failure.reason
        assert pool.submit(picture_of(paint("white"))).result().pixels is not None


def test_big_pictures_wait_for_one_another_and_all_come(
    make_pool: MakePool, paint: Paint, picture_of: PictureOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photos_ml.indexer.workers.pool.HEAVY_TOGETHER_BYTES", 40 << 20)
    paths = [paint(f"rgb({grey},{grey},{grey})", f"{grey}.png", (3000, 2500)) for grey in range(6)]
    pool = make_pool(3)
    futures = [pool.submit(picture_of(path)) for path in paths]
    assert [f.result().failure for f in futures] == [None] * 6


# Beginning and end


def test_no_process_is_started_without_work(make_pool: MakePool) -> None:
    assert make_pool(4).pids == []


def test_closing_waits_for_what_was_submitted(
    make_pool: MakePool, paint: Paint, picture_of: PictureOf
) -> None:
    with make_pool(2, "slowly") as pool:
        futures = [pool.submit(picture_of(paint("white"))) for _ in range(10)]
        pids = pool.pids
    assert all(future.result(timeout=0).pixels is not None for future in futures)
    assert not any(alive(pid) for pid in pids)
    with pytest.raises(WorkerError):
        pool.submit(picture_of(paint("white")))
    pool.close()


def test_an_exception_ends_the_processes_at_once(
    make_pool: MakePool, paint: Paint, picture_of: PictureOf
) -> None:
    futures: list[Future[Done]] = []
    pids: list[int] = []
    with pytest.raises(KeyboardInterrupt), make_pool(2, timeout_s=500) as pool:
        futures = [pool.submit(picture_of(paint("lime"))) for _ in range(9)]
        assert until(lambda: len(pool.pids) == 2)
        pids = pool.pids
        started = time.monotonic()
        raise KeyboardInterrupt
    assert time.monotonic() - started < 5
    assert not any(alive(pid) for pid in pids)
    assert len(wait(futures, timeout=1).done) == 9
    for future in futures:
        with pytest.raises(CancelledError):
            future.result(timeout=0)


def test_cancelled_work_is_not_done(make_pool: MakePool, paint: Paint, picture_of: PictureOf) -> None:
    pool = make_pool(1, "slowly")
    futures = [pool.submit(picture_of(paint("white"))) for _ in range(8)]
    assert futures[-1].cancel()
    assert futures[-2].result().pixels is not None
    assert futures[-1].cancelled()


def test_a_pool_that_cannot_start_says_so(make_pool: MakePool, behaviours: ModuleType, paint: Paint) -> None:
    pool = WorkerPool(2, behaviours.Unloadable(), min_side=32, read_metadata=behaviours.metadata_of)
    futures = [pool.submit(Work(paint("white"), (), want_pixels=True, want_metadata=False)) for _ in range(5)]
    for future in futures:
        with pytest.raises(WorkerError, match="no such model"):
            future.result(timeout=60)
    pool.close(now=True)


PARENT = """
import sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import behaviours
from photos_ml.indexer.workers import Work, WorkerPool

with WorkerPool(2, behaviours.by_colour, min_side=32, read_metadata=behaviours.metadata_of) as pool:
    futures = [pool.submit(Work(Path(sys.argv[2]), (), True, False)) for _ in range(2)]
    while len(pool.pids) < 2:
        time.sleep(0.01)
    print(*pool.pids, flush=True)
    try:
        futures[0].result()
    except KeyboardInterrupt:
        print("interrupted", flush=True)
        raise SystemExit(7)
"""


@posix_only
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_the_processes_end_with_their_parent(paint: Paint, how: signal.Signals) -> None:
    """The parent is killed, or Ctrl-C is pressed in its terminal; nothing is left and nothing is printed."""
    command = [sys.executable, "-c", textwrap.dedent(PARENT), str(Path(__file__).parent), str(paint("lime"))]
    parent = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(pids) == 2
    time.sleep(0.3)
    os.killpg(parent.pid, how)
    out, err = parent.communicate(timeout=60)
    assert until(lambda: not any(alive(pid) for pid in pids))
    if how is signal.SIGINT:
        assert (parent.returncode, out, err) == (7, "interrupted\n", "")


@posix_only
def test_decoders_that_write_to_the_terminal_are_not_heard(
    make_pool: MakePool, paint: Paint, picture_of: PictureOf, capfd: pytest.CaptureFixture[str]
) -> None:
    """libtiff reports strange tags on standard error."""
    path = paint("white", "a.tif")
    data = path.read_bytes()
    path.write_bytes(data.replace(b"\x00\x01\x03\x00", b"\x00\x01\x77\x00", 1))
    done = make_pool(1, "preprocess").submit(picture_of(path)).result()
    assert done.pixels is not None or done.failure is not None
    assert capfd.readouterr() == ("", "")
