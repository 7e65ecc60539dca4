"""The compact form: one line a marked piece, in the order of the query; its grammar, writer and reader.

can you find the one where mia fell in, two summers ago
->  who mia
    what fell in
    when two summers ago
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from photos_ml.planner.lang import language_of
from photos_ml.planner.spans import Marking, Span, SpanRole
from photos_ml.planner.tokens import Token, is_word, tokenize

WRITTEN = tuple(
    role for role in SpanRole if role not in (SpanRole.OTHER, SpanRole.LACKS, SpanRole.FACES, SpanRole.AGE)
)
"""Roles that have a line; words without a line are OTHER where anything is marked at all. What is lacking is
left to the rules: no model was trained on it."""
SHOW = "show"
"""Label of the last line, the rewrite of the words into what the picture would show."""
MAX_WORDS = 64
"""Longer queries are not marked: they are slow, and no photo is described in so many words."""
_SHOW_RULE = f'end ::= ("{SHOW} " [a-z] [a-z ]{{1,60}} "\\n")?'


def shown(query: str, tokens: Sequence[Token]) -> str:
    """The query as the model sees it: white space and control characters made single spaces."""
    return "".join(_gap(tokens, k) + query[token.start : token.end] for k, token in enumerate(tokens))


def grammar(query: str, tokens: Sequence[Token]) -> str:
    """GBNF of all compact forms of this query: pieces are runs of its words, verbatim and in order."""
    last = len(tokens)
    roles = " | ".join(f'"{role.value} "' for role in WRITTEN)
    rules = ["root ::= s0", f"role ::= {roles}", _SHOW_RULE, f"s{last} ::= end"]
    for k, token in enumerate(tokens):
        word = _quoted(query[token.start : token.end])
        after = f'"\\n" s{k + 1}'
        if k + 1 < last:
            after += f" | {_quoted(_gap(tokens, k + 1))} w{k + 1}"
        rules.append(f"s{k} ::= end | role p{k}")
        rules.append(f"p{k} ::= w{k}" + (f" | p{k + 1}" if k + 1 < last else ""))
        rules.append(f"w{k} ::= {word} ( {after} )")
    return "\n".join(rules) + "\n"


def written(query: str, spans: Sequence[Span], show: str = "") -> str:
    """The compact form of a marking: the text a model is trained to write."""
    lines = []
    for span in sorted(spans):
        if span.role is not SpanRole.OTHER:
            piece = span.of(query)
            lines.append(f"{span.role.value} {shown(piece, tokenize(piece))}\n")
    return "".join(lines) + (f"{SHOW} {show}\n" if show else "")


def read(output: str, query: str, tokens: Sequence[Token]) -> Marking:
    """What the model wrote. A line that is no known role, or no run of the query's words, is left out.

    Where anything is marked, words in no line become OTHER, one span a word; an empty form marks nothing.
    Small words that join two pieces rather than ask are left without a role, so that 'dancing at the wedding'
    stays whole where both of its pieces are text: at the edge of a text the planner drops them anyway.
    """
    joining = language_of(query).lexicon
    spans: list[Span] = []
    taken: set[int] = set()
    show, position = "", 0
    for label, piece in _lines(output):
        if label == SHOW:
            show = piece
            continue
        found = _find(piece, query, tokens, position) if label in _BY_LABEL else None
        if found is None or taken & set(range(*found)):
            continue
        first, position = found
        taken.update(range(first, position))
        spans.append(Span(tokens[first].start, tokens[position - 1].end, _BY_LABEL[label]))
    if spans:
        spans += (
            Span(token.start, token.end, SpanRole.OTHER)
            for k, token in enumerate(tokens)
            if k not in taken and is_word(token) and not joining.has(token.word, "joining")
        )
    return Marking(tuple(sorted(spans)), show)


_BY_LABEL = {role.value: role for role in WRITTEN}


def _lines(output: str) -> Iterator[tuple[str, str]]:
    for line in output.splitlines():
        label, _, piece = line.strip().partition(" ")
        if piece.strip():
            yield label.rstrip(":").lower(), piece.strip()


def _find(piece: str, query: str, tokens: Sequence[Token], position: int) -> tuple[int, int] | None:
    """Tokens [first, end) that read as the piece, the first such at or after `position`, else anywhere."""
    wanted = [token.word for token in tokenize(piece)]
    if not wanted:
        return None
    words = [token.word for token in tokens]
    starts = (*range(position, len(words)), *range(position))
    first = next((k for k in starts if words[k : k + len(wanted)] == wanted), None)
    return None if first is None else (first, first + len(wanted))


def _gap(tokens: Sequence[Token], k: int) -> str:
    return " " if k and tokens[k].start > tokens[k - 1].end else ""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
