"""Models worth having, as data: where they are, what they weigh, under which licence, and what was published
about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_CLIP_MEAN, _CLIP_STD = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]
_RESEARCH = "Apple research licence: research only, no commercial use"
_IMMICH = "https://docs.immich.app/features/searching"
_MOBILECLIP2 = "https://github.com/apple/ml-mobileclip"
_DATACOMP = "https://github.com/mlfoundations/open_clip/blob/main/docs/openclip_retrieval_results.csv"


@dataclass(frozen=True, slots=True)
class SuggestedModel:
    """A model that is published as ONNX towers. Recall: published text-to-image R@1/5/10 in percent, None if
    unknown."""

    name: str
    repository: str
    """On the hub."""
    licence: str
    variants: Mapping[str, int]
    """Megabytes to be fetched and kept, by variant; '' is float32."""
    parameters_millions: float
    """Of what is fetched: both towers."""
    revision: str = "main"
    """A commit that others have used; a branch is pinned to its commit when it is pulled."""
    folder: str = ""
    """Where in the repository the towers are, where it has several."""
    open_clip: Mapping[str, Any] | None = None
    """Its configuration, as open_clip has it, for a repository that lacks one."""
    pad_id: int | None = None
    """What its texts are padded with, where its files say otherwise than its makers."""
    architecture: str = ""
    """As open_clip calls it, with the training `tag`; '' for one that it does not have."""
    tag: str = ""
    languages: tuple[str, ...] = ("en",)
    """ISO 639 codes; empty for more than a hundred."""
    gain: str = ""
    """What its makers or others measured, in words, beside CLIP ViT-B/32 where they did."""
    source: str = ""
    """Where that stands."""
    flickr30k: tuple[float, float, float] | None = None
    """On pools of 1,000 photos."""
    coco: tuple[float, float | None, float | None] | None = None
    relative_speed: float | None = None
    """Photos a second over the built-in model's in the same run: exported to ONNX, random weights, two
    threads (tests/bench/bench_encoders.py --suggested). None if not measured."""
    relative_query_time: float | None = None
    """Milliseconds a query over the built-in model's, likewise."""
    note: str = ""

    @property
    def size_mb(self) -> int:
        """In float32, or in what it is published in."""
        return next(iter(self.variants.values()))


SUGGESTIONS = (
    SuggestedModel(
        name="tinyclip",
        repository="onnx-community/TinyCLIP-ViT-40M-32-Text-19M-LAION400M-ONNX",
        revision="737108a175dc6c043d9e64cf738baa91a272f7cb",
        licence="MIT",
        variants={"": 340, "fp16": 171, "int8": 88},
        parameters_millions=84,
        gain="ImageNet without training 59.8 % (CLIP ViT-B/32: 63.2 %)",
        source="https://github.com/microsoft/Cream/tree/main/TinyCLIP",
        note="small and fast",
    ),
    SuggestedModel(
        name="vit-b-32-256",
        repository="yurijmikhalevich/rclip-models",
        revision="17b9d07433aad73f70d338d8a1c7a4cef83887e0",
        folder="ViT-B-32-256-datacomp_s34b_b86k",
        open_clip={
            "model_cfg": {"text_cfg": {"context_length": 77}},
            "preprocess_cfg": {
                "size": [256, 256],
                "mean": _CLIP_MEAN,
                "std": _CLIP_STD,
                "interpolation": "bicubic",
                "resize_mode": "shortest",
            },
        },
        architecture="ViT-B-32-256",
        tag="datacomp_s34b_b86k",
        licence="MIT",
        variants={"": 607, "int8": 217},
        parameters_millions=151,
        gain="Flickr30k R@1 64.9 % (CLIP ViT-B/32: 58.8 %)",
        source=_DATACOMP,
        flickr30k=(64.9, 87.2, 92.2),
        coco=(39.9, 65.4, 75.2),
        relative_speed=0.24,
        relative_query_time=8.0,
    ),
    SuggestedModel(
        name="siglip2-b-32",
        repository="onnx-community/siglip2-base-patch32-256-ONNX",
        licence="Apache-2.0",
        variants={"": 1543, "fp16": 789, "int8": 414},
        parameters_millions=377,
        architecture="ViT-B-32-SigLIP2-256",
        tag="webli",
        languages=(),
        gain="recall of searches 82.3 % (CLIP ViT-B/32: 69.9 %)",
        source=_IMMICH,
        note="understands many languages",
    ),
    SuggestedModel(
        name="siglip2-b-16",
        repository="onnx-community/siglip2-base-patch16-224-ONNX",
        revision="ba1f3b0843f24bc5417d38e19c37b287d719b2f4",
        licence="Apache-2.0",
        variants={"": 1536, "fp16": 785, "int8": 412},
        parameters_millions=375,
        architecture="ViT-B-16-SigLIP2",
        tag="webli",
        languages=(),
        gain="recall of searches 84.9 % (CLIP ViT-B/32: 69.9 %)",
        source=_IMMICH,
        coco=(52.1, None, None),
        relative_speed=0.07,
        relative_query_time=28.0,
        note="understands many languages",
    ),
    SuggestedModel(
        name="embeddinggemma-2",
        repository="onnx-community/embeddinggemma-2-ONNX",
        revision="daa72c51243991dfcaf9f9137d2c573d8f7790c0",
        licence="Apache-2.0",
        variants={"": 1788, "int8": 542, "q4": 316},
        parameters_millions=440,
        languages=(),
        gain="texts in many languages (MTEB multilingual): 61.4",
        source="https://huggingface.co/google/embeddinggemma-2",
        note="pictures in their own shapes; many languages; slow without a graphics card",
    ),
    SuggestedModel(
        name="mobileclip2-s0",
        repository="plhery/mobileclip2-onnx",
        revision="ba95759a5bdbaca53e9111e2550a76ec09c8fd9e",
        folder="onnx/s0",
        pad_id=0,
        architecture="MobileCLIP2-S0",
        tag="dfndr2b",
        licence=_RESEARCH,
        variants={"": 300},
        parameters_millions=74.8,
        gain="Flickr30k R@1 69.2 % (CLIP ViT-B/32: 58.8 %)",
        source=_MOBILECLIP2,
        flickr30k=(69.2, 89.9, 94.0),
        coco=(43.7, 70.0, 79.4),
        note="research use only",
    ),
    SuggestedModel(
        name="mobileclip2-s2",
        repository="plhery/mobileclip2-onnx",
        revision="ba95759a5bdbaca53e9111e2550a76ec09c8fd9e",
        folder="onnx/s2",
        pad_id=0,
        architecture="MobileCLIP2-S2",
        tag="dfndr2b",
        licence=_RESEARCH,
        variants={"": 398},
        parameters_millions=99.1,
        gain="Flickr30k R@1 74.8 % (CLIP ViT-B/32: 58.8 %)",
        source=_MOBILECLIP2,
        flickr30k=(74.8, 92.9, 95.9),
        coco=(48.8, 73.8, 82.4),
        note="research use only",
    ),
)


def suggestion(name: str) -> SuggestedModel | None:
    """The suggested model of that name."""
    return next((entry for entry in SUGGESTIONS if entry.name == name), None)
