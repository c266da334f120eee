"""Plots of an analysis, drawn with matplotlib."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from analyzer.errors import SettingError
from analyzer.reports.layout import Layout, duplicate_clusters, lay_out, plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analyzer.pipeline.results import Results

SCORES = ("quality", "originality")
SIZE = (8, 4.5)  # inches
MOST_VALUES, MOST_PHRASES, LONGEST = 7, 10, 40


@dataclass(frozen=True, eq=False)
class Plots:
    """The plots of an analysis: ``analysis.plot``. They need matplotlib.

    Every method draws on the given axes, or on new ones, and returns them.

    Attributes
    ----------
    analysis : Results
    """

    analysis: Results

    def quality(
        self,
        ax: Axes | None = None,
        *,
        score: Literal["both", "quality", "originality"] = "both",
        hue: str | None = None,
    ) -> Axes:
        """Draw how many articles have which scores, in steps of ten points.

        Parameters
        ----------
        ax : matplotlib axes, optional
        score : {"both", "quality", "originality"}
        hue : str, optional
            A column of the articles, such as ``section`` or ``language``: a colour for each
            of its commonest values. It is drawn for one score; by default the quality.
        """
        if score not in ("both", *SCORES):
            raise SettingError(
                f"plot.quality: score is {score!r}; it must be 'both' or a score"
            )
        if hue is not None and score == "both":
            score = "quality"
        table = self.analysis.tables["articles"]
        names = SCORES if score == "both" else (score,)
        groups = {name: [value for value in table[name] if value is not None] for name in names}
        if hue is not None:
            groups = self._by_value(hue, table[score])
        ax = _axes(ax)
        # Bars beside each other for two scores, on each other for parts of one.
        ax.hist(
            list(groups.values()),
            bins=range(0, 101, 10),
            label=[f"{name} ({len(own)})" for name, own in groups.items()],
            stacked=hue is not None,
        )
        shown = "quality and originality" if score == "both" else score
        ax.set(
            xlabel=f"{shown} (points, 100 is best)",
            ylabel="number of articles",
            title=f"{shown.capitalize()} of {plural(len(self.analysis), 'article')}",
            xticks=range(0, 101, 10),
        )
        ax.yaxis.set_major_locator(_whole_numbers())
        if groups:
            ax.legend(title=hue or "score (articles)")
        return ax

    def phrases(self, article: Hashable, ax: Axes | None = None) -> Axes:
        """Draw where the repeated phrases of an article appear in its text.

        Parameters
        ----------
        article : label, str or int
            As in `Analysis.position`.
        ax : matplotlib axes, optional
        """
        index = self.analysis.position(article)
        (layout,) = lay_out([self.analysis.texts[index]])
        ax = _axes(ax)
        rows = _phrase_rows(layout)
        for first, marker, color, name in (
            (True, "s", "C1", "at the start of a sentence"),
            (False, "|", "C0", "elsewhere"),
        ):
            places = [
                (begin, height)
                for height, (_, start, initial) in enumerate(rows)
                for begin, is_first in zip(start, initial, strict=True)
                if is_first == first
            ]
            x, y = zip(*places, strict=True) if places else ((), ())
            ax.plot(x, y, marker, color=color, label=name, linestyle="none")
        for piece in layout.pieces:
            ax.axvline(piece.start, color="0.85", linewidth=0.8, zorder=0)
        ax.set_yticks(range(len(rows)), [_short(phrase) for phrase, _, _ in rows])
        ax.invert_yaxis()
        ax.set(
            xlabel="position in the text (characters; lines: paragraphs)",
            ylabel="repeated phrase",
            title=f"Repeated phrases of {_short(str(article))}",
        )
        if rows:
            ax.legend()
        return ax

    def clusters(self, ax: Axes | None = None, *, most: int = 30) -> Axes:
        """Draw how much each near-duplicate article shares with the nearest of its cluster.

        Parameters
        ----------
        ax : matplotlib axes, optional
        most : int
            The most articles to draw; whole clusters, those of most articles first.
        """
        ids = self.analysis.tables["articles"]["article"]
        position = {name: at for at, name in enumerate(ids)}
        table = self.analysis.tables["duplicates"]
        found = duplicate_clusters(table, position.__getitem__)
        found.sort(key=lambda cluster: -len(cluster[1]))
        labels = ids if self.analysis.labels is None else self.analysis.labels
        ax = _axes(ax)
        ticks: list[str] = []
        left = 0
        for number, (rows, articles, pairs) in enumerate(found):
            if ticks and len(ticks) + len(articles) > most:
                left += len(articles)
                continue
            nearest = {at: max(p[2] for p in pairs if at in p[:2]) for at in articles}
            representative = position.get(table["representative"][rows[0]], -1)
            articles.sort(key=lambda at: (at != representative, -nearest[at]))
            heights = range(len(ticks), len(ticks) + len(articles))
            shares = [100 * nearest[at] for at in articles]
            ax.barh(heights, shares, color=f"C{number % 10}", label=f"cluster {number + 1}")
            ticks += [
                _short(str(labels[at])) + (" *" if at == representative else "")
                for at in articles
            ]
        ax.set_yticks(range(len(ticks)), ticks)
        ax.invert_yaxis()
        ax.set(
            xlabel="% of three-word sequences shared with the nearest (0-100)",
            ylabel="article (*: represents its cluster)",
            title=f"{plural(len(found), 'cluster')} of near-duplicate articles"
            + (f"; {plural(left, 'article')} not drawn" if left else ""),
            xlim=(0, 100),
        )
        if 1 < len(found) <= MOST_PHRASES:
            ax.legend()
        return ax

    def _by_value(self, hue: str, values: Sequence[Any]) -> dict[str, list[float]]:
        """Return the known values by those of another column, the commonest first."""
        columns = self.analysis.tables["articles"]
        if hue not in columns:
            raise SettingError(f"plot: no column {hue!r}; found {', '.join(columns)}")
        groups: dict[str, list[float]] = {}
        for value, other in zip(values, columns[hue], strict=True):
            if value is not None:
                groups.setdefault(str(other or "none"), []).append(value)
        names = sorted(groups, key=lambda name: (-len(groups[name]), name))
        result = {_short(name): groups[name] for name in names[:MOST_VALUES]}
        rest = [value for name in names[MOST_VALUES:] for value in groups[name]]
        return result | ({"other values": rest} if rest else {})


def _whole_numbers() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(integer=True)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"…{text[1 - LONGEST :]}"


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
    return pyplot.subplots(figsize=SIZE, layout="constrained")[1]
