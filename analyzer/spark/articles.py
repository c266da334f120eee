"""Articles that executors read and measure where they lie, in the order of the files.

The order of the articles is that of one machine: files by their paths, rows as
they stand in a file. The bytes of all files in a row are cut into partitions; what
is read is put into the partition of its place, so that partitions, fetched one
after the other, have everything in order. What only one who sees the whole of a
file can say is said here: ids, and which problems are told.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from analyzer.errors import AnalyzerError, Problem, ProblemHandler
from analyzer.readers import ProblemLimiter, ReadOptions, report_rest
from analyzer.readers.byte_lines import NOT_UTF_8
from analyzer.readers.records import id_factory
from analyzer.spark.engine import iterate_results, measured, measuring, tell_failed, unpacked
from analyzer.spark.pieces import Piece
from analyzer.spark.reading import WHOLE, Reading, way
from analyzer.storage.articles import from_record

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.pipeline.batch import BatchResult
    from analyzer.readers.files import DiscoveredFiles
    from analyzer.rules.reference_profile import Profile
    from analyzer.settings import Settings
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
    ) -> Iterator[tuple[list[Article], list[BatchResult]]]:
        """Yield articles in order, some at a time, and what was found of them.

        Raises
        ------
        AnalyzerError
            If Spark gave up.
        """
        files: Sequence[SparkFile] = self._found.files  # type: ignore[assignment]
        heard = Heard(files, on_problem)
        reading = Reading(self._spark, files, self._options, on_problem)
        frames = reading.frames(settings.key_phrase_field)
        if frames:
            pieces = reduce(lambda one, other: one.unionAll(other), frames)
            own = {number: settings.at(file.source) for number, file in enumerate(files)}
            done = measured(pieces, len(reading.plan.places), measuring(profile, own))
            with closing(iterate_results(done)) as rows:
                for row in rows:
                    yield from heard.batch(row["found"])
        heard.close(reading.n_rows)
        report_rest(
            self._found,
            heard.inputs_with_articles,
            self._found.skipped + heard.skipped,
            on_problem,
        )


class Heard:
    """What the driver hears of the files, one after the other, and makes of it.

    Parameters
    ----------
    files : sequence of SparkFile
    on_problem : callable

    Attributes
    ----------
    fruitful : set of str
        The inputs that had articles.
    skipped : Counter of str
        How many files hold no article by their kind.
    """

    def __init__(self, files: Sequence[SparkFile], on_problem: ProblemHandler) -> None:
        self._files, self._report = files, on_problem
        self._last = (-1, -1)
        self._open = ExitStack()
        self._ended: set[int] = set()
        self._n_rows = Counter[int]()
        self.inputs_with_articles: set[str] = set()
        self.skipped = Counter[str]()

    def batch(self, found: bytes) -> Iterator[tuple[list[Article], list[BatchResult]]]:
        """Yield the articles that were measured together, and their parts."""
        pieces, parts = unpacked(found)
        if pieces[0].file in self._ended:
            return
        articles = [article for piece in pieces for article in self._articles(piece)]
        tell_failed(parts, [article.id for article in articles], self._report)
        if articles:
            yield articles, parts

    def close(self, n_rows: Mapping[int, int]) -> None:
        """Tell what is left to tell; `n_rows` are those that Parquet files have."""
        self._open.close()
        for number, expected in sorted(n_rows.items()):
            got = self._n_rows[number]
            if got < expected:
                message = f"damaged: {got} of {expected} rows could be read"
                self._report(Problem(self._files[number].source, message))

    def _articles(self, piece: Piece) -> Iterator[Article]:
        if (piece.file, piece.row) <= self._last:
            raise AnalyzerError("Spark has not kept the order of the files")
        file = self._files[piece.file]
        if piece.file != self._last[0]:
            self._open.close()
            self._tell = self._open.enter_context(ProblemLimiter(file.source, self._report))
            self._name = id_factory(file, self._tell)
            self._guessed = False
        self._last = piece.file, piece.row
        met = deque(piece.problems)
        for at, values in enumerate([*piece.articles, None]):
            while met and met[0][0] <= at:
                self._told(Problem(*met.popleft()[1:]))
            if values is not None:
                yield self._named(from_record(values), file)
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

    def _told(self, problem: Problem) -> None:
        """Tell a problem; of the guesses made in several stretches of a file the first."""
        guess = problem.message.startswith(NOT_UTF_8)
        if not (guess and self._guessed):
            self._tell(problem)
        self._guessed |= guess
