"""The addresses that this machine has in its own networks, for choosing where a phone may find it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from photos_ml.errors import UsageError

IN_HOUSES = tuple(map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
"""RFC 1918: what routers give out at home."""
LOOPBACK = ipaddress.IPv4Network("127.0.0.0/8")
CHOOSE = "choose one of this machine's: photos-ml serve --lan ADDRESS"


@dataclass(frozen=True, slots=True)
class HouseAddress:
    """An address of this machine, and the network interface that has it."""

    address: str
    interface: str


def house_addresses() -> list[HouseAddress]:
    """Those that a router at home gives out, of interfaces that are up, in the system's order."""
    import psutil  # here: only this asks for it

    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        HouseAddress(one.address, name)
        for name, some in psutil.net_if_addrs().items()
        if name in up
        for one in some
        if one.family.name == "AF_INET"
    ]
    return [one for one in found if is_in_house(one.address)]


def is_in_house(address: str) -> bool:
    """Whether an IPv4 address is of a network at home."""
    try:
        parsed = ipaddress.IPv4Address(address)
    except ValueError:
        return False
    return any(parsed in network for network in IN_HOUSES)


def is_welcome(address: str) -> bool:
    """Whether who asks from there is in the house, or on this machine: a router that hands on what comes from
    outside does not make it so."""
    try:
        return is_in_house(address) or ipaddress.IPv4Address(address) in LOOPBACK
    except ValueError:
        return False


def chosen_address(wish: str) -> str:
    """The address to listen on: the one that is wished for, with '' the only one there is. UsageError for one
    that is not of this house, and where there are several or none."""
    if wish:
        return _checked(wish)
    found = house_addresses()
    if not found:
        raise UsageError("this machine is in no network at home", hint="connect it, then start again")
    if len(found) > 1:
        listed = ", ".join(f"{one.address} ({one.interface})" for one in found)
        raise UsageError(f"this machine has several addresses: {listed}", hint=CHOOSE)
    return found[0].address


def _checked(wish: str) -> str:
    try:
        parsed = ipaddress.ip_address(wish)
    except ValueError:
        raise UsageError(f"{wish} is no address", hint=f"{CHOOSE}; name FOLDERS before --lan") from None
    if parsed.version != 4:
        raise UsageError(f"{wish} is an IPv6 address", hint="only IPv4 is served: 192.168.1.20")
    if parsed.is_unspecified:
        raise UsageError(f"{wish} would be every network this machine is in", hint=CHOOSE)
    if is_in_house(wish):
        return str(parsed)
    if parsed in LOOPBACK:
        raise UsageError(f"{wish} is this machine for itself: no phone finds it there", hint=CHOOSE)
    raise UsageError(f"{wish} is not an address of a network at home", hint=CHOOSE)
