"""The public entry point `analyze` and its result, `Analysis`."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.article import Article
from analyzer.corpus import build_corpus
from analyzer.dataframes import deduplicate_ids, index_of, to_articles
from analyzer.errors import Problem, ProblemHandler, SettingError
from analyzer.pipeline.batch import rule_pages
from analyzer.pipeline.context import DEFAULT_CONTEXT, RunContext, open_context
from analyzer.pipeline.results import Findings
from analyzer.pipeline.run import run_pipeline
from analyzer.readers.shared_language import with_shared_language
from analyzer.settings import Settings, make_settings
from analyzer.storage.articles import ArticleStore

if TYPE_CHECKING:
    import pandas as pd

    from analyzer.display import ArticleAnalysis, Plots
    from analyzer.readers.markup_kind import MarkupKind
    from analyzer.spark.articles import SparkArticles


@dataclass(frozen=True, eq=False)
class Analysis:
    """The result of a run: the report tables and the analyzed articles.

    The tables are pandas DataFrames with the columns and types that `tables`
    describes; the CSV reports hold the same.

    Attributes
    ----------
    texts : sequence of Article
        The articles, in the order of the reports.
    settings : Settings
    tables : mapping of str to mapping of str to sequence
        The report tables as plain columns.
    judged : Findings
        In report order; each refers to its article by position in `texts`.
    index : pandas.Index or None
        The index of the Series or DataFrame that held the texts.
    """

    texts: Sequence[Article]
    settings: Settings
    tables: Mapping[str, Mapping[str, Sequence[Any]]] = field(repr=False)
    judged: Findings = field(repr=False)
    index: Any = field(default=None, repr=False)

    @cached_property
    def articles(self) -> pd.DataFrame:
        """One row per article, with its scores and the index of the input."""
        from analyzer.dataframes import frame

        return frame("articles", self.tables["articles"], self.index)

    @cached_property
    def phrases(self) -> pd.DataFrame:
        """One row per repeated phrase of an article."""
        return self._frame("phrases")

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """One row per near-duplicate pair of sentences."""
        return self._frame("sentences")

    @cached_property
    def duplicates(self) -> pd.DataFrame:
        """One row per near-duplicate pair of articles."""
        return self._frame("duplicates")

    @cached_property
    def passages(self) -> pd.DataFrame:
        """One row per duplicate passage."""
        return self._frame("passages")

    @cached_property
    def findings(self) -> pd.DataFrame:
        """One row per finding."""
        return self._frame("findings")

    @cached_property
    def rules(self) -> dict[str, str]:
        """The documentation of every rule, by its name."""
        return rule_pages()

    def body(self, article: str | int) -> str:
        """Return the body of an article as analyzed: no title, code or boilerplate.

        Parameters
        ----------
        article : str or int
            Its id, or its position in the run.

        Raises
        ------
        KeyError
            If there is no such article.
        """
        return build_corpus([self.texts[self.position(article)]]).body(0)

    def position(self, article: str | int) -> int:
        """Return the position of an article in the run, from its id or its position.

        Raises
        ------
        KeyError, IndexError
            If there is no such article.
        """
        if isinstance(article, str):
            return self._position[article]
        if not -len(self.texts) <= article < len(self.texts):
            raise IndexError(article)
        return article % len(self.texts)

    def __getitem__(self, article: str | int) -> ArticleAnalysis:
        """Return the results of one article, by its id or its position."""
        from analyzer.display import ArticleAnalysis

        return ArticleAnalysis(self, self.position(article))

    def __len__(self) -> int:
        """Return the number of articles."""
        return len(self.texts)

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

    def failed(self) -> bool:
        """Return whether a finding reaches the fail level or a score is too low."""
        table = self.tables["articles"]
        held = [self.settings.at(source) for source in table["source"]]
        return any(held[f.article].fails(f.severity) for f in self.judged) or any(
            score is not None and score < settings.min_quality
            for score, settings in zip(table["quality"], held, strict=True)
        )

    @cached_property
    def _position(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.tables["articles"]["article"])}

    def _frame(self, name: str) -> pd.DataFrame:
        from analyzer.dataframes import frame

        return frame(name, self.tables[name])


def warn(problem: Problem) -> None:
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
    data : iterable of Article or str, Series, or DataFrame
        What `read` yields, or texts. A text given as a string has no title.
    text, title, id : str, optional
        The columns of a DataFrame; guessed by name where not given.
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
    given: Iterable[Article] = deduplicate_ids(
        to_articles(
            data,
            text=text,
            title=title,
            id=id,
            focus_keyphrase=focus_keyphrase,
            language=language,
            markup=markup,
        )
    )
    if not isinstance(data, Iterator):
        given = with_shared_language(given)
    if progress:
        from analyzer.display import with_progress

        given = with_progress(given)
    with open_context(archive, max(n_jobs, 0)) as context:
        analysis = analyze_stream(given, chosen, texts=[], means=context)
    return replace(analysis, index=index_of(data))


def analyze_stream(
    articles: Iterable[Article] | SparkArticles,
    settings: Settings,
    texts: list[Article] | ArticleStore,
    on_problem: ProblemHandler = warn,
    means: RunContext = DEFAULT_CONTEXT,
) -> Analysis:
    """Analyze articles one by one, storing them in `texts`.

    With an `ArticleStore`, results are stored on disk too. If the store has a
    checkpoint, results of an interrupted run are reused.

    Parameters
    ----------
    articles : iterable of Article, or SparkArticles
        The latter are read by the executors of Spark.
    settings : Settings
    texts : list or ArticleStore
    on_problem : callable
        Called for each article that could not be analyzed; it may raise.
    means : RunContext
        The archive to compare with, and the number of processes.
    """
    tables, judged = run_pipeline(articles, settings, texts, on_problem, means)
    return Analysis(texts, settings, tables, judged)


def _settings(given: Settings | Mapping[str, object] | None) -> Settings:
    if given is None or isinstance(given, Settings):
        return given or Settings()
    if not isinstance(given, Mapping):
        raise SettingError(f"settings: expected Settings or a mapping, got {given!r:.40}")
    return make_settings({str(name).replace("_", "-"): given[name] for name in given})
