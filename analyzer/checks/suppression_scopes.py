"""The spans of an article in which suppressions hold."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import msgspec

from analyzer.article import LINE_END, SUPPRESSION

if TYPE_CHECKING:
    from analyzer.rules.finding import Finding

MARK = SUPPRESSION
COMMENTS = (("<!--", "-->"), ("{/*", "*/}"))
OPENINGS = tuple(f"{opening} {MARK}" for opening, _ in COMMENTS)
FURTHEST = 2000  # lines in which the one is searched that a comment is about
ALL = "*"


class Directive(msgspec.Struct, frozen=True):
    """A comment or front matter key that suppresses rules.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    rules : tuple of str
        The rules that it names; ``*`` for all.
    start, end : int
        Its half-open span in the text.
    """

    kind: str
    rules: tuple[str, ...]
    start: int
    end: int


class Scope(msgspec.Struct, frozen=True):
    """The span in which a directive suppresses one rule, or all but some."""

    start: int
    end: int
    rule: str
    directive: Directive
    excepted: frozenset[str] = frozenset()

    def suppresses(self, finding: Finding) -> bool:
        """Return whether a finding begins in the span and is of the rule."""
        if not self.start <= finding.start < self.end:
            return False
        return finding.rule == self.rule or (
            self.rule == ALL and finding.rule not in self.excepted
        )


class Scopes:
    """The scopes of an article, in the order of their starts.

    Attributes
    ----------
    all : list of Scope
    """

    def __init__(self, scopes: Iterable[Scope]) -> None:
        self.all = sorted(scopes, key=lambda scope: scope.start)
        self._starts = [scope.start for scope in self.all]
        # The furthest end of those up to each, so that a search back ends soon.
        self._ends = list(accumulate((scope.end for scope in self.all), max))

    def that_suppress(self, finding: Finding) -> list[Scope]:
        """Return the scopes that a finding begins in, if they are of its rule."""
        at, found = bisect_right(self._starts, finding.start) - 1, []
        while at >= 0 and self._ends[at] > finding.start:
            if self.all[at].suppresses(finding):
                found.append(self.all[at])
            at -= 1
        return found


def scopes_of(text: str, directives: Sequence[Directive]) -> Iterator[Scope]:
    """Yield the scope of each rule of each directive."""
    open_scopes: list[Scope] = []
    lines = [0, *(end.end() for end in LINE_END.finditer(text)), len(text) + 1]
    for directive in directives:
        if directive.kind == "disable":
            open_scopes += [
                Scope(directive.end, len(text) + 1, rule, directive) for rule in directive.rules
            ]
        elif directive.kind == "enable":
            left = []
            for scope in open_scopes:
                closed, rest = _close(scope, directive)
                left += rest
                yield from closed
            open_scopes = left
        else:
            start, end = _lines(text, lines, directive)
            yield from (Scope(start, end, rule, directive) for rule in directive.rules)
    yield from open_scopes


def _close(scope: Scope, enable: Directive) -> tuple[list[Scope], list[Scope]]:
    """Return the scopes that end at a directive, and those that continue after it."""
    if ALL not in enable.rules and scope.rule not in (*enable.rules, ALL):
        return [], [scope]
    ended = Scope(scope.start, enable.start, scope.rule, scope.directive, scope.excepted)
    if scope.rule != ALL or ALL in enable.rules:
        return [ended], []
    excepted = scope.excepted | set(enable.rules)
    return [ended], [Scope(enable.end, scope.end, ALL, scope.directive, excepted)]


def _lines(text: str, lines: Sequence[int], directive: Directive) -> tuple[int, int]:
    """Return the span of text for which a directive of a line or a file applies."""
    if directive.kind == "disable-file":
        return 0, len(text) + 1
    at = bisect_right(lines, directive.end)
    if directive.kind == "disable-line":
        return lines[bisect_right(lines, directive.start) - 1], lines[at]
    for start, end in pairwise(lines[at : at + FURTHEST]):
        line = text[start:end].strip()
        if line and not line.startswith(OPENINGS):
            return start, end
    return len(text), len(text)
