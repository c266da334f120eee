"""Articles and reports at addresses, as the command line uses Spark."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.errors import AnalyzerError, Diagnostic, ProblemHandler, SettingError
from analyzer.pipeline.run import Batch
from analyzer.readers import ProblemLimiter, ReadOptions, report_rest
from analyzer.readers.byte_lines import NOT_UTF_8
from analyzer.readers.records import id_factory
from analyzer.settings import Settings
from analyzer.spark.engine import (
    decode_results,
    iterate_results,
    measured,
    measuring,
    report_failed,
)
from analyzer.spark.hadoop import Hadoop, is_address
from analyzer.spark.pieces import Piece
from analyzer.spark.reading import WHOLE, Reading, way
from analyzer.storage.codec import article_from_record

if TYPE_CHECKING:
    from analyzer.analysis import Analysis
    from analyzer.article import Article
    from analyzer.readers import ReadOptions
    from analyzer.readers.files import DiscoveredFiles
    from analyzer.rules.reference_profile import Profile
    from analyzer.spark.files import SparkFile


class SparkArticles:
    """The articles of files that Spark can reach.

    Parameters
    ----------
    spark : SparkSession
    found : DiscoveredFiles
        Of `SparkFile`.
    options : ReadOptions
    """

    def __init__(self, spark: Any, found: DiscoveredFiles, options: ReadOptions) -> None:
        self._spark, self._found, self._options = spark, found, options

    def measured(
        self, settings: Settings, profile: Profile, on_problem: ProblemHandler
    ) -> Iterator[Batch]:
        """Yield articles in order, some at a time, with their results.

        Raises
        ------
        AnalyzerError
            If Spark gave up.
        """
        files: Sequence[SparkFile] = self._found.files  # type: ignore[assignment]
        received = ReceivedFiles(files, on_problem)
        reading = Reading(self._spark, files, self._options, on_problem)
        frames = reading.frames({settings.key_phrase_field, *settings.fields})
        if frames:
            pieces = reduce(lambda one, other: one.unionAll(other), frames)
            own = {number: settings.at(file.source) for number, file in enumerate(files)}
            done = measured(pieces, len(reading.plan.partition_keys), measuring(profile, own))
            with closing(iterate_results(done)) as rows:
                for row in rows:
                    yield from received.batch(row["found"])
        received.close(reading.n_rows)
        report_rest(
            self._found,
            received.inputs_with_articles,
            self._found.skipped + received.skipped,
            on_problem,
        )


class ReceivedFiles:
    """Receives the results of the files, one after the other, on the driver.

    Parameters
    ----------
    files : sequence of SparkFile
    on_problem : callable

    Attributes
    ----------
    inputs_with_articles : set of str
        The inputs that had articles.
    skipped : Counter of str
        How many files of each kind contain no article.
    """

    def __init__(self, files: Sequence[SparkFile], on_problem: ProblemHandler) -> None:
        self._files, self._report = files, on_problem
        self._last = (-1, -1)
        self._open = ExitStack()
        self._ended: set[int] = set()
        self._n_rows = Counter[int]()
        self.inputs_with_articles: set[str] = set()
        self.skipped = Counter[str]()

    def batch(self, found: bytes) -> Iterator[Batch]:
        """Yield the articles that were measured together, with their results."""
        pieces, results = decode_results(found)
        if pieces[0].file in self._ended:
            return
        articles = [article for piece in pieces for article in self._articles(piece)]
        report_failed(results, [article.id for article in articles], self._report)
        if articles:
            yield Batch(articles, Settings(), results=results)

    def close(self, n_rows: Mapping[int, int]) -> None:
        """Report Parquet files of which fewer than `n_rows` rows were read."""
        self._open.close()
        for number, expected in sorted(n_rows.items()):
            got = self._n_rows[number]
            if got < expected:
                message = f"damaged: {got} of {expected} rows could be read"
                self._report(Diagnostic(self._files[number].source, message))

    def _articles(self, piece: Piece) -> Iterator[Article]:
        if (piece.file, piece.row) <= self._last:
            raise AnalyzerError("Spark has not kept the order of the files")
        file = self._files[piece.file]
        if piece.file != self._last[0]:
            self._open.close()
            self._on_problem = self._open.enter_context(
                ProblemLimiter(file.source, self._report)
            )
            self._name = id_factory(file, self._on_problem)
            self._guessed = False
        self._last = piece.file, piece.row
        met = deque(piece.problems)
        for at, values in enumerate([*piece.articles, None]):
            while met and met[0][0] <= at:
                self._report_once(Diagnostic(*met.popleft()[1:]))
            if values is not None:
                yield self._named(article_from_record(values), file)
        if piece.articles:
            self.inputs_with_articles.add(file.input)
        if piece.skipped:
            self.skipped[piece.skipped] += 1
        if piece.ends:
            self._ended.add(piece.file)
        self._n_rows[piece.file] += piece.n_rows

    def _named(self, article: Article, file: SparkFile) -> Article:
        if way(file) == WHOLE or article.row is None:
            return article
        return replace(article, id=self._name(article.row, article.id))

    def _report_once(self, problem: Diagnostic) -> None:
        """Report a problem; a guessed encoding once, though several splits are guessed."""
        guess = problem.message.startswith(NOT_UTF_8)
        if not (guess and self._guessed):
            self._on_problem(problem)
        self._guessed |= guess


def are_addresses(paths: Sequence[str], engine: str) -> bool:
    """Return whether paths are addresses that Spark has to reach; all are or none.

    Raises
    ------
    SettingError
        If some are and others are not, or the engine is another.
    """
    found = [path for path in paths if is_address(path)]
    if found and engine != "spark":
        raise SettingError(f"{found[0]}: an address like this needs --engine spark")
    if found and len(found) < len(paths):
        here = next(path for path in paths if not is_address(path))
        raise SettingError(
            f"{here}: beside {found[0]}, give its address too, as in file:///..."
        )
    return bool(found)


def articles_at(
    spark: Any,
    paths: Sequence[str],
    options: ReadOptions,
    on_problem: ProblemHandler,
    without_excluded: Callable[[DiscoveredFiles], DiscoveredFiles],
) -> SparkArticles:
    """Return the articles at addresses, to be read by executors."""
    from analyzer.spark.files import discover_files

    found = without_excluded(discover_files(spark, paths, on_problem))
    return SparkArticles(spark, found, options)


def write_at(spark: Any, analysis: Analysis, address: str, formats: Sequence[str]) -> None:
    """Write reports to an address: the files that a folder would get, ``run.json`` last.

    Raises
    ------
    WriteError
        If the report cannot be written.
    """
    import tempfile

    from analyzer.readers.skipped import RUN
    from analyzer.reports import check_formats

    with tempfile.TemporaryDirectory(prefix="analyzer-") as scratch:
        folder = Path(scratch)
        analysis.write(folder, check_formats(formats))
        names = [path.relative_to(folder).as_posix() for path in folder.rglob("*")
                 if path.is_file()]  # fmt: skip
        Hadoop(spark).put(folder, sorted(names, key=lambda name: (name == RUN, name)), address)
