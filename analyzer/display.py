"""Notebook display and plots of an analysis."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analyzer.errors import SettingError
from analyzer.reports.layout import Layout, duplicate_clusters, lay_out, plural

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from analyzer.article import Article
    from analyzer.pipeline.results import Results

NO_SCORE = 101.0
WORST = 8
WIDTH = 60
LONGEST_MESSAGE = 180  # one of ordinary length is shown in full
MOST_PHRASES = 10


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


@dataclass(frozen=True, eq=False)
class Plots:
    """The plots of an analysis: ``analysis.plot``. They need matplotlib.

    Every method draws on the given axes, or on new ones, and returns them.

    Attributes
    ----------
    analysis : Results
    """

    analysis: Results

    def quality(self, ax: Axes | None = None) -> Axes:
        """Draw histograms of quality and originality, in tens."""
        ax = _axes(ax)
        table = self.analysis.tables["articles"]
        scores = [
            [score for score in table[name] if score is not None]
            for name in ("quality", "originality")
        ]
        ax.hist(scores, bins=range(0, 101, 10), label=["quality", "originality"])
        ax.set(xlabel="points", ylabel="articles", title="Quality and originality")
        ax.legend()
        return ax

    def phrases(self, article: Hashable, ax: Axes | None = None) -> Axes:
        """Draw where the repeated phrases of an article appear in its text.

        Parameters
        ----------
        article : label, str or int
            As in `Analysis.position`.
        """
        ax = _axes(ax)
        index = self.analysis.position(article)
        (layout,) = lay_out([self.analysis.texts[index]])
        for height, (_, start, initial) in enumerate(rows := _phrase_rows(layout)):
            for begin, first in zip(start, initial, strict=True):
                ax.plot(begin, height, "s" if first else "|", color="C1" if first else "C0")
        for piece in layout.pieces:
            ax.axvline(piece.start, color="0.85", linewidth=0.8, zorder=0)
        ax.set_yticks(range(len(rows)), [phrase for phrase, _, _ in rows])
        ax.invert_yaxis()
        ax.set(xlabel="character (square: start of a sentence)", title=f"Phrases of {article}")
        return ax

    def clusters(self, ax: Axes | None = None) -> Axes:
        """Draw each cluster of near-duplicate articles as a ring."""
        from analyzer.reports.html.charts import ring

        ax = _axes(ax)
        table = self.analysis.tables["duplicates"]
        clusters = duplicate_clusters(table, self.analysis.position)
        for at, (_, articles, pairs) in enumerate(clusters):
            nodes, edges = ring(articles, pairs)
            shift = 160.0 * at
            for edge in edges:
                ends = ([edge.x1 + shift, edge.x2 + shift], [edge.y1, edge.y2])
                ax.plot(*ends, color="C0", linewidth=edge.thickness, alpha=0.5, zorder=1)
            for node in nodes:
                ax.scatter(node.x + shift, node.y, color="C0", zorder=2)
                label = self.analysis.tables["articles"]["article"][node.article]
                ax.annotate(label, (node.x + shift, node.y), fontsize="x-small")
        ax.set_aspect("equal")
        ax.set_axis_off()
        ax.set_title("Near-duplicate articles")
        return ax


def summary_text(analysis: Results) -> str:
    """Return a run as a few lines: its size and its worst articles."""
    table = analysis.tables["articles"]
    # An article that could not be measured has no scores; it comes last.
    quality, originality = (
        [NO_SCORE if score is None else score for score in table[name]]
        for name in ("quality", "originality")
    )
    count, words = len(quality), sum(table["words"])
    found = len(analysis.judged)
    lines = [
        f"Analysis of {plural(count, 'article')}, {plural(words, 'word')}, "
        f"{plural(found, 'finding')}"
    ]
    worse = [min(scores) for scores in zip(quality, originality, strict=True)]
    order = sorted(range(count), key=lambda at: (worse[at], quality[at], at))
    worst = [at for at in order if worse[at] != 100][:WORST]
    if worst:
        lines.append(f"{'quality':>8} {'originality':>12}  article")
    for at in worst:
        scores = f"{quality[at]:8.2f} {originality[at]:12.2f}"
        scores = f"{'no scores':>21}" if worse[at] > 100 else scores
        lines.append(f"{scores}  {_short(table['article'][at])}")
    return "\n".join(lines)


def summary_html(analysis: Results) -> str:
    """Return a run as HTML for a notebook."""
    from analyzer.reports.html import summary_frame

    return summary_frame(analysis)


def with_progress(articles: Iterable[Article]) -> Iterable[Article]:
    """Return the articles, showing a progress bar as they are used.

    Raises
    ------
    SettingError
        If tqdm is not installed.
    """
    try:
        from tqdm.auto import tqdm
    except ImportError as error:
        raise SettingError("progress needs tqdm: pip install 'analyzer[notebook]'") from error
    bar: Iterable[Article] = tqdm(articles, desc="Analyzing", unit=" articles")
    return bar


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


def _phrase_rows(layout: Layout) -> list[tuple[str, tuple[int, ...], tuple[bool, ...]]]:
    """Return the phrases that cover most words, with their occurrences."""
    rows = []
    for phrase in layout.phrases:
        found = layout.occurrences(phrase)
        assert found is not None
        rows.append((phrase, found.start, found.initial))
    rows.sort(key=lambda row: (-len(row[1]) * len(row[0].split()), row[1]))
    return rows[:MOST_PHRASES]


def _axes(ax: Any) -> Axes:
    if ax is not None:
        given: Axes = ax
        return given
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise SettingError("plots need matplotlib: pip install 'analyzer[notebook]'") from error
    return pyplot.subplots()[1]
