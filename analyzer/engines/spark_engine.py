"""The batch report on Spark: articles are measured by the executors, and so are pairs found.

A row of the distributed table is a batch of articles, as one machine would form
it. Executors run the very functions that one machine runs; batches come back by
their numbers, so that it does not matter which executor had which, how often it
was tried, or how the rows were shuffled. Spark computes what a lost executor had
again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.batch import Part
from analyzer.disk.shelf import plain, restored
from analyzer.disk.storage import from_bytes, to_bytes
from analyzer.engines.workers import Measured
from analyzer.errors import Problem, Report
from analyzer.failures import measure
from analyzer.measure import Rows
from analyzer.scoring import Finding

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.reference import Profile
    from analyzer.settings import Settings

# Batches sent at a time: some 50 MB of text, more than there are cores.
AT_ONCE = 128
FINDING = tuple(field.name for field in msgspec.structs.fields(Finding))
ROWS = tuple(field.name for field in msgspec.structs.fields(Rows))


class SparkWorkers:
    """Executors in the place of the processes of `Workers`.

    Parameters
    ----------
    spark : SparkSession
    profile : Profile
    report : callable
        Told of each article that could not be measured, in the order of the articles.
    """

    jobs = 1  # the driver compares by itself

    def __init__(self, spark: Any, profile: Profile, report: Report) -> None:
        self._spark, self._profile, self._report = spark, profile, report
        self._waiting: list[tuple[Sequence[Article], Settings]] = []
        self._done: dict[int, bytes] = {}
        self._count = 0

    def __enter__(self) -> SparkWorkers:
        return self

    def __exit__(self, *error: object) -> None:
        self._waiting, self._done = [], {}

    def start(self, articles: Sequence[Article], settings: Settings) -> Measured:
        """Put a batch among those that are sent next; what is returned yields its parts."""
        number = self._count + len(self._waiting)
        self._waiting.append((articles, settings))
        return lambda: self._taken(number)

    def ahead(self, work: Iterator[Any]) -> Iterator[Any]:
        """Yield what comes, some batches at a time, those begun before any is taken."""
        begun = []
        for one in work:
            begun.append(one)
            if len(begun) == AT_ONCE:
                yield from begun
                begun = []
        yield from begun

    def _taken(self, number: int) -> Iterator[Part]:
        if number >= self._count:
            self._send()
        parts, problems = from_bytes(self._done.pop(number))
        for problem in problems:
            self._report(Problem(*problem))
        yield from map(_part, parts)

    def _send(self) -> None:
        """Have all batches that wait measured."""
        rows = [
            (self._count + at, _packed(articles), msgspec.json.encode(settings))
            for at, (articles, settings) in enumerate(self._waiting)
        ]
        schema = "number long, articles binary, settings binary"
        given = self._spark.createDataFrame(rows, schema).repartition(len(rows), "number")
        done = given.mapInArrow(_measuring(self._profile), "number long, found binary")
        self._done |= {row["number"]: bytes(row["found"]) for row in done.toLocalIterator()}
        self._count += len(rows)
        self._waiting = []


def _packed(articles: Sequence[Article]) -> bytes:
    data: bytes = to_bytes([plain(article) for article in articles])
    return data


def _measuring(profile: Profile) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Return what an executor does with the rows of a partition."""

    def measured(tables: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        from analyzer.settings import Settings

        for table in tables:
            for number, articles, settings in zip(*table.to_pydict().values(), strict=True):
                chosen = msgspec.json.decode(settings, type=Settings)
                found = _found([restored(one) for one in from_bytes(articles)], chosen, profile)
                columns = [pa.array([number], pa.int64()), pa.array([found], pa.binary())]
                yield pa.RecordBatch.from_arrays(columns, ["number", "found"])

    return measured


def _found(articles: Sequence[Article], settings: Settings, profile: Profile) -> bytes:
    problems: list[Problem] = []
    parts = list(measure(articles, settings, profile, problems.append))
    told = [(p.source, p.message, p.row, p.fatal) for p in problems]
    data: bytes = to_bytes([[_values(part) for part in parts], told])
    return data


def _values(part: Part) -> list[Any]:
    different = list({id(rows): rows for rows in part.rows.values()}.values())
    numbers = {id(rows): number for number, rows in enumerate(different)}
    return [
        part.titles, part.languages, part.columns, part.labels, part.tables,
        [tuple(getattr(finding, name) for name in FINDING) for finding in part.findings],
        [[getattr(rows, name) for name in ROWS] for rows in different],
        {name: numbers[id(rows)] for name, rows in part.rows.items()},
    ]  # fmt: skip


def _part(values: list[Any]) -> Part:
    titles, languages, columns, labels, tables, findings, arrays, numbers = values
    rows = [Rows(*one) for one in arrays]
    return Part(
        tuple(titles), tuple(languages), columns, labels, tables,
        [Finding(*one) for one in findings],
        {name: rows[number] for name, number in numbers.items()},
    )  # fmt: skip
