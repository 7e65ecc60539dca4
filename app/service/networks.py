"""Networks that steps run in place of their own: which there are, which are in use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from photos_ml.app.service.context import Context
from photos_ml.config import models_dir, pulled_models_dir
from photos_ml.errors import EncoderError, UsageError
from photos_ml.files import bytes_below
from photos_ml.vision.networks import FACES, OFFERS, OWN_NAMES, TEXT, Networks, StepNetwork

if TYPE_CHECKING:
    from photos_ml.encoders.hub import Hub
    from photos_ml.encoders.pulling import Progress
    from photos_ml.vision.pulling import NetworkPull

_LICENCES: Mapping[str, str] = {FACES: "MIT, CC0-1.0, Apache-2.0", TEXT: "Apache-2.0"}
"""Of the networks that the steps have of their own."""


def _setting(step: str) -> str:
    return f"network of {step}"


def networks(context: Context) -> Networks:
    """Those that this user has fetched."""
    return Networks(pulled_models_dir())


def step_of(context: Context, name: str) -> str | None:
    """The step that a network of this name is for; None where it names none."""
    own = next((step for step, one in OWN_NAMES.items() if one == name), None)
    if own or name not in networks(context).names():
        return own
    return networks(context).get(name).step


def chosen_networks(context: Context) -> dict[str, StepNetwork]:
    """Step -> the network it is to run in place of its own. One that is not there any more is none."""
    if not context.has_library:
        return {}
    known, found = networks(context), {}
    for step in OWN_NAMES:
        name = context.library().setting(_setting(step))
        if name in known.names():
            try:
                found[step] = known.get(str(name))
            except EncoderError as error:
                _say_once(context, f"{error}: {step} goes on with its own")
    return found


def _say_once(context: Context, line: str) -> None:
    context.while_loaded(line, lambda: context.say(line))


def use_network(context: Context, name: str) -> str:
    """Let a step, which is given back, run this network from now on. What was found before answers until it
    has looked at all photos again. UsageError for what names none."""
    step = step_of(context, name)
    if step is None:
        raise UsageError(f"'{name}' is no network of a step", hint="see `photos-ml models`")
    own = name == OWN_NAMES[step]
    context.library().set_setting(_setting(step), None if own else name)
    context.drop_loaded()
    return step


def network_entries(context: Context) -> list[dict[str, Any]]:
    """The networks there are, those of the program itself first: `step` runs it, `active` where it does."""
    chosen = {step: one.name for step, one in chosen_networks(context).items()}
    rows = [
        _row(own, step, step not in chosen, _LICENCES[step], _own_bytes(step), removable=False)
        for step, own in OWN_NAMES.items()
    ]
    for name in networks(context).names():
        try:
            one = networks(context).get(name)
        except EncoderError as error:
            rows.append(_row(name, "", False, "", 0, problem=str(error)))
            continue
        active = chosen.get(one.step) == name
        rows.append(_row(name, one.step, active, one.licence, one.size_bytes))
    return rows


def remove_network(context: Context, name: str) -> int:
    """Delete one that was fetched: how many bytes. UsageError for one in use and for the program's own."""
    if name in OWN_NAMES.values():
        raise UsageError(
            f"'{name}' is part of the program and stays", hint="photos-ml models lists the others"
        )
    if any(one.name == name for one in chosen_networks(context).values()):
        own = OWN_NAMES[networks(context).get(name).step]
        raise UsageError(f"'{name}' is in use", hint=f"first: photos-ml models use {own}")
    return networks(context).remove(name)


def offered_networks() -> list[dict[str, Any]]:
    """Networks worth fetching, with licence, size and what was published about them."""
    return [
        {
            **{name: getattr(one, name) for name in ("name", "step", "repository", "licence")},
            **{name: getattr(one, name) for name in ("gain", "source", "note", "languages")},
            "variants": {"": one.megabytes},
            "size_mb": one.megabytes,
        }
        for one in OFFERS
    ]


def pull_network(context: Context, hub: Hub, planned: NetworkPull, progress: Progress) -> StepNetwork:
    """Fetch what was foreseen; goes on where an earlier attempt ended."""
    from photos_ml.vision.pulling import pull_network as pull

    return pull(context.registry, hub, planned, progress)


def _own_bytes(step: str) -> int:
    from photos_ml.vision.text.networks import own_networks

    if step == FACES:
        return bytes_below(models_dir() / FACES)
    try:
        found = own_networks()
    except EncoderError:  # its extra is not installed
        return 0
    return sum(path.stat().st_size for path in (found.finder, found.reader))


def _row(
    name: str, step: str, active: bool, licence: str, size: int, *, removable: bool = True, problem: str = ""
) -> dict[str, Any]:
    return {
        "name": name,
        "step": step,
        "active": active,
        "licence": licence,
        "bytes": size,
        "removable": removable,
        "problem": problem,
    }
