"""Statements: sentences that, said twice, tell a reader nothing new.

Not every sentence that recurs is a repeat. What introduces a list or asks a
question ("Run the following command:", "What did you learn?") is structure;
a line without a full stop is a caption or a label; and short sentences that
differ in one word say two things ("For Fedora use the first file.", "For
Debian use the second file.").
"""

from __future__ import annotations

import re
from collections.abc import Collection

FINAL = frozenset(".!…。！．｡।։۔።")
CLOSING = "\"'”’»›)]}」』）*_~` \t\r\n"
ASKING = frozenset(":?：？;؟")
# Fewer words are a formula; from so many different ones on, a changed one changes little.
FEWEST, LONG = 10, 15
OPENING = "\"'“‘”*_~` \t\r\n"
BRACKETS = frozenset("()（）")
TARGET = re.compile(r"\]\([^()\s]*\)|<[^<>]*>")
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{UNSPACED}\U00020000-\U0003ffff]|[^\W_]+(?:['’][^\W_]+)*")


def is_statement(text: str) -> bool:
    """Tell whether a sentence, as it stands in the source, states something.

    Examples
    --------
    >>> is_statement("The mill was sold to the council in the spring of that year.")
    True
    >>> is_statement("Copy the following lines to the end of the file:")
    False
    >>> is_statement("(Photo by the archive of the harbour museum, 1931)")
    False
    """
    if is_structure(text):
        return False
    shown = TARGET.sub("", text)
    return shown.rstrip(CLOSING)[-1:] in FINAL and len(_words(shown)) >= FEWEST


def is_structure(text: str) -> bool:
    """Tell whether a sentence asks, introduces, or is a caption in brackets."""
    shown = TARGET.sub("", text).strip(OPENING)
    return shown.rstrip(CLOSING)[-1:] in ASKING or (
        shown[:1] in BRACKETS and shown.rstrip(".。")[-1:] in BRACKETS
    )


def n_words(text: str) -> int:
    """Return the number of different words."""
    return len(set(_words(text)))


def say_the_same(one: str, other: str, function_words: Collection[str] = ()) -> bool:
    """Tell whether two near-duplicate sentences say the same thing.

    They do where one adds words that only hold a sentence together, or where
    they are long.

    Examples
    --------
    >>> say_the_same("Use this file for Fedora.", "Use this file for Debian.")
    False
    >>> say_the_same("We sold the old mill.", "Yet we sold the old mill.", ["yet"])
    True
    """
    first, second = set(_words(one)), set(_words(other))
    added = first <= second or second <= first
    if added and (first ^ second).issubset(function_words):
        return True
    return min(len(first), len(second)) >= LONG


def _words(text: str) -> list[str]:
    return WORD.findall(TARGET.sub(" ", text).casefold())
