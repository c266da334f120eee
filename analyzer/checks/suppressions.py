"""Suppressions: comments and front matter that hide findings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby, islice
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from msgspec.structs import replace

from analyzer.article import line_columns
from analyzer.checks.suppression_scopes import (
    ALL,
    COMMENTS,
    MARK,
    Directive,
    Scope,
    Scopes,
    scopes_of,
)
from analyzer.errors import Diagnostic
from analyzer.rules.registry import nearest_name, suggest

if TYPE_CHECKING:
    from analyzer.article import Article, MetadataError
    from analyzer.rules.finding import Finding

KINDS = ("disable", "enable", "disable-line", "disable-next-line", "disable-file")
FRONT_MATTER = "analyzer-disable"
WORD = re.compile(r"analyzer-([\w-]*[a-z])")
KEY = re.compile(r"^[ \t]*[\"']?(analyzer-disable)\b", re.MULTILINE)
CLOSING = {opening[0]: closing for opening, closing in COMMENTS}
LONGEST = 2000
MAX_DIRECTIVES = 1000  # of an article


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
    for index in may_suppress(texts):
        article = texts[index]
        directives = directives_in(article)
        if not directives:
            continue
        problems += _problems(article, directives, known)
        directives = directives[:MAX_DIRECTIVES]
        used: set[Scope] = set()
        scopes = Scopes(scopes_of(article.text, directives))
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


def may_suppress(texts: Sequence[Article]) -> Sequence[int]:
    """Return the articles that may have suppressions, where known without reading them."""
    known: Sequence[int] = getattr(texts, "may_suppress", range(len(texts)))
    return known


def _group(finding: Finding) -> tuple[int, str, str]:
    return finding.article, finding.rule, finding.group


def directives_in(article: Article) -> list[Directive]:
    """Return the suppressions of an article, in the order of the text.

    Text that the page shows is not a comment: an example in a code block
    suppresses nothing. Of more comments than `MAX_DIRECTIVES`, one too many is returned.
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
        MAX_DIRECTIVES + 1,
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


def comments_of_plain_text(article: Article) -> list[tuple[int, int]]:
    """Return the spans of the lines of a plain text that suppress findings elsewhere."""
    if article.markup is not None or MARK not in article.text:
        return []
    lines = (
        (start, end)
        for kind, named, start, end in _comments(article.text)
        if kind in KINDS and named is not None and _is_line(article.text, start, end)
    )
    return list(islice(lines, MAX_DIRECTIVES))


def _is_line(text: str, start: int, end: int) -> bool:
    """Return whether nothing else is in the lines of a span."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text[end:].partition("\n")[0]
    return not (before.strip() or after.strip())


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
    if len(directives) > MAX_DIRECTIVES:
        row = places[-1][0] if article.row is None else article.row
        message = (
            f"more than {MAX_DIRECTIVES:,} suppressions; this one and later ones are ignored"
        )
        yield Diagnostic(article.source or article.id, message, row)
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
