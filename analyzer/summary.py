"""The short summary on a terminal: the worst articles, with their top finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from heapq import nsmallest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.analysis import Analysis
    from analyzer.scoring import Finding

WORST = 10


def print_summary(analysis: Analysis, folder: str) -> None:
    """Print the worst articles and where the reports are, to standard error."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(stderr=True, highlight=False)
    articles = analysis.tables["articles"]
    worst = worst_articles(analysis)
    if worst:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name, side in (("quality", "right"), ("article", "left"), ("top finding", "left")):
            table.add_column(name, justify=side, overflow="fold")  # type: ignore[arg-type]
        for index in worst:
            table.add_row(
                f"{articles['quality'][index]:.0f}",
                Text(articles["article"][index]),
                Text(_top_finding(analysis.judged.of(index))),
            )
        console.print(table)
    rules = Counter(finding.rule for finding in analysis.judged)
    told = ", ".join(f"{count} {rule}" for rule, count in rules.most_common())
    count = len(analysis.texts)
    console.print(
        f"{count} article{'' if count == 1 else 's'}, {len(analysis.judged)} findings"
        f"{': ' + told if told else ''}. Reports in {folder.rstrip('/')}/",
        markup=False,
    )


def worst_articles(analysis: Analysis, most: int = WORST) -> list[int]:
    """Return the articles that lost most points, worst first, at most so many."""
    quality = analysis.tables["articles"]["quality"]
    lost = (
        (score, index)
        for index, score in enumerate(quality)
        if score is not None and score < 100  # one that could not be measured has none
    )
    return [index for _, index in nsmallest(most, lost)]


def _top_finding(findings: Sequence[Finding]) -> str:
    own = [finding for finding in findings if finding.score == "quality"]
    best = max(own, key=lambda finding: finding.points, default=None)
    return f"{best.rule}: {best.message}" if best else ""
