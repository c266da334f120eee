"""What marks a line as boilerplate: a date, a byline, a share bar and so on."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from analyzer.text.later_patterns import compile_later
from analyzer.text.word_lists import word_lists

LONGEST_LABEL, LONGEST_START, LONGEST_CREDIT = 40, 60, 80
LONGEST_BESIDES = 24  # letters beside a date
SHORTEST_DATE_AND_TIME = 12
MOST_ENTRIES, MOST_WORDS = 12, 12
OUTER = (
    " \t\xa0\u200b\ufeff0123456789.,:;!?…-–—−_|/\\()[]{}<>«»‹›\"'“”‘’„*#+=~^•·●▪►▶→←↑↓×✕✖©®™@&"
    "$€£%、。：（）【】「」《》・！？"
)
_WORD = compile_later(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*")
_SEPARATOR = compile_later(r"\s[/–—-]\s|\s?[|·•]\s?")
_DIGIT = compile_later(r"\d")
_DATED = compile_later(
    r"\d(?:[:.h]\d\d|(?<=1)9\d\d|(?<=2)0\d\d|[-./年년]\s?\d{1,2}[-./월月]|月)"
)
_YEAR = compile_later(r"\b(?:19|20)\d\d(?!\d)")
_CLOCK = compile_later(r"\b\d{1,2}[:h.]\d\d(?!\d)")
_NUMERIC_DATE = compile_later(
    r"(?<!\d)(?:(?:19|20)\d\d[-./年년]\s?\d{1,2}[-./月월]\s?\d{1,2}"
    r"|\d{1,2}[-./]\d{1,2}[-./](?:(?:19|20)\d\d|\d\d(?!\d))|\d{1,2}月\d{1,2}日)"
)
_MARK = compile_later(r"[\d|)\]/:·•»›–—：©]")
_OTHER_MARKS = frozenset("·•»›–—：©")
_OPENING = compile_later(
    r"^(?:(?!\n)[\W\d_])*([^\W\d_]*)(?:(?!\n)[\W\d_])*([^\W\d_]*)", re.MULTILINE
)
_AGENCY = compile_later(
    r"(?:.*[\s/:,])?(?:getty|reuters|afp|shutterstock|epa|alamy|istock|unsplash)(?:[\s/:,].*)?$",
    re.IGNORECASE,
)
_PICTURE = compile_later(
    r"(?:\w+ )?(?:photo|image|picture|photograph|credit|foto|bild|crédit|фото|写真|사진)s?"
    r"(?: (?:by|credit|courtesy|via)\b|\s?[:：/]).",
    re.IGNORECASE,
)


class Reason(IntEnum):
    """Why a block is boilerplate."""

    NONE = 0
    PLACE = 1  # by its position, without a word that shows it
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


# What a label before a colon can mean; the first kinds are certain.
_TELLING_LABELS = frozenset(
    [Reason.DATE, Reason.BYLINE, Reason.CREDIT, Reason.ADVERT, Reason.TAGS, Reason.RELATED]
)
_LABELS = _TELLING_LABELS | {Reason.SHARE, Reason.COMMENTS, Reason.LEGAL}
_LABELS_OF_SENTENCES = frozenset([Reason.RELATED, Reason.ADVERT])


@lru_cache(maxsize=1)
def _phrases() -> tuple[dict[str, Reason], dict[str, Reason], dict[str, frozenset[str]]]:
    """Return cues that are whole lines, cues at the start of lines, and lists of words."""
    whole: dict[str, Reason] = {}
    starts: dict[str, Reason] = {}
    words: dict[str, frozenset[str]] = {}
    for section, lines in word_lists("cues", str.casefold).items():
        if section.upper() not in Reason.__members__:
            words[section] = frozenset("|".join(lines).split("|"))
            continue
        reason = Reason[section.upper()]
        for line in lines:
            found = starts if line.startswith("^") else whole
            for phrase in line.lstrip("^").split("|"):
                found.setdefault(phrase, reason)
    words["closing"] = frozenset(phrase.split()[-1] for phrase in whole)
    words["dating"] = words["when"] | words["unit"]
    opening = {" ".join(pair) for pair in _OPENING.findall("\n".join([*whole, *starts]))}
    words["opening"] = frozenset(opening) | {pair.split(" ")[0] for pair in opening}
    return whole, starts, words


def date_words() -> frozenset[str]:
    """Return the names of months and days and other words of dates, in all languages."""
    return _phrases()[2]["when"]


def may_be_cue(lines: list[str]) -> list[int]:
    """Return which lines `reason_of` must examine: others have no cue.

    Parameters
    ----------
    lines : list of str
        Short ones; little more than the first word of a line is examined.
    """
    if not lines:
        return []
    text = "\n".join(lines).casefold()
    if text.count("\n") >= len(lines):
        text = "\n".join(line.replace("\n", " ") for line in lines).casefold()
    lists = _phrases()[2]
    openings, by, dating = lists["opening"], lists["by"], lists["dating"]
    found = []
    for index, (first, second) in enumerate(_OPENING.findall(text)):
        line = lines[index]
        if (
            first in by
            or (first in openings and _opens(line, first, second, openings))
            or (
                _MARK.search(line) and (first in dating or second in dating or _has_marks(line))
            )
        ):
            found.append(index)
    return found


def _opens(line: str, first: str, second: str, openings: frozenset[str]) -> bool:
    """Return whether a line that begins like a cue can be one, or two, or a label."""
    if f"{first} {second}" in openings or ":" in line or "：" in line:
        return True
    return second in openings and f"{first} " in openings


def reason_of(line: str, sentence: bool) -> tuple[Reason, bool]:
    """Return the cue in a short line, and whether it is certain.

    Parameters
    ----------
    line : str
        Without white space at its ends; its length bounds the work.
    sentence : bool
        Whether it ends like a sentence: the body may then begin with the same
        words, such as "Sign up for ...".

    Returns
    -------
    reason : Reason
        `Reason.NONE` if the line could be prose.
    certain : bool
    """
    whole, starts, _ = _phrases()
    words = line.casefold().split()
    key = " ".join(words).strip(OUTER)
    if reason := whole.get(key, Reason.NONE):
        return reason, True
    if "©" in line:
        return Reason.LEGAL, True
    if (":" in key or "：" in key) and (reason := _label(key, sentence)):
        return reason, reason in _TELLING_LABELS
    if reason := starts.get(" ".join(key.split(" ", 2)[:2]), Reason.NONE):
        return reason, not sentence and len(line) <= LONGEST_START
    if not sentence:
        reason = _by_form(line)
        if not reason and _is_several_cues(words):
            reason = Reason.NAVIGATION
    return reason, reason == Reason.CREDIT


def _has_marks(line: str) -> bool:
    """Return whether a line has marks of dates, captions, menus or paths."""
    return (
        _DATED.search(line) is not None
        or line[-1] in ")]"
        or "|" in line
        or " / " in line
        or (": " in line and (". " in line or ") " in line))
        or not (line.isascii() or _OTHER_MARKS.isdisjoint(line))
    )


def _says_again(line: str) -> bool:
    """Return whether a list repeats its items: stuffing, which the author wrote."""
    items = [item.strip() for item in re.split("[:：,，;|]", line)[1:]]
    return len(items) >= 2 * len(set(items))


def is_time(line: str) -> bool:
    """Return whether a date has a time of day or is relative, such as "2 hours ago"."""
    return _is_ago(line) or (
        _CLOCK.search(line) is not None and len(line) > SHORTEST_DATE_AND_TIME
    )


def is_credited(line: str) -> bool:
    """Return whether a line ends with the credit of a picture, as a caption does."""
    tail = line[-LONGEST_CREDIT:]
    if tail[-1] in ")]":
        tail = tail[max(tail.rfind("("), tail.rfind("[")) + 1 : -1]
        return bool(_AGENCY.match(tail) or _PICTURE.match(tail))
    if tail[-1] in ".!?":
        return False
    tail = tail[max(tail.rfind(". "), tail.rfind(") ")) + 1 :].strip()
    return bool(_PICTURE.match(tail) or (" " not in tail and _AGENCY.match(tail)))


def _label(key: str, sentence: bool) -> Reason:
    head = key[: LONGEST_LABEL + 1].replace("：", ":").partition(":")
    label = _phrases()[0].get(head[0].strip(OUTER), Reason.NONE) if head[1] else Reason.NONE
    known = label in (_LABELS_OF_SENTENCES if sentence else _LABELS)
    return label if known and not (label == Reason.TAGS and _says_again(key)) else Reason.NONE


def _by_form(line: str) -> Reason:
    if reason := _of_entry(line):
        return reason
    if (line[-1] in ")]" or ". " in line or ") " in line) and is_credited(line):
        return Reason.CREDIT
    if ("»" in line and "«" not in line) or "›" in line:
        return Reason.NAVIGATION
    return _of_entries(line) if _SEPARATOR.search(line) else Reason.NONE


def _of_entry(entry: str) -> Reason:
    if _DIGIT.search(entry):
        return Reason.DATE if _is_date(entry) else Reason.NONE
    byline = entry.split(None, 1)[0].casefold() in _phrases()[2]["by"]
    return Reason.BYLINE if byline and _is_byline(_WORD.findall(entry)) else Reason.NONE


def _of_entries(line: str) -> Reason:
    """Return the first reason of a line of entries, if half of them have one."""
    entries = [entry.strip() for entry in _SEPARATOR.split(line, MOST_ENTRIES)]
    entries = [entry for entry in entries if entry]
    if len(entries) < 2 or len(_CLOCK.findall(line)) > 1:
        return Reason.NONE
    whole = _phrases()[0]
    reasons = [
        _of_entry(entry) or whole.get(entry.casefold().strip(OUTER), Reason.NONE)
        for entry in entries
    ]
    known = [reason for reason in reasons if reason]
    if len(known) * 2 >= len(entries):
        return known[0]
    menu = len(entries) > 2 and all(
        len(entry) <= 25 and entry[0].isupper() and entry[-1].isalpha() for entry in entries
    )
    return Reason.NAVIGATION if menu else Reason.NONE


def _is_several_cues(words: list[str]) -> bool:
    """Return whether folded words are two cues side by side, as of two buttons."""
    whole = _phrases()[0]
    return (
        1 < len(words) < 6
        and words[-1] in _phrases()[2]["closing"]
        and any(
            " ".join(words[:cut]) in whole and " ".join(words[cut:]) in whole
            for cut in range(1, len(words))
        )
    )


def _is_date(line: str) -> bool:
    """Return whether a line with a digit is a date or a time, with a few words at most."""
    when = _phrases()[2]["when"]
    n_when = n_other = n_letters = 0
    for word in _WORD.findall(line):
        if word.casefold() in when:
            n_when += 1
            continue
        n_other += 1
        n_letters += len(word)
        if n_other > 3 or n_letters > LONGEST_BESIDES:
            return False
    if n_when + n_other > MOST_WORDS:
        return False
    clocks = len(_CLOCK.findall(line))
    if clocks > 1:
        return False  # a start and an end: an appointment
    if _NUMERIC_DATE.search(line):
        return True
    year = _YEAR.search(line)
    if n_other and not year and not _is_ago(line):
        return False
    return n_when > 0 or (clocks == 1 and not year)


def _is_ago(line: str) -> bool:
    return not _phrases()[2]["ago"].isdisjoint(line.casefold().split())


def _is_byline(words: list[str]) -> bool:
    """Return whether words say who wrote it: a preposition and a name."""
    if not 3 <= len(words) <= 10:
        return False
    upper = sum(word[0].isupper() for word in words[1:])
    return upper * 4 >= (len(words) - 1) * 3
