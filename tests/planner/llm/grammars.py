"""A reader of the small part of GBNF that the planner writes, to say which texts a grammar allows."""

from __future__ import annotations

import re
from functools import cache

_TOKEN = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)"|\[(?P<set>[^\]]+)\](?P<count>\{\d+,\d+\})?|(?P<mark>[()|?])|(?P<name>\w+)'
)


def allows(grammar: str, text: str) -> bool:
    """Whether `root` of the grammar matches the whole text. Rules may only be recursive at their end."""
    rules = dict(line.split(" ::= ", 1) for line in grammar.splitlines())

    @cache
    def ends(rule: str, at: int) -> frozenset[int]:
        found, rest = _alternatives(list(_TOKEN.finditer(rules[rule])), at)
        assert not rest, f"unread grammar in {rule}: {rest}"
        return found

    def _alternatives(tokens: list[re.Match[str]], at: int) -> tuple[frozenset[int], list[re.Match[str]]]:
        reached: set[int] = set()
        while True:
            some, tokens = _sequence(tokens, at)
            reached |= some
            if not tokens or tokens[0]["mark"] != "|":
                return frozenset(reached), tokens
            tokens = tokens[1:]

    def _sequence(tokens: list[re.Match[str]], at: int) -> tuple[frozenset[int], list[re.Match[str]]]:
        here = frozenset([at])
        while tokens and tokens[0]["mark"] not in (")", "|"):
            token = tokens[0]
            if token["mark"] == "(":
                steps = [_alternatives(tokens[1:], start) for start in here] or [
                    _alternatives(tokens[1:], len(text))
                ]
                after, tokens = frozenset().union(*(found for found, _ in steps)), steps[0][1][1:]
                if tokens and tokens[0]["mark"] == "?":
                    after, tokens = after | here, tokens[1:]
                here = after if here else frozenset()
                continue
            here = frozenset().union(*(_one(token, start) for start in here))
            tokens = tokens[1:]
        return here, tokens

    def _one(token: re.Match[str], at: int) -> frozenset[int]:
        if token["text"] is not None:
            wanted = re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), token["text"])
            return frozenset([at + len(wanted)]) if text.startswith(wanted, at) else frozenset()
        if token["set"]:
            low, high = map(int, (token["count"] or "{1,1}")[1:-1].split(","))
            run = re.compile(f"[{token['set']}]{{0,{high}}}").match(text, at)
            assert run
            return frozenset(range(at + low, run.end() + 1))
        return ends(token["name"], at)

    return len(text) in ends("root", 0)
