"""Split text into words, as offsets.

The words are those of Unicode Standard Annex 29, found with array operations on a table
of character classes; ``docs/tokenization.md`` lists the differences. In scripts that put
no space between words, the dictionaries of ICU find them. They are loaded when a text in
such a script is met; without them, the words of these scripts are single characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.article import Flags, Ints
from analyzer.text.addresses import address_spans, outside_spans
from analyzer.text.characters import (
    CharacterClass,
    Classes,
    CodePoints,
    classify,
    code_points,
)

Keys = npt.NDArray[np.uint64]

# Pieces of this many characters keep the arrays in the processor's cache.
PIECE = 1 << 16
# A word is cut here, so that no text needs more than some megabytes of memory.
LONGEST_WORD = 1 << 20
WHITE_SPACE = re.compile("[ \n\r\t\u3000\u3001\u3002]")
# Odd, so that it has an inverse modulo 2**64; otherwise drawn at random.
BASE = 0x9E6C63D0876A9A63

# In the table of joins: to the character before only.
OPEN = 2


class Tokens(msgspec.Struct, frozen=True, eq=False):
    """The words of a text, in order.

    Attributes
    ----------
    text : str
    start, end : ndarray of int64, shape (n_tokens,)
        Half-open offsets in code points.
    upper : ndarray of bool, shape (n_tokens,)
        Whether the first character is an upper-case or title-case letter.
    key : ndarray of uint64, shape (n_tokens,)
        A hash of the characters, equal for equal words of any text.
    addresses : two ndarrays of int64, shape (n_addresses,)
        Where the addresses, which have no words, begin and end.
    """

    text: str
    start: Ints
    end: Ints
    upper: Flags
    key: Keys
    addresses: tuple[Ints, Ints] = (np.zeros(0, np.int64), np.zeros(0, np.int64))


def split_tokens(text: str) -> Tokens:
    """Return the words of `text`, by the word boundaries of UAX #29.

    A word has a letter or a number, and addresses have no words. In scripts that put
    no space between words (Han, kana, Thai, Lao, Khmer, Myanmar) a dictionary finds
    them; see `analyzer.text.characters`. ``C++`` and ``C#`` keep their signs.
    """
    parts = []
    for first, last in _pieces(text):
        piece = text[first:last]
        codes = code_points(piece)
        classes = np.zeros(len(codes) + 2, np.uint8)
        classes[1:-1] = classify(codes)
        start, end, upper = _words(classes)
        heads = np.flatnonzero(word_heads(piece, codes, classes[1:-1], (start, end)))
        if len(heads) < len(start):
            start, upper = start[heads], upper[heads]
            end = end[np.append(heads[1:], len(end)) - 1]
        if "++" in piece or "#" in piece:
            end = _with_signs(codes, classes[1:-1], end)
        parts.append((start + first, end + first, upper, hash_spans(codes, start, end)))
    start, end, upper, key = (np.concatenate(column) for column in zip(*parts, strict=True))
    address = address_spans(text)
    if len(address[0]):
        kept = outside_spans(start, end, *address)
        start, end, upper, key = start[kept], end[kept], upper[kept], key[kept]
    return Tokens(text, start, end, upper, key, address)


def _with_signs(codes: CodePoints, classes: Classes, end: Ints) -> Ints:
    """Return the ends of words with the signs of names such as C++ and C#."""
    behind = np.append(codes, np.zeros(3, np.uint32))
    plus = [behind[end + step] == ord("+") for step in range(3)]
    lettered = np.append(classes, np.uint8(0))[np.minimum(end + 1, len(classes))]
    sharp = (behind[end] == ord("#")) & (lettered - np.uint8(1) >= CharacterClass.SINGLE)
    sharp &= behind[end + 1] != ord("#")
    return np.asarray(end + 2 * (plus[0] & plus[1] & ~plus[2]) + sharp)


def hash_spans(codes: CodePoints, start: Ints, end: Ints) -> Keys:
    """Return 64-bit hashes of spans of a text, independent of what surrounds them.

    A polynomial in the code points, from the differences of one running sum
    (Karp and Rabin, 1987), then mixed as in SplitMix64 (Steele et al., 2014).
    """
    power, inverse = _powers(max(len(codes), 1).bit_length())
    total = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(codes * power[: len(codes)], out=total[1:])
    key = (total[end] - total[start]) * inverse[start]
    key ^= (end - start).astype(np.uint64) << np.uint64(48)
    key = (key ^ (key >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    key = (key ^ (key >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(key ^ (key >> np.uint64(31)))


@lru_cache(maxsize=4)
def _powers(bits: int) -> tuple[Keys, Keys]:
    """Return the powers of `BASE` and of its inverse modulo 2**64."""
    powers = []
    for base in (BASE, pow(BASE, -1, 1 << 64)):
        factors = np.full(1 << bits, base, np.uint64)
        factors[0] = 1
        powers.append(np.multiply.accumulate(factors))
    return powers[0], powers[1]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Cut a long text after white space, where no word can be cut."""
    first = 0
    while len(text) - first > PIECE:
        gap = WHITE_SPACE.search(text, first + PIECE, first + LONGEST_WORD)
        last = gap.end() if gap else min(first + LONGEST_WORD, len(text))
        yield first, last
        first = last
    yield first, len(text)


def _words(classes: Classes) -> tuple[Ints, Ints, Flags]:
    """Return the start, end and upper case of the words.

    The classes have `OTHER` before the first and after the last character;
    the offsets do not count it.
    """
    extend = classes == CharacterClass.EXTEND
    if not extend.any():
        return _words_without_marks(classes)
    # WB4: marks belong to the character before them.
    kept = np.flatnonzero(~extend)
    first, last, upper = _words_without_marks(classes[kept])
    return kept[first + 1] - 1, kept[last + 1] - 1, upper


def _words_without_marks(classes: Classes) -> tuple[Ints, Ints, Flags]:
    inside = classes - np.uint8(1) < CharacterClass.KATAKANA
    opening, closing = _join(classes, inside)
    starts = inside[1:] & ~inside[:-1]
    ends = inside[:-1] & ~inside[1:]
    starts[opening - 1] = True
    ends[closing] = True
    single = classes == CharacterClass.SINGLE
    starts |= single[1:]
    ends |= single[:-1]
    katakana = classes == CharacterClass.KATAKANA
    if katakana.any():
        # WB13 to WB13b: katakana joins itself and connectors only.
        open_to_it = katakana | (classes == CharacterClass.CONNECTOR)
        apart = inside[1:] & inside[:-1] & (katakana[1:] | katakana[:-1])
        apart &= ~(open_to_it[1:] & open_to_it[:-1])
        starts |= apart
        ends |= apart
    # Offsets into the characters between the two pads.
    start, end = np.flatnonzero(starts), np.flatnonzero(ends)
    kept = _has_content(classes, start, end)
    start, end = start[kept], end[kept]
    return start, end, classes[start + 1] == CharacterClass.UPPER


def _join(classes: Classes, inside: Flags) -> tuple[Ints, Ints]:
    """Put the punctuation that joins its neighbours inside words.

    Returns where words open and close although no other character is between
    them: after the apostrophe of WB7a, a number does not join.
    """
    middle = np.flatnonzero(classes - np.uint8(CharacterClass.MID_LETTER) < 5)
    left, right = classes[middle - 1], classes[middle + 1]
    joined = _joins()[classes[middle], left, right]
    inside[middle[joined > 0]] = True
    cut = middle[joined == OPEN]
    cut = cut[inside[cut + 1]]
    return cut + 1, cut


@lru_cache(maxsize=1)
def _joins() -> Classes:
    """Return whether punctuation joins, by its class and those of its neighbours."""
    kind = CharacterClass
    letters = [kind.UPPER, kind.LETTER, kind.HEBREW, kind.SYMBOL]
    numbers = [kind.NUMBER, kind.SIGN]
    rules = (
        ([kind.APOSTROPHE], [kind.HEBREW], list(kind), OPEN),  # WB7a
        ([kind.MID_LETTER, kind.MID_BOTH, kind.APOSTROPHE], letters, letters, 1),  # WB6, WB7
        ([kind.QUOTE], [kind.HEBREW], [kind.HEBREW], 1),  # WB7b, WB7c
        ([kind.MID_NUMBER, kind.MID_BOTH, kind.APOSTROPHE], numbers, numbers, 1),  # WB11, WB12
    )
    joins = np.zeros((len(kind),) * 3, np.uint8)
    for middle, left, right, value in rules:
        joins[np.ix_(middle, left, right)] = value
    return joins


def _has_content(classes: Classes, start: Ints, end: Ints) -> Flags:
    """Return which words have a letter or a number, not symbols and lines only."""
    symbol = classes - np.uint8(CharacterClass.SYMBOL) < 3
    if not symbol.any():
        return np.ones(len(start), bool)
    content = np.zeros(len(classes), np.int64)
    np.cumsum(
        (classes - np.uint8(1) < CharacterClass.SINGLE)[1:] & ~symbol[1:], out=content[1:]
    )
    return np.asarray(content[end] > content[start])


# The first character of the first script without spaces (Thai). Fractions and
# superscripts are of the same class and need no dictionary.
_FIRST_UNSPACED = 0x0E00
# Between two runs; no run contains it.
_BETWEEN = "\n"


@cache
def _word_breaker() -> Any:
    """Return the class of ICU's word breakers, None where ICU is not installed."""
    try:
        from icu4py.breakers import WordBreaker
    except ImportError:
        return None
    return WordBreaker


def finds_words() -> bool:
    """Return whether tokens in scripts without spaces are words, not characters."""
    return _word_breaker() is not None


def word_heads(
    text: str, codes: npt.NDArray[np.uint32], classes: Classes, tokens: tuple[Ints, Ints]
) -> Flags:
    """Return which tokens begin a word; the others continue the word before them.

    Parameters
    ----------
    text : str
    codes, classes : ndarray, shape (n_characters,)
        Its code points and their `CharacterClass`.
    tokens : two ndarrays of int64, shape (n_tokens,)
        The tokens of UAX #29, half-open: single characters and runs of katakana in
        scripts without spaces.
    """
    start, end = tokens
    heads = np.ones(len(start), bool)
    kind = classes[start]
    dense = (kind == CharacterClass.SINGLE) | (kind == CharacterClass.KATAKANA)
    dense &= codes[start] >= _FIRST_UNSPACED
    follows = dense[1:] & dense[:-1] & (start[1:] == end[:-1])
    if not follows.any() or not finds_words():
        return heads
    # Runs of adjacent tokens, from the first to the last of each.
    first = np.flatnonzero(~np.append(False, follows) & np.append(follows, False))
    last = np.flatnonzero(np.append(False, follows) & ~np.append(follows, False))
    run_start, run_end = start[first], end[last]
    joined = _BETWEEN.join(
        [text[a:b] for a, b in zip(run_start.tolist(), run_end.tolist(), strict=True)]
    )
    boundary = np.zeros(len(joined) + 1, bool)
    boundary[np.cumsum([0, *map(len, _word_breaker()(joined, "root"))])] = True
    # Where each run begins in the joined text.
    length = run_end - run_start
    place = np.cumsum(length + len(_BETWEEN)) - length - len(_BETWEEN)
    inner = np.flatnonzero(np.append(False, follows))
    run = np.searchsorted(run_start, start[inner], side="right") - 1
    heads[inner] = boundary[start[inner] - run_start[run] + place[run]]
    return heads
