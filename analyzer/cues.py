"""What a short line says of itself when it is furniture: date, byline, share bar and so on."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from pathlib import Path

CUES = Path(__file__).parent / "data" / "cues.txt"
LONGEST_LABEL = 40
LONGEST_START = 60
MOST_ENTRIES = 12
LONGEST_CREDIT = 80
LONGEST_BESIDES = 24
SHORTEST_DATE_AND_TIME = 12
OUTER = " \t\xa0\u200b\ufeff0123456789.,:;!?…-–—−_|/\\()[]{}<>«»‹›\"'“”‘’„*#+=~^•·●▪►▶→←↑↓×✕✖©®™@&$€£%、。：（）【】「」《》・！？"
_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*")
_SEPARATOR = re.compile(r"\s[/–—-]\s|\s?[|·•]\s?")
_YEAR = re.compile(r"\b(?:19|20)\d\d(?!\d)")
_CLOCK = re.compile(r"\b\d{1,2}[:h.]\d\d(?!\d)")
_NUMERIC_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-./年년]\s?\d{1,2}[-./月월]\s?\d{1,2}"
    r"|\d{1,2}[-./]\d{1,2}[-./](?:(?:19|20)\d\d|\d\d(?!\d))|\d{1,2}月\d{1,2}日)"
)
_AGO = frozenset(
    "ago назад тому hace vor há fa temu önce sedan geleden lalu منذ πριν पहले trước".split()
)
_BY = frozenset("by von par por di door av autor autora auteur автор".split())
_AGENCIES = frozenset(
    ["getty", "reuters", "afp", "shutterstock", "epa", "alamy", "istock", "unsplash"]
)
_PICTURE = re.compile(
    r"(?:\w+ )?(?:photo|image|picture|photograph|credit|foto|bild|crédit|фото|写真|사진)s?"
    r"(?: (?:by|credit|courtesy|via)\b|\s?[:：/])",
    re.IGNORECASE,
)


class Reason(IntEnum):
    """Why a block is furniture."""

    NONE = 0
    PLACE = 1  # by its form and by where it stands, no word of it being telling
    DATE = 2
    BYLINE = 3
    CREDIT = 4
    SHARE = 5
    SUBSCRIBE = 6
    ADVERT = 7
    TAGS = 8
    RELATED = 9
    TEASER = 10
    COMMENTS = 11
    NAVIGATION = 12
    LEGAL = 13


# A label before a colon tells in these cases; others introduce prose as well.
_TELLING_LABELS = frozenset(
    [Reason.DATE, Reason.BYLINE, Reason.CREDIT, Reason.ADVERT, Reason.TAGS, Reason.RELATED]
)
_LABELS = _TELLING_LABELS | {Reason.SHARE, Reason.COMMENTS, Reason.LEGAL}


@lru_cache(maxsize=1)
def _phrases() -> tuple[dict[str, Reason], dict[str, Reason], frozenset[str]]:
    """Return what tells as a whole, what tells at the start, and the words of dates."""
    whole: dict[str, Reason] = {}
    starts: dict[str, Reason] = {}
    when: list[str] = []
    section = ""
    for line in CUES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line[1:-1]
        elif line.startswith("^"):
            starts.update(dict.fromkeys(line[1:].split("|"), Reason[section.upper()]))
        elif line and section == "when":
            when += line.split("|")
        elif line and not line.startswith("#"):
            for phrase in line.split("|"):
                whole.setdefault(phrase, Reason[section.upper()])
    return whole, starts, frozenset(when)


def reason_of(line: str, sentence: bool) -> tuple[Reason, bool]:
    """Return what a short line tells of itself, and whether it can be nothing else.

    Parameters
    ----------
    line : str
        Without white space at its ends; its length bounds the work.
    sentence : bool
        Whether it ends like a sentence: the body may then open with the same
        words, as "Sign up for ..." does.

    Returns
    -------
    reason : Reason
        `Reason.NONE` if the line could be prose.
    certain : bool
    """
    whole, starts, _ = _phrases()
    key = " ".join(line.casefold().split()).strip(OUTER)
    reason = whole.get(key)
    if reason is not None:
        return reason, True
    label = _label(key, whole)
    if label and (not sentence or label in (Reason.RELATED, Reason.ADVERT)):
        return label, label in _TELLING_LABELS
    if "©" in line:
        return Reason.LEGAL, True
    reason = starts.get(" ".join(key.split(None, 2)[:2]))
    if reason is not None:
        return reason, not sentence and len(line) <= LONGEST_START
    if sentence:
        return Reason.NONE, False
    reason = _by_form(line)
    return reason, reason == Reason.CREDIT


def _label(key: str, whole: dict[str, Reason]) -> Reason:
    head, colon, _ = key[: LONGEST_LABEL + 1].replace("：", ":").partition(":")
    reason = whole.get(head.strip(OUTER)) if colon else None
    return reason if reason in _LABELS else Reason.NONE


def _by_form(line: str) -> Reason:
    words = _WORD.findall(line)
    if is_date(line, words):
        return Reason.DATE
    if is_byline(words) and not any(map(str.isdigit, line[:30])):
        return Reason.BYLINE
    if ("»" in line and "«" not in line) or " › " in line:
        return Reason.NAVIGATION
    if reason := _of_parts(line):
        return reason
    if is_credited(line):
        return Reason.CREDIT
    if _is_several_cues(line):
        return Reason.NAVIGATION
    return Reason.NONE


def _of_parts(line: str) -> Reason:
    """Return the first reason of a line of entries, if it tells of half of them."""
    entries = [entry.strip() for entry in _SEPARATOR.split(line, MOST_ENTRIES) if entry.strip()]
    if len(entries) < 2:
        return Reason.NONE
    told = [reason for reason in (_of_entry(entry) for entry in entries) if reason]
    if len(told) * 2 >= len(entries):
        return told[0]
    menu = len(entries) > 2 and all(
        len(entry) <= 25 and entry[0].isupper() and entry[-1].isalpha() for entry in entries
    )
    return Reason.NAVIGATION if menu else Reason.NONE


def _of_entry(entry: str) -> Reason:
    words = _WORD.findall(entry)
    if is_date(entry, words):
        return Reason.DATE
    if is_byline(words):
        return Reason.BYLINE
    return _phrases()[0].get(entry.casefold().strip(OUTER), Reason.NONE)


def _is_several_cues(line: str) -> bool:
    """Tell whether a line is two cues side by side, as of two buttons."""
    words = line.casefold().split()
    whole = _phrases()[0]
    return 1 < len(words) < 7 and any(
        " ".join(words[:cut]) in whole and " ".join(words[cut:]) in whole
        for cut in range(1, len(words))
    )


def is_credited(line: str) -> bool:
    """Tell whether a line ends with whom its picture is from, as a caption does."""
    tail = line[-LONGEST_CREDIT:]
    if tail[-1] in ")]":
        tail = tail[max(tail.rfind("("), tail.rfind("[")) + 1 : -1]
        if not _AGENCIES.isdisjoint(re.split(r"[\s/:,]+", tail.casefold())):
            return True
    elif tail[-1] in ".!?":
        return False
    else:
        tail = tail[max(tail.rfind(". "), tail.rfind(") ")) + 1 :].strip()
        if tail.casefold() in _AGENCIES:
            return True
    picture = _PICTURE.match(tail)
    return picture is not None and picture.end() < len(tail)


def is_date(line: str, words: list[str]) -> bool:
    """Tell whether a line is a date or a time, with at most a few words besides."""
    if not any(map(str.isdigit, line)) or len(words) > 12:
        return False
    when = _phrases()[2]
    others = [word for word in words if word.casefold() not in when]
    named = len(others) < len(words)
    clocks = len(_CLOCK.findall(line))
    if clocks > 1 or sum(map(len, others)) > LONGEST_BESIDES:
        return False  # from when to when: an appointment
    if _NUMERIC_DATE.search(line) or (named and _YEAR.search(line)):
        return len(others) <= 3
    ago = not _AGO.isdisjoint(line.casefold().split())
    return (named or clocks == 1) and len(others) <= 3 * ago


def is_byline(words: list[str]) -> bool:
    """Tell whether a line says who wrote it: a preposition and a name."""
    if not 3 <= len(words) <= 10 or words[0].casefold() not in _BY:
        return False
    upper = sum(word[0].isupper() for word in words[1:])
    return upper * 4 >= (len(words) - 1) * 3


def is_time(line: str) -> bool:
    """Tell whether a line that is a date has a time of day or says how long ago."""
    ago = not _AGO.isdisjoint(line.casefold().split())
    return ago or (_CLOCK.search(line) is not None and len(line) > SHORTEST_DATE_AND_TIME)
