"""How much one block of plain text looks like prose, from its form alone."""

from __future__ import annotations

import re

CLOSERS = "\"'”’»›」』)）]】*_"
PROSE, HEADLINE, LONG = 40, 120, 160
HEAD = 300  # letters that are looked at one by one
NOTHING, STOP, CUT, COLON, COMMA = range(5)
_ENDINGS = {
    **dict.fromkeys(".!?。！？．।॥۔؟።፡᙮։", STOP),
    **dict.fromkeys("…", CUT),
    **dict.fromkeys(":：", COLON),
    **dict.fromkeys(",;，、；", COMMA),
}
# Upper limits of the lengths, in letters, that are told apart; first of blocks
# that end like a sentence, then of others.
LIMITS = ((30, 60, 100, 160, 250), (12, 25, 45, 75, 120, 200))
SIGNS = (
    *(f"sentence {length}" for length in range(6)),
    *(f"other {length}" for length in range(7)),
    "cut off", "colon", "comma",
    "no word", "mostly capitals", "few capitals", "small initial", "quotation", "inner stop",
    "address", "digits", "inner comma",
)  # fmt: skip
WEIGHTS = (
    -1.2, -0.3, -0.9, -0.3, 1.7, 2.3,
    -3.1, -2.6, -1.9, -3.4, -2.8, -2.5, -2.2,
    -0.7, 1.5, -1.4,
    1.2, -0.1, 0.9, -0.8, 1.4, 0.3, 1.1, 0.7, 0.5,
)  # fmt: skip
_WIDE = re.compile("[\u2e80-\U0001ffff]")
_WORD = re.compile(r"[^\W\d_]+")
_INNER = re.compile(r"[.!?][\"'”’)]?\s\w|[。！？।؟]")
_OPENING = frozenset("\"“‘'«—–「『„")
_CODE = re.compile(
    r"[$%] |# [a-z./]|>>> |#!|#include|sudo |[\w.-]{1,32}@[\w.-]{1,64}[:~ \]]"
    r"|[dl-](?:[r-][w-][xsS-]){3}|[\w.-]+ ?= ?\S+$"
)
_CODE_MARK = re.compile(r"[{}\[\]<>=;|$\\^`~#%@]|sudo |r[w-][xsS-]")
_MARK = re.compile(r"[{}\[\]<>=;|$\\^`~]")


def ending(line: str) -> int:
    """Return how a line ends: with nothing, a stop, cut off, a colon or a comma."""
    last, before = line[-1], line[-2:-1]
    if last in CLOSERS:
        bare = line[-8:].rstrip(CLOSERS)
        last, before = bare[-1:], bare[-2:-1]
    if last == before == ".":
        return CUT
    return _ENDINGS.get(last, NOTHING)


def is_headline(line: str, end: int) -> bool:
    """Tell whether a line could be a headline or a heading."""
    return len(line) <= HEADLINE and end != CUT and (end != STOP or line[-1] in "?!")


def is_prose(line: str, end: int) -> bool:
    """Tell whether a line is a sentence and no short one."""
    least = PROSE // 3 if line[0] > "\u2e80" else PROSE
    return end == STOP and len(line) > least


def signs(line: str, end: int) -> list[int]:
    """Return the signs of prose or of furniture in the form of a line.

    Parameters
    ----------
    line : str
        Without white space at its ends, not empty.
    end : int
        Its `ending`.

    Returns
    -------
    list of int
        Indices into `SIGNS`.
    """
    # A Han character, kana or syllable says as much as three letters.
    size = len(line) + 2 * len(_WIDE.findall(line[:HEAD]))
    sentence = end == STOP
    length = sum(size > limit for limit in LIMITS[not sentence])
    if sentence and size > LONG:
        return [length]
    found = [length if sentence else 6 + length]
    if end > STOP:
        found.append(11 + end)
    head = line[:HEAD]
    words = _WORD.findall(head)
    upper = sum(word[0].isupper() for word in words)
    several = len(words) > 2
    others = (
        not words,
        several and upper * 3 >= len(words) * 2,
        several and upper * 3 <= len(words),
        line[0].islower(),
        line[0] in _OPENING,
        _INNER.search(head) is not None,
        "http" in head or "www." in head or "@" in head,
        sum(map(str.isdigit, head)) * 5 > len(head),
        ", " in head or "，" in head or "、" in head,
    )
    found += [16 + index for index, present in enumerate(others) if present]
    return found


def prose_score(line: str, end: int) -> float:
    """Return the log odds that a line is body, from its form alone."""
    if end == STOP and len(line) > LIMITS[0][-1]:
        return WEIGHTS[len(LIMITS[0])]
    return sum(WEIGHTS[sign] for sign in signs(line, end))


def is_typed(line: str) -> bool:
    """Tell whether a line opens like something typed at a console or listed there."""
    return _CODE.match(line) is not None


def is_code(line: str, end: int) -> bool:
    """Tell whether a line is clearly source code or something typed at a console.

    A prompt, the modes of a listed file and an assignment tell at once; otherwise
    it takes two marks that prose does not use.
    """
    if not _CODE_MARK.search(line[:HEAD]):
        return False
    if is_typed(line):
        return True
    if end == STOP or len(line) < 6:
        return False
    marks = len(_MARK.findall(line[:HEAD]))
    return marks >= 2 and (marks * 12 >= min(len(line), HEAD) or line[-1] in ";{}")
