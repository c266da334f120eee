"""The articles of a report, its tables as a run fills them, and content in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from analyzer.article import Floats, Ints
from analyzer.pipeline.batch import BatchResult, batches
from analyzer.pipeline.checkpoint import batch_key
from analyzer.pipeline.finding_rows import finding_rows, issue_columns
from analyzer.pipeline.findings import Findings
from analyzer.pipeline.rows import article_values, complete, pair_rows, phrase_rows
from analyzer.pipeline.run import Batch, Group, RunOutput
from analyzer.pipeline.spilled import BatchResults, InMemoryTable, SpilledTable
from analyzer.pipeline.table_columns import BY_ARTICLE, TABLES, columns_in_use, empty_table
from analyzer.pipeline.template_rows import BoilerplateTexts, template_rows
from analyzer.rules.duplicate_passage import RULE as PASSAGES
from analyzer.rules.related_pages import count_related
from analyzer.settings import Settings
from analyzer.similarity.article_rows import by_article
from analyzer.similarity.rows import Keys, owners
from analyzer.similarity.shingles import ngram_rows
from analyzer.storage.codec import ArticleStore, names
from analyzer.text.arrays import changes, isin

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.pipeline.batch import BatchResult
    from analyzer.pipeline.checkpoint import Checkpoint
    from analyzer.pipeline.context import CorpusMeasurements
    from analyzer.rules.finding import Finding
    from analyzer.rules.page_names import Relation

DEFAULT_SETTINGS = Settings()
Tables = Mapping[str, InMemoryTable | SpilledTable]


class ReportOutput(RunOutput):
    """The tables of a report, in memory or, with an `ArticleStore`, on disk.

    Parameters
    ----------
    texts : list or ArticleStore
        The articles are added to it.
    checkpoint : Checkpoint or None
        Where results are kept, so that the run can be resumed.
    settings : Settings
    archive : bool
        Whether there is one to compare with.

    Attributes
    ----------
    report_tables : mapping of str to table
    findings : Findings
    related : dict of Relation to int
        How many articles share text by design.
    """

    tables = True
    texts: list[Article] | ArticleStore

    def __init__(
        self,
        texts: list[Article] | ArticleStore,
        checkpoint: Checkpoint | None = None,
        settings: Settings = DEFAULT_SETTINGS,
        *,
        archive: bool = False,
    ) -> None:
        self.texts = texts
        self.results: list[BatchResult] | BatchResults = []
        self._columns = {
            name: columns_in_use(name, settings, archive=archive) for name in TABLES
        }
        self.report_tables: Tables = {
            name: InMemoryTable((column.name, []) for column in columns)
            for name, columns in self._columns.items()
        }
        self.findings = Findings()
        self.related: dict[Relation, int] = {}
        self._across: CorpusMeasurements = ()
        self._boilerplate = BoilerplateTexts()
        self._common: list[float] = []
        self._first = self._n_measured = 0
        if isinstance(texts, ArticleStore):
            self.results = BatchResults(texts.store() if checkpoint is None else checkpoint)
            self.findings = Findings(texts.store())
            self.report_tables = {
                name: SpilledTable(table, texts.store)
                for name, table in self.report_tables.items()
            }

    def measured(self, batch: Batch) -> None:
        """Add articles, and the phrases and the boilerplate of each."""
        first = 0
        for article in batch.articles:
            self.texts.append(article)
        for result in batch.results:
            last = first + len(result.titles)
            ids = [article.id for article in batch.articles[first:last]]
            self.report_tables["phrases"].extend(phrase_rows(result, ids))
            self._add_boilerplate(result)
            first = last
            if isinstance(self.results, BatchResults):
                self.results.append(result, batch.key)
            else:
                self.results.append(replace(result, tables={}))

    def _add_boilerplate(self, result: BatchResult) -> None:
        """Add the boilerplate of the articles of the next result."""
        rows = result.tables.get("boilerplate", empty_table("boilerplate"))
        columns = rows["text"], rows.get("article", []), rows["first_line"]
        for text, article, line in zip(*columns, strict=True):
            self._boilerplate.add(text, self._n_measured + article, line)
        self._n_measured += len(result.titles)

    def compared(self, across: CorpusMeasurements, settings: Settings) -> None:
        """Add the pairs of articles and of sentences, and what recurs across the run."""
        self._across = across
        self.related = count_related(across, settings)
        ids = [name.id for name in names(self.texts)]
        self._common = common_content(self.results).tolist()
        self.report_tables["templates"].extend(template_rows(self.texts, ids, across))
        self._boilerplate.add_recurring(self.texts, across)
        self.report_tables["boilerplate"].extend(self._boilerplate.rows(ids))
        for name, rows in pair_rows(self.texts, across):
            self.report_tables[name].extend(rows)

    def scored(self, result: BatchResult, found: Sequence[list[Finding]], /) -> None:
        """Add the scores and the findings of some articles."""
        known = names(self.texts)
        for own in found:
            self.findings.add(own)
        values = article_values(result, self._first, known, self._across, found, self._common)
        values |= issue_columns(found)
        for name in BY_ARTICLE:
            self.report_tables[name].extend(complete(values, self._columns[name]))
        self.report_tables["findings"].extend(finding_rows(self.texts, found))
        self._first += len(found)


def report_batches(
    articles: Iterable[Article], settings: Settings, output: ReportOutput
) -> Iterator[Group]:
    """Yield articles in batches, with the results that an earlier run has kept of them."""
    results = output.results
    for articles_of_batch in batches(articles, settings=settings):
        own = settings.at(articles_of_batch[0].source)
        batch = Batch(articles_of_batch, own)
        if isinstance(results, BatchResults) and results.has_checkpoint:
            batch.key = batch_key(articles_of_batch, own)
            kept = results.find(batch.key)
            batch.results = [] if kept is None else [kept]
        yield [batch]


# A word is common where it is in so many words in a row that another article has.
WORDS = 5
# Sequences of words that are sorted at once.
AT_ONCE = 1 << 24


def common_content(results: Sequence[BatchResult], at_once: int = AT_ONCE) -> Floats:
    """Return the share of the words of each body that also appear in other articles.

    Lines that recur across the site count too. An article without words has NaN.

    Parameters
    ----------
    results : sequence of BatchResult
    at_once : int
        About how many sequences of words are held in memory.

    Returns
    -------
    ndarray of float64, shape (n_articles,)
    """
    n_articles = sum(len(result.titles) for result in results)
    n_words = sum(int(result.rows[PASSAGES.name].ptr[-1]) for result in results)
    n_parts = np.uint64(1 + n_words // at_once)
    found = [np.zeros(0, np.uint64)]
    for part in range(int(n_parts)):
        held = [
            (gram[chosen], article[chosen])
            for gram, article in _sequences(results)
            for chosen in [gram % n_parts == part]
        ]
        found.append(_shared(held))
    shared = np.sort(np.concatenate(found))
    common, total = np.zeros(n_articles), np.zeros(n_articles)
    first = 0
    for result in results:
        own = by_article(result.rows[PASSAGES.name])
        rows = ngram_rows(own.ptr, own.grams, WORDS)
        hit = isin(rows.ngram.view(np.int64), shared.view(np.int64))
        length = np.diff(own.ptr)
        # Each sequence begins at a word; the last words of an article begin none.
        start = np.arange(len(rows.ngram)) + (own.ptr[:-1] - rows.ptr[:-1])[owners(rows.ptr)]
        edge = np.zeros(len(own.grams) + WORDS + 1, np.int64)
        np.add.at(edge, start[hit], 1)
        end = np.minimum(start + WORDS, own.ptr[1:][owners(rows.ptr)])
        np.add.at(edge, end[hit], -1)
        covered = np.cumsum(edge)[: len(own.grams)] > 0
        article = first + own.article
        total[article] = length
        common[article] = np.bincount(owners(own.ptr), covered, minlength=len(length))
        first += len(result.titles)
    return np.where(total > 0, common / np.maximum(total, 1), np.nan)


def _sequences(results: Sequence[BatchResult]) -> Iterator[tuple[Keys, Ints]]:
    """Yield the sequences of words of each batch, and their articles."""
    first = 0
    for result in results:
        own = by_article(result.rows[PASSAGES.name])
        rows = ngram_rows(own.ptr, own.grams, WORDS)
        yield rows.ngram, first + own.article[owners(rows.ptr)]
        first += len(result.titles)


def _shared(held: Sequence[tuple[Keys, Ints]]) -> Keys:
    """Return the distinct sequences that several articles have."""
    gram = np.concatenate([np.zeros(0, np.uint64), *(grams for grams, _ in held)])
    article = np.concatenate([np.zeros(0, np.int64), *(articles for _, articles in held)])
    order = np.argsort(gram, kind="stable")
    gram, article = gram[order], article[order]
    # Articles ascend within equal sequences: the first and the last differ if any do.
    new = np.flatnonzero(changes(gram))
    last = np.append(new[1:], len(gram))[: len(new)] - 1
    return np.asarray(gram[new[article[new] != article[last]]])
