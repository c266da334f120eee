"""Decode HTML entities; their table is loaded when the first one is met."""

from __future__ import annotations

from functools import lru_cache


def unescape(text: str) -> str:
    """Return a text with its entities decoded."""
    if "&" not in text:
        return text
    from html import unescape as decode

    return decode(text)


# A page repeats few entities many times.
decode_entity = lru_cache(maxsize=4096)(unescape)
