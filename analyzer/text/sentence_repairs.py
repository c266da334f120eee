"""Ask ``sentencex`` where sentences begin, and correct what it answers.

It knows the terminators and the most common abbreviations of many languages. It treats a
quotation or a bracket as one sentence; here its sentences are separate.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sentencex

from analyzer.article import Flags, Ints
from analyzer.text.arrays import isin, unique
from analyzer.text.characters import CharacterClass, classify, code_points
from analyzer.text.later_patterns import compile_later
from analyzer.text.sentence_continuations import (
    LONGEST_MARKER,
    Prose,
    abbreviations,
    goes_on,
    word_before,
)

GAP = "\n\n"
# sentencex compiles a regular expression at every boundary for some languages. The rules
# of a related language, with our own abbreviations, take a hundredth of the time.
RELATIVES = {"da": "de", "no": "de", "nb": "de", "nn": "de", "sv": "de", "ca": "es"}
# The time of sentencex is quadratic in the length of a block of opening quotes.
LONGEST_BLOCK = 4096
CLOSER = np.array([ord(character) for character in ")]}»”’\"'"])
AFTER_SENTENCE = compile_later(r"""[)\]}»”’"']{1,8}(?=\s)""")
TERMINATOR = np.array([ord(character) for character in ".!?…"])
ELLIPSIS = compile_later("… +")
# Marks that open or close a quotation or a bracket; an apostrophe inside a word does not.
ENCLOSING = compile_later(r"""[()\[\]{}“”„‟«»‹›"「」『』（）]|(?<!\w)['‘’]|['‘’](?!\w)""")
WIDE_TERMINATOR = np.array([ord(character) for character in "。！？｡"])
WIDE_CONTINUED = np.array([ord(character) for character in "。！？｡」』）”’\"' \n…"])
# Full stops of Khmer, Tibetan, Burmese, Ethiopic, Devanagari, Arabic and Armenian, which
# end a sentence in every language that is written with them.
OWN_TERMINATOR = np.array([ord(character) for character in "។៕།༎။፧።॥।۔؟։"])
# In Thai and Lao a space ends a sentence or a clause: the fewest characters on its sides,
# and words after it that continue the sentence.
WITHOUT_STOPS = frozenset({"th", "lo"})
LONG_CLAUSE = 15
CONTINUING = (
    *("และ", "แต่", "หรือ", "เพราะ", "ที่", "ซึ่ง", "โดย", "เพื่อ", "ว่า", "จึง", "แล้ว", "ทำให้", "รวมทั้ง"),
    *("ແລະ", "ແຕ່", "ຫຼື", "ເພາະ", "ທີ່", "ເຊິ່ງ", "ໂດຍ", "ເພື່ອ", "ວ່າ", "ຈຶ່ງ"),
)


def restore(position: Ints, dropped: Ints) -> Ints:
    """Return the positions of characters before those at `dropped` were removed."""
    before = dropped - np.arange(len(dropped))
    return np.asarray(position + np.searchsorted(before, position, side="right"))


def segment(text: str, language: str, newline: Ints) -> Ints:
    """Return the starts of the sentences of a text, with the positions of its newlines.

    sentencex drops some newlines and returns all other characters.
    """
    sentences = sentencex.segment(RELATIVES.get(language, language), text)
    sentences = [sentence for sentence in sentences if sentence[0] != "\n"]
    length = np.array(list(map(len, sentences)), np.int64)
    if length.sum() != len(text) - len(newline):
        return _search(text, sentences)
    return restore(np.cumsum(length) - length, newline)


def _search(text: str, sentences: list[str]) -> Ints:
    """Return where sentences begin in a text that has more characters than they."""
    starts, position = [], 0
    for sentence in sentences:
        found = text.find(sentence, position, position + len(sentence) + LONGEST_BLOCK)
        if found >= 0:
            starts.append(found)
            position = found + len(sentence)
    return np.array(starts, np.int64)


def repair(prose: Prose, start: Ints) -> Ints:
    """Return better starts than `start`, those of the blocks among them."""
    start = _union(start[~_inside_word(prose, start)], prose.block)
    missed = [*_enclosed(prose, start), *_elided(prose.text), *_after_final(prose, start)]
    start = _union(start, np.array(missed, np.int64))
    inner = [_inside_quotations(prose, start), _after_wide(prose), _after_own(prose)]
    start = _union(start, np.concatenate(inner))
    start = _union(_before_openers(prose, _after_closers(prose, start)), prose.block)
    first = prose.block[np.searchsorted(prose.block, start, side="right") - 1]
    return np.asarray(start[~goes_on(prose, start, first) | (start == first)])


def _inside_quotations(prose: Prose, start: Ints) -> Ints:
    """Return where sentences begin after another one of the same quotation or bracket.

    sentencex is called again, with spaces in place of the marks, for the sentences that
    have such a mark and a terminator inside. A start counts if the sentence before it ends
    without a closing mark.
    """
    codes, text = prose.codes, prose.text
    space = np.flatnonzero(codes[:-1] == ord(" "))
    before = codes[space - 1]
    place = space[np.logical_or.reduce([before == mark for mark in TERMINATOR])] + 1
    begins = np.zeros(len(codes) + 1, bool)
    begins[start] = True
    place = place[~begins[place]]
    owner = unique(np.searchsorted(start, place, side="right") - 1)
    edge = np.append(start, len(text))
    pieces: list[str] = []
    shift: list[int] = []
    size = 0
    for index in owner.tolist():
        sentence = text[edge[index] : edge[index + 1]]
        bare = ENCLOSING.sub(" ", sentence)
        if bare != sentence:
            pieces.append(bare.replace("\n", " "))
            shift.append(int(edge[index]) - size)
            size += len(sentence) + len(GAP)
    if not pieces:
        return np.zeros(0, np.int64)
    asked = GAP.join(pieces)
    newline = np.flatnonzero(code_points(asked) == ord("\n"))
    found = segment(asked, prose.language, newline)
    base = np.array(shift, np.int64)
    begin = np.cumsum([0, *(len(piece) + len(GAP) for piece in pieces[:-1])])
    found = found + base[np.searchsorted(begin, found, side="right") - 1]
    # A sentence may begin with marks, which are spaces in the text given to sentencex.
    real = place[np.maximum(np.searchsorted(place, found, side="right") - 1, 0)]
    real = real[(real <= found) & (found - real <= LONGEST_MARKER)]
    kind = classify(codes[real])
    return np.asarray(real[kind != CharacterClass.LETTER])


def _after_wide(prose: Prose) -> Ints:
    """Return where sentences begin after a full-width terminator, inside quotations too."""
    wide = np.flatnonzero(prose.codes[:-1] >= WIDE_TERMINATOR.min())
    place = wide[isin(prose.codes[wide], WIDE_TERMINATOR)] + 1
    return np.asarray(place[~isin(prose.codes[place], WIDE_CONTINUED)])


def _after_own(prose: Prose) -> Ints:
    """Return where sentences begin after a full stop of their script and a space."""
    if prose.text.isascii():
        return np.zeros(0, np.int64)
    spaced = prose.codes[1:] == ord(" ")
    stop = np.flatnonzero(spaced & (prose.codes[:-1] >= OWN_TERMINATOR.min()))
    return np.asarray(stop[isin(prose.codes[stop], OWN_TERMINATOR)] + 2)


def _before_openers(prose: Prose, start: Ints) -> Ints:
    """Move each start after an opening quotation mark before it.

    Where a mark is missing, sentencex takes those that open for those that close.
    """
    before = prose.codes[start - 2]
    opened = (prose.codes[start - 1] == ord('"')) & (prose.codes[start] != ord(" "))
    return np.asarray(start - (opened & ((before == ord(" ")) | (before == ord("\n")))))


def spaced_starts(prose: Prose) -> Ints:
    """Return where sentences begin after a space, in Thai and Lao.

    The text before the space and after it, up to the next ones, is long, and no word that
    continues a sentence follows.
    """
    space = np.flatnonzero((prose.codes == ord(" ")) | (prose.codes == ord("\n")))
    length = np.diff(space, append=len(prose.codes)) - 1
    before = np.append(0, length[:-1])
    long = (before >= LONG_CLAUSE) & (length >= LONG_CLAUSE)
    place = space[long & (prose.codes[space] == ord(" "))]
    return np.array(
        [at + 1 for at in place.tolist() if not prose.text.startswith(CONTINUING, at + 1)],
        np.int64,
    )


def _union(left: Ints, right: Ints) -> Ints:
    merged = np.sort(np.concatenate([left, right]), kind="stable")
    return np.asarray(merged[np.diff(merged, prepend=-1) > 0])


def _inside_word(prose: Prose, start: Ints) -> Flags:
    """Return which starts follow a full stop without a space, as in ASP.NET and .NET."""
    before, after = (
        classify(prose.codes[start + shift]) - np.uint8(1) < CharacterClass.SIGN
        for shift in (-2, 0)
    )
    # ".NET" begins a word; " .Then" is a full stop with the space on its wrong side.
    second = np.minimum(start + 1, len(prose.codes) - 1)
    capitals = classify(prose.codes[second]) == CharacterClass.UPPER
    spaced = (prose.codes[start - 2] == ord(" ")) & capitals
    return np.asarray((before | spaced) & after & (prose.codes[start - 1] == ord(".")))


def _enclosed(prose: Prose, start: Ints) -> Iterator[int]:
    """Yield where a sentence begins after one in brackets."""
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


def _after_final(prose: Prose, start: Ints) -> list[int]:
    """Return where a sentence begins after an abbreviation that also ends sentences."""
    final = abbreviations().get(f"final {prose.language}")
    if not final:
        return []
    stop = (prose.codes[:-2] == ord(".")) & (prose.codes[1:-1] == ord(" "))
    place = np.flatnonzero(stop) + 2
    place = place[~isin(place, start)]
    place = place[classify(prose.codes[place]) == CharacterClass.UPPER]
    spaced = any("_" in word for word in final)
    return [
        one
        for one in place.tolist()
        if word_before(prose.text, one).lower() in final
        or (spaced and "_".join(prose.text[: one - 2][-12:].split(" ")[-2:]).lower() in final)
    ]


def _after_closers(prose: Prose, start: Ints) -> Ints:
    """Move each start after closing quotes, brackets and spaces."""
    moved = start.copy()
    inner = prose.codes[start - 1] != ord("\n")
    for index in np.flatnonzero(inner & isin(prose.codes[start], CLOSER)).tolist():
        closers = AFTER_SENTENCE.match(prose.text, start[index])
        moved[index] = closers.end() if closers else start[index]
    return np.asarray(moved + (inner & (prose.codes[moved] == ord(" "))))
