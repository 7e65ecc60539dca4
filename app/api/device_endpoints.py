"""Phones in the house: which are paired, what each may do, and one more. The owner's alone."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import Field

from photos_ml.app.api.house import House
from photos_ml.app.api.lan.pairing import CLOSED
from photos_ml.app.api.problems import answered
from photos_ml.app.api.shapes import Body, Nothing
from photos_ml.app.api.strict import StrictRoute
from photos_ml.app.service.lan.devices import LONGEST_NAME, Device
from photos_ml.app.service.lan.qr import qr_svg

DeviceId = Annotated[str, Path(pattern="^[0-9a-f]{12}$")]
router = APIRouter(route_class=StrictRoute)


class Pairing(Body):
    """Whether phones are waited for."""

    open: bool


class Code(Body):
    """What a phone shows."""

    code: str = Field(pattern="^[0-9]{6}$")
    people: bool = False
    """Whether it is shown who is in the pictures."""


class DeviceChange(Body):
    """What is left out stays as it is."""

    name: str | None = Field(default=None, min_length=1, max_length=LONGEST_NAME)
    favorite: bool | None = None
    people: bool | None = None


@router.get("/devices")
def list_devices(request: Request) -> dict[str, Any]:
    """The devices that were paired, the last first; `door`: where phones find this machine, None without
    `serve --lan`. `waiting`: for how many seconds a phone is waited for still."""
    house = _house(request)
    listed = [device_json(one) for one in house.devices.all()]
    if house.door is None:
        return {"door": None, "devices": listed}
    address = house.door.address
    door = {
        "address": address,
        "fingerprint": house.door.certificate.fingerprint,
        "qr": qr_svg(address),
        "waiting": house.door.desk.seconds_left(),
    }
    return {"door": door, "devices": listed}


@router.post("/devices/pairing")
def wait_for_device(request: Request, asked: Pairing) -> dict[str, Any]:
    """Wait for a phone from now on for some minutes, or no more."""
    house = _house(request)
    if house.door is None:
        raise CLOSED
    if asked.open:
        house.door.desk.open()
    else:
        house.door.desk.close()
    return list_devices(request)


@router.post("/devices/allow")
def allow_device(request: Request, asked: Code) -> dict[str, Any]:
    """Let in the phone that shows this code: what it is called."""
    house = _house(request)
    if house.door is None:
        raise CLOSED
    return {"name": house.door.desk.let_in(asked.code, people=asked.people)}


@router.post("/devices/{device}/change")
def change_device(request: Request, device: DeviceId, asked: DeviceChange) -> dict[str, Any]:
    """Call a device otherwise, or allow it more or less."""
    chosen = asked.model_dump(exclude_none=True)
    return device_json(answered(lambda: _house(request).devices.change(device, **chosen)))


@router.post("/devices/{device}/revoke")
def revoke_device(request: Request, device: DeviceId, asked: Nothing) -> dict[str, Any]:
    """Let a device in no more, from now on; what is being sent to it ends."""
    return device_json(answered(lambda: _house(request).devices.revoke(device)))


def device_json(device: Device) -> dict[str, Any]:
    """A device, its times in seconds since 1970."""
    return {
        "device": device.id,
        "name": device.name,
        "paired": device.paired,
        "seen": device.seen,
        "favorite": device.favorite,
        "people": device.people,
    }


def _house(request: Request) -> House:
    house: House = request.app.state.house
    return house
