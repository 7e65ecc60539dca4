"""What else the machine is doing: whether it runs on its battery, and how busy others keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from psutil import Process

BUSY_SHARE = 0.5
"""Of all cores, used by others: from here on a person would notice what we add."""
CALM_SHARE = 0.3
"""Below this the machine is free again; apart from BUSY_SHARE, so that work does not flutter."""


LEAST_SECONDS = 0.5
"""Of processor time, of all cores together, that a share is told by: less is chance."""


class Machine(Protocol):
    """What background work asks before it goes on."""

    def on_battery(self) -> bool:
        """Whether no mains power is connected; False where that is not known."""
        ...

    def others_share(self) -> float:
        """Share of all cores, 0 to 1, that other programs used since the last time this was asked."""
        ...


class ThisMachine:
    """The machine this process runs on. For one thread."""

    def __init__(self) -> None:
        self._before: tuple[float, float, float] | None = None
        self._share = 0.0

    def on_battery(self) -> bool:
        import psutil

        # None: no battery, or a system that psutil cannot ask; `power_plugged` is None where it cannot tell.
        battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
        return battery is not None and battery.power_plugged is False

    def others_share(self) -> float:
        now = _busy_seconds()
        if self._before is None:
            self._before = now
        possible, busy, own = (after - before for after, before in zip(now, self._before, strict=True))
        if possible >= LEAST_SECONDS:
            self._before, self._share = now, min(max((busy - own) / possible, 0.0), 1.0)
        return self._share


class Courtesy:
    """Says when background work should wait for the person at the machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._waits = False

    def reason_to_wait(self, *, battery: bool = True, busy: bool = True) -> str:
        """Why work should pause now, in plain words; '' where it may go on. `battery` and `busy`: what the
        user minds."""
        if battery and self._machine.on_battery():
            return "on battery"
        share = self._machine.others_share() if busy else 0.0
        self._waits = share >= (CALM_SHARE if self._waits else BUSY_SHARE)
        return "the machine is busy" if self._waits else ""


def _busy_seconds() -> tuple[float, float, float]:
    """Seconds of processor time since the start of the system: there were, were used, were used by us."""
    import psutil

    times = psutil.cpu_times()
    # Guest time is in user time already; waiting for a disk leaves the processor free.
    all_s = sum(times) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)
    idle_s = times.idle + getattr(times, "iowait", 0.0)
    return all_s, all_s - idle_s, _own_seconds(psutil.Process())


def _own_seconds(process: Process) -> float:
    """Processor time of this process, of those it started, and of those of them that have ended."""
    import psutil

    times = process.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for child in process.children(recursive=True):
        try:
            used = child.cpu_times()
        except psutil.Error:
            continue  # ended meanwhile; from now on it is in its parent's `children_` times
        total += used.user + used.system + used.children_user + used.children_system
    return float(total)
