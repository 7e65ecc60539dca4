"""Models worth having, as data: what they weigh, under which licence, and what was published about them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SuggestedModel:
    """A model of open_clip's list. Recall: published text-to-image R@1/5/10 in percent, None if unknown."""

    name: str
    architecture: str
    tag: str
    licence: str
    size_mb: int
    """The checkpoint in float32, to be downloaded and kept."""
    parameters_millions: int
    flickr30k: tuple[float, float, float] | None = None
    """On pools of 1,000 photos."""
    coco: tuple[float, float | None, float | None] | None = None
    relative_speed: float | None = None
    """Photos a second over the built-in model's in the same run: exported to ONNX, random weights, two
    threads (tests/bench/bench_encoders.py --suggested). None if not measured."""
    relative_query_time: float | None = None
    """Milliseconds a query over the built-in model's, likewise."""
    note: str = ""


SUGGESTIONS = (
    SuggestedModel(
        name="vit-b-32-256",
        architecture="ViT-B-32-256",
        tag="datacomp_s34b_b86k",
        licence="MIT",
        size_mb=606,
        parameters_millions=151,
        flickr30k=(64.9, 87.2, 92.2),
        coco=(39.9, 65.4, 75.2),
        relative_speed=0.24,
        relative_query_time=8.0,
    ),
    SuggestedModel(
        name="siglip2-b-16",
        architecture="ViT-B-16-SigLIP2",
        tag="webli",
        licence="Apache-2.0",
        size_mb=1501,
        parameters_millions=375,
        coco=(52.1, None, None),
        relative_speed=0.07,
        relative_query_time=28.0,
        note="understands many languages",
    ),
    SuggestedModel(
        name="mobileclip2-s0",
        architecture="MobileCLIP2-S0",
        tag="dfndr2b",
        licence="Apple research licence: research only, no commercial use",
        size_mb=300,
        parameters_millions=75,
        flickr30k=(69.2, 89.9, 94.0),
        coco=(43.7, 70.0, 79.4),
        note="research use only",
    ),
    SuggestedModel(
        name="mobileclip2-s2",
        architecture="MobileCLIP2-S2",
        tag="dfndr2b",
        licence="Apple research licence: research only, no commercial use",
        size_mb=398,
        parameters_millions=99,
        flickr30k=(74.8, 92.9, 95.9),
        coco=(48.8, 73.8, 82.4),
        note="research use only",
    ),
)


def suggestion(name: str) -> SuggestedModel | None:
    """The suggested model of that name."""
    return next((entry for entry in SUGGESTIONS if entry.name == name), None)
