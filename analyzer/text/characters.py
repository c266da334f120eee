"""What each Unicode character is to a word.

The table is made by ``benchmarks/build_unicode_classes.py`` from the properties
of Unicode.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Classes = npt.NDArray[np.uint8]
CodePoints = npt.NDArray[np.uint32]
N_CODE_POINTS = 0x110000


class CharacterClass(IntEnum):
    """What a character is to a word; the names follow the rules of UAX #29.

    The order matters: a run of the classes `UPPER` to `KATAKANA` has no boundary
    inside, except between `KATAKANA` and letters or numbers, and the classes from
    `MID_LETTER` to `QUOTE` join their neighbours.
    """

    OTHER = 0
    UPPER = 1
    LETTER = 2
    HEBREW = 3
    NUMBER = 4
    SYMBOL = 5
    SIGN = 6
    CONNECTOR = 7
    KATAKANA = 8
    SINGLE = 9
    MID_LETTER = 10
    MID_NUMBER = 11
    MID_BOTH = 12
    APOSTROPHE = 13
    QUOTE = 14
    EXTEND = 15


def code_points(text: str) -> CodePoints:
    """Return the code points of `text`, lone surrogates too."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def classify(codes: CodePoints) -> Classes:
    """Return the `CharacterClass` of each code point, of the same shape."""
    return _table()[codes]


@lru_cache(maxsize=1)
def _table() -> Classes:
    ranges = np.load(Path(__file__).parents[1] / "data" / "word_classes.npy")
    first, value = ranges.astype(np.int64)
    return np.repeat(value.astype(np.uint8), np.diff(first, append=N_CODE_POINTS))


IGNORABLE = re.compile(
    "[\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]+"
)


def fold(text: str) -> str:
    """Return `text` as it is compared: NFKC, case-folded, straight apostrophes.

    Soft hyphens and characters without width are dropped, and so is the dot
    that case folding leaves above the i of a Turkish word.
    """
    text = _straighten(text)
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", IGNORABLE.sub("", text)).casefold()
    return unicodedata.normalize("NFKC", _straighten(text).replace("i\u0307", "i"))


def _straighten(text: str) -> str:
    for apostrophe in "\u2019\u2018\u201b\u02bc":
        text = text.replace(apostrophe, "'")
    return text
