"""The view of the index: everything that its template shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analyzer.pipeline.finding_rows import main_finding
from analyzer.pipeline.groups import Group, group_columns, groups_by
from analyzer.reports.html import charts
from analyzer.reports.html.changes import changes
from analyzer.reports.html.clusters import MOST_CLUSTERS, SHOWN_CLUSTERS, clusters
from analyzer.reports.html.context import PageContext
from analyzer.reports.html.issues import issues, severity_counts
from analyzer.reports.html.messages import advice, linked_message
from analyzer.reports.html.recurring import boilerplate, shared_phrases, templates
from analyzer.reports.html.templates import clip, language_tag, message
from analyzer.reports.worst import worst_articles
from analyzer.rules.related_pages import describe_related
from analyzer.settings import SEVERITIES

if TYPE_CHECKING:
    from markupsafe import Markup

UNSCORED = 101.0
WORST = 8
MOST_ROWS = 5000
# Of more groups the page has no table: articles.csv has their column.
MOST_GROUPS = 200


@dataclass(frozen=True, slots=True)
class Line:
    """An article as a row of the table.

    Attributes
    ----------
    index : int
    link, title, name, language : str
    figures : dict
        Its row of the table of articles.
    severities : str
        How many issues of each severity, one on each line.
    level : int
        The rank of the highest severity of its findings.
    rules : str
        The numbers of the rules that report it.
    issue : str
        The message of its main issue.
    """

    index: int
    link: str
    title: str
    name: str
    language: str
    figures: dict[str, Any]
    severities: str
    level: int
    rules: str
    issue: str


def index_view(context: PageContext) -> dict[str, Any]:
    """Return the values of the index template."""
    articles = context.analysis.tables["articles"]
    found, parts = issues(context), _groups(context, "section")
    rules = {issue.page.name: str(at) for at, issue in enumerate(found)}
    order = context.analysis.order.tolist()
    lines = [_line(context, at, rules) for at in order[:MOST_ROWS]]
    worst = worst_articles(context.analysis, WORST)
    groups = clusters(context)
    recurring, more_templates = templates(context)
    return {
        "linked": context.only is None,
        "n_articles": len(order),
        "n_words": sum(articles["words"]),
        "n_severe": sum(map(any, zip(articles["errors"], articles["warnings"], strict=True))),
        "related": describe_related(context.analysis.related),
        "scores": [
            ("Quality", charts.histogram(articles["quality"])),
            ("Originality", charts.histogram(articles["originality"])),
        ],
        "changes": changes(context),
        "issues": found,
        "sections": sorted(part.value for part in parts),
        "groups": [("section", parts)] * bool(parts) + _fields(context),
        "worst": [
            (one, _line(context, one.article, rules), _main_issue(context, one.article))
            for one in worst
        ],
        "lines": lines,
        "more_lines": len(order) - len(lines),
        "clusters": groups[:SHOWN_CLUSTERS],
        "folded_clusters": groups[SHOWN_CLUSTERS:MOST_CLUSTERS],
        "more_clusters": max(len(groups) - MOST_CLUSTERS, 0),
        "templates": recurring,
        "more_templates": more_templates,
        "phrases": shared_phrases(context),
        "boilerplate": boilerplate(context),
    }


def _fields(context: PageContext) -> list[tuple[str, list[Group]]]:
    """Return the groups of articles by each field that they carry."""
    compared, _ = group_columns(context.analysis)
    groups = ((name, _groups(context, name)) for name in compared if name != "section")
    return [(clip(name), found) for name, found in groups if found]


def _groups(context: PageContext, field: str) -> list[Group]:
    """Return the groups of articles by a field; none of one group or of very many."""
    found = groups_by(context.analysis, field)
    return found if 1 < len(found) <= MOST_GROUPS else []


def _main_issue(context: PageContext, index: int) -> Markup | str:
    """Return the message of the main issue of an article, with a link and with advice."""
    main = main_finding(context.findings_of(index))
    if main is None:
        return ""
    return linked_message(context, main, origin="index") + advice(context, main)


def _line(context: PageContext, index: int, rules: dict[str, str]) -> Line:
    figures = context.row("articles", index)
    count: dict[str, int] = {name: figures[f"{name}s"] for name in SEVERITIES}
    return Line(
        index,
        context.link(index, origin="index"),
        context.title(index),
        context.name(index),
        language_tag(figures["language"]),
        figures,
        severity_counts(count, "\n"),
        max((at for at, name in enumerate(SEVERITIES) if count[name]), default=0),
        " ".join(dict.fromkeys(rules[finding.rule] for finding in context.findings_of(index))),
        message(figures["main_issue"]),
    )
