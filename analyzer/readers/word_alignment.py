"""Find the words of an extract again in the page that it was made from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

# A token per letter where words are not set apart by spaces.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
)
WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")
ANCHOR = 4
CANDIDATES = 4
FAR = 64


def find_words(text: str) -> list[str]:
    """Return the words of a text, as far as aligning goes."""
    return WORD.findall(text)


def cover(page: Sequence[str], extract: Sequence[str]) -> bytearray:
    """Mark the words of a page that an extract was made of.

    The extract is followed word by word as long as the page agrees with it. Where
    they differ, the next four words of the extract that the page also has are looked
    up: of the positions after the last one, the one that agrees longest; where there
    is none, the last position before it. Linear time.

    Parameters
    ----------
    page, extract : sequence of str

    Returns
    -------
    bytearray
        1 for each word of the page that is in the extract, else 0.
    """
    places: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(page) - ANCHOR + 1):
        places.setdefault(tuple(page[at : at + ANCHOR]), []).append(at)
    covered = bytearray(len(page))
    at, here = 0, 0
    while at <= len(extract) - ANCHOR:
        found = places.get(tuple(extract[at : at + ANCHOR]))
        if found is None:
            at += 1
            continue
        next_one = bisect_left(found, here)
        candidates = found[next_one : next_one + CANDIDATES] or found[-1:]
        here = max(candidates, key=lambda place: _shared(page, place, extract, at, FAR))
        length = _shared(page, here, extract, at, len(extract))
        covered[here : here + length] = b"\1" * length
        here += length
        at += length
    return covered


def _shared(page: Sequence[str], place: int, extract: Sequence[str], at: int, most: int) -> int:
    """Return how many words are equal from two positions on, at most `most`."""
    length = 0
    end = min(len(page) - place, len(extract) - at, most)
    while length < end and page[place + length] == extract[at + length]:
        length += 1
    return length
