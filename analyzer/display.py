"""How a notebook and `print` show an analysis and its articles."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np

from analyzer.reports.layout import plural, score_text
from analyzer.reports.worst import worst_articles

if TYPE_CHECKING:
    import pandas as pd

    from analyzer.article import Article
    from analyzer.pipeline.results import Results
    from analyzer.tables import Columns

WORST = 8
WIDTH, LINE = 60, 79
LONGEST_MESSAGE = 180  # one of ordinary length is shown in full


@dataclass(frozen=True, eq=False, repr=False)
class ArticleAnalysis:
    """The results of one article: ``analysis["id"]``.

    A notebook displays its page of the HTML report; `print` shows plain text.

    Attributes
    ----------
    analysis : Results
    index : int
        The position of the article in the run.
    """

    analysis: Results
    index: int

    @property
    def label(self) -> Hashable:
        """The label that the caller gave it."""
        labels = self.analysis.labels
        label: Hashable = self._id if labels is None else labels[self.index]
        if isinstance(label, np.generic):
            label = label.item()
        return label

    @property
    def _id(self) -> str:
        name: str = self.analysis.tables["articles"]["article"][self.index]
        return name

    @property
    def article(self) -> Article:
        """The article itself."""
        return self.analysis.texts[self.index]

    @property
    def scores(self) -> pd.Series:
        """Its row of the articles table."""
        row = self.analysis.order.tolist().index(self.index)
        scores: pd.Series = self.analysis.articles.iloc[row]
        return scores

    @property
    def body(self) -> str:
        """Its body as analyzed: no title, code or boilerplate."""
        return self.analysis.body(self.index)

    @property
    def phrases(self) -> pd.DataFrame:
        """Its rows of the phrases table."""
        return self._rows("phrases", "article")

    @property
    def findings(self) -> pd.DataFrame:
        """Its rows of the findings table."""
        return self._rows("findings", "article")

    @property
    def sentences(self) -> pd.DataFrame:
        """The near-duplicate pairs with a sentence of the article."""
        return self._rows("sentences", "article_a", "article_b")

    @property
    def duplicates(self) -> pd.DataFrame:
        """The near-duplicate pairs of articles that include it."""
        return self._rows("duplicates", "article_a", "article_b")

    @property
    def passages(self) -> pd.DataFrame:
        """The passages that it shares with other articles."""
        return self._rows("passages", "article")

    def __repr__(self) -> str:
        return "\n".join(_article_lines(self.analysis, self.index))

    def _repr_html_(self) -> str | None:
        if not self.analysis.has_texts:
            return None
        from analyzer.reports.html import article_frame

        return article_frame(self.analysis, self.index)

    def _rows(self, name: str, *columns: str) -> pd.DataFrame:
        """Return the rows of a table that have the article in one of the columns."""
        own, table = self._id, self.analysis.tables[name]
        ids = zip(*(table[column] for column in columns), strict=True)
        rows: pd.DataFrame = getattr(self.analysis, name)[[own in row for row in ids]]
        return rows


def summary_text(analysis: Results) -> str:
    """Return a run as a few lines: its size, its worst articles, its tables."""
    table = analysis.tables["articles"]
    lines = [_head(analysis)]
    worst = worst_articles(analysis, WORST)
    if worst:
        lines.append(f"{'quality':>8} {'originality':>12}  article")
    for one in worst:
        quality, originality = (
            score_text(table[name][one.article]) for name in ("quality", "originality")
        )
        group = f", {one.group}" if one.group else ""
        name = _short(table["article"][one.article], WIDTH - len(group))
        lines.append(f"{quality:>8} {originality:>12}  {name}{group}")
    lines.append(fill(f"tables: {', '.join(analysis.tables)}", LINE, subsequent_indent=" " * 8))
    return "\n".join(lines)


def _head(analysis: Results) -> str:
    table = analysis.tables["articles"]
    parts = [
        plural(len(analysis), "article"),
        plural(sum(table["words"]), "word"),
        plural(len(analysis.judged), "finding"),
    ]
    unknown = sum(quality is None for quality in table["quality"])
    return f"Analysis of {', '.join(parts)}" + f" ({unknown:,} with no scores)" * bool(unknown)


def summary_html(analysis: Results) -> str:
    """Return a run as HTML for a notebook: its worst articles, and where the rest is."""
    from analyzer.reports.html import summary_fragment

    table = analysis.tables["articles"]
    found = worst_articles(analysis, WORST)
    worst = [
        {
            "label": _short(str(ArticleAnalysis(analysis, one.article).label)),
            "title": _short(table["title"][one.article]),
            "quality": score_text(table["quality"][one.article]),
            "originality": score_text(table["originality"][one.article]),
            "issue": "; ".join(filter(None, [table["main_issue"][one.article], one.group])),
        }
        for one in found
    ]
    tables = [(name, _n_rows(analysis.tables[name])) for name in analysis.tables]
    example = repr(ArticleAnalysis(analysis, found[0].article).label) if found else ""
    return summary_fragment(
        {"head": _head(analysis), "worst": worst, "tables": tables, "example": example}
    )


def _n_rows(table: Columns) -> int:
    return len(next(iter(table.values())))


def _article_lines(analysis: Results, index: int) -> Iterator[str]:
    table = analysis.tables["articles"]
    yield _short(table["title"][index] or table["article"][index])
    known = [(name, table[name][index]) for name in ("quality", "originality")]
    scores = [f"{name} {score:g}" for name, score in known if score is not None]
    name, words = _short(table["article"][index]), table["words"][index]
    yield f"{name}: {', '.join([*scores, plural(words, 'word')])}"
    findings = analysis.judged.of(index)
    seen: dict[str, list[float]] = {}
    for finding in findings:
        seen.setdefault(f"{finding.rule}: {finding.message}", []).append(finding.points)
    for message, points in sorted(seen.items(), key=lambda item: -sum(item[1])):
        yield f"{-sum(points) or 0:8g}  {_short(message, LONGEST_MESSAGE)}"


def _short(text: str, width: int = WIDTH) -> str:
    line = " ".join(text[: 4 * width].split())
    return line if len(line) <= width else f"{line[: width - 1]}…"
