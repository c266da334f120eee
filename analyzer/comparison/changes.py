"""The tables of a comparison: what changed per article and per finding, and the trend."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from analyzer.comparison.new_findings import new_and_gone
from analyzer.comparison.renames import with_new_names
from analyzer.comparison.runs import ArticleRow, FindingRow, Run, run_of
from analyzer.pipeline.findings import issues
from analyzer.pipeline.results import Results
from analyzer.tables import Table

Analyzed = TypeVar("Analyzed", bound=Results)
# The articles of a table of changes, in this order.
KINDS = ("worse", "new", "better", "changed", "removed")
DIGITS = 2
EARLIER, THIS_RUN = "an earlier run", "this run"


def compare_runs(previous: Sequence[Run], run: Run) -> dict[str, Table]:
    """Return the tables ``changes``, ``finding_changes`` and ``trend``.

    A run without a name is one in memory.

    Parameters
    ----------
    previous : sequence of Run
        In the order of time. The last is compared with; all are in the trend.
    run : Run
    """
    old = with_new_names(previous[-1], run)
    new, gone = new_and_gone(old, run)
    findings = [("new", finding) for finding in new]
    findings += [
        ("fixed" if finding.article in run.articles else "removed", finding) for finding in gone
    ]
    return {
        "changes": _article_changes(old, run, findings),
        "finding_changes": _finding_changes(findings),
        "trend": _trend([*previous, run]),
    }


def with_changes(analysis: Analyzed, previous: Sequence[Run]) -> Analyzed:
    """Return an analysis with the tables of the comparison beside its own."""
    tables = compare_runs(previous, run_of(analysis.tables))
    return replace(analysis, tables={**analysis.tables, **tables})


def _article_changes(old: Run, new: Run, findings: Sequence[tuple[str, FindingRow]]) -> Table:
    counts = Counter((finding.article, change) for change, finding in by_issue(findings))
    reasons = _reasons(finding for change, finding in findings if change == "new")
    rows = []
    for name in dict.fromkeys([*new.articles, *old.articles]):
        before, after = old.articles.get(name), new.articles.get(name)
        own = counts[name, "new"], counts[name, "fixed"]
        change = _change(before, after, has_findings=any(own))
        if change:
            rows.append((change, name, before, after, *own))
    rows.sort(key=lambda row: (KINDS.index(row[0]), _by_size(row[2], row[3])))
    return {
        "article": [row[1] for row in rows],
        "change": [row[0] for row in rows],
        **{
            name: [getattr(row[at], score, None) for row in rows]
            for score in ("quality", "originality")
            for name, at in ((f"{score}_before", 2), (score, 3))
        },
        "new_findings": [row[4] for row in rows],
        "fixed_findings": [row[5] for row in rows],
        "main_issue": [
            (reasons.get(name) if change == "worse" else None)
            or getattr(after, "main_issue", "")
            for change, name, _, after, *_ in rows
        ],
    }


def by_issue(
    findings: Sequence[tuple[str, FindingRow]],
) -> Iterator[tuple[str, FindingRow]]:
    """Yield one finding for each issue, each with what became of it."""
    for change in dict.fromkeys(change for change, _ in findings):
        own = (finding for other, finding in findings if other == change)
        yield from ((change, finding) for finding in issues(own))


def _reasons(new: Iterable[FindingRow]) -> dict[str, str]:
    """Return for each article the message that takes most points of its new findings."""
    points: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for finding in new:
        if finding.points:
            points[finding.article][finding.message] += finding.points
    return {name: max(own, key=own.__getitem__) for name, own in points.items()}


def _change(before: ArticleRow | None, after: ArticleRow | None, *, has_findings: bool) -> str:
    """Return what became of an article; empty where nothing changed."""
    if before is None:
        return "new"
    if after is None:
        return "removed"
    was, now = _scores(before), _scores(after)
    if was == now:
        return "changed" if has_findings else ""
    if not was or not now:
        return "changed"
    return "better" if now > was else "worse"


def _scores(row: ArticleRow | None) -> tuple[float, ...]:
    """Return the scores, the lower one first: it decides; nothing where there are none."""
    known = [] if row is None else [row.quality, row.originality]
    return tuple(sorted(score for score in known if score is not None))


def _by_size(before: ArticleRow | None, after: ArticleRow | None) -> float:
    """Return what puts the largest change, and the worst new article, first."""
    was, now = _scores(before), _scores(after)
    if was and now:
        return -abs(sum(now) - sum(was))
    return min(was + now, default=0.0)


def _finding_changes(findings: Sequence[tuple[str, FindingRow]]) -> Table:
    shown = (
        "article", "line", "rule", "severity", "points", "score", "message", "excerpt", "group",
    )  # fmt: skip
    columns: Table = {"change": [change for change, _ in findings]}
    return columns | {name: [getattr(row, name) for _, row in findings] for name in shown}


def _trend(runs: Sequence[Run]) -> Table:
    """Return the totals of each run, in the order of time."""
    columns: Table = {
        "run": [*(run.name or EARLIER for run in runs[:-1]), runs[-1].name or THIS_RUN],
        "articles": [len(run.articles) for run in runs],
    }
    for score in ("quality", "originality"):
        columns[score] = [_mean(run.articles, score) for run in runs]
    for name in ("errors", "warnings", "notes"):
        columns[name] = [
            sum(getattr(row, name) for row in run.articles.values()) for run in runs
        ]
    return columns


def _mean(articles: Mapping[str, ArticleRow], score: str) -> float | None:
    known = [value for row in articles.values() if (value := getattr(row, score)) is not None]
    return round(sum(known) / len(known), DIGITS) if known else None
