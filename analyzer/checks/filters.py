"""The house's own wording: what many articles say, or what several end with.

An editor knows of it, and it is no copy of one article in another: the note on
the author, where to ask, the sentence that opens every part of a series.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import msgspec

from analyzer.checks.sentence_kind import (
    LONG,
    is_statement,
    is_structure,
    n_words,
    say_the_same,
)
from analyzer.rules import (
    duplicate_passage,
    near_duplicate_article,
    near_duplicate_sentence,
    repeated_opening,
    repeated_phrase,
    shared_sentence,
)
from analyzer.rules.low_quality import RULE as LOW_QUALITY
from analyzer.rules.registry import ARTICLE_RULES, RULES
from analyzer.settings import SEVERITIES
from analyzer.text.tokens import stop_words

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.rules.finding import Finding
    from analyzer.settings import Settings

SENTENCE, PASSAGE = shared_sentence.RULE.name, duplicate_passage.RULE.name
TWICE, WHOLE = near_duplicate_sentence.RULE.name, near_duplicate_article.RULE.name
PHRASE, OPENING = repeated_phrase.RULE.name, repeated_opening.RULE.name
# These name another place; all other notes are matters of degree.
FACTS = frozenset(rule.name for rule in RULES if rule.names_other)
# These are never more than notes and take no points, so that nothing hangs on them.
ASIDES = tuple(
    rule.name for rule in ARTICLE_RULES if rule.is_informational and rule.kind == "text"
)
# A word or an opening is told at one place; each of two sentences may be the one to go.
ONCE = frozenset(rule.name for rule in RULES if rule.once_per_group)
# Two articles are versions of each other from here on; below, their passages tell.
VERSION = 0.5
# Two or three words name a thing, which has no other name; more are a wording.
WORDING = 4


def without_asides(settings: Settings, level: str) -> Settings:
    """Return settings that ignore the rules of which nothing would be told.

    Parameters
    ----------
    settings : Settings
    level : str
        The severity from which all is told; empty for the usual choice.
    """
    overrides = settings.overrides
    failing = {settings.fail_level, *(override.fail_level for override in overrides)}
    if level == "note" or "note" in failing:
        return settings
    named = {*settings.select, *(rule for o in overrides for rule in o.select or ())}
    asides = tuple(rule for rule in ASIDES if level or rule not in named)
    return msgspec.structs.replace(settings, ignore=(*settings.ignore, *asides))


def minor(
    texts: Sequence[Article], findings: Sequence[Finding], settings: Settings, level: str
) -> Iterator[int]:
    """Yield the numbers of the findings that a check does not tell unless asked.

    Parameters
    ----------
    texts : sequence of Article
    findings : sequence of Finding
        Sorted; articles are positions in `texts`.
    settings : Settings
    level : str
        The severity from which all is told; empty for the rule above.
    """
    if level:
        least = SEVERITIES.index(level)
        yield from (n for n, f in enumerate(findings) if SEVERITIES.index(f.severity) < least)
        return
    stated, house = _stated_again(texts, findings), house_wording(texts, findings)
    for article, numbers in groupby(range(len(findings)), lambda at: findings[at].article):
        here = list(numbers)
        chosen = settings.at(texts[article].source)
        if chosen.fails("note"):
            continue
        too_low = any(findings[number].rule == LOW_QUALITY.name for number in here)
        for number in here:
            finding = findings[number]
            asked = finding.rule in chosen.select or (too_low and finding.score == "quality")
            if not asked and (
                _is_form(texts[article].text, finding)
                or (finding.severity == "note" and number in house)
                or (finding.severity == "note" and not _is_fact(finding, number in stated))
            ):
                yield number


def again(findings: Sequence[Finding], hidden: Sequence[str]) -> Iterator[int]:
    """Yield the numbers of what one before it, that is not hidden, has told of."""
    told: set[tuple[int, str, str]] = set()
    for number, finding in enumerate(findings):
        if finding.rule not in ONCE or hidden[number]:
            continue
        key = (finding.article, finding.rule, finding.group)
        if key in told:
            yield number
        told.add(key)


def _is_form(text: str, finding: Finding) -> bool:
    """Tell whether a repeat belongs to the form of a text: a question, a term, a label."""
    if finding.rule == TWICE:
        return is_structure(text[finding.start : finding.end])
    if finding.rule == PHRASE:
        return n_words(finding.group) < WORDING
    if finding.rule == OPENING:
        rest = text[finding.end : finding.end + 2].lstrip(" \t")
        return not rest or rest[0] in ":\r\n"
    return False


def _is_fact(finding: Finding, is_stated: bool) -> bool:
    if finding.rule == WHOLE:
        return finding.value >= VERSION
    if finding.rule in (TWICE, SENTENCE):
        return is_stated
    return finding.rule in FACTS


def _stated_again(texts: Sequence[Article], findings: Sequence[Finding]) -> set[int]:
    """Return the sentences that state what another one states."""
    groups: dict[tuple[str, str, int], list[int]] = {}
    for number, finding in enumerate(findings):
        if finding.rule in (TWICE, SENTENCE):
            article = finding.article if finding.rule == TWICE else -1
            groups.setdefault((finding.rule, finding.group, article), []).append(number)
    found: set[int] = set()
    for (rule, _, _), numbers in groups.items():
        said = [
            texts[findings[number].article].text[findings[number].start : findings[number].end]
            for number in numbers
        ]
        # A shorter one may stand in two articles by chance.
        least = LONG if rule == SENTENCE else 0
        states = [is_statement(text) and n_words(text) >= least for text in said]
        function_words = stop_words(texts[findings[numbers[0]].article].language or "en")
        for left, right in pairwise(range(len(numbers))):
            both = states[left] and states[right]
            if both and say_the_same(said[left], said[right], function_words):
                found.update((numbers[left], numbers[right]))
    return found


# In more articles than these a wording is the house's. A line is from three on;
# a passage is so much longer that its third copy is news.
FEW_ARTICLES = {SENTENCE: 2, PASSAGE: 3}
ENDING, ENDING_SHARE = 1000, 0.2  # characters, and of the article


def house_wording(texts: Sequence[Article], findings: Sequence[Finding]) -> set[int]:
    """Return the numbers of shared sentences and passages that are the house's.

    Parameters
    ----------
    texts : sequence of Article
    findings : sequence of Finding
        Sorted; articles are positions in `texts`.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for number, finding in enumerate(findings):
        if finding.rule in FEW_ARTICLES:
            groups.setdefault((finding.rule, finding.group), []).append(number)
    found: set[int] = set(_much_used(findings))
    for (rule, _), numbers in groups.items():
        articles = {findings[number].article for number in numbers}
        common = rule == SENTENCE and len(articles) > FEW_ARTICLES[SENTENCE]
        if common or all(_ends(texts, findings[number]) for number in numbers):
            found.update(numbers)
    return found


def _ends(texts: Sequence[Article], finding: Finding) -> bool:
    """Tell whether less follows than the ending of an article holds."""
    size = len(texts[finding.article].text)
    ending = max(min(ENDING, ENDING_SHARE * size), finding.end - finding.start)
    return size - finding.end <= ending


def _much_used(findings: Sequence[Finding]) -> Iterator[int]:
    """Yield the passages over whose middle those of many other articles lie."""
    for numbers in _passages(findings):
        starts = sorted(findings[number].start for number in numbers)
        ends = sorted(findings[number].end for number in numbers)
        for number in numbers:
            middle = (findings[number].start + findings[number].end) // 2
            # Each is shared with one other article.
            others = bisect_right(starts, middle) - bisect_right(ends, middle)
            if 1 + others > FEW_ARTICLES[PASSAGE]:
                yield number


def _passages(findings: Sequence[Finding]) -> Iterable[list[int]]:
    """Return the numbers of the passages of each article."""
    passages: dict[int, list[int]] = {}
    for number, finding in enumerate(findings):
        if finding.rule == PASSAGE:
            passages.setdefault(finding.article, []).append(number)
    return passages.values()
