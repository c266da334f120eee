"""What two articles share, side by side on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analyzer.analysis import analyze
from analyzer.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from analyzer.analysis import Analysis
    from analyzer.article import Article

# Two articles that a person names are compared to the last shared phrase.
STOPS = '.!?”"’。'
CLOSE = Settings(article_containment=0.000001, passage_words=8)


def compare(one: Article, other: Article) -> Analysis:
    """Analyze two articles against each other, down to short shared passages."""
    return analyze([one, other], settings=CLOSE)


def show(analysis: Analysis, console: Console) -> None:
    """Print what two articles share: how much, which passages, which sentences."""
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
        f"{kind}: {one:.0%} of the first, {other:.0%} of the second stands in both "
        f"({words} words)\n",
        markup=False,
    )
    if table.rows:
        console.print(table)


def _passages(analysis: Analysis) -> list[Sequence[str]]:
    """Passages and near-duplicate sentences with their lines, in the order of the first."""
    passages, sentences = analysis.tables["passages"], analysis.tables["sentences"]
    rows = [
        (line, f"{line}: {text}", f"{other}: the same {words} words")
        for line, other, words, text in zip(
            passages["line_a"],
            passages["line_b"],
            passages["words"],
            passages["text"],
            strict=True,
        )
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
