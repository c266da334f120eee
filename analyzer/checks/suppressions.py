"""Suppressions: comments and front matter that hide findings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate, groupby, islice, pairwise
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from msgspec.structs import replace

from analyzer.article import LINE_END, line_columns
from analyzer.errors import Diagnostic
from analyzer.rules.registry import nearest_name, suggest

if TYPE_CHECKING:
    from analyzer.article import Article, MetadataError
    from analyzer.rules.finding import Finding

MARK = "analyzer-"
KINDS = ("disable", "enable", "disable-line", "disable-next-line", "disable-file")
FRONT_MATTER = "analyzer-disable"
WORD = re.compile(r"analyzer-([\w-]*[a-z])")
KEY = re.compile(r"^[ \t]*[\"']?(analyzer-disable)\b", re.MULTILINE)
COMMENTS = (("<!--", "-->"), ("{/*", "*/}"))
CLOSING = {opening[0]: closing for opening, closing in COMMENTS}
LONGEST = 2000
MAX_DIRECTIVES = 1000  # of an article
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


class Suppressed(msgspec.Struct, frozen=True):
    """The effect of the suppressions of a run.

    Attributes
    ----------
    findings : frozenset of int
        Positions of the suppressed findings.
    unused : tuple of (int, Directive, str)
        Article, directive and rule of each suppression that hides no finding.
    problems : tuple of Diagnostic
        Suppressions that name an unknown rule or directive.
    """

    findings: frozenset[int]
    unused: tuple[tuple[int, Directive, str], ...]
    problems: tuple[Diagnostic, ...]


def suppress(
    texts: Sequence[Article],
    findings: Sequence[Finding],
    known: Collection[str],
    could_hide: Callable[[int, str], bool],
) -> Suppressed:
    """Find the suppressed findings, and the suppressions that hide none.

    Parameters
    ----------
    texts : sequence of Article
    findings : sequence of Finding
        Sorted; articles are positions in `texts`.
    known : collection of str
        The names of all rules.
    could_hide : callable
        From an article and a rule to whether a suppression could have hidden a
        finding; only then is it reported as unused.
    """
    by_article = {
        index: list(group)
        for index, group in groupby(range(len(findings)), key=lambda at: findings[at].article)
    }
    copies = Counter(map(_group, findings))
    hidden: set[int] = set()
    unused: list[tuple[int, Directive, str]] = []
    problems: list[Diagnostic] = []
    for index, article in enumerate(texts):
        directives = directives_in(article)
        if not directives:
            continue
        problems += _problems(article, directives, known)
        used: set[Scope] = set()
        scopes = Scopes(_scopes(article.text, directives))
        for number in by_article.get(index, ()):
            finding = findings[number]
            matching = scopes.that_suppress(finding)
            if finding.other_end and copies[_group(finding)] == 1:
                # Of two copies either may be suppressed: the other one then repeats nothing.
                named = replace(finding, start=finding.other_start)
                matching += scopes.that_suppress(named)
            used.update(matching)
            if matching:
                hidden.add(number)
        unused += [
            (index, directive, rule)
            for directive, rule in _unused(directives, scopes.all, used)
            if could_hide(index, rule) and rule in (*known, ALL) and directive.kind in KINDS
        ]
    return Suppressed(frozenset(hidden), tuple(unused), tuple(problems))


def _group(finding: Finding) -> tuple[int, str, str]:
    return finding.article, finding.rule, finding.group


def directives_in(article: Article) -> list[Directive]:
    """Return the suppressions of an article, in the order of the text.

    Text that the page shows is not a comment: an example in a code block
    suppresses nothing. Comments after the first thousand are ignored.
    """
    found = []
    given = article.fields.get(FRONT_MATTER)
    if given is not None and given is not False:
        key = KEY.search(article.text)
        start, end = key.span(1) if key else (0, 0)
        rules = () if given is True else _names(str(given))
        found.append(Directive("disable-file", rules or (ALL,), start, end))
    found += islice(
        (
            Directive(kind, _names(named.partition("--")[0]) or (ALL,), start, end)
            for kind, named, start, end in _hidden_comments(article)
            if named is not None
        ),
        MAX_DIRECTIVES,
    )
    return sorted(found, key=lambda directive: directive.start)


def unclosed_comments(article: Article) -> list[MetadataError]:
    """Return the suppression comments of an article that have no end."""
    message = f"the suppression comment does not end within {LONGEST} characters"
    return [
        (start, end, f"{message}; expected {CLOSING[article.text[start]]!r}")
        for _, named, start, end in _hidden_comments(article)
        if named is None
    ]


def _hidden_comments(article: Article) -> Iterator[tuple[str, str | None, int, int]]:
    """Yield the comments that the page does not show, as `_comments` does."""
    if article.markup is None or MARK not in article.text:
        return
    order = np.argsort(article.markup.run_start, kind="stable")
    starts = article.markup.run_start[order].tolist()
    # The furthest end of the runs up to each.
    ends = np.maximum.accumulate(article.markup.run_end[order]).tolist()
    for comment in _comments(article.text):
        at = bisect_right(starts, comment[2]) - 1
        if at < 0 or ends[at] <= comment[2]:
            yield comment


def _comments(text: str) -> Iterator[tuple[str, str | None, int, int]]:
    """Yield the kind, the rest (None where it does not end) and the span of each comment."""
    for match in WORD.finditer(text):
        before = text[max(match.start() - 40, 0) : match.start()].rstrip()
        for opening, closing in COMMENTS:
            if not before.endswith(opening):
                continue
            start = text.rindex(opening, 0, match.start())
            close = text.find(closing, match.end(), match.end() + LONGEST)
            if close < 0:
                yield match[1], None, start, match.end()
            else:
                yield match[1], text[match.end() : close], start, close + len(closing)


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in re.split(r"[\s,]+", text) if name))


def _scopes(text: str, directives: Sequence[Directive]) -> Iterator[Scope]:
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
        if line and not line.startswith(tuple(f"{o} {MARK}" for o, _ in COMMENTS)):
            return start, end
    return len(text), len(text)


def _unused(
    directives: Sequence[Directive],
    scopes: Sequence[Scope],
    used: AbstractSet[Scope],
) -> Iterator[tuple[Directive, str]]:
    ends = {scope.end for scope in scopes}
    hiding = {(scope.directive, scope.rule) for scope in used}
    for directive in directives:
        if directive.kind == "enable":
            if directive.start not in ends:
                yield directive, ALL
            continue
        for rule in directive.rules:
            if (directive, rule) not in hiding:
                yield directive, rule


def _problems(
    article: Article, directives: Sequence[Directive], known: Collection[str]
) -> Iterator[Diagnostic]:
    places = line_columns(article.text, [directive.start for directive in directives])
    for directive, (line, _) in zip(directives, places, strict=True):
        unknown = [
            f"unknown rule {rule!r} in a suppression{suggest(rule)}"
            for rule in directive.rules
            if rule not in (*known, ALL)
        ]
        if directive.kind not in KINDS:
            name = f"{MARK}{directive.kind}"
            kinds = [f"{MARK}{kind}" for kind in KINDS]
            unknown.append(f"unknown suppression {name!r}{nearest_name(name, kinds)}")
        for message in unknown:
            row = line if article.row is None else article.row
            yield Diagnostic(article.source or article.id, message, row)
