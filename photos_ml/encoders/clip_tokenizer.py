"""open_clip's tokenizers as a `tokenizer.json`, so that no text needs torch or open_clip to be read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photos_ml.encoders.byte_pairs import (
    CLIP_END,
    CLIP_START,
    WORD_END,
    WORDS,
    clip_merges,
    clip_vocabulary,
)
from photos_ml.encoders.two_towers import TOKENIZER_FILE
from photos_ml.errors import EncoderError

TOKENIZER_CONFIG_FILE = "tokenizer_config.json"


@dataclass(frozen=True, slots=True)
class TextRules:
    """How an architecture wants its texts; `hub_name` is the hub's tokenizer where it is not CLIP's own."""

    max_tokens: int
    clean: str
    hub_name: str = ""


def text_rules(config: dict[str, Any]) -> TextRules:
    """The rules in an open_clip model configuration; raises EncoderError for kinds not supported."""
    text = config["text_cfg"]
    options = dict(text.get("tokenizer_kwargs", {}))
    hub_name = str(text.get("hf_tokenizer_name", ""))
    clean = str(options.pop("clean", "whitespace" if hub_name else "lower"))
    if options or text.get("tokenizer_mode"):
        raise EncoderError(
            "this architecture cuts its texts in a way of its own that is not supported",
            hint="choose another; `photos-ml models` suggests some",
        )
    return TextRules(int(text.get("context_length", 77)), clean, hub_name)


def write_clip_tokenizer(path: Path) -> None:
    """CLIP's byte-pair encoding out of the vocabulary that open_clip carries. Ids equal open_clip's."""
    from open_clip.tokenizer import default_bpe
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors

    merges = clip_merges(Path(default_bpe()))
    vocabulary = clip_vocabulary(merges)
    tokenizer = Tokenizer(
        models.BPE(
            vocabulary, merges, continuing_subword_prefix="", end_of_word_suffix=WORD_END, unk_token=CLIP_END
        )
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(WORDS), "removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        f"{CLIP_START} $A {CLIP_END}",
        None,
        [(CLIP_START, vocabulary[CLIP_START]), (CLIP_END, vocabulary[CLIP_END])],
    )
    tokenizer.enable_padding(pad_id=0, pad_token=next(iter(vocabulary)))
    tokenizer.save(str(path), pretty=False)


def write_hub_tokenizer(source: Path, path: Path) -> None:
    """Copy a hub's tokenizer.json; the id it pads with is taken from the tokenizer_config.json beside it."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(source))
    except Exception as error:  # the package raises bare Exception
        raise EncoderError(
            f"{source} is not a tokenizer: {error}", hint=f"give its {TOKENIZER_FILE}"
        ) from error
    token = _padding_token(source.with_name(TOKENIZER_CONFIG_FILE)) or (tokenizer.padding or {}).get(
        "pad_token"
    )
    known = None if token is None else tokenizer.token_to_id(token)
    if known is not None:
        tokenizer.enable_padding(pad_id=known, pad_token=token)
    tokenizer.save(str(path), pretty=False)


def _padding_token(path: Path) -> str | None:
    if not path.is_file():
        return None
    token = json.loads(path.read_text(encoding="utf-8")).get("pad_token")
    return token.get("content") if isinstance(token, dict) else token
