"""The public entry point `analyze`, and the runs behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from analyzer.article import Article
from analyzer.dataframes import deduplicate_ids
from analyzer.errors import ProblemHandler, SettingError, warn
from analyzer.input_types import ColumnNames
from analyzer.inputs import read_texts
from analyzer.pipeline.context import DEFAULT_CONTEXT, RunContext, check_jobs
from analyzer.pipeline.report import ReportOutput, report_batches
from analyzer.pipeline.run import Group, RemoteArticles, run_pipeline
from analyzer.progress import OutputWithProgress
from analyzer.readers.shared_language import with_shared_language
from analyzer.results import Analysis, load
from analyzer.rules import duplicate_passage, near_duplicate_article
from analyzer.rules.registry import check_rules, make_settings
from analyzer.settings import Settings
from analyzer.storage.codec import ArticleStore

if TYPE_CHECKING:
    from analyzer.input_types import TextData
    from analyzer.readers.markup_kind import MarkupKind

__all__ = ["Analysis", "analyze", "analyze_pair", "analyze_stream", "load"]

# Two articles that a person names are compared to the last shared phrase.
CLOSE = Settings(
    rules=(
        ("near-duplicate-article", near_duplicate_article.Options(min_containment=0.000001)),
        ("duplicate-passage", duplicate_passage.Options(min_words=8)),
    )
)


def analyze(  # noqa: PLR0913
    data: TextData,
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
        missing text counts as empty. Texts of an iterator are not held in memory: they
        go to temporary files, which last as long as the result.
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
    jobs = check_jobs(n_jobs, "analyze")
    chosen = _settings(settings)
    if focus_keyphrase is not None:
        if chosen.key_phrase_field not in ("", focus_keyphrase):
            raise SettingError(
                "analyze: focus_keyphrase and the setting key-phrase-field differ"
            )
        chosen = msgspec.structs.replace(chosen, key_phrase_field=focus_keyphrase)
    named = ColumnNames(text, title, id, focus_keyphrase, language, chosen.fields)
    texts = read_texts(data, named, markup, caller="analyzer.analyze")
    given: Iterable[Article] = deduplicate_ids(texts.articles())
    is_stream = isinstance(data, Iterator)
    if not is_stream:
        given = with_shared_language(given)
    from analyzer.archive.compare import open_index

    with open_index(archive) as index:
        context = RunContext(index, jobs)
        # The texts of an iterator may be more than memory holds.
        store: list[Article] | ArticleStore = ArticleStore() if is_stream else []
        count = len(data) if progress and isinstance(data, Sized) else None
        shown = partial(OutputWithProgress, n_articles=count) if progress else None
        analysis = analyze_stream(given, chosen, store, context=context, shown=shown)
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
    shown: Callable[[ReportOutput], OutputWithProgress] | None = None,
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
    shown : callable, optional
        Makes an output that shows the progress of the run.
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
    if shown is None:
        run_pipeline(groups, output, settings, on_problem, context)
    else:
        with closing(shown(output)) as bar:
            run_pipeline(groups, bar, settings, on_problem, context)
    return Analysis(
        texts, settings, output.report_tables, output.findings, related=output.related
    )


def _settings(given: Settings | Mapping[str, object] | None) -> Settings:
    if given is None or isinstance(given, Settings):
        return given or Settings()
    if not isinstance(given, Mapping):
        raise SettingError(f"settings: expected Settings or a mapping, got {given!r:.40}")
    return make_settings(given)
