"""Kinds of sentences: which recurring sentences are repetition.

Only a declarative sentence is redundant when it recurs. A sentence that
introduces a list or asks a question ("Run the following command:", "What did
you learn?") structures a text; a line without a full stop is a caption or a
label; and short sentences that differ in one word make different statements
("For Fedora use the first file.", "For Debian use the second file.").
"""

from __future__ import annotations

import re
from collections.abc import Collection

FINAL = frozenset(".!…。！．｡।։۔።")
CLOSING = "\"'”’»›)]}」』）*_~` \t\r\n"
ASKING = frozenset(":?：？;؟")
MIN_WORDS = 10  # shorter sentences are often set phrases
LONG = 15  # distinct words; from here on one other word changes the statement little
OPENING = "\"'“‘”*_~` \t\r\n"
BRACKETS = frozenset("()（）")
TARGET = re.compile(r"\]\([^()\s]*\)|<[^<>]*>")
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{UNSPACED}\U00020000-\U0003ffff]|[^\W_]+(?:['’][^\W_]+)*")


def is_declarative(text: str) -> bool:
    """Return whether a sentence of the source text makes a statement.

    Examples
    --------
    >>> is_declarative("The mill was sold to the council in the spring of that year.")
    True
    >>> is_declarative("Copy the following lines to the end of the file:")
    False
    >>> is_declarative("(Photo by the archive of the harbour museum, 1931)")
    False
    """
    if is_structural(text):
        return False
    shown = TARGET.sub("", text)
    return shown.rstrip(CLOSING)[-1:] in FINAL and len(_words(shown)) >= MIN_WORDS


def is_structural(text: str) -> bool:
    """Return whether a sentence is a question, an introduction or a caption in brackets."""
    shown = TARGET.sub("", text).strip(OPENING)
    return shown.rstrip(CLOSING)[-1:] in ASKING or (
        shown[:1] in BRACKETS and shown.rstrip(".。")[-1:] in BRACKETS
    )


def count_distinct_words(text: str) -> int:
    """Return the number of distinct words."""
    return len(set(_words(text)))


def is_equivalent(first: str, second: str, function_words: Collection[str] = ()) -> bool:
    """Return whether two near-duplicate sentences make the same statement.

    They do if one only adds function words to the other, or if both are long.

    Examples
    --------
    >>> is_equivalent("Use this file for Fedora.", "Use this file for Debian.")
    False
    >>> is_equivalent("We sold the old mill.", "Yet we sold the old mill.", ["yet"])
    True
    """
    words, others = set(_words(first)), set(_words(second))
    only_adds = words <= others or others <= words
    if only_adds and (words ^ others).issubset(function_words):
        return True
    return min(len(words), len(others)) >= LONG


def _words(text: str) -> list[str]:
    return WORD.findall(TARGET.sub(" ", text).casefold())
