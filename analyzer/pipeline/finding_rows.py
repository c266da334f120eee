"""Rows of the table of findings, and what they come to for an article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from analyzer.article import Article, line_columns, prose_spans
from analyzer.pipeline.findings import issues
from analyzer.pipeline.rows import lines_of, rounded
from analyzer.pipeline.table_columns import TABLES, empty_table
from analyzer.rules.finding import Finding
from analyzer.rules.registry import RULES
from analyzer.settings import SEVERITIES
from analyzer.storage.codec import names
from analyzer.tables import Table

LONGEST = 160  # characters of an excerpt of one finding
SHORT, AROUND = 60, 40  # a shorter phrase is shown with so many characters around it
PHRASE_RULES = frozenset(rule.name for rule in RULES if rule.kind == "phrase")


def finding_rows(texts: Sequence[Article], found: Iterable[list[Finding]]) -> Table:
    """Return the rows of the table of findings for articles in a row."""
    table = empty_table("findings")
    own_findings = [own for own in found if own]
    others = _other_lines(texts, [finding for own in own_findings for finding in own])
    ids = names(texts)
    for own in own_findings:
        article = texts[own[0].article]
        located = _located(article, own)
        shown = excerpts(article, own)
        for finding, lines, excerpt in zip(own, located, shown, strict=True):
            line, column, end_line, end_column, other_line = lines
            other, there = (article.id, other_line) if other_line else ("", None)
            if finding.elsewhere:
                other, there = ids[finding.elsewhere[0]].id, others[finding.elsewhere[:2]]
            row = (
                article.id, article.source, line, column, end_line, end_column,
                finding.rule, finding.severity, finding.points, finding.score,
                finding.message, excerpt, other, there, finding.group, finding.value,
            )  # fmt: skip
            for name, value in zip(table, row, strict=True):
                table[name].append(value)
    return rounded(TABLES["findings"], table)


def issue_columns(found: Sequence[list[Finding]]) -> Table:
    """Return the columns of the table of articles about the findings of each."""
    counted = [list(issues(own)) for own in found]
    table: Table = {"main_issue": [main_issue(own) for own in found]}
    for severity in SEVERITIES:
        table[f"{severity}s"] = [sum(f.severity == severity for f in own) for own in counted]
    return table


def main_issue(findings: Sequence[Finding]) -> str:
    """Return the message of the main finding; empty where there is none."""
    main = main_finding(findings)
    return main.message if main else ""


def main_finding(findings: Sequence[Finding]) -> Finding | None:
    """Return the finding that takes most points, of the rule that takes most.

    Where none takes any, it is the first error, else the first warning; None where there
    are only notes.
    """
    points: dict[str, float] = defaultdict(float)
    for finding in findings:
        points[finding.rule] += finding.points
        points[f"{finding.rule}\0{finding.message}"] += finding.points
    return max(
        (finding for finding in findings if finding.points or finding.severity != "note"),
        key=lambda f: (
            points[f.rule],
            points[f"{f.rule}\0{f.message}"],
            SEVERITIES.index(f.severity),
        ),
        default=None,
    )


def excerpts(article: Article, findings: Sequence[Finding]) -> list[str]:
    """Return the text that each finding reports, without markup and on one line.

    A phrase has the words around it, a long text is shortened.
    """
    spans = [finding.start for finding in findings], [finding.end for finding in findings]
    starts, ends = prose_spans(article, *spans)
    known: dict[tuple[int, int, bool], str] = {}
    shown = []
    for finding, start, end in zip(findings, starts, ends, strict=True):
        if start == end:  # it is in no prose: front matter, a comment
            shown.append(_one_line(article.text[finding.start : finding.end], LONGEST))
            continue
        key = (start, end, finding.rule in PHRASE_RULES)
        if key not in known:
            known[key] = _excerpt(article.prose, start, end, is_phrase=key[2])
        shown.append(known[key])
    return shown


def _excerpt(prose: str, start: int, end: int, *, is_phrase: bool) -> str:
    if not is_phrase or end - start > SHORT:
        return _one_line(prose[start:end], LONGEST)
    before = prose[max(start - AROUND, 0) : start].rpartition("\n\n")[2]
    after = prose[end : end + AROUND].partition("\n\n")[0]
    if len(before) == AROUND < start:
        before = f"…{before.partition(' ')[2] or before}"
    if len(after) == AROUND < len(prose) - end:
        after = f"{after.rpartition(' ')[0] or after}…"
    return " ".join(f"{before}{prose[start:end]}{after}".split())


def _one_line(text: str, most: int) -> str:
    line = " ".join(text[: 4 * most].split())
    if len(line) <= most:
        return line
    return f"{line[:most].rpartition(' ')[0] or line[:most]}…"


def _located(article: Article, findings: Sequence[Finding]) -> list[tuple[int, ...]]:
    """Return the lines and columns of each finding, and the line that it names, or 0."""
    offsets = [
        *(finding.start for finding in findings),
        *(finding.end for finding in findings),
        *(finding.other_start for finding in findings),
    ]
    at, n = line_columns(article.text, offsets), len(findings)
    return [
        (*begin, *end, other[0] if finding.other_end else 0)
        for finding, begin, end, other in zip(
            findings, at[:n], at[n : 2 * n], at[2 * n :], strict=True
        )
    ]


def _other_lines(
    texts: Sequence[Article], findings: Sequence[Finding]
) -> dict[tuple[int, ...], int]:
    """Return the line of each location in another article, by article and offset."""
    named = {finding.elsewhere[:2] for finding in findings if finding.elsewhere}
    places = sorted(named)
    starts = np.array([start for _, start in places], np.int64)
    lines = lines_of(texts, [article for article, _ in places], starts)
    return dict(zip(places, lines, strict=True))
