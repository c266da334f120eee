"""Where sentences begin: the answer of ``sentencex``, and repairs of it.

``sentencex`` knows the terminators and the commonest abbreviations of many
languages. The repairs need no list of their own but for a few abbreviations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec
import numpy as np
import numpy.typing as npt
import sentencex

from analyzer.text.abbreviations import ABBREVIATIONS, FINAL, KNOWN
from analyzer.text.arrays import isin
from analyzer.text.characters import CharacterClass, CodePoints, classify, code_points

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

GAP = "\n\n"
BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u00a0\u2009\u2028\u2029\u202f\u3000"
SURROGATES = 0xD800 >> 11
SURROGATE = re.compile("[\ud800-\udfff]")
# sentencex takes time in proportion to the square of a block of open quotes.
LONGEST_BLOCK = 4096
LONGEST_MARKER = 6

CLOSER = np.array([ord(character) for character in ")]}»”’\"'"])
CLOSERS = re.compile(r"""[)\]}»”’"']{1,8}(?=\s)""")
LIST_MARKER = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,4})[.)]\s*")
TERMINATOR = np.array([ord(character) for character in ".!?…"])
QUOTE_END = np.array([ord(character) for character in "」』"])
PARTICLE = np.array([ord(character) for character in "とっ"])
ELLIPSIS = re.compile("… +")


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
    if not len(texts):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    prose, dropped = _join(texts, language if language in KNOWN else "en")
    start = _repair(prose, _raw_starts(prose))
    owner = np.searchsorted(prose.block, start, side="right") - 1
    kept = (start < prose.end[owner]) | (start == prose.block[owner])
    owner, start = owner[kept], _restore(start[kept], dropped)
    return owner, start - _restore(prose.block, dropped)[owner]


class _Prose(msgspec.Struct, frozen=True, eq=False):
    """Blocks with a gap between them; white space inside them is single spaces."""

    text: str
    codes: CodePoints
    block: Ints
    end: Ints
    language: str


def _join(texts: Sequence[str], language: str) -> tuple[_Prose, Ints]:
    """Return the blocks in one text, and the offsets of the spaces dropped from it."""
    edge = np.concatenate([[0], np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))])
    text = "".join(texts)
    for blank in BLANKS:
        text = text.replace(blank, " ")
    # Two gaps stand before the first block, so that one may look back.
    text = GAP.join(["", "", *(text[a:b] for a, b in pairwise(edge.tolist())), ""])
    codes = code_points(text)
    dropped = np.zeros(0, np.int64)
    if "  " in text:
        kept = (codes != ord(" ")) | (np.roll(codes, 1) != ord(" "))
        dropped, codes = np.flatnonzero(~kept), codes[kept]
        text = codes.tobytes().decode("utf-32-le", "surrogatepass")
    if np.any(codes >> 11 == SURROGATES):
        text = SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    gaps = len(GAP) * np.arange(2, len(edge) + 1)
    block, end = (
        place - np.searchsorted(dropped, place) for place in (edge[:-1] + gaps, edge[1:] + gaps)
    )
    return _Prose(text, codes, block, end, language), dropped


def _restore(position: Ints, dropped: Ints) -> Ints:
    """Return where characters stood before those at `dropped` were left out."""
    before = dropped - np.arange(len(dropped))
    return np.asarray(position + np.searchsorted(before, position, side="right"))


def _raw_starts(prose: _Prose) -> Ints:
    """Return what sentencex says, asked once for all blocks but the long ones."""
    starts, done = [], 0
    for index in np.flatnonzero(prose.end - prose.block > LONGEST_BLOCK).tolist():
        first, last = int(prose.block[index]), int(prose.end[index])
        starts.append(_ask(prose, done, first))
        starts.extend(_windows(prose, first, last))
        done = last
    starts.append(_ask(prose, done, len(prose.text)))
    return np.concatenate(starts)


def _ask(prose: _Prose, first: int, last: int) -> Ints:
    """Return the starts of the sentences in a stretch of text.

    sentencex loses some of the gaps; all other characters it gives back.
    """
    text = prose.text[first:last]
    sentences = sentencex.segment(prose.language, text)
    length = np.array([len(one) for one in sentences if one[0] != "\n"], np.int64)
    newline = np.flatnonzero(prose.codes[first:last] == ord("\n"))
    if length.sum() != len(text) - len(newline):
        return first + _search(text, [one for one in sentences if one[0] != "\n"])
    return first + _restore(np.cumsum(length) - length, newline)


def _search(text: str, sentences: list[str]) -> Ints:
    """Return where sentences in order stand in a text that has more characters."""
    starts, position = [], 0
    for sentence in sentences:
        found = text.find(sentence, position, position + len(sentence) + LONGEST_BLOCK)
        if found >= 0:
            starts.append(found)
            position = found + len(sentence)
    return np.array(starts, np.int64)


def _windows(prose: _Prose, first: int, last: int) -> Iterator[Ints]:
    """Yield the starts in a long block, each window from where a sentence begins."""
    while first < last:
        stop = min(first + LONGEST_BLOCK, last)
        starts = _ask(prose, first, stop)
        starts = starts[starts > first]
        yield starts
        if stop == last:
            return
        space = prose.text.rfind(" ", first, stop) + 1
        first = int(starts[-1]) if len(starts) else space or stop


def _repair(prose: _Prose, start: Ints) -> Ints:
    """Return better starts than `start`, those of the blocks among them."""
    start = _union(start[~_inside_word(prose, start)], prose.block)
    missed = [*_enclosed(prose, start), *_elided(prose.text), *_after_final(prose, start)]
    start = _union(start, np.array(missed, np.int64))
    start = _union(_after_closers(prose, start), prose.block)
    first = prose.block[np.searchsorted(prose.block, start, side="right") - 1]
    wrong = _continued(prose, start, first)
    wrong |= _after_marker(prose.text, start)
    wrong |= isin(prose.codes[start - 1], QUOTE_END) & isin(prose.codes[start], PARTICLE)
    wrong |= _after_abbreviation(prose, start)
    return np.asarray(start[~wrong | (start == first)])


def _union(left: Ints, right: Ints) -> Ints:
    merged = np.sort(np.concatenate([left, right]), kind="stable")
    return np.asarray(merged[np.diff(merged, prepend=-1) > 0])


def _inside_word(prose: _Prose, start: Ints) -> Bools:
    """Tell the starts after a full stop without a space, as in ASP.NET."""
    before, after = (
        classify(prose.codes[start + shift]) - np.uint8(1) < CharacterClass.SIGN
        for shift in (-2, 0)
    )
    return np.asarray(before & after & (prose.codes[start - 1] == ord(".")))


def _enclosed(prose: _Prose, start: Ints) -> Iterator[int]:
    """Yield where a sentence begins after one that stands in brackets."""
    codes, text = prose.codes, prose.text
    closed = ((codes[1:-1] == ord(")")) | (codes[1:-1] == ord("]"))) & (codes[2:] == ord(" "))
    bracket = np.flatnonzero(closed) + 1
    bracket = bracket[isin(codes[bracket - 1], TERMINATOR)]
    sentence = start[np.searchsorted(start, bracket, side="right") - 1]
    after = 0
    for place, first in zip(bracket.tolist(), sentence.tolist(), strict=True):
        if text[max(first, after)] in "([" and not text[place + 2].islower():
            after = place + 2
            yield after


def _elided(text: str) -> Iterator[int]:
    """Yield where a sentence begins after the single character of three dots."""
    for match in ELLIPSIS.finditer(text):
        if text[match.end()].isupper():
            yield match.end()


def _after_final(prose: _Prose, start: Ints) -> list[int]:
    """Return where a sentence begins after an English word of `FINAL`."""
    if prose.language != "en":
        return []
    stop = (prose.codes[:-2] == ord(".")) & (prose.codes[1:-1] == ord(" "))
    place = np.flatnonzero(stop) + 2
    place = place[~isin(place, start)]
    place = place[classify(prose.codes[place]) == CharacterClass.UPPER]
    return [one for one in place.tolist() if _word_before(prose.text, one).lower() in FINAL]


def _word_before(text: str, start: int) -> str:
    """Return the word before the full stop and the space before `start`."""
    return text[max(0, start - 12) : start - 2].rpartition(" ")[2].lstrip("([“„«\"'")


def _after_closers(prose: _Prose, start: Ints) -> Ints:
    """Move each start behind closing quotes, brackets and spaces."""
    moved = start.copy()
    inner = prose.codes[start - 1] != ord("\n")
    for index in np.flatnonzero(inner & isin(prose.codes[start], CLOSER)).tolist():
        closers = CLOSERS.match(prose.text, start[index])
        moved[index] = closers.end() if closers else start[index]
    return np.asarray(moved + (inner & (prose.codes[moved] == ord(" "))))


def _continued(prose: _Prose, start: Ints, first: Ints) -> Bools:
    """Tell the starts in lower case in a block that begins with a capital.

    A name as iPhone does begin a sentence.
    """
    initial = classify(prose.codes[[first, first + 1]]) == CharacterClass.UPPER
    wrong = initial.any(0) & (classify(prose.codes[start]) == CharacterClass.LETTER)
    for index in np.flatnonzero(wrong).tolist():
        place = start[index]
        wrong[index] = prose.text[place].islower() and not prose.text[place + 1].isupper()
    return np.asarray(wrong)


def _after_marker(text: str, start: Ints) -> Bools:
    """Tell the starts after the number of a list item."""
    wrong = np.diff(start, prepend=-LONGEST_BLOCK) <= LONGEST_MARKER
    for index in np.flatnonzero(wrong).tolist():
        sentence = text[start[index - 1] : start[index]]
        wrong[index] = LIST_MARKER.fullmatch(sentence) is not None
    return wrong


def _after_abbreviation(prose: _Prose, start: Ints) -> Bools:
    """Tell the starts after an abbreviation or, but in English, an initial."""
    known = ABBREVIATIONS.get(prose.language, frozenset())
    pairs = {ord(word[-2]) << 32 | ord(word[-1]) for word in known if len(word) > 1}
    ends = np.array(sorted(pairs), np.int64)
    before, last, stop = (prose.codes[start - shift].astype(np.int64) for shift in (4, 3, 2))
    # Two letters leave few candidates; a single letter follows a space.
    wrong = (isin(before << 32 | last, ends) | (before <= ord("("))) & (stop == ord("."))
    for index in np.flatnonzero(wrong).tolist():
        place = int(start[index])
        word = _word_before(prose.text, place)
        initial = prose.language != "en" and len(word) == 1 and word.isupper()
        wrong[index] = word in known or (initial and _named(prose.text, place))
    return np.asarray(wrong)


def _named(text: str, start: int) -> bool:
    """Tell whether an initial before `start` follows a name, an initial or nothing."""
    before = text[max(0, start - 24) : start - 4].rpartition(" ")[2]
    return text[start].isupper() and (not before or before[0].isupper())
