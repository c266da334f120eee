"""The public result `Analysis`: tables, with ways to show, draw, write and read them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from analyzer.dataframes import label_column
from analyzer.pipeline.results import Results

if TYPE_CHECKING:
    import pandas as pd

    from analyzer.display import ArticleAnalysis
    from analyzer.plots import Plots
    from analyzer.reports import Format
    from analyzer.reports.changes import Comparison


class Analysis(Results):
    """What a run found, with ways to show it, draw it and write it."""

    def __getitem__(self, article: Hashable) -> ArticleAnalysis:
        """Return the results of one article, by its label; see `position`."""
        from analyzer.display import ArticleAnalysis

        return ArticleAnalysis(self, self.position(article))

    def __iter__(self) -> Iterator[ArticleAnalysis]:
        """Yield the results of each article, in the order of the input."""
        from analyzer.display import ArticleAnalysis

        return (ArticleAnalysis(self, at) for at in range(len(self)))

    def _ipython_key_completions_(self) -> list[Hashable]:
        """Return what a notebook completes after ``analysis[``."""
        return [article.label for article in self]

    @cached_property
    def plot(self) -> Plots:
        """Plots of the run, drawn with matplotlib."""
        from analyzer.plots import Plots

        return Plots(self)

    def __repr__(self) -> str:
        from analyzer.display import summary_text

        return summary_text(self)

    def _repr_html_(self) -> str | None:
        if not self.has_texts:
            return None
        from analyzer.display import summary_html

        return summary_html(self)

    def keep(self, *filters: str, metrics: bool = False) -> pd.DataFrame:
        """Say which articles the published filters of training text keep, and why not others.

        Parameters
        ----------
        *filters : {"gopher-quality", "gopher-repetition", "c4", "fineweb"}
            In the order in which they are tried; all four where none is given.
        metrics : bool
            Whether to add a column for each figure that a filter limits.

        Returns
        -------
        DataFrame
            One row per article, in the order of the texts and with their index:
            ``article``, ``kept``, and the ``filter`` and ``reason`` where it is dropped.

        Raises
        ------
        SettingError
            If a filter is not known.
        """
        from analyzer.filters.apply import filter_table

        texts = (article.text for article in self.texts)
        table = filter_table(texts, filters, metrics=metrics)
        labels = [article.label for article in self]
        table.insert(0, "article", label_column(labels, np.arange(len(table))))
        return table if self.index is None else table.set_index(self.index)

    def compare(self, previous: Results | str | Path | Sequence[str | Path]) -> Comparison:
        """Compare with an earlier run: what is new, fixed, better and worse.

        Articles are the same by their ids, findings by their words, wherever they are in
        the article.

        Parameters
        ----------
        previous : Analysis, path or sequence of path
            An analysis, or a report folder with tables as CSV, JSON, JSON Lines or Parquet.
            Of several, in the order of time, the last is compared; all are in the trend.

        Returns
        -------
        Comparison
            With `articles`, `findings` and `trend` as DataFrames.

        Raises
        ------
        ReadError
            If a folder holds no report with such tables.
        """
        from analyzer.comparison.changes import compare_runs
        from analyzer.comparison.runs import run_of
        from analyzer.reports.changes import Comparison, read_run

        given = [previous] if isinstance(previous, Results | str | Path) else list(previous)
        runs = [
            run_of(one.tables) if isinstance(one, Results) else read_run(one) for one in given
        ]
        return Comparison(compare_runs(runs, run_of(self.tables)))

    def groups(self, field: str = "section") -> pd.DataFrame:
        """Return one row per section, author or other group of articles, the worst first.

        Parameters
        ----------
        field : str
            ``section`` (the first folder), ``language``, or a field that became a column,
            as by ``settings={"fields": ["author"]}``. A field with the name of a column is
            ``field_NAME``, such as ``field_section``.

        Returns
        -------
        DataFrame
            The value, the number of articles, the means of their scores, their points,
            words and findings, and the rule that takes most points.

        Raises
        ------
        SettingError
            If the articles have no such column.
        """
        import pandas as pd

        from analyzer.pipeline.groups import Group, groups_by

        rows = map(msgspec.structs.astuple, groups_by(self, field))
        table = pd.DataFrame(rows, columns=Group.__struct_fields__)
        texts = table[["value", "main_rule"]]
        table[["value", "main_rule"]] = texts.mask(texts == "")
        return table.rename(columns={"value": field})

    def write(self, folder: str | Path, formats: Sequence[Format] = ("csv",)) -> None:
        """Write reports into a folder, which is created if needed.

        Parameters
        ----------
        folder : str or Path
        formats : sequence of {"csv", "html", "json", "jsonl", "parquet", "excel"}
            `load` reads all of them but "html" and "excel".
        """
        from analyzer.reports import write

        write(self, Path(folder), formats)


def load(folder: str | Path) -> Analysis:
    """Read a report folder again: the inverse of `Analysis.write`.

    The tables, the settings and labels that are texts or whole numbers come back; the texts
    of the articles, which a report does not have, do not. To keep all, pickle the analysis.

    Parameters
    ----------
    folder : str or Path
        Written in "parquet", "jsonl" or "json", which are exact, or in "csv", where line
        breaks inside a cell have become spaces. Articles are in the order of the report,
        the worst first.

    Raises
    ------
    ReadError
        If it is no complete report of this version.

    Examples
    --------
    >>> import analyzer
    >>> analysis = analyzer.load("reports/seeds")
    >>> len(analysis)
    33
    """
    from analyzer.reports.reading import read_report

    report = read_report(Path(folder))
    return Analysis(**{field.name: getattr(report, field.name) for field in fields(report)})
