"""Terminal output: the summary of a report, and the comparison of two articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analyzer.reports.layout import plural
from analyzer.rules.related_pages import describe_related

if TYPE_CHECKING:
    from rich.console import Console

    from analyzer.pipeline.results import Results

WORST = 10
SCORES = ("quality", "originality")


def print_summary(analysis: Results, folder: str) -> None:
    """Print the worst articles and the location of the reports to standard error."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(stderr=True, highlight=False)
    articles = analysis.tables["articles"]
    worst = worst_articles(analysis)
    if worst:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name, side in (
            ("quality", "right"), ("originality", "right"), ("article", "left"),
            ("main issue", "left"),
        ):  # fmt: skip
            table.add_column(name, justify=side, overflow="fold")  # type: ignore[arg-type]
        for index in worst:
            table.add_row(
                f"{articles['quality'][index]:.0f}",
                f"{articles['originality'][index]:.0f}",
                Text(articles["article"][index]),
                Text(articles["main_issue"][index]),
            )
        console.print(table)
    rules = Counter(finding.rule for finding in analysis.judged)
    by_rule = ", ".join(f"{count:,} {rule}" for rule, count in rules.most_common())
    related = describe_related(analysis.related)
    console.print(
        f"{plural(len(analysis.texts), 'article')}, {plural(len(analysis.judged), 'finding')}"
        f"{': ' + by_rule if by_rule else ''}{'; ' + related if related else ''}. "
        f"Reports in {folder.rstrip('/')}/",
        markup=False,
    )


def worst_articles(analysis: Results, most: int = WORST) -> list[int]:
    """Return the articles with the lowest quality or originality, at most `most`."""
    articles = analysis.tables["articles"]
    return [
        at
        for at in analysis.order[:most].tolist()
        if any(articles[s][at] is not None and articles[s][at] < 100 for s in SCORES)
    ]


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
