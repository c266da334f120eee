"""Suppressions: comments and front matter that hide findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from analyzer.errors import Problem
from analyzer.text.positions import line_columns

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.rules.finding import Finding

MARK = "analyzer-"
KINDS = ("disable", "enable", "disable-line", "disable-next-line", "disable-file")
FRONT_MATTER = "analyzer-disable"
WORD = re.compile(r"analyzer-([\w-]*[a-z])")
KEY = re.compile(r"^[ \t]*[\"']?(analyzer-disable)\b", re.MULTILINE)
COMMENTS = (("<!--", "-->"), ("{/*", "*/}"))
LONGEST = 2000
ALL = "*"


class Directive(msgspec.Struct, frozen=True):
    """One comment that suppresses.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    rules : tuple of str
        The rules it names; ``*`` for all.
    start, end : int
        Where it stands in the text, half-open.
    """

    kind: str
    rules: tuple[str, ...]
    start: int
    end: int


class Scope(msgspec.Struct, frozen=True):
    """Where one rule of a directive holds, except for some rules."""

    start: int
    end: int
    rule: str
    directive: Directive
    spared: frozenset[str] = frozenset()

    def holds(self, finding: Finding) -> bool:
        """Tell whether a finding begins inside."""
        if not self.start <= finding.start < self.end:
            return False
        return finding.rule == self.rule or (
            self.rule == ALL and finding.rule not in self.spared
        )


class Suppressed(msgspec.Struct, frozen=True):
    """What the suppressions of a run come to.

    Attributes
    ----------
    findings : frozenset of int
        Numbers of the findings that are suppressed.
    unused : tuple of (int, Directive, str)
        Article, directive and rule of each suppression that hides nothing.
    problems : tuple of Problem
        Suppressions that name what does not exist.
    """

    findings: frozenset[int]
    unused: tuple[tuple[int, Directive, str], ...]
    problems: tuple[Problem, ...]


def suppress(
    texts: Sequence[Article],
    findings: Sequence[Finding],
    known: Collection[str],
    asked: Callable[[int, str], bool],
) -> Suppressed:
    """Find which findings are suppressed, and which suppressions hide nothing.

    Parameters
    ----------
    texts : sequence of Article
    findings : sequence of Finding
        Sorted; articles are positions in `texts`.
    known : collection of str
        All rules there are.
    asked : callable
        From an article and a rule to whether its suppressions are to be reported
        where they hide nothing.
    """
    by_article = {
        index: list(group)
        for index, group in groupby(range(len(findings)), key=lambda at: findings[at].article)
    }
    hidden: set[int] = set()
    unused: list[tuple[int, Directive, str]] = []
    problems: list[Problem] = []
    for index, article in enumerate(texts):
        directives = directives_in(article)
        if not directives:
            continue
        problems += _problems(article, directives, known)
        used: set[Scope] = set()
        scopes = list(_scopes(article.text, directives))
        for number in by_article.get(index, ()):
            holding = [scope for scope in scopes if scope.holds(findings[number])]
            used.update(holding)
            if holding:
                hidden.add(number)
        unused += [
            (index, directive, rule)
            for directive, rule in _unused(directives, scopes, used)
            if asked(index, rule) and rule in (*known, ALL) and directive.kind in KINDS
        ]
    return Suppressed(frozenset(hidden), tuple(unused), tuple(problems))


def directives_in(article: Article) -> list[Directive]:
    """Return the suppressions of an article, in the order of the text.

    What a reader of the page sees is no comment: an example in a block of code
    suppresses nothing.
    """
    found = []
    given = article.fields.get(FRONT_MATTER)
    if given is not None and given is not False:
        key = KEY.search(article.text)
        start, end = key.span(1) if key else (0, 0)
        rules = () if given is True else _names(str(given))
        found.append(Directive("disable-file", rules or (ALL,), start, end))
    if article.markup is None or MARK not in article.text:
        return found
    run_start, run_end = article.markup.run_start, article.markup.run_end
    found += [
        directive
        for directive in _comments(article.text)
        if not ((run_start <= directive.start) & (directive.start < run_end)).any()
    ]
    return sorted(found, key=lambda directive: directive.start)


def _comments(text: str) -> Iterator[Directive]:
    for match in WORD.finditer(text):
        before = text[max(match.start() - 40, 0) : match.start()].rstrip()
        for opening, closing in COMMENTS:
            if not before.endswith(opening):
                continue
            close = text.find(closing, match.end(), match.end() + LONGEST)
            if close < 0:
                continue
            named = text[match.end() : close].partition("--")[0]
            start = text.rindex(opening, 0, match.start())
            yield Directive(match[1], _names(named) or (ALL,), start, close + len(closing))


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in re.split(r"[\s,]+", text) if name))


def _scopes(text: str, directives: Sequence[Directive]) -> Iterator[Scope]:
    """Yield where each rule of each directive holds."""
    open_scopes: list[Scope] = []
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
            start, end = _lines(text, directive)
            yield from (Scope(start, end, rule, directive) for rule in directive.rules)
    yield from open_scopes


def _close(scope: Scope, enable: Directive) -> tuple[list[Scope], list[Scope]]:
    """Return what of an open scope ends at a directive, and what goes on behind it."""
    if ALL not in enable.rules and scope.rule not in (*enable.rules, ALL):
        return [], [scope]
    ended = Scope(scope.start, enable.start, scope.rule, scope.directive, scope.spared)
    if scope.rule != ALL or ALL in enable.rules:
        return [ended], []
    spared = scope.spared | set(enable.rules)
    return [ended], [Scope(enable.end, scope.end, ALL, scope.directive, spared)]


def _lines(text: str, directive: Directive) -> tuple[int, int]:
    """Return the stretch of text in which a directive of a line or a file holds."""
    if directive.kind == "disable-file":
        return 0, len(text) + 1
    if directive.kind == "disable-line":
        start = max(text.rfind("\n", 0, directive.start), text.rfind("\r", 0, directive.start))
        return start + 1, _line_end(text, directive.end)
    at = _line_end(text, directive.end)
    while at < len(text):
        end = _line_end(text, at)
        line = text[at:end].strip()
        if line and not line.startswith(tuple(f"{o} {MARK}" for o, _ in COMMENTS)):
            return at, end
        at = end
    return len(text), len(text)


def _line_end(text: str, at: int) -> int:
    """Return where the line after the one of an offset begins."""
    ends = [end for end in (text.find("\n", at), text.find("\r", at)) if end >= 0]
    if not ends:
        return len(text) + 1
    return min(ends) + (2 if text.startswith("\r\n", min(ends)) else 1)


def _unused(
    directives: Sequence[Directive],
    scopes: Sequence[Scope],
    used: AbstractSet[Scope],
) -> Iterator[tuple[Directive, str]]:
    hiding = {(scope.directive, scope.rule) for scope in used}
    for directive in directives:
        if directive.kind == "enable":
            if not any(scope.end == directive.start for scope in scopes):
                yield directive, ALL
            continue
        for rule in directive.rules:
            if (directive, rule) not in hiding:
                yield directive, rule


def _problems(
    article: Article, directives: Sequence[Directive], known: Collection[str]
) -> Iterator[Problem]:
    from difflib import get_close_matches

    for directive in directives:
        (line, _), *_ = line_columns(article.text, [directive.start])
        wrong = [(rule, known) for rule in directive.rules if rule not in (*known, ALL)]
        if directive.kind not in KINDS:
            wrong.append((directive.kind, KINDS))
        for name, names in wrong:
            near = get_close_matches(name, names, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(names)}"
            what = "rule" if names is known else "directive"
            where = line if article.row is None else article.row
            yield Problem(
                article.source or article.id,
                f"suppression of unknown {what} {name!r}; {hint}",
                where,
            )
