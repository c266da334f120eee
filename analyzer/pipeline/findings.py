"""The findings of a run, by article, in memory or on disk."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from analyzer.pipeline.codec import findings_from_record, findings_to_record
from analyzer.rules.finding import Finding
from analyzer.rules.registry import ONE_PER_GROUP
from analyzer.storage.codec import LazySequence

if TYPE_CHECKING:
    from analyzer.storage.codec import Store

ARTICLES_PER_RECORD = 64
RECENT = 8


class _Reported(Protocol):
    """A finding, or a row of a table of findings."""

    @property
    def article(self) -> Hashable: ...
    @property
    def rule(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def severity(self) -> str: ...


Reported = TypeVar("Reported", bound=_Reported)


class Findings(LazySequence[Finding]):
    """The findings of a run, by article.

    Parameters
    ----------
    store : Store, optional
        Where they are written; by default they stay in memory.
    """

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self._recent: list[list[Finding]] = []  # of the last articles, not yet written
        self._ends = array("q", [0])
        self._record = lru_cache(maxsize=RECENT)(self._load_record)

    def add(self, own: Sequence[Finding]) -> None:
        """Add the findings of the next article."""
        self._recent.append(list(own))
        self._ends.append(self._ends[-1] + len(own))
        if self._store is not None and len(self._recent) == ARTICLES_PER_RECORD:
            self._store.append([findings_to_record(some) for some in self._recent])
            self._recent = []

    def of(self, article: int) -> list[Finding]:
        """Return the findings of one article."""
        if self._store is None:
            return self._recent[article]
        number, at = divmod(article, ARTICLES_PER_RECORD)
        return self._record(number)[at] if number < len(self._store) else self._recent[at]

    def __len__(self) -> int:
        return self._ends[-1]

    def __iter__(self) -> Iterator[Finding]:
        for article in range(len(self._ends) - 1):
            yield from self.of(article)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle the findings themselves, without the store."""
        return findings_in_memory, ([self.of(at) for at in range(len(self._ends) - 1)],)

    def _load(self, index: int) -> Finding:
        article = bisect_right(self._ends, index) - 1
        return self.of(article)[index - self._ends[article]]

    def _load_record(self, number: int) -> list[list[Finding]]:
        assert self._store is not None
        return [findings_from_record(own) for own in self._store.load(number)]


def issues(findings: Iterable[Reported]) -> Iterator[Reported]:
    """Yield one finding for each issue; several locations of one group are one issue.

    Summaries and tables count issues, as a check does: a word that an article repeats 30
    times is one error.
    """
    known = set()
    for finding in findings:
        issue = (finding.article, finding.rule, finding.group, finding.severity)
        if finding.rule not in ONE_PER_GROUP:
            yield finding
        elif issue not in known:
            known.add(issue)
            yield finding


def findings_in_memory(own: Sequence[Sequence[Finding]]) -> Findings:
    """Return the findings of each article as `Findings`."""
    findings = Findings()
    for some in own:
        findings.add(some)
    return findings
