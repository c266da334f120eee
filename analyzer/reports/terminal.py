"""Terminal output: the summary of a report, and the comparison of two articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from analyzer.pipeline.findings import issues
from analyzer.pipeline.groups import group_columns, groups_by, n_values
from analyzer.reports.changes import change_lines
from analyzer.reports.layout import plural, score_text
from analyzer.reports.worst import worst_articles
from analyzer.rules.related_pages import describe_related
from analyzer.settings import SEVERITIES
from analyzer.text.terminal_text import GAP, NO_BREAK, pad, replace_controls, width, wrap

if TYPE_CHECKING:
    from rich.console import Console

    from analyzer.pipeline.results import Results

WORST = 10
SCORES = ("quality", "originality")
HEADS = ("quality", "originality", "article")


def print_summary(analysis: Results, folder: str, stream: TextIO) -> None:
    """Print the worst articles, changes, all counts and the location of the reports."""
    columns = columns_of(stream)
    compared, left_out = group_columns(analysis)
    parts = [
        worst_lines(analysis, columns),
        change_lines(analysis.tables, columns),
        *(group_lines(analysis, column, columns) for column in compared),
        *(left_out_lines(analysis, column, columns) for column in left_out),
        count_lines(analysis, columns),
    ]
    shown = ("\n".join(part) for part in parts)
    print("\n\n".join(filter(None, shown)), file=stream)
    stream.write(f"Reports in {replace_controls(folder.rstrip('/'))}/\n")
    stream.flush()


def columns_of(stream: TextIO) -> int | None:
    """Return the width of a terminal, None where the stream is none: it has no width."""
    from shutil import get_terminal_size

    return get_terminal_size().columns if stream.isatty() else None


def worst_lines(analysis: Results, columns: int | None) -> Iterator[str]:
    """Yield the articles with the lowest scores, each with its main issue.

    Of near-duplicates only one is listed, with their number, as on the page. The issue is
    beside the article, or below it where the terminal is too narrow. No name is cut.
    """
    articles = analysis.tables["articles"]
    rows = [
        (
            *(score_text(articles[score][one.article]) for score in SCORES),
            replace_controls(articles["article"][one.article]),
            "; ".join(
                filter(None, [replace_controls(articles["main_issue"][one.article]), one.group])
            ),
        )
        for one in worst_articles(analysis, WORST)
    ]
    if not rows:
        return
    sizes = [max(width(row[at]) for row in [HEADS, *rows]) for at in range(3)]
    indent = sizes[0] + sizes[1] + 2 * len(GAP)
    beside = indent + sizes[2] + len(GAP)
    is_wide = columns is None or all(beside + width(row[3]) <= columns for row in rows)
    head = [name.rjust(size) for name, size in zip(SCORES, sizes, strict=False)]
    yield GAP.join(
        [*head, pad("article", sizes[2]), "main issue"] if is_wide else [*head, "article"]
    )
    for *scores, name, issue in rows:
        cells = [score.rjust(size) for score, size in zip(scores, sizes, strict=False)]
        if is_wide:
            yield GAP.join([*cells, pad(name, sizes[2]), issue]).rstrip()
            continue
        yield GAP.join([*cells, name])
        for line in wrap(issue, columns and columns - indent):
            yield f"{' ' * indent}{line}"
    more = n_below(analysis) - len(rows)
    if more:
        yield f"{plural(more, 'more article')} below 100"


def group_lines(analysis: Results, field: str, columns: int | None) -> Iterator[str]:
    """Yield the groups of articles with the lowest scores, with the means of their scores."""
    found = groups_by(analysis, field)
    rows = [
        (
            score_text(group.quality),
            score_text(group.originality),
            f"{group.articles:,}",
            replace_controls(group.value) or f"(no {field})",
            group.main_rule,
        )
        for group in found[:WORST]
    ]
    heads = (*SCORES, "articles", field, "costliest rule")
    sizes = [max(width(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    for row in [heads, *rows]:
        figures = [cell.rjust(size) for cell, size in zip(row[:3], sizes, strict=False)]
        line = GAP.join([*figures, pad(row[3], sizes[3]), row[4]]).rstrip()
        fits = columns is None or width(line) <= columns
        yield line if fits else GAP.join([*figures, row[3]])
    if len(found) > WORST:
        yield f"{len(found) - WORST:,} more of {field}"


def left_out_lines(analysis: Results, column: str, columns: int | None) -> Iterator[str]:
    """Yield why the groups of a field are not compared."""
    values = plural(n_values(analysis.tables["articles"][column]), "value")
    articles = plural(len(analysis), "article")
    yield from wrap(f"No groups by {column}: {values} in {articles}", columns)


def count_lines(analysis: Results, columns: int | None) -> Iterator[str]:
    """Yield how many articles and findings there are, by severity and by rule."""
    articles = analysis.tables["articles"]
    counts = [
        (
            plural(sum(articles[f"{severity}s"]), severity),
            sum(map(bool, articles[f"{severity}s"])),
        )
        for severity in reversed(SEVERITIES)
    ]
    parts = [f"{count} in {plural(held, 'article')}" for count, held in counts if held]
    line = ": ".join([plural(len(analysis), "article"), ", ".join(parts) or "no findings"])
    yield from wrap(line, columns)
    rules = Counter(finding.rule for finding in issues(analysis.judged))
    if rules:
        by_rule = ", ".join(f"{count:,}{NO_BREAK}{rule}" for rule, count in rules.most_common())
        yield from wrap(f"Issues by rule: {by_rule}", columns)
    related = describe_related(analysis.related)
    if related:
        yield from wrap(f"{related[:1].upper()}{related[1:]}", columns)


def n_below(analysis: Results) -> int:
    """Return how many articles have a score below 100."""
    pairs = zip(*(analysis.tables["articles"][score] for score in SCORES), strict=True)
    return sum(any(score is not None and score < 100 for score in pair) for pair in pairs)


STOPS = '.!?”"’。'


def show(analysis: Results, console: Console) -> None:
    """Print how much two articles share, and their common passages and sentences."""
    from rich.table import Table
    from rich.text import Text

    articles = analysis.tables["articles"]
    duplicates = analysis.tables["duplicates"]
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    for name in articles["article"]:
        table.add_column(Text(name), ratio=1, overflow="fold")
    for row in _passages(analysis):
        table.add_row(*(Text(cell) for cell in row), end_section=True)
    if not duplicates["article_a"]:
        console.print("nothing in common", markup=False)
        return
    kind, one, other, words = (
        duplicates[name][0]
        for name in ("kind", "containment_a", "containment_b", "shared_words")
    )
    console.print(
        f"{kind}: {round(100 * one)} % of the first article also appears in the second, "
        f"{round(100 * other)} % of the second in the first ({plural(words, 'shared word')})\n",
        markup=False,
    )
    if table.rows:
        console.print(table)


def _passages(analysis: Results) -> list[Sequence[str]]:
    """Return passages and near-duplicate sentences with their lines, by first line."""
    passages, sentences = analysis.tables["passages"], analysis.tables["sentences"]
    first = analysis.tables["articles"]["article"][0]
    rows = [
        (line, f"{line}: {text}", f"{other}: the same {plural(words, 'word')}")
        for article, line, other, words, text in zip(
            *(passages[c] for c in ("article", "line", "first_line", "words", "text")),
            strict=True,
        )
        if article == first
    ]
    texts = " ".join(passages["text"])
    rows += [
        (line, f"{line}: {one}", f"{line_b}: {other}")
        for scope, line, one, line_b, other in zip(
            *(sentences[c] for c in ("scope", "line_a", "sentence_a", "line_b", "sentence_b")),
            strict=True,
        )
        if scope == "across" and one.rstrip(STOPS) not in texts
    ]
    return [row[1:] for row in sorted(rows)]
