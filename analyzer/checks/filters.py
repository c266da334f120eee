"""Filters: which findings a check does not report because they are not worth a fix.

Hidden are matters of degree that are only notes, sentences that recur by design,
and the site's boilerplate: text that many articles have, or that several end
with, such as a note on the author.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import msgspec

from analyzer.checks.sentence_kind import (
    LONG,
    count_distinct_words,
    is_declarative,
    is_equivalent,
    is_structural,
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
from analyzer.rules.registry import ARTICLE_RULES, CORPUS_RULES, RULES
from analyzer.settings import SEVERITIES
from analyzer.text.tokens import stop_words

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.rules.finding import Finding
    from analyzer.settings import Settings

SHARED_SENTENCE, PASSAGE = shared_sentence.RULE.name, duplicate_passage.RULE.name
SIMILAR_SENTENCE, ARTICLE = near_duplicate_sentence.RULE.name, near_duplicate_article.RULE.name
PHRASE, OPENING = repeated_phrase.RULE.name, repeated_opening.RULE.name
# Rules that name another location; all other notes are matters of degree.
FACTUAL_RULES = frozenset(rule.name for rule in RULES if rule.names_other)
# Rules that only give notes and take no points, so that they decide nothing.
INFORMATIONAL_RULES = tuple(
    rule.name for rule in ARTICLE_RULES if rule.is_informational and rule.kind == "text"
)
# Rules of which one finding per group is reported; of two sentences either may be removed.
ONE_PER_GROUP = frozenset(rule.name for rule in RULES if rule.once_per_group)
# Rules whose groups are of several articles.
CORPUS_RULE_NAMES = frozenset(rule.name for rule in CORPUS_RULES)
# Share of common text from which two articles are versions of each other; below it,
# their passages are reported.
VERSION_SHARE = 0.5
# Shorter phrases are terms, which have no other wording.
MIN_PHRASE_WORDS = 4


def without_informational(settings: Settings, level: str) -> Settings:
    """Return settings that ignore the rules whose findings would all be hidden.

    Parameters
    ----------
    settings : Settings
    level : str
        The lowest severity to report, empty for the default.
    """
    overrides = settings.overrides
    failing = {settings.fail_level, *(override.fail_level for override in overrides)}
    if level == "note" or "note" in failing:
        return settings
    named = {*settings.select, *(rule for o in overrides for rule in o.select or ())}
    ignored = tuple(rule for rule in INFORMATIONAL_RULES if level or rule not in named)
    return msgspec.structs.replace(settings, ignore=(*settings.ignore, *ignored))


def below_level(
    texts: Sequence[Article], findings: Sequence[Finding], settings: Settings, level: str
) -> Iterator[int]:
    """Yield the positions of the findings that are below the report level.

    Parameters
    ----------
    texts : sequence of Article
    findings : sequence of Finding
        Sorted; articles are positions in `texts`.
    settings : Settings
    level : str
        The lowest severity to report. Where empty: warnings, errors, and notes
        that are facts.
    """
    if level:
        least = SEVERITIES.index(level)
        yield from (n for n, f in enumerate(findings) if SEVERITIES.index(f.severity) < least)
        return
    statements, boilerplate = (
        _repeated_statements(texts, findings),
        site_boilerplate(texts, findings),
    )
    for article, numbers in groupby(range(len(findings)), lambda at: findings[at].article):
        here = list(numbers)
        chosen = settings.at(texts[article].source)
        if chosen.fails("note"):
            continue
        too_low = any(findings[number].rule == LOW_QUALITY.name for number in here)
        for number in here:
            finding = findings[number]
            requested = finding.rule in chosen.select or (
                too_low and finding.score == "quality"
            )
            if not requested and (
                _recurs_by_design(texts[article].text, finding)
                or (finding.severity == "note" and number in boilerplate)
                or (finding.severity == "note" and not _is_fact(finding, number in statements))
            ):
                yield number


def repeated(findings: Sequence[Finding], hidden: Sequence[str]) -> Iterator[int]:
    """Yield the positions of findings that repeat an earlier one that is not hidden."""
    reported: set[tuple[int, str, str]] = set()
    for number, finding in enumerate(findings):
        if finding.rule not in ONE_PER_GROUP or hidden[number]:
            continue
        article = -1 if finding.rule in CORPUS_RULE_NAMES else finding.article
        key = (article, finding.rule, finding.group)
        if key in reported:
            yield number
        reported.add(key)


def _recurs_by_design(text: str, finding: Finding) -> bool:
    """Return whether a finding is a question, an introduction, a term or a label."""
    if finding.rule == SIMILAR_SENTENCE:
        return is_structural(text[finding.start : finding.end])
    if finding.rule == PHRASE:
        return count_distinct_words(finding.group) < MIN_PHRASE_WORDS
    if finding.rule == OPENING:
        rest = text[finding.end : finding.end + 2].lstrip(" \t")
        return not rest or rest[0] in ":\r\n"
    return False


def _is_fact(finding: Finding, is_statement: bool) -> bool:
    """Return whether anyone can verify the finding at the other location."""
    if finding.rule == ARTICLE:
        return finding.value >= VERSION_SHARE
    if finding.rule in (SIMILAR_SENTENCE, SHARED_SENTENCE):
        return is_statement
    return finding.rule in FACTUAL_RULES


def _repeated_statements(texts: Sequence[Article], findings: Sequence[Finding]) -> set[int]:
    """Return the positions of sentences that make the same statement as another one."""
    groups: dict[tuple[str, str, int], list[int]] = {}
    for number, finding in enumerate(findings):
        if finding.rule in (SIMILAR_SENTENCE, SHARED_SENTENCE):
            article = finding.article if finding.rule == SIMILAR_SENTENCE else -1
            groups.setdefault((finding.rule, finding.group, article), []).append(number)
    found: set[int] = set()
    for (rule, _, _), numbers in groups.items():
        sentences = [
            texts[findings[number].article].text[findings[number].start : findings[number].end]
            for number in numbers
        ]
        # A shorter sentence may be in two articles by chance.
        least = LONG if rule == SHARED_SENTENCE else 0
        states = [
            is_declarative(text) and count_distinct_words(text) >= least for text in sentences
        ]
        function_words = stop_words(texts[findings[numbers[0]].article].language or "en")
        for left, right in pairwise(range(len(numbers))):
            both = states[left] and states[right]
            if both and is_equivalent(sentences[left], sentences[right], function_words):
                found.update((numbers[left], numbers[right]))
    return found


# Text in more articles than this is boilerplate. A sentence is from the third
# article on; a passage is longer, so its third copy is still worth reporting.
MAX_ARTICLES = {SHARED_SENTENCE: 2, PASSAGE: 3}
ENDING, ENDING_SHARE = 1000, 0.2  # characters, and share of the article


def site_boilerplate(texts: Sequence[Article], findings: Sequence[Finding]) -> set[int]:
    """Return the positions of shared sentences and passages that are boilerplate.

    Parameters
    ----------
    texts : sequence of Article
    findings : sequence of Finding
        Sorted; articles are positions in `texts`.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for number, finding in enumerate(findings):
        if finding.rule in MAX_ARTICLES:
            groups.setdefault((finding.rule, finding.group), []).append(number)
    found: set[int] = set(_common_passages(findings))
    for (rule, _), numbers in groups.items():
        articles = {findings[number].article for number in numbers}
        common = rule == SHARED_SENTENCE and len(articles) > MAX_ARTICLES[SHARED_SENTENCE]
        if common or all(_ends(texts, findings[number]) for number in numbers):
            found.update(numbers)
    return found


def _ends(texts: Sequence[Article], finding: Finding) -> bool:
    """Return whether a finding is in the ending of its article."""
    size = len(texts[finding.article].text)
    ending = max(min(ENDING, ENDING_SHARE * size), finding.end - finding.start)
    return size - finding.end <= ending


def _common_passages(findings: Sequence[Finding]) -> Iterator[int]:
    """Yield the positions of passages whose middle many other articles also have."""
    for numbers in _passages(findings):
        starts = sorted(findings[number].start for number in numbers)
        ends = sorted(findings[number].end for number in numbers)
        for number in numbers:
            middle = (findings[number].start + findings[number].end) // 2
            # Each passage is shared with one other article.
            others = bisect_right(starts, middle) - bisect_right(ends, middle)
            if 1 + others > MAX_ARTICLES[PASSAGE]:
                yield number


def _passages(findings: Sequence[Finding]) -> Iterable[list[int]]:
    """Return the positions of the passages of each article."""
    passages: dict[int, list[int]] = {}
    for number, finding in enumerate(findings):
        if finding.rule == PASSAGE:
            passages.setdefault(finding.article, []).append(number)
    return passages.values()
