"""Where ``sentencex`` begins a sentence although one goes on: the starts to drop."""

from __future__ import annotations

import re
from functools import cache

import msgspec
import numpy as np

from analyzer.article import Flags, Ints
from analyzer.text.arrays import isin
from analyzer.text.characters import CharacterClass, CodePoints, classify
from analyzer.text.languages import function_words
from analyzer.text.later_patterns import compile_later
from analyzer.text.word_lists import word_lists

LONGEST_MARKER = 6
LIST_MARKER = compile_later(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,4})[.)]\s*")
QUOTE_END = np.array([ord(character) for character in "」』"])
PARTICLE = np.array([ord(character) for character in "とっ"])
ADDRESS = compile_later(r"(?:https?|ftp)://|www\.|[\w.+-]{1,64}@\w")
SMALL_WORD = compile_later(r"[^\W\d_]+")
SHORTEST_ENGLISH, SHORTEST_OTHER = 4, 6
ENGLISH_VOWEL = compile_later("[aeiouy]", re.IGNORECASE)
ORDINAL = compile_later(r"\b(?P<before>[^\W\d_]{2,12}) \d{1,2}\. \Z")
DIGIT = np.array([ord(character) for character in "0123456789"])


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


def goes_on(prose: Prose, start: Ints, first: Ints) -> Flags:
    """Return which starts are wrong; `first` has the start of the block of each."""
    wrong = _continued(prose, start, first)
    wrong |= _after_marker(prose.text, start)
    wrong |= isin(prose.codes[start - 1], QUOTE_END) & isin(prose.codes[start], PARTICLE)
    wrong |= _after_abbreviation(prose, start)
    return np.asarray(wrong | _after_ordinal(prose, start))


def word_before(text: str, start: int) -> str:
    """Return the word before the full stop and the space before `start`."""
    before = text[max(0, start - 12) : start - 2].rpartition("\n")[2]
    return before.rpartition(" ")[2].lstrip("([“„«\"'")


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
            wrong[index] = not (
                _is_mixed(prose.text, place)
                or _ends_plainly(prose, place)
                or _is_address(prose.text, place)
            )
        else:
            wrong[index] = False
    return np.asarray(wrong)


def _is_mixed(text: str, place: int) -> bool:
    """Return whether the word at a position has a capital inside, such as iPhone."""
    word = SMALL_WORD.match(text, place)
    return word is not None and not word.group().islower()


def _is_address(text: str, place: int) -> bool:
    """Return whether an address follows the full stop of a word or a number."""
    before = word_before(text, place).lower()
    return ADDRESS.match(text, place) is not None and not _is_shortened(before)


def _ends_plainly(prose: Prose, place: int) -> bool:
    """Return whether the full stop before a word in lower case ends a sentence.

    It does after a function word or a long word, unless that word is an abbreviation or
    the next one is a function word.
    """
    words = function_words().get(prose.language)
    following = SMALL_WORD.match(prose.text, place)
    before = word_before(prose.text, place)
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
    return word in lists["final en"] or word in lists["shortened"]


def _after_marker(text: str, start: Ints) -> Flags:
    """Return which starts follow the number of a list item."""
    wrong = np.diff(start, prepend=-LONGEST_MARKER - 1) <= LONGEST_MARKER
    for index in np.flatnonzero(wrong).tolist():
        sentence = text[start[index - 1] : start[index]]
        wrong[index] = LIST_MARKER.fullmatch(sentence) is not None
    return wrong


def _after_abbreviation(prose: Prose, start: Ints) -> Flags:
    """Return which starts follow an abbreviation or, except in English, an initial."""
    known = abbreviations().get(prose.language, frozenset())
    known = known | {word[0].upper() + word[1:] for word in known}
    pairs = {ord(word[-2]) << 32 | ord(word[-1]) for word in known if len(word) > 1}
    ends = np.array(sorted(pairs), np.int64)
    before, last, stop = (prose.codes[start - shift].astype(np.int64) for shift in (4, 3, 2))
    # Two letters leave few candidates; a single letter must follow a space.
    wrong = (isin(before << 32 | last, ends) | (before <= ord("("))) & (stop == ord("."))
    for index in np.flatnonzero(wrong).tolist():
        place = int(start[index])
        word = word_before(prose.text, place)
        initial = prose.language != "en" and len(word) == 1 and word.isupper()
        elided = word.replace("’", "'").rpartition("'")[2]
        wrong[index] = (
            word in known or elided in known or (initial and _named(prose.text, place))
        )
    return np.asarray(wrong)


def _after_ordinal(prose: Prose, start: Ints) -> Flags:
    """Return which starts are German nouns after an ordinal number: "im 19. Jahrhundert".

    A function word is before such a number, and none after it.
    """
    if prose.language != "de":
        return np.zeros(len(start), bool)
    wrong = (prose.codes[start - 2] == ord(".")) & isin(prose.codes[start - 3], DIGIT)
    function = {word for words in function_words()["de"] for word in words}
    for index in np.flatnonzero(wrong).tolist():
        place = int(start[index])
        found = ORDINAL.search(prose.text, max(place - 24, 0), place)
        following = SMALL_WORD.match(prose.text, place)
        wrong[index] = (
            found is not None
            and following is not None
            and found["before"].lower() in function
            and following.group().lower() not in function
        )
    return np.asarray(wrong)


def _named(text: str, start: int) -> bool:
    """Return whether an initial before `start` follows a name, an initial or nothing."""
    before = text[max(0, start - 24) : start - 4].rpartition(" ")[2]
    return text[start].isupper() and (not before or before[0].isupper())
