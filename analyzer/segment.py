"""Text to sentences and tokens, as offsets.

Tokens are the words of Unicode Standard Annex 29, found with array operations
on a table of character classes; ``docs/tokens.md`` lists where we differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import sentencex

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
Classes = npt.NDArray[np.uint8]

# Pieces of this many characters keep the arrays in the processor's cache.
PIECE = 1 << 19
# Odd, so that it has an inverse modulo 2**64; otherwise drawn at random.
BASE = 0x9E6C63D0876A9A63

GAP = "\n\n"
BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x85\u00a0\u2028\u2029"
SURROGATE = re.compile("[\ud800-\udfff]")


class CharacterClass(IntEnum):
    """What a character is to a word; the names follow the rules of UAX #29.

    The order matters: a run of the classes `UPPER` to `CONNECTOR` has no
    boundary inside, and those from `MID_LETTER` to `QUOTE` join their neighbours.
    """

    OTHER = 0
    UPPER = 1
    LETTER = 2
    HEBREW = 3
    NUMBER = 4
    SYMBOL = 5
    SIGN = 6
    CONNECTOR = 7
    SINGLE = 8
    MID_LETTER = 9
    MID_NUMBER = 10
    MID_BOTH = 11
    APOSTROPHE = 12
    QUOTE = 13
    EXTEND = 14


@dataclass(frozen=True, eq=False)
class Tokens:
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
    """

    text: str
    start: Ints
    end: Ints
    upper: Bools
    key: Keys


def split_tokens(text: str) -> Tokens:
    """Return the words of `text` by the word boundaries of UAX #29.

    A word has a letter or a number. Characters of scripts that put no space
    between words (Han, kana, Thai, Lao, Khmer, Myanmar) are words one by one,
    together with the marks that follow them.
    """
    parts = []
    for first, last in _pieces(text):
        codes = code_points(text[first:last])
        start, end, upper = _words(_classify(codes))
        parts.append((start + first, end + first, upper, hash_spans(codes, start, end)))
    start, end, upper, key = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Tokens(text, start, end, upper, key)


def split_sentences(texts: Sequence[str], language: str) -> tuple[Ints, Ints]:
    """Return where the sentences of blocks of text begin.

    Line breaks count as spaces, so that a wrapped block has the same sentences.

    Parameters
    ----------
    texts : sequence of str
        Blocks, as paragraphs. Each has at least one sentence, at 0.
    language : str
        An ISO 639-1 code; one that is not known is treated as English.

    Returns
    -------
    owner : ndarray of int64, shape (n_sentences,)
        The block of each sentence, ascending.
    start : ndarray of int64, shape (n_sentences,)
        The offset of each sentence in its block, in code points.
    """
    length = np.fromiter(map(len, texts), np.int64, len(texts))
    joined = "".join(texts)
    for blank in BLANKS:
        joined = joined.replace(blank, " ")
    edges = np.concatenate([[0], np.cumsum(length)])
    joined = GAP.join([joined[a:b] for a, b in pairwise(edges.tolist())])
    block = edges[:-1] + len(GAP) * np.arange(len(texts))
    start = np.union1d(_sentence_starts(joined, language), block)
    owner = np.searchsorted(block, start, side="right") - 1
    start = start - block[owner]
    kept = (start < length[owner]) | (start == 0)
    return owner[kept], start[kept]


def _sentence_starts(text: str, language: str) -> Ints:
    try:
        sentences = sentencex.segment(language or "en", text)
    except UnicodeEncodeError:
        return _sentence_starts(SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text), language)
    end = np.cumsum(np.fromiter(map(len, sentences), np.int64, len(sentences)))
    return np.concatenate([[0], end[:-1]])


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """Return the code points of `text`, lone surrogates too."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def hash_spans(codes: npt.NDArray[np.uint32], start: Ints, end: Ints) -> Keys:
    """Return 64-bit hashes of stretches of text, whatever stands around them.

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
        last = text.find(" ", first + PIECE) + 1 or text.find("\n", first + PIECE) + 1
        if not last:
            break
        yield first, last
        first = last
    yield first, len(text)


@lru_cache(maxsize=1)
def _class_table() -> Classes:
    ranges = np.load(Path(__file__).parent / "data" / "word_classes.npy")
    first, value = ranges.astype(np.int64)
    return np.repeat(value.astype(np.uint8), np.diff(first, append=0x110000))


def _classify(codes: npt.NDArray[np.uint32]) -> Classes:
    """Return the class of each character, with `OTHER` before and after."""
    classes = np.zeros(len(codes) + 2, np.uint8)
    classes[1:-1] = _class_table()[codes]
    return classes


def _words(classes: Classes) -> tuple[Ints, Ints, Bools]:
    """Return the start, end and upper case of the words among padded classes."""
    extend = classes == CharacterClass.EXTEND
    if not extend.any():
        return _words_without_marks(classes)
    # WB4: marks belong to the character before them.
    kept = np.flatnonzero(~extend)
    first, last, upper = _words_without_marks(classes[kept])
    return kept[first + 1] - 1, kept[last + 1] - 1, upper


def _words_without_marks(classes: Classes) -> tuple[Ints, Ints, Bools]:
    inside = classes - np.uint8(1) < CharacterClass.CONNECTOR
    opening, closing = _join(classes, inside)
    starts = inside[1:] & ~inside[:-1]
    ends = inside[:-1] & ~inside[1:]
    starts[opening - 1] = True
    ends[closing] = True
    single = classes == CharacterClass.SINGLE
    starts |= single[1:]
    ends |= single[:-1]
    # Offsets into the characters between the two pads.
    start, end = np.flatnonzero(starts), np.flatnonzero(ends)
    kept = _has_content(classes, start, end)
    start, end = start[kept], end[kept]
    return start, end, classes[start + 1] == CharacterClass.UPPER


def _join(classes: Classes, inside: Bools) -> tuple[Ints, Ints]:
    """Put the punctuation of WB6 to WB12 inside words.

    Returns where words open and close although no other character is between
    them: after the apostrophe of WB7a, a number does not join.
    """
    middle = np.flatnonzero(classes - np.uint8(9) < 5)
    kind, left, right = classes[middle], classes[middle - 1], classes[middle + 1]
    letters, numbers = _letter(left) & _letter(right), _number(left) & _number(right)
    both = (kind == CharacterClass.MID_BOTH) | (kind == CharacterClass.APOSTROPHE)
    geresh = (kind == CharacterClass.APOSTROPHE) & (left == CharacterClass.HEBREW)
    hebrew = (left == CharacterClass.HEBREW) & (right == CharacterClass.HEBREW)
    joined = letters & (both | (kind == CharacterClass.MID_LETTER))
    joined |= numbers & (both | (kind == CharacterClass.MID_NUMBER))
    joined |= hebrew & (kind == CharacterClass.QUOTE) | geresh
    inside[middle[joined]] = True
    cut = middle[geresh & ~_letter(right) & inside[middle + 1]]
    return cut + 1, cut


def _letter(classes: Classes) -> Bools:
    return np.isin(classes, (1, 2, 3, 5))


def _number(classes: Classes) -> Bools:
    return np.isin(classes, (4, 6))


def _has_content(classes: Classes, start: Ints, end: Ints) -> Bools:
    """Return which words have a letter or a number, not symbols and lines only."""
    symbol = classes - np.uint8(CharacterClass.SYMBOL) < 3
    if not symbol.any():
        return np.ones(len(start), bool)
    content = np.zeros(len(classes), np.int64)
    np.cumsum((classes - np.uint8(1) < 8)[1:] & ~symbol[1:], out=content[1:])
    return np.asarray(content[end] > content[start])
