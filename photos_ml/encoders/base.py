"""What an encoder is: pictures and words into one vector space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from photos_ml.types import FloatMatrix, Pixels

if TYPE_CHECKING:  # a text is encoded without it
    from PIL import Image


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Identity of a model: vectors of two different (id, revision) never mix."""

    id: str
    revision: str
    dimension: int
    image_size: int
    """Pictures should be decoded to at least this many pixels on the shorter side."""
    seen_by: str = ""
    """The revision whose weights see and read where rows stand under an earlier one; '' for its own."""

    @property
    def weights(self) -> str:
        """The revision of the weights, which is what tags are fitted to."""
        return self.seen_by or self.revision


class Preprocessor(Protocol):
    """Upright RGB picture of any size -> uint8 (S, S, 3), or (h, w, 3) for a model that takes pictures of
    their own shapes. Picklable, cheap to send to a decoding process."""

    def __call__(self, image: Image.Image) -> Pixels: ...


class Encoder(Protocol):
    """Pictures and texts into unit vectors of one space. Loading happens at the first use.

    Safe to call from several threads. Where the files allow, the picture and the text half load apart.
    """

    @property
    def info(self) -> ModelInfo: ...

    @property
    def preprocessor(self) -> Preprocessor:
        """What `preprocess` does, as a value that decoding processes can be given. Needs no model weights."""
        ...

    def preprocess(self, image: Image.Image) -> Pixels:
        """As `preprocessor`; S is `info.image_size`. Needs no weights."""
        ...

    def encode_pixels(self, pixels: Sequence[Pixels]) -> FloatMatrix:
        """n arrays from `preprocess` -> float32 (n, d), unit rows; n may be 0."""
        ...

    def encode_images(self, images: Sequence[Image.Image]) -> FloatMatrix:
        """n upright RGB pictures -> float32 (n, d), unit rows; n may be 0."""
        ...

    def encode_texts(self, texts: Sequence[str]) -> FloatMatrix:
        """n texts -> float32 (n, d), unit rows; n may be 0."""
        ...


@runtime_checkable
class LooksOften(Protocol):
    """An encoder whose vector of a picture is the mean of several looks at it."""

    @property
    def once(self) -> Encoder:
        """The same model, looking once: a vector of the same space for a fraction of the time."""
        ...


def one_look(encoder: Encoder) -> Encoder:
    """The encoder as it looks once, for pictures that are many and seen for a moment."""
    return encoder.once if isinstance(encoder, LooksOften) else encoder


@runtime_checkable
class TellsStrangeWords(Protocol):
    """An encoder that can tell which words it has hardly read."""

    def strange_words(self, text: str) -> tuple[str, ...]:
        """Words of a text that it has no whole for: what they mean is guessed from pieces."""
        ...


@runtime_checkable
class ReadsLanguages(Protocol):
    """An encoder that says which languages it understands."""

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639 codes, its own language first; empty where nobody has told."""
        ...

    def reads(self, text: str) -> bool:
        """Whether a text is written in letters that it has read; cheap, needs no weights."""
        ...

    def at_home(self, text: str) -> bool:
        """Whether a text is in the language that the encoder knows best, so that its row is of that one."""
        ...

    def in_own_words(self, text: str, language: str = "") -> str:
        """A text with names of things put in the language that the encoder knows best; other words stay.
        `language`: the one that it is in, where that is known."""
        ...

    def ways_to_name(self, name: str, language: str = "") -> tuple[str, ...]:
        """The texts whose mean stands for a name of a thing that is in another language than its own."""
        ...
