"""Background work waits for the person at the machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import namedtuple
from collections.abc import Iterator

import psutil
import pytest

from photos_ml.machine import BUSY_SHARE, CALM_SHARE, Courtesy, ThisMachine

Battery = namedtuple("Battery", "percent secsleft power_plugged")


class Told:
    """A machine that is as a test says."""

    def __init__(self, *shares: float, battery: bool = False) -> None:
        self._shares: Iterator[float] = iter(shares)
        self._battery = battery

    def on_battery(self) -> bool:
        return self._battery

    def others_share(self) -> float:
        return next(self._shares)


def test_nothing_waits_on_a_calm_machine_with_power() -> None:
    assert Courtesy(Told(0.1)).reason_to_wait() == ""


def test_work_waits_on_battery_unless_told_otherwise() -> None:
    assert Courtesy(Told(0.0, battery=True)).reason_to_wait() == "on battery"
    assert Courtesy(Told(0.0, battery=True)).reason_to_wait(battery=False) == ""


def test_a_busy_machine_is_waited_for_until_it_is_calm_again() -> None:
    between = (BUSY_SHARE + CALM_SHARE) / 2
    courtesy = Courtesy(Told(between, BUSY_SHARE, between, CALM_SHARE - 0.01, between))
    waits = [bool(courtesy.reason_to_wait()) for _ in range(5)]
    assert waits == [False, True, True, False, False]


def test_others_are_not_asked_about_where_the_user_does_not_mind() -> None:
    assert Courtesy(Told()).reason_to_wait(busy=False) == ""


@pytest.mark.parametrize(
    ("battery", "expected"),
    [
        (None, False),
        (Battery(80, 0, True), False),
        (Battery(80, 0, None), False),
        (Battery(80, 9, False), True),
    ],
    ids=["no battery", "plugged in", "cannot be told", "unplugged"],
)
def test_battery(monkeypatch: pytest.MonkeyPatch, battery: Battery | None, expected: bool) -> None:
    monkeypatch.setattr(psutil, "sensors_battery", lambda: battery, raising=False)
    assert ThisMachine().on_battery() is expected


def test_a_system_without_batteries_to_ask_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(psutil, "sensors_battery", raising=False)
    assert ThisMachine().on_battery() is False


def test_our_own_work_and_that_of_our_processes_is_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    spin = "import time\nend = time.process_time() + 0.6\nwhile time.process_time() < end: pass"
    used: list[tuple[float, float]] = []
    system = psutil.cpu_times

    def as_if_alone() -> object:
        """Only what this process and its child used, so that the rest of the machine does not count."""
        mine = psutil.Process().cpu_times()
        own = mine.user + mine.system + mine.children_user + mine.children_system
        used.append((own, time.monotonic()))
        wall = time.monotonic() * (os.cpu_count() or 1)
        return Times(user=own, system=0.0, idle=wall - own)

    monkeypatch.setattr(psutil, "cpu_times", as_if_alone)
    machine = ThisMachine()
    machine.others_share()
    end = time.process_time() + 0.3
    while time.process_time() < end:
        pass
    subprocess.run([sys.executable, "-c", spin], check=True)
    assert machine.others_share() == pytest.approx(0.0, abs=0.02)
    assert used[1][0] - used[0][0] >= 0.8, "something was used"
    assert system is not psutil.cpu_times


Times = namedtuple("Times", "user system idle")


def test_what_another_program_uses_is_seen() -> None:
    """A process that is no child of ours: started by a shell that ends at once."""
    detach = "import os, time\nif os.fork(): os._exit(0)\nos.setsid()\n"
    spin = detach + "end = time.time() + 1.5\nwhile time.time() < end: pass"
    if sys.platform == "win32":
        pytest.skip("forks")
    machine = ThisMachine()
    assert machine.others_share() == 0.0, "nothing is known yet"
    subprocess.run([sys.executable, "-c", spin], check=True)
    time.sleep(1.0)
    assert machine.others_share() >= 0.3 / (os.cpu_count() or 1)
