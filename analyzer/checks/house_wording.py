"""The house's own wording: what many articles say, or what several end with.

An editor knows of it, and it is no copy of one article in another: the note on
the author, where to ask, the sentence that opens every part of a series.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.scoring import Finding

SENTENCE, PASSAGE = "shared-sentence", "copied-passage"
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
