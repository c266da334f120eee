"""Messages of findings across articles: the other location, and what differs there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from analyzer.article import Article
from analyzer.rules.measurement import Measurement
from analyzer.rules.rule import Rule
from analyzer.text.arrays import unique
from analyzer.text.positions import line_columns

# Kinds of rule whose messages name the line of the other location.
WITH_LINES = ("passage", "sentence")
_WORD = re.compile(r"\w+(?:[.,:'’-]\w+)*")
# Differences are named if there are few, of a few words; longer texts are not compared.
MOST_DIFFERENCES, MOST_WORDS, LONGEST = 2, 4, 600


class Elsewhere(NamedTuple):
    """The first location of a text in another article, and the number of other articles."""

    article: int
    start: int
    end: int
    n_articles: int


class Locations:
    """In which articles the text of each group of a measurement appears.

    Parameters
    ----------
    found : Measurement
    """

    def __init__(self, found: Measurement) -> None:
        self._found = found
        self._width = int(found.article.max(initial=0)) + 1
        self._pairs = unique(found.group * self._width + found.article)

    def has(self, group: int, article: int) -> bool:
        """Return whether an article has a span of a group."""
        wanted = group * self._width + article
        at = int(np.searchsorted(self._pairs, wanted))
        return article < self._width and at < len(self._pairs) and self._pairs[at] == wanted

    def elsewhere(self, span: int) -> Elsewhere | None:
        """Return where the text of a span also appears, if that is known."""
        found = self._found
        if len(found.elsewhere):
            own = found.elsewhere
            return Elsewhere(
                int(own.article[span]), int(own.start[span]), int(own.end[span]),
                int(own.n_articles[span]),
            )  # fmt: skip
        if not len(found.other) or found.other[span] < 0:
            return None
        other, first = int(found.other[span]), int(found.group[span]) * self._width
        ends = np.searchsorted(self._pairs, [first, first + self._width])
        return Elsewhere(
            int(found.article[other]), int(found.start[other]), int(found.end[other]),
            int(ends[1] - ends[0]) - 1,
        )  # fmt: skip


class Messages:
    """Writes the messages of findings across articles.

    Parameters
    ----------
    articles : sequence of Article
    ids : sequence of str
        Their ids, so that naming an article does not load it.
    """

    def __init__(self, articles: Sequence[Article], ids: Sequence[str]) -> None:
        self._articles, self._ids = articles, ids
        self._line = lru_cache(maxsize=4096)(self._find_line)

    def of(self, rule: Rule, found: Measurement, locations: Locations, span: int) -> str:
        """Return the message of a span."""
        group, text = int(found.group[span]), ""
        if found.message:
            return found.message[group]
        article, start, end = (
            int(column[span]) for column in (found.article, found.start, found.end)
        )
        if "{text}" in rule.message:
            text = " ".join(self._articles[article].prose[start:end].split())
        elsewhere = locations.elsewhere(span)
        message = rule.message.format(
            label=found.label[group],
            value=float(found.weight[group]),
            other=self._named(rule, elsewhere) if elsewhere else "",
            text=text,
        )
        if rule.kind == "passage" and elsewhere and elsewhere.n_articles == 1:
            there = self._articles[elsewhere.article].prose[elsewhere.start : elsewhere.end]
            message += drift(self._articles[article].prose[start:end], there)
        return message

    def _named(self, rule: Rule, elsewhere: Elsewhere) -> str:
        name = self._ids[elsewhere.article]
        if rule.kind not in WITH_LINES:
            return name
        location = f"{name}:{self._line(elsewhere.article, elsewhere.start)}"
        if elsewhere.n_articles < 2:
            return location
        return f"{elsewhere.n_articles} other articles, first in {location}"

    def _find_line(self, article: int, start: int) -> int:
        text = self._articles[article]
        place, _ = text.locate(np.array([start]), np.array([start + 1]))
        return line_columns(text.text, place.tolist())[0][0]


def drift(here: str, there: str) -> str:
    """Return the end of a message about a passage: what differs in the other copy.

    Empty if nothing differs, or too much to name.

    Examples
    --------
    >>> drift("Open until 12 on Sundays.", "Open until 14 on Sundays.")
    ', but for a number: 12 / 14'
    >>> drift("Dogs are allowed.", "Dogs are not allowed.")
    ', but for "not"'
    """
    own, other = (_WORD.findall(text.replace("’", "'")) for text in (here, there))
    if max(len(own), len(other)) > LONGEST:
        return ""
    folded = [word.casefold() for word in own], [word.casefold() for word in other]
    if folded[0] == folded[1]:
        return ""
    codes = SequenceMatcher(None, *folded, autojunk=False).get_opcodes()
    changed = [code for code in codes if code[0] != "equal"]
    sizes = [max(stop - start, last - first) for _, start, stop, first, last in changed]
    if len(changed) > MOST_DIFFERENCES or max(sizes) > MOST_WORDS:
        return ""
    named = (_named(own[a:b], other[c:d]) for _, a, b, c, d in changed)
    return f", but for {' and '.join(named)}"


def _named(own: Sequence[str], other: Sequence[str]) -> str:
    sides = [" ".join(side) for side in (own, other) if side]
    numbers = [any(letter.isdigit() for letter in side) for side in sides]
    if numbers == [True, True]:
        return f"a number: {' / '.join(sides)}"
    return " / ".join(f'"{side}"' for side in sides)
