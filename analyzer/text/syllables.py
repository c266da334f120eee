"""Syllables of words, by the hyphenation patterns of their language.

Liang's algorithm over all words at once: for each length of pattern, the
windows of that length over all words are looked up together. The patterns are
those of pyphen, and so are the counts; a word at a time takes thirty times as
long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.article import Flags, Ints
from analyzer.text.later_patterns import compile_later

# A y is a vowel except before a vowel at the start of a syllable, as in beyond.
ENGLISH_VOWELS = compile_later("(?:[aeiou]|(?<=[bcdfghjklmnpqrstvwxz])y|y(?![aeiou]))+")

SILENT = compile_later(
    "|".join(
        (
            "(?<=[aeiouy][^aeiouy])e$",  # time
            "(?<=[aeiouy][^aeiouy][^aeiouyl])e$",  # change, but not little
            "(?<=[aeiouy]ll)e$",
            "(?<=[^aeiouy][^aeiouy][^aeiouyl])e$",
            "(?<=[aeiouy][^aeiouytd])ed$",  # called, but not wanted
            "(?<=[^aeiouy][^aeiouytdlr])ed$",  # passed, but not settled or hundred
            "(?<=ll)ed$",
            "(?<=[aeiouy][^aeiouysxzcg])es$",  # times, but not houses
            "(?<=[^aeiouys][^aeiouysxzcglh])es$",  # solves, but not tables
            "(?<=[aeiouygpt]h)es$",  # clothes, but not watches
            "(?<=[^aeiouyl])e(?=(?:ly|ful|fully|less|ments?|ness|ty)$)",  # lonely
            "(?<=som)e(?=[tbhwo])",  # something
            "(?<=wher)e(?=[bv])",
            "(?<=ther)e(?=[bf])",
            "(?<=(?:hom|lif|tim|sid|lin|fir|war|wid))e(?=[bcfghjklmptvwz])",  # lifetime
        )
    )
)
HIATUS = compile_later(
    "|".join(
        (
            "(?<![ct])i(?=a)|(?<=[ct])i(?=at)",  # media and initiate, but not special
            "(?<![tscxgn])(?<!ll)i(?=[ou])",  # radio, but not nation or million
            "(?<![gp])e(?=o)",  # video, but not people
            "(?<![gq])u(?=a(?!d))",  # actual, but not quality or persuade
            "(?<![gq])u(?=e[nlt])",  # fluent
            "(?<![gq])u(?=i(?:n(?!g)|d|ty|ci|ti))",  # ruin
            "u(?=ous)",  # continuous
            "(?<![tf])i(?=et)|(?<![ctf])i(?=en[ct])|^sci(?=e)",  # quiet, client, not ancient
            "(?<=[aeiouy][^aeiouy])i(?=e(?:rs?|st)$)",  # easier
            "(?<=[^aeiouy][^aeiouy])i(?=e(?:rs?|st)$)",
            "(?:[aeiou]|[^aeiou]y)(?=ings?$)",  # being, trying
            "is(?=ms?$)|th(?=ms?$)",  # tourism, rhythm
            "o(?=e[mt])",  # poem
            "cre(?=at)|the(?=at)|[dr]e(?=a$)|re(?=act)",  # create, idea
            "(?<=[dstz])n't$",  # didn't
        )
    )
)


# Words without one of these have one syllable for each group of vowels.
APART = compile_later("[aeiou]{2}|ying|sm|thm|n't")


def count_english_syllables(word: str) -> int:
    """Return how many syllables a case-folded English word has, at least one."""
    heard = len(ENGLISH_VOWELS.findall(word))
    if "e" in word:
        heard -= len(SILENT.findall(word))
    if APART.search(word):
        heard += len(HIATUS.findall(word))
    return max(1, heard)


VOWELS = compile_later("[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýÿœаеёиоуыэюяіїєαεηιουωάέήίόύώ]+")
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
        The value of each pattern before each of its characters, and after the last.
    """

    length: int
    key: Keys
    sieve: Flags
    value: npt.NDArray[np.uint8]


def count_syllables(words: Sequence[str], language: str) -> Ints:
    """Return how many syllables each word has, at least one.

    English words are counted by the spelling of their vowels. In other languages the count
    is the number of hyphenation points plus one, or of groups of vowels if there are no
    patterns. Counts of recent words are cached.

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
        # English patterns leave out breaks that a printer would not make: they are right
        # for two of three common words.

        return map(count_english_syllables, words)
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
