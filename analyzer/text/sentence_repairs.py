"""Ask ``sentencex`` where sentences begin, and correct what it answers.

It knows the terminators and the most common abbreviations of many languages. It treats a
quotation or a bracket as one sentence; here its sentences are separate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec
import numpy as np
import sentencex

from analyzer.article import Flags, Ints
from analyzer.text.arrays import isin, unique
from analyzer.text.characters import CharacterClass, CodePoints, classify, code_points
from analyzer.text.languages import function_words
from analyzer.text.word_lists import word_lists

GAP = "\n\n"
# sentencex compiles a regular expression at every boundary for some languages. The rules
# of a related language, with our own abbreviations, take a hundredth of the time.
RELATIVES = {"da": "de", "no": "de", "nb": "de", "nn": "de", "ca": "es"}
# The time of sentencex is quadratic in the length of a block of opening quotes.
LONGEST_BLOCK = 4096
LONGEST_MARKER = 6
CLOSER = np.array([ord(character) for character in ")]}»”’\"'"])
AFTER_SENTENCE = re.compile(r"""[)\]}»”’"']{1,8}(?=\s)""")
LIST_MARKER = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,4})[.)]\s*")
TERMINATOR = np.array([ord(character) for character in ".!?…"])
QUOTE_END = np.array([ord(character) for character in "」』"])
PARTICLE = np.array([ord(character) for character in "とっ"])
ELLIPSIS = re.compile("… +")
# Marks that open or close a quotation or a bracket; an apostrophe inside a word does not.
ENCLOSING = re.compile(r"""[()\[\]{}“”„‟«»‹›"「」『』（）]|(?<!\w)['‘’]|['‘’](?!\w)""")
WIDE_TERMINATOR = np.array([ord(character) for character in "。！？｡"])
WIDE_CONTINUED = np.array([ord(character) for character in "。！？｡」』）”’\"' \n…"])
SMALL_WORD = re.compile(r"[^\W\d_]+")
SHORTEST_ENGLISH, SHORTEST_OTHER = 4, 6
ENGLISH_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)


class Prose(msgspec.Struct, frozen=True, eq=False):
    """Blocks with gaps between them; white space inside blocks is single spaces."""

    text: str
    codes: CodePoints
    block: Ints
    end: Ints
    language: str


@cache
def abbreviations() -> dict[str, frozenset[str]]:
    """Return the lists of words by name; those that sentencex lacks by language."""
    lists = word_lists("abbreviations")
    return {name: frozenset(" ".join(lines).split()) for name, lines in lists.items()}


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
    start = _union(
        start, np.concatenate([_inside_quotations(prose, start), _after_wide(prose)])
    )
    start = _union(_after_closers(prose, start), prose.block)
    first = prose.block[np.searchsorted(prose.block, start, side="right") - 1]
    wrong = _continued(prose, start, first)
    wrong |= _after_marker(prose.text, start)
    wrong |= isin(prose.codes[start - 1], QUOTE_END) & isin(prose.codes[start], PARTICLE)
    wrong |= _after_abbreviation(prose, start)
    return np.asarray(start[~wrong | (start == first)])


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


def _union(left: Ints, right: Ints) -> Ints:
    merged = np.sort(np.concatenate([left, right]), kind="stable")
    return np.asarray(merged[np.diff(merged, prepend=-1) > 0])


def _inside_word(prose: Prose, start: Ints) -> Flags:
    """Return which starts follow a full stop without a space, as in ASP.NET."""
    before, after = (
        classify(prose.codes[start + shift]) - np.uint8(1) < CharacterClass.SIGN
        for shift in (-2, 0)
    )
    return np.asarray(before & after & (prose.codes[start - 1] == ord(".")))


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
    """Return where a sentence begins after an English word that also ends sentences."""
    if prose.language != "en":
        return []
    stop = (prose.codes[:-2] == ord(".")) & (prose.codes[1:-1] == ord(" "))
    place = np.flatnonzero(stop) + 2
    place = place[~isin(place, start)]
    place = place[classify(prose.codes[place]) == CharacterClass.UPPER]
    final = abbreviations()["final"]
    return [one for one in place.tolist() if _word_before(prose.text, one).lower() in final]


def _word_before(text: str, start: int) -> str:
    """Return the word before the full stop and the space before `start`."""
    return text[max(0, start - 12) : start - 2].rpartition(" ")[2].lstrip("([“„«\"'")


def _after_closers(prose: Prose, start: Ints) -> Ints:
    """Move each start after closing quotes, brackets and spaces."""
    moved = start.copy()
    inner = prose.codes[start - 1] != ord("\n")
    for index in np.flatnonzero(inner & isin(prose.codes[start], CLOSER)).tolist():
        closers = AFTER_SENTENCE.match(prose.text, start[index])
        moved[index] = closers.end() if closers else start[index]
    return np.asarray(moved + (inner & (prose.codes[moved] == ord(" "))))


def _continued(prose: Prose, start: Ints, first: Ints) -> Flags:
    """Return which starts in lower case are wrong, in blocks that begin with a capital.

    A name with a capital inside (iPhone, macOS) begins a sentence, and so does any word
    after a full stop that does not end an abbreviation.
    """
    initial = classify(prose.codes[[first, first + 1]]) == CharacterClass.UPPER
    wrong = initial.any(0) & (classify(prose.codes[start]) == CharacterClass.LETTER)
    for index in np.flatnonzero(wrong).tolist():
        place = int(start[index])
        if prose.text[place].islower():
            wrong[index] = not (_is_mixed(prose.text, place) or _ends_plainly(prose, place))
        else:
            wrong[index] = False
    return np.asarray(wrong)


def _is_mixed(text: str, place: int) -> bool:
    """Return whether the word at a position has a capital inside, such as iPhone."""
    word = SMALL_WORD.match(text, place)
    return word is not None and not word.group().islower()


def _ends_plainly(prose: Prose, place: int) -> bool:
    """Return whether the full stop before a word in lower case ends a sentence.

    It does after a function word or a long word, unless that word is an abbreviation or
    the next one is a function word.
    """
    words = function_words().get(prose.language)
    following = SMALL_WORD.match(prose.text, place)
    before = _word_before(prose.text, place)
    if not words or not following or prose.text[place - 2] != "." or not before.isalpha():
        return False
    function = {*words[0], *words[1]}
    lower = before.lower()
    english = prose.language == "en"
    if len(following.group()) < 2 or following.group() in function or _is_shortened(lower):
        return False
    if lower in function:
        return before.islower()
    shortest = SHORTEST_ENGLISH if english else SHORTEST_OTHER
    voiced = not english or ENGLISH_VOWEL.search(lower) is not None
    return len(lower) >= shortest and voiced and not before.istitle()


def _is_shortened(word: str) -> bool:
    lists = abbreviations()
    return word in lists["final"] or word in lists["shortened"]


def _after_marker(text: str, start: Ints) -> Flags:
    """Return which starts follow the number of a list item."""
    wrong = np.diff(start, prepend=-LONGEST_BLOCK) <= LONGEST_MARKER
    for index in np.flatnonzero(wrong).tolist():
        sentence = text[start[index - 1] : start[index]]
        wrong[index] = LIST_MARKER.fullmatch(sentence) is not None
    return wrong


def _after_abbreviation(prose: Prose, start: Ints) -> Flags:
    """Return which starts follow an abbreviation or, except in English, an initial."""
    known = abbreviations().get(prose.language, frozenset())
    pairs = {ord(word[-2]) << 32 | ord(word[-1]) for word in known if len(word) > 1}
    ends = np.array(sorted(pairs), np.int64)
    before, last, stop = (prose.codes[start - shift].astype(np.int64) for shift in (4, 3, 2))
    # Two letters leave few candidates; a single letter must follow a space.
    wrong = (isin(before << 32 | last, ends) | (before <= ord("("))) & (stop == ord("."))
    for index in np.flatnonzero(wrong).tolist():
        place = int(start[index])
        word = _word_before(prose.text, place)
        initial = prose.language != "en" and len(word) == 1 and word.isupper()
        wrong[index] = word in known or (initial and _named(prose.text, place))
    return np.asarray(wrong)


def _named(text: str, start: int) -> bool:
    """Return whether an initial before `start` follows a name, an initial or nothing."""
    before = text[max(0, start - 24) : start - 4].rpartition(" ")[2]
    return text[start].isupper() and (not before or before[0].isupper())
