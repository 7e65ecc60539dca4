"""open_clip's tokenizers as a `tokenizer.json`, so that no text needs torch or open_clip to be read."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photos_ml.encoders.two_towers import TOKENIZER_FILE
from photos_ml.errors import EncoderError

MERGES = 49152 - 256 - 2
"""Of the published list, CLIP uses this many."""
START, END = "<start_of_text>", "<end_of_text>"
WORDS = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
"""CLIP's own split of a text into words (Radford et al., 2021)."""
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

    merges = _merges(Path(default_bpe()))
    symbols = _byte_symbols()
    names = [
        *symbols,
        *(symbol + "</w>" for symbol in symbols),
        *("".join(pair) for pair in merges),
        START,
        END,
    ]
    vocabulary = {name: index for index, name in enumerate(names)}
    tokenizer = Tokenizer(
        models.BPE(vocabulary, merges, continuing_subword_prefix="", end_of_word_suffix="</w>", unk_token=END)
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(WORDS), "removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        f"{START} $A {END}", None, [(START, vocabulary[START]), (END, vocabulary[END])]
    )
    tokenizer.enable_padding(pad_id=0, pad_token=names[0])
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


def _merges(path: Path) -> list[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        lines = stream.read().split("\n")[1 : MERGES + 1]
    return [(first, second) for first, second in (line.split() for line in lines)]


def _byte_symbols() -> list[str]:
    """A printable character for each byte, in CLIP's order: printable bytes first, the others from 256 on."""
    printable = [
        *range(ord("!"), ord("~") + 1),
        *range(ord("¡"), ord("¬") + 1),
        *range(ord("®"), ord("ÿ") + 1),
    ]
    return [*map(chr, printable), *(chr(256 + number) for number in range(256 - len(printable)))]
