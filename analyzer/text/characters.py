"""Characters: their class in word segmentation, folding, and the entities of HTML.

The table of classes is made by ``benchmarks/build_unicode_classes.py`` from the properties
of Unicode.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from analyzer.text.word_lists import DATA

Classes = npt.NDArray[np.uint8]
CodePoints = npt.NDArray[np.uint32]
N_CODE_POINTS = 0x110000


class CharacterClass(IntEnum):
    """The class of a character in word segmentation; names follow UAX #29.

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
    ranges = np.load(DATA / "word_classes.npy")
    first, value = ranges.astype(np.int64)
    return np.repeat(value.astype(np.uint8), np.diff(first, append=N_CODE_POINTS))


IGNORABLE = re.compile(
    "[\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]+"
)


# Arabic vowel marks and tatweel, Hebrew vowel marks and accents: most writers leave them out.
OPTIONAL_MARKS = re.compile(
    "[\u0640\u064b-\u0652\u0656-\u065f\u0670\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]+"
)
# Greek capitals are written without accents.
GREEK_ACCENTS = str.maketrans("άέήίόύώϊϋΐΰ", "αεηιουωιυιυ")
APOSTROPHES = re.compile("[`\xb4\u02b9\u02bb\u02bc\u2018\u2019\u201b\u2032\ua78c]")


def fold(text: str) -> str:
    """Return `text` as it is compared: NFKC, case-folded, straight apostrophes.

    Soft hyphens, characters without width and optional vowel marks are dropped. The
    Turkish letters with and without a dot are one letter, and so are Greek letters with and
    without an accent, since capitals do not keep them apart.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    text = unicodedata.normalize("NFKC", IGNORABLE.sub("", _straighten(text)))
    text = OPTIONAL_MARKS.sub("", text).casefold().replace("i\u0307", "i").replace("ı", "i")
    return unicodedata.normalize("NFKC", _straighten(text)).translate(GREEK_ACCENTS)


def _straighten(text: str) -> str:
    return APOSTROPHES.sub("'", text)


def unescape(text: str) -> str:
    """Return a text with its entities decoded."""
    if "&" not in text:
        return text
    from html import unescape as decode

    return decode(text)


# A page repeats few entities many times.
decode_entity = lru_cache(maxsize=4096)(unescape)


WHITE_SPACE = " \n\r\t\u00a0\u3000"


def n_visible(text: str) -> int:
    """Return how many characters of a text are not white space."""
    return len(text) - sum(text.count(blank) for blank in WHITE_SPACE)


NO_WORD = re.compile(r"[\W_]+")


def normalized(text: str) -> str:
    """Return the words of a text in lower case, without punctuation.

    Examples
    --------
    >>> normalized("Prices  rose, again.")
    'prices rose again'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return NO_WORD.sub(" ", folded).strip() or folded.strip()
