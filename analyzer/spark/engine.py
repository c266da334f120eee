"""Measuring on Spark: executors run the same functions as one machine.

A row of the distributed table is a piece: some articles of one file. Results come back
in the order of the files and of their pieces, so that it does not matter which executor
had which piece, how often it was attempted, or how rows were shuffled. The work of a lost
executor is repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analyzer.errors import AnalyzerError, Diagnostic, ProblemHandler
from analyzer.pipeline.batch import BATCH_CHARACTERS, BatchResult
from analyzer.pipeline.codec import whole_from_record, whole_to_record
from analyzer.pipeline.context import Measured, Work
from analyzer.pipeline.workers import failed, measure_batch
from analyzer.spark.hadoop import cause
from analyzer.spark.pieces import SCHEMA, Piece
from analyzer.storage.codec import article_from_record, article_to_record, decode, encode

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.rules.reference_profile import Profile
    from analyzer.settings import Settings
    from analyzer.similarity.join import Joiner

# Batches sent at a time: some 50 MB of text, more than there are cores.
AT_ONCE = 128
TASKS_PER_CORE = 4
MEASURED = "file long, row long, found binary"


class SparkEngine:
    """Executors that measure batches and join rows; an `Engine` of the pipeline.

    Parameters
    ----------
    session : SparkSession
    """

    def __init__(self, session: Any) -> None:
        self.session = session

    def workers(self, profile: Profile, on_problem: ProblemHandler) -> SparkWorkers:
        """Return what measures the batches of one run."""
        return SparkWorkers(self.session, profile, on_problem)

    @property
    def join(self) -> Joiner:
        """The join of rows without weights by their Jaccard index."""
        from analyzer.spark.join import joiner

        return joiner(self.session)


class SparkWorkers:
    """Executors that measure articles of this process, in place of `Workers`.

    Parameters
    ----------
    spark : SparkSession
    profile : Profile
    on_problem : callable
        Called with each article that could not be measured, in the order of the articles.
    """

    jobs = 1  # the driver compares in one thread

    def __init__(self, spark: Any, profile: Profile, on_problem: ProblemHandler) -> None:
        self._spark, self._profile, self._report = (
            configured_session(spark),
            profile,
            on_problem,
        )
        self._waiting: list[tuple[Sequence[Article], Settings]] = []
        self._found: Generator[Any] = iterate_results(None)
        self._count = 0

    def __enter__(self) -> SparkWorkers:
        return self

    def __exit__(self, *error: object) -> None:
        self._found.close()

    def submit(self, articles: Sequence[Article], settings: Settings) -> Measured:
        """Add a batch to those sent next; the returned function yields its results once."""
        number, ids = self._count + len(self._waiting), [article.id for article in articles]
        self._waiting.append((articles, settings))
        return lambda: self._result(number, ids)

    def prefetch(self, work: Iterable[Work]) -> Iterator[Work]:
        """Yield items, some batches at a time, after all of these were submitted."""
        submitted = []
        for item in work:
            submitted.append(item)
            if len(submitted) == AT_ONCE:
                yield from submitted
                submitted = []
        yield from submitted

    def _result(self, number: int, ids: Sequence[str]) -> Iterator[BatchResult]:
        if number >= self._count:
            self._send()
        row = next(self._found)
        assert row["file"] == number, "batches are taken in the order they were begun in"
        _, results = decode_results(row["found"])
        report_failed(results, ids, self._report)
        yield from results

    def _send(self) -> None:
        """Measure all waiting batches."""
        import pyarrow as pa

        numbers = range(self._count, self._count + len(self._waiting))
        settings = {n: own for n, (_, own) in zip(numbers, self._waiting, strict=True)}
        pieces = [
            Piece(
                number,
                0,
                shared=True,
                articles=[article_to_record(article) for article in articles],
            )
            for number, (articles, _) in zip(numbers, self._waiting, strict=True)
        ]
        cores = self._spark.sparkContext.defaultParallelism
        keys = partition_keys(self._spark, min(len(pieces), TASKS_PER_CORE * cores))
        table = pa.table(
            {
                "partition": [keys[at * len(keys) // len(pieces)] for at in range(len(pieces))],
                "file": list(numbers),
                "row": [0] * len(pieces),
                "data": [encode(list(piece)) for piece in pieces],
            }
        )
        given = self._spark.createDataFrame(table, SCHEMA)
        done = measured(given, len(keys), measuring(self._profile, settings, keep=False))
        self._found.close()
        self._found = iterate_results(done)
        self._count += len(pieces)
        self._waiting = []


def configured_session(spark: Any) -> Any:
    """Return a copy of the session, configured for small tables with rows of text."""
    own = spark.newSession()
    for name, value in (
        ("spark.sql.execution.arrow.maxRecordsPerBatch", 64),
        ("spark.sql.execution.arrow.maxBytesPerBatch", 8 << 20),
        ("spark.sql.caseSensitive", True),
    ):
        own.conf.set(name, value)
    return own


def partition_keys(spark: Any, n_partitions: int) -> list[int]:
    """Return a number for each partition that Spark's hash puts into it."""
    from pyspark.sql import functions as f

    found: dict[int, int] = {}
    first, length = 0, 32 * n_partitions
    while len(found) < n_partitions:
        numbers = spark.range(first, first + length, 1, 1)
        where = f.pmod(f.hash("id"), f.lit(n_partitions)).alias("partition")
        rows = numbers.groupBy(where).agg(f.min("id").alias("id")).collect()
        found = {row["partition"]: row["id"] for row in rows} | found
        first += length
    return [found[partition] for partition in range(n_partitions)]


def measured(
    pieces: Any, n_partitions: int, work: Callable[[Iterator[Any]], Iterator[Any]]
) -> Any:
    """Return the results of pieces; adjacent ones are in one partition."""
    sorted_pieces = pieces.repartition(n_partitions, "partition").sortWithinPartitions(
        "file", "row"
    )
    return sorted_pieces.mapInArrow(work, MEASURED)


def iterate_results(frame: Any) -> Generator[Any]:
    """Compute a table, and yield its rows partition by partition.

    Until they are fetched they are on the disks of the executors.

    Raises
    ------
    AnalyzerError
        If Spark failed.
    """
    from py4j.protocol import Py4JError
    from pyspark import StorageLevel
    from pyspark.errors import PySparkException

    frame = frame.persist(StorageLevel.DISK_ONLY)
    try:
        frame.count()
        yield from frame.toLocalIterator(prefetchPartitions=True)
    except (PySparkException, Py4JError) as error:
        raise AnalyzerError(f"Spark gave up: {cause(error)}") from error
    finally:
        frame.unpersist()


def measuring(
    profile: Profile, settings: Mapping[int, Settings], *, keep: bool = True
) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Return the function that an executor applies to the pieces of a partition.

    Parameters
    ----------
    profile : Profile
    settings : mapping of int to Settings
        Of each file, by its number.
    keep : bool
        Whether the articles are returned with their results.
    """

    def work(tables: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for pieces in _together(_pieces(tables), settings):
            given = [
                article_from_record(article) for piece in pieces for article in piece.articles
            ]
            own = settings[pieces[0].file]
            results = list(measure_batch(given, own, profile, lambda _: None)) if given else []
            kept = [list(piece if keep else piece._replace(articles=())) for piece in pieces]
            found = encode([kept, [whole_to_record(result) for result in results]])
            yield pa.RecordBatch.from_arrays(
                [
                    pa.array([pieces[0].file], pa.int64()),
                    pa.array([pieces[0].row], pa.int64()),
                    pa.array([found], pa.binary()),
                ],
                ["file", "row", "found"],
            )

    return work


def decode_results(found: bytes) -> tuple[list[Piece], list[BatchResult]]:
    """Return the pieces that were measured together, and their results."""
    pieces, results = decode(found)
    return [Piece(*piece) for piece in pieces], [
        whole_from_record(record) for record in results
    ]


def report_failed(
    results: Sequence[BatchResult], ids: Sequence[str], on_problem: ProblemHandler
) -> None:
    """Report the articles that could not be measured, given the ids of all."""
    first = 0
    for result in results:
        if failed(result):
            name = ids[first] or "an article without a name"
            on_problem(Diagnostic(name, result.findings[0].message))
        first += len(result.titles)


def _pieces(tables: Iterator[Any]) -> Iterator[Piece]:
    for table in tables:
        for data in table.column("data"):
            yield Piece(*decode(data.as_buffer()))


def _together(
    pieces: Iterator[Piece], settings: Mapping[int, Settings]
) -> Iterator[list[Piece]]:
    """Yield pieces that are measured as one batch: small ones that follow each other."""
    batch: list[Piece] = []
    size = 0
    for piece in pieces:
        if piece.shared:
            yield from filter(None, (batch, [piece]))
            batch, size = [], 0
            continue
        length = sum(len(article[1]) for article in piece.articles)
        apart = batch and settings[piece.file] != settings[batch[0].file]
        if apart or size + length > BATCH_CHARACTERS:
            yield from filter(None, [batch])
            batch, size = [], 0
        batch.append(piece)
        size += length
    yield from filter(None, [batch])
