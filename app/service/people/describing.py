"""Whose vectors tell people apart: the program's own describer, or one that was fetched, once it has seen all
faces and was measured on those of this library."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from photos_ml.app.service.context import Context
from photos_ml.app.service.networks import chosen_networks, network_entries
from photos_ml.store.faces import FACES, OWN, DescribedBy, read_arrays
from photos_ml.vision.networks import SAME_PERSON

if TYPE_CHECKING:
    from photos_ml.vision.networks import StepNetwork

ANSWERING = "describer of faces"
"""Setting: the describer that has taken over, and what was measured of it."""

_log = logging.getLogger(__name__)


def answering(context: Context) -> DescribedBy:
    """The describer whose vectors tell people apart now. The own one answers as soon as another than the one
    that took over is chosen, or that one is not there any more."""
    told = measured(context)
    return DescribedBy(told["name"], told["scale"]) if told else OWN


def measured(context: Context) -> dict[str, Any] | None:
    """What was measured of the describer that has taken over; None while the own one answers."""
    chosen = chosen_networks(context).get(FACES)
    told = context.library().setting(ANSWERING) if chosen else None
    if chosen is None or not isinstance(told, dict) or told.get("name") != chosen.version:
        return None
    return told


def networks_shown(context: Context) -> list[dict[str, Any]]:
    """The networks there are, as `network_entries` has them. `near`: of the describer that has taken over,
    what it changes for faces that the user said are one person's: how many pairs there were, and the share of
    them that was near enough to be taken for one's before and is now; None where nothing was said."""
    told = measured(context) if context.has_library else None
    near = None
    if told and told["one_person"]:
        near = {"pairs": told["one_person"], "before": told["near_before"], "after": told["near_after"]}
    return [
        {**row, "near": near if row["active"] and row["step"] == FACES else None}
        for row in network_entries(context)
    ]


def waiting(context: Context) -> StepNetwork | None:
    """The describer that is to take over."""
    chosen = chosen_networks(context).get(FACES)
    return None if chosen is None or measured(context) else chosen


def take_over(context: Context) -> None:
    """Let the describer that is to take over, which has seen all faces, tell people apart from now on: what
    its distances mean is measured first."""
    from photos_ml.people.fitting import fitted_describer
    from photos_ml.people.gate import Measures

    chosen = waiting(context)
    if chosen is None:
        return
    arrays = read_arrays(context.library().database, by=DescribedBy(chosen.version))
    measures = Measures(arrays.score, arrays.sharpness, arrays.residual, arrays.height_px)
    fit = fitted_describer(
        arrays.vectors,
        arrays.own,
        arrays.contents,
        arrays.person,
        measures.founders & ~arrays.video,
        float(chosen.about[SAME_PERSON]),
    )
    context.library().set_setting(ANSWERING, {"name": chosen.version, **asdict(fit)})
    _log.info("another describer of faces took over, measured on %d pairs", fit.two_people)
