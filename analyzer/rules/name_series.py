"""Names that are the parts of a series: the same words with others in one slot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from analyzer.rules.news import YEAR

Tokens = tuple[str, ...]

_NUMBER = re.compile(r"v?\d+(?:[.,:/-]\d+)*(?:st|nd|rd|th|h\d|q\d|x)?|[hq]\d")
_WORD = re.compile(r"v?\d+(?:[.,:/-]\d+)*(?:[a-z]+\d*)?|[^\W\d_]+(?:['’][^\W\d_]+)*")
_DATE_WORDS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec spring summer autumn fall winter "
    "monday tuesday wednesday thursday friday saturday sunday"
)
_DATES = frozenset(_DATE_WORDS.split())
SLOT = "#"
# A word recurs in a slot where at least so many pages have the same frame, of at least so
# many words, at least twice as many as the slot has. Two pages make no series: their
# common wording may be a copy.
FEWEST_PAGES, FEWEST_WORDS, MOST_FILLERS = 3, 3, 2


@lru_cache(maxsize=65536)
def words_of(text: str) -> Tokens:
    """Return the words of a name, folded; numbers keep their points.

    Examples
    --------
    >>> words_of("What's new in Marrow 1.96.1")
    ('what', 'new', 'in', 'marrow', '1.96.1')
    """
    words = _WORD.findall(text.casefold().replace("-", " ").replace("_", " "))
    return tuple(word.split("'")[0].split("’")[0] for word in words)


def frame(words: Tokens) -> Tokens:
    """Return the words with a slot in place of numbers and dates.

    Examples
    --------
    >>> frame(("notes", "of", "12", "may"))
    ('notes', 'of', '#')
    """
    slotted: list[str] = []
    for word in words:
        new = SLOT if _NUMBER.fullmatch(word) or word in _DATES else word
        if new != SLOT or slotted[-1:] != [SLOT]:
            slotted.append(new)
    return tuple(slotted)


def open_frames(words: Tokens) -> Iterator[tuple[Tokens, Tokens]]:
    """Yield each frame of the words with one or two in a slot, and the words in it."""
    for size in range(1, MOST_FILLERS + 1):
        if len(words) - size >= max(FEWEST_WORDS, 2 * size):
            for at in range(len(words) - size + 1):
                yield (*words[:at], SLOT, *words[at + size :]), words[at : at + size]


def same_but_for_numbers(a: Tokens, b: Tokens) -> bool:
    one, other = frame(a), frame(b)
    words = [word for word in one if word != SLOT]
    if a == b or not words:
        return False
    if one == other:
        return True
    numbered = SLOT in one or SLOT in other
    if numbered and len(words) > 1 and words == [word for word in other if word != SLOT]:
        return True
    # "Marrow Sound, part 1: ferries" and "Marrow Sound, part 2: mooring".
    return SLOT in one[FEWEST_WORDS - 1 :] and _begin_the_same(one, other)


def _begin_the_same(one: Tokens, other: Tokens) -> bool:
    upto = one.index(SLOT, FEWEST_WORDS - 1)
    return one[: upto + 1] == other[: upto + 1]


def are_dated(a: Tokens, b: Tokens) -> bool:
    """Return whether names have versions, months or a year; numbered files are no series."""
    by_year = any(YEAR.fullmatch(word) for word in (*a, *b))
    return by_year or all(any("." in w or w in _DATES for w in words) for words in (a, b))


def recurring(names: Sequence[Tokens]) -> set[Tokens]:
    """Return the frames that enough pages have, with different words in the slot."""
    fillers: dict[Tokens, set[Tokens]] = {}
    for name in set(names):
        for open_frame, filler in open_frames(name):
            fillers.setdefault(open_frame, set()).add(filler)
    return {key for key, found in fillers.items() if len(found) >= FEWEST_PAGES}


def share_frame(a: Tokens, b: Tokens, recurring: set[Tokens]) -> bool:
    mine = {key for key, _ in open_frames(a)} & recurring
    return a != b and bool(mine) and any(key in mine for key, _ in open_frames(b))
