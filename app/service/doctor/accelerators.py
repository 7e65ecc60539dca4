"""Who runs models here: which runtimes are installed, which of their providers are there, and how fast."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from photos_ml.app.service.doctor.checks import Check, Verdict
from photos_ml.app.service.doctor.installation import RUNTIMES, version_of
from photos_ml.app.service.models import choice_of

if TYPE_CHECKING:
    from photos_ml.app.service import Context


def accelerators(context: Context) -> Iterator[Check]:
    """Each provider that is there is tried with the model in use, where that is not known."""
    installed = [f"{package} {version}" for package in RUNTIMES if (version := version_of(package))]
    if len(installed) > 1:
        yield Check(
            "runtimes",
            Verdict.PROBLEM,
            f"{', '.join(installed)} overwrite each other: uninstall all of them, then install one",
        )
    known = context.registry.accelerators()
    here = ", ".join(one.name for one in known.here())
    asked = "" if known.wanted == "auto" else f"; asked for: {known.wanted}"
    yield Check(
        "accelerators", Verdict.OK, f"{installed[0] if installed else 'ONNX Runtime'} has {here}{asked}"
    )
    choice = choice_of(context)
    if choice is None:
        return
    from photos_ml.encoders.accelerators import in_words

    bad = choice.chosen not in {one.provider for one in choice.trials if not one.problem}
    yield Check("pictures by", Verdict.NOTE if bad else Verdict.OK, in_words(choice))
