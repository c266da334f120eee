"""The articles of a report, and its tables as a run fills them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.pipeline.batch import batches
from analyzer.pipeline.boilerplate_rows import BoilerplateTexts
from analyzer.pipeline.checkpoint import batch_key
from analyzer.pipeline.common_content import common_content
from analyzer.pipeline.results import Findings
from analyzer.pipeline.rows import article_rows, finding_rows, pair_rows, phrase_rows
from analyzer.pipeline.run import Batch, Group, RunOutput
from analyzer.pipeline.spilled import BatchResults, InMemoryTable, SpilledTable
from analyzer.pipeline.template_rows import template_rows
from analyzer.rules.tables import TABLES, empty_table
from analyzer.storage.articles import ArticleStore, names

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.pipeline.batch import BatchResult
    from analyzer.pipeline.checkpoint import Checkpoint
    from analyzer.pipeline.context import CorpusMeasurements
    from analyzer.rules.finding import Finding
    from analyzer.settings import Settings

Tables = Mapping[str, InMemoryTable | SpilledTable]


class ReportOutput(RunOutput):
    """The tables of a report, in memory or, with an `ArticleStore`, on disk.

    Parameters
    ----------
    texts : list or ArticleStore
        The articles are added to it.
    checkpoint : Checkpoint or None
        Where results are kept, so that the run can be resumed.

    Attributes
    ----------
    report_tables : mapping of str to table
    findings : Findings
    """

    tables = True

    def __init__(
        self, texts: list[Article] | ArticleStore, checkpoint: Checkpoint | None = None
    ) -> None:
        self.texts = texts
        self.results: list[BatchResult] | BatchResults = []
        self.report_tables: Tables = {name: InMemoryTable(empty_table(name)) for name in TABLES}
        self.findings = Findings()
        self._across: CorpusMeasurements = ()
        self._boilerplate = BoilerplateTexts()
        self._common: list[float] = []
        self._first = self._n_measured = 0
        if isinstance(texts, ArticleStore):
            self.results = BatchResults(texts.store() if checkpoint is None else checkpoint)
            self.findings = Findings(texts.store())
            self.report_tables = {name: SpilledTable(name, texts.store()) for name in TABLES}

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

    def compared(self, across: CorpusMeasurements) -> None:
        """Add the pairs of articles and of sentences, and what recurs across the run."""
        self._across = across
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
        rows = article_rows(result, self._first, known, self._across, found, self._common)
        self.report_tables["articles"].extend(rows)
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
