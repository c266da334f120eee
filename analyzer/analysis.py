"""The public entry point `analyze` and its result, `Analysis`."""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from analyzer.article import Article
from analyzer.dataframes import deduplicate_ids, label_column
from analyzer.errors import Diagnostic, ProblemHandler, SettingError
from analyzer.inputs import ColumnNames, read_texts
from analyzer.pipeline.context import DEFAULT_CONTEXT, RunContext
from analyzer.pipeline.report import ReportOutput, report_batches
from analyzer.pipeline.results import Results
from analyzer.pipeline.run import Group, RemoteArticles, run_pipeline
from analyzer.readers.shared_language import with_shared_language
from analyzer.rules import duplicate_passage, near_duplicate_article
from analyzer.rules.registry import check_rules, make_settings
from analyzer.settings import Settings
from analyzer.storage.codec import ArticleStore

if TYPE_CHECKING:
    import pandas as pd

    from analyzer.display import ArticleAnalysis, Plots
    from analyzer.readers.markup_kind import MarkupKind


# Two articles that a person names are compared to the last shared phrase.
CLOSE = Settings(
    rules=(
        ("near-duplicate-article", near_duplicate_article.Options(min_containment=0.000001)),
        ("duplicate-passage", duplicate_passage.Options(min_words=8)),
    )
)


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

    @cached_property
    def plot(self) -> Plots:
        """Plots of the run, drawn with matplotlib."""
        from analyzer.display import Plots

        return Plots(self)

    def __repr__(self) -> str:
        from analyzer.display import summary_text

        return summary_text(self)

    def _repr_html_(self) -> str:
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
        labels = self.labels
        if labels is None:
            labels = [article.id for article in self.texts]
        table.insert(0, "article", label_column(labels, np.arange(len(table))))
        return table if self.index is None else table.set_index(self.index)

    def groups(self, field: str = "section") -> pd.DataFrame:
        """Return one row per section, author or other group of articles, the worst first.

        Parameters
        ----------
        field : str
            ``section``, ``language``, or a field that became a column, as by
            ``settings={"fields": ["author"]}``.

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

    def write(self, folder: str | Path, formats: Sequence[str] = ("csv",)) -> None:
        """Write reports into a folder, which is created if needed.

        Parameters
        ----------
        folder : str or Path
        formats : sequence of str
            Names of report formats; `analyzer.reports.FORMATS` lists them.
        """
        from analyzer.reports import write

        write(self, Path(folder), formats)


def warn(problem: Diagnostic) -> None:
    """Report a problem as a Python warning."""
    warnings.warn(str(problem), RuntimeWarning, stacklevel=2)


def analyze(  # noqa: PLR0913
    data: Any,
    *,
    text: str | None = None,
    title: str | None = None,
    id: str | None = None,  # noqa: A002
    focus_keyphrase: str | None = None,
    language: str | None = None,
    markup: MarkupKind = "auto",
    settings: Settings | Mapping[str, object] | None = None,
    archive: str | Path | None = None,
    n_jobs: int = 1,
    progress: bool = False,
) -> Analysis:
    """Analyze articles, each alone and compared with the others.

    Parameters
    ----------
    data : iterable of Article or str, Series, DataFrame or data set
        What `read` yields, or texts: a list, a Series, a DataFrame of pandas, polars or
        pyarrow, a data set of Hugging Face. A text given as a string has no title; a
        missing text counts as empty.
    text, title, id : str, optional
        The columns of a DataFrame; guessed by name where not given. The tables name
        articles by the column `id`, else by the index of a pandas object, else by
        position.
    focus_keyphrase : str, optional
        The column of a DataFrame, or the field of articles, that holds the focus
        keyphrase of each article; its density is computed as Yoast SEO defines it.
    language : str, optional
        The column with the language of each text; or a language code, for texts that
        declare none.
    markup : {"auto", "text", "markdown", "html"}
        What the texts are written in; "auto" judges each by its content.
    settings : Settings or mapping, optional
        A mapping uses the names of the configuration file; underscores are fine.
    archive : path, optional
        An archive of published articles to compare with, made by
        ``analyzer archive add``.
    n_jobs : int
        The number of processes, -1 for one per processor. The result does not
        depend on it.
    progress : bool
        Whether to show a progress bar, in a notebook or on a terminal.

    Returns
    -------
    Analysis

    Raises
    ------
    SettingError
        If an argument, a setting or a column name is wrong.
    ArchiveError
        If the archive does not exist or was made with other settings.

    Examples
    --------
    >>> import analyzer
    >>> analyzer.analyze(["One short text.", "Another one."]).articles["words"].tolist()
    [3, 2]
    """
    if n_jobs != -1 and n_jobs < 1:
        raise SettingError(f"analyze: n_jobs is {n_jobs!r}; it must be -1 or at least 1")
    chosen = _settings(settings)
    if focus_keyphrase is not None:
        chosen = msgspec.structs.replace(chosen, key_phrase_field=focus_keyphrase)
    named = ColumnNames(text, title, id, focus_keyphrase, language, chosen.fields)
    texts = read_texts(data, named, markup, caller="analyzer.analyze")
    given: Iterable[Article] = deduplicate_ids(texts.articles())
    if not isinstance(data, Iterator):
        given = with_shared_language(given)
    if progress:
        from analyzer.display import with_progress

        given = with_progress(given)
    from analyzer.archive.compare import open_index

    with open_index(archive) as index:
        context = RunContext(index, max(n_jobs, 0))
        analysis = analyze_stream(given, chosen, [], context=context)
    return replace(analysis, labels=texts.labels, index=texts.index)


def analyze_pair(one: Article, other: Article) -> Analysis:
    """Analyze two articles against each other, down to short shared passages."""
    return analyze([one, other], settings=CLOSE)


def analyze_stream(
    articles: Iterable[Article] | RemoteArticles,
    settings: Settings,
    texts: list[Article] | ArticleStore,
    on_problem: ProblemHandler = warn,
    context: RunContext = DEFAULT_CONTEXT,
) -> Analysis:
    """Analyze articles as they come, and add them to `texts`.

    With an `ArticleStore`, the tables and the findings are on disk too.

    Parameters
    ----------
    articles : iterable of Article, or RemoteArticles
        The latter are read where they are measured.
    settings : Settings
    texts : list or ArticleStore
    on_problem : callable
        Called with each article that could not be measured; it may raise.
    context : RunContext
        An archive to compare with, how many processes, and what an interrupted run
        has measured already.
    """
    check_rules(settings)
    output = ReportOutput(
        texts, context.checkpoint, settings, archive=context.index is not None
    )
    groups: Iterable[Group] | RemoteArticles
    if isinstance(articles, Iterable):
        groups = report_batches(articles, settings, output)
    else:
        groups = articles
    run_pipeline(groups, output, settings, on_problem, context)
    return Analysis(
        texts, settings, output.report_tables, output.findings, related=output.related
    )


def _settings(given: Settings | Mapping[str, object] | None) -> Settings:
    if given is None or isinstance(given, Settings):
        return given or Settings()
    if not isinstance(given, Mapping):
        raise SettingError(f"settings: expected Settings or a mapping, got {given!r:.40}")
    return make_settings({str(name).replace("_", "-"): given[name] for name in given})
