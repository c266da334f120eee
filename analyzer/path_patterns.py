"""Patterns as in a ``.gitignore`` file, matched in time that grows with the path alone.

Each pattern is one regular expression. What stands between two wildcards has a fixed
length, so its first match is as good as any later one, and an atomic group keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

CLASS = re.compile(r"\[[!^]?\]?(?:\[:[a-z]+:\]|\\.|[^\]\\])*\]", re.DOTALL)
ITEM = re.compile(r"\[:([a-z]+):\]|\\(.)|(.)", re.DOTALL)
POSIX = {
    "alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "blank": r" \t", "digit": "0-9",
    "lower": "a-z", "punct": r"!-/:-@\[-`{-~", "space": r"\s", "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}  # fmt: skip
ANY, END = "[^/]", r"(?=/|\Z)"


class Pattern(msgspec.Struct, frozen=True):
    """One line: what it matches, and whether that is ignored."""

    matches: re.Pattern[str]
    ignores: bool


def compile_patterns(lines: Iterable[str]) -> tuple[Pattern, ...]:
    """Return the patterns of the lines; like git, skip those that are none."""
    compiled = (_compile(line) for line in lines)
    return tuple(pattern for pattern in compiled if pattern is not None)


def decide(patterns: Iterable[Pattern], path: str) -> bool | None:
    """Return whether a path is ignored; None where no pattern matches it.

    Parameters
    ----------
    patterns : iterable of Pattern
    path : str
        Relative, with forward slashes; that of a folder ends in one.
    """
    decided, exact = None, False
    for pattern in patterns:
        match = pattern.matches.match(path)
        if match is None:
            continue
        is_exact = match["folder"] is None
        if is_exact or (pattern.ignores or not exact):
            decided, exact = pattern.ignores, is_exact
    return decided


def _compile(line: str) -> Pattern | None:
    line = re.sub(r"(?<!\\)[ \t]+\Z", "", line)
    ignores = not line.startswith("!")
    line = line.removeprefix("!")
    if not line.strip("/") or line.startswith("#"):
        return None
    only_folders = line.endswith("/")
    body = line.removesuffix("/")
    parts = body.removeprefix("/").split("/")
    if "/" not in body and parts != ["**"]:
        parts = ["**", *parts]
    try:
        path = _path(parts)
        folder = "(?P<folder>/)" if only_folders else r"(?:(?P<folder>/)|\Z)"
        return Pattern(re.compile(path + folder, re.DOTALL), ignores)
    except (ValueError, re.error, RecursionError, OverflowError):
        return None


def _path(parts: list[str]) -> str:
    """Return the expression for the parts of a path, among them ``**``."""
    groups: list[list[str]] = [[]]
    for part in parts:
        if part == "**":
            groups.append([])
        else:
            groups[-1].append(_part(part))
    first, *middle = groups
    if not middle:
        return "/".join(first)
    last = middle.pop()
    path = "".join(f"{part}/" for part in first)
    for group in middle:
        if group:
            inner = "".join(f"{part}/" for part in group)
            path += f"(?>(?:{ANY}+/)*?{inner})"
    return path + (f"(?:{ANY}+/)*" + "/".join(last) if last else ".*[^/]")


def _part(part: str) -> str:
    """Return the expression for one name."""
    pieces, at = [""], 0
    while at < len(part):
        character = part[at]
        at += 1
        if character == "*":
            pieces.append("")
        elif character == "?":
            pieces[-1] += ANY
        elif character == "[":
            found = CLASS.match(part, at - 1)
            if found is None:
                raise ValueError("a class without an end")
            pieces[-1] += _class(found[0])
            at = found.end()
        elif character == "\\":
            if at == len(part):
                raise ValueError("a backslash at the end")
            pieces[-1] += re.escape(part[at])
            at += 1
        else:
            pieces[-1] += re.escape(character)
    if len(pieces) == 1:
        return f"{pieces[0]}{END}"
    first, *middle, last = pieces
    inner = "".join(f"(?>{ANY}*?{piece})" for piece in middle if piece)
    return f"(?>(?={ANY}){first}{inner}{ANY}*{last}{END})"


def _class(text: str) -> str:
    """Return the expression for a class of characters in brackets."""
    body = text[1:-1]
    negated = body[:1] in ("!", "^")
    return f"(?!/)[{'^' if negated else ''}{ITEM.sub(_item, body[negated:])}]"


def _item(match: re.Match[str]) -> str:
    name, escaped, plain = match.groups()
    if name is not None:
        if name not in POSIX:
            raise ValueError(f"no class is called {name!r}")
        return POSIX[name]
    return "-" if plain == "-" else re.escape(escaped or plain)
