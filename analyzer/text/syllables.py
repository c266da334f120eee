"""Syllables of words, by the hyphenation patterns of their language.

Liang's algorithm over all words at once: for each length of pattern, the
windows of that length over all words are looked up together. The patterns are
those of pyphen, and so are the counts; a word at a time takes thirty times as
long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.article import Flags, Ints

VOWELS = re.compile("[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýÿœаеёиоуыэюяіїєαεηιουωάέήίόύώ]+")
BASE = np.uint64(0x9E3779B97F4A7C15)
SIEVE_BITS = 18
EDGE = 2  # characters that a hyphen leaves at either end of a word, as in pyphen
MOST_REMEMBERED = 500_000
_counted: dict[str, dict[str, int]] = {}

Keys = npt.NDArray[np.uint64]


class Patterns(msgspec.Struct, frozen=True, eq=False):
    """Hyphenation patterns of one length.

    Attributes
    ----------
    length : int
    key : ndarray of uint64, shape (n_patterns,)
        Hashes, ascending.
    sieve : ndarray of bool
        Whether any key has these high bits.
    value : ndarray of uint8, shape (n_patterns, length + 1)
        What each pattern says before each of its characters, and behind them.
    """

    length: int
    key: Keys
    sieve: Flags
    value: npt.NDArray[np.uint8]


def count_syllables(words: Sequence[str], language: str) -> Ints:
    """Return how many syllables each word has, at least one.

    English words by how their vowels are written; in other languages
    hyphenation points plus one, or groups of vowels where there are no
    patterns. A word is counted once while it is remembered.

    Parameters
    ----------
    words : sequence of str
        Case-folded.
    language : str
        An ISO 639-1 code.

    Returns
    -------
    ndarray of int64, shape (n_words,)
    """
    known = _counted.setdefault(language, {})
    if len(known) > MOST_REMEMBERED:
        known.clear()
    new = [word for word in dict.fromkeys(words) if word not in known]
    if new:
        counts = _count(new, language)
        known.update(zip(new, (count for count in counts), strict=True))
    return np.fromiter(map(known.__getitem__, words), np.int64, len(words))


def _count(words: list[str], language: str) -> Iterable[int]:
    if language == "en":
        # English patterns leave out every break that a printer would not make:
        # of common words they count two in three right.
        from analyzer.text.english_syllables import count_syllables as of_english

        return map(of_english, words)
    patterns = _patterns(language)
    return _points(words, patterns) if patterns else map(_vowel_groups, words)


def _vowel_groups(word: str) -> int:
    return max(1, len(VOWELS.findall(word)))


def _points(words: list[str], patterns: tuple[Patterns, ...]) -> list[int]:
    text = "".join(f".{word}." for word in words)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    length = np.fromiter(map(len, words), np.int64, len(words)) + 2
    end = np.cumsum(length)
    # One value before each character, and one behind the last.
    points = np.zeros(len(codes) + patterns[-1].length + 2, np.uint8)
    room = np.repeat(end, length) - np.arange(len(codes))
    key = np.zeros(len(codes), np.uint64)
    done = 0
    for group in patterns:
        while done < group.length:
            upto = max(len(codes) - done, 0)
            key[:upto] = key[:upto] * BASE + codes[done:]
            done += 1
        place = np.flatnonzero(group.sieve[_high_bits(key)] & (room >= group.length))
        found = np.minimum(np.searchsorted(group.key, key[place]), len(group.key) - 1)
        hit = group.key[found] == key[place]
        first, value = place[hit], group.value[found[hit]]
        row, step = np.nonzero(value)
        np.maximum.at(points, first[row] + step, value[row, step])
    at = np.arange(len(codes)) - np.repeat(end - length, length) - 1
    inside = (at >= EDGE) & (at <= np.repeat(length, length) - 2 - EDGE)
    odd = (points[: len(codes)] & 1).astype(bool) & inside
    owner = np.repeat(np.arange(len(words)), length)
    count: list[int] = (np.bincount(owner[odd], minlength=len(words)) + 1).tolist()
    return count


def _high_bits(key: Keys) -> Ints:
    return ((key * BASE) >> np.uint64(64 - SIEVE_BITS)).astype(np.int64)


@cache
def _patterns(language: str) -> tuple[Patterns, ...]:
    """Return the patterns of a language by length, none where there are none."""
    import pyphen

    name = pyphen.language_fallback(language) if language else None
    if name is None:
        return ()
    raw = pyphen.LANGUAGES[name].read_bytes()
    declared, _, body = raw.partition(b"\n")
    encoding = declared.decode("ascii").strip().lower()
    text = body.decode("cp1251" if encoding == "microsoft-cp1251" else encoding)
    text = pyphen.parse_hex(lambda match: chr(int(match.group(1), 16)), text)
    # What a hyphen changes in the spelling ("/") does not change the count.
    lines = [line.strip().partition("/")[0] for line in text.split("\n")]
    return _by_length([line for line in lines if line and not line.startswith(pyphen.ignored)])


def _by_length(lines: list[str]) -> tuple[Patterns, ...]:
    """Part letters and digits of all patterns at once."""
    text = "".join(lines)
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    owner = np.repeat(np.arange(len(lines)), list(map(len, lines)))
    digit = (codes >= ord("0")) & (codes <= ord("9"))
    letter_owner = owner[~digit]
    length = np.bincount(letter_owner, minlength=len(lines))
    start = np.cumsum(length) - length
    # A digit stands before as many letters of its pattern as came so far.
    before = np.cumsum(~digit)[digit] - start[owner[digit]]
    value = np.zeros((len(lines), int(length.max()) + 1), np.uint8)
    value[owner[digit], before] = codes[digit] - ord("0")
    letters = codes[~digit]
    groups = []
    for size in np.unique(length[value.any(axis=1)]).tolist():
        chosen = np.flatnonzero((length == size) & value.any(axis=1))
        window = letters[start[chosen, None] + np.arange(size)]
        groups.append(_group(size, window, value[chosen, : size + 1]))
    return tuple(groups)


def _group(
    length: int, window: npt.NDArray[np.uint32], value: npt.NDArray[np.uint8]
) -> Patterns:
    key = np.zeros(len(window), np.uint64)
    for column in window.T:
        key = key * BASE + column
    order = np.argsort(key, kind="stable")
    # Of two patterns with the same letters the later one counts.
    last = np.append(key[order][1:] != key[order][:-1], True)
    order = order[last]
    sieve = np.zeros(1 << SIEVE_BITS, bool)
    sieve[_high_bits(key)] = True
    return Patterns(length, key[order], sieve, value[order])
