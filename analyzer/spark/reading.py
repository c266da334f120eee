"""How executors read files: as lines, as rows of tables, or whole.

Spark reads JSON Lines and Parquet in splits, and of Parquet the needed columns only. A
compressed file, or one of another format, is fetched whole and read as on one machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.errors import Diagnostic, ProblemHandler
from analyzer.readers import SUFFIXES, ReadOptions, reader_of
from analyzer.readers.records import choose_columns
from analyzer.spark.engine import configured_session, iterate_results, partition_keys
from analyzer.spark.hadoop import Hadoop, HadoopError, cause, key_of, literally
from analyzer.spark.language import (
    EVIDENCE,
    finding_in_lines,
    finding_in_tables,
    priors_of,
)
from analyzer.spark.pieces import SCHEMA, reading_lines, reading_tables, reading_whole
from analyzer.spark.plan import Plan

if TYPE_CHECKING:
    from analyzer.readers.shared_language import LanguagePrior
    from analyzer.spark.files import SparkFile


# Bytes of a file that is fetched whole: of all but JSON Lines and Parquet.
LARGEST = 1 << 30
# Bytes of JSON Lines or Parquet that one task reads, as partition sizes are.
SPLIT_BYTES = 64 << 20
# Bytes of files whose articles are measured by one task, where that makes no more tasks.
BYTES_A_TASK = 2 << 20
MOST_TASKS = 8192
LINES, TABLE, WHOLE = "lines", "table", "whole"
# Parquet files whose columns the driver reads.
AT_ONCE = 8


class Reading:
    """The tables of pieces: one for each way of reading files.

    Parameters
    ----------
    spark : SparkSession
    files : sequence of SparkFile
    options : ReadOptions
    on_problem : callable
        Called with files that cannot be read at all.

    Attributes
    ----------
    plan : Plan
    n_rows : dict of int to int
        How many rows each Parquet file has.
    """

    def __init__(
        self,
        spark: Any,
        files: Sequence[SparkFile],
        options: ReadOptions,
        on_problem: ProblemHandler,
    ) -> None:
        self._spark, self._files, self._report = _session(spark), files, on_problem
        self._hadoop = Hadoop(spark)
        self._numbers: dict[str, list[int]] = {LINES: [], TABLE: [], WHOLE: []}
        for number, file in enumerate(files):
            if problem := _problem(file):
                self._report_file(number, problem)
            else:
                self._numbers[way(file)].append(number)
        base = list(accumulate((file.length for file in files), initial=0))
        bytes_a_task = max(BYTES_A_TASK, -(-base[-1] // MOST_TASKS))
        keys = partition_keys(spark, base[-1] // bytes_a_task + 1) if files else []
        at = {file.key: number for number, file in enumerate(files)}
        before = self._rows_before()
        self.plan = Plan(files, at, base, keys, bytes_a_task, SPLIT_BYTES, options, before)
        self.n_rows: dict[int, int] = {}

    def frames(self, fields: Collection[str]) -> list[Any]:
        """Return the tables of pieces; `fields` are columns to read too."""
        lines = [self._lines(self._numbers[LINES])] if self._numbers[LINES] else []
        tables = [
            (names, rows)
            for columns, numbers in self._by_columns(fields).items()
            if (rows := self._rows(numbers, names := [name for name, _ in columns])) is not None
        ]
        plan = msgspec.structs.replace(self.plan, priors=self._priors(lines, tables))
        frames = [table.mapInArrow(reading_lines(plan), SCHEMA) for table in lines]
        frames += [
            content.mapInArrow(reading_whole(plan), SCHEMA) for content in self._contents()
        ]
        frames += [
            rows.mapInArrow(reading_tables(plan, names, self.n_rows), SCHEMA)
            for names, rows in tables
        ]
        return frames

    def _priors(
        self, lines: Sequence[Any], tables: Sequence[tuple[Sequence[str], Any]]
    ) -> Mapping[int, LanguagePrior]:
        """Return what the rows of each file say together about their language."""
        if self.plan.options.language:
            return {}
        frames = [table.mapInArrow(finding_in_lines(self.plan), EVIDENCE) for table in lines]
        for names, rows in tables:
            chosen = choose_columns(tuple(names), self.plan.options)
            used = [
                at for at, name in enumerate(names) if name in (chosen.text, chosen.language)
            ]
            some = rows.select(*rows.columns[:3], *(f"column_{at}" for at in used))
            find = finding_in_tables(self.plan, [names[at] for at in used])
            frames.append(some.mapInArrow(find, EVIDENCE))
        return priors_of(row for frame in frames for row in iterate_results(frame))

    def _report_file(self, number: int, message: str) -> None:
        self._report(Diagnostic(self._files[number].source, message))

    def _read(self, numbers: Sequence[int], kind: str, **options: Any) -> Any:
        reader = self._spark.read.format(kind).options(recursiveFileLookup=True, **options)
        return reader.load([literally(self._files[number].source) for number in numbers])

    def _lines(self, numbers: Sequence[int]) -> Any:
        from pyspark.sql import functions as f

        text = self._read(numbers, "text", lineSep="\n")
        # As bytes: what is not UTF-8 is decoded as on one machine.
        line = f.col("value").cast("binary").alias("line")
        return text.select("_metadata.file_path", "_metadata.file_block_start", line)

    def _contents(self) -> Iterator[Any]:
        """Yield tables of keys and contents of the files that are fetched whole."""
        filled = {n for n in self._numbers[WHOLE] if self._files[n].length}
        if filled:
            content = self._read(sorted(filled), "binaryFile")
            yield content.select("_metadata.file_path", "content")
        # Spark ignores empty files, which are empty articles.
        empty = [(self._files[n].key, b"") for n in self._numbers[WHOLE] if n not in filled]
        if empty:
            yield self._spark.createDataFrame(empty, "file_path string, content binary")

    def _rows_before(self) -> dict[tuple[int, int], int]:
        """Count the lines of files that are read in several splits."""
        number_of = {
            self._files[number].key: number
            for number in self._numbers[LINES]
            if self._files[number].length > SPLIT_BYTES
        }
        if not number_of:
            return {}
        lines = self._lines(list(number_of.values()))
        grouped = lines.groupBy("file_path", "file_block_start").count().collect()
        counts = sorted((number_of[key_of(key)], at, n) for key, at, n in grouped)
        before: dict[tuple[int, int], int] = {}
        total = Counter[int]()
        for number, start, count in counts:
            before[number, start] = total[number]
            total[number] += count
        return before

    def _by_columns(
        self, fields: Collection[str]
    ) -> dict[tuple[tuple[str, str], ...], list[int]]:
        """Return the Parquet files by the names and types of the columns to read of them."""
        numbers = self._numbers[TABLE]
        groups: dict[tuple[tuple[str, str], ...], list[int]] = {}
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for number, found in zip(numbers, threads.map(self._columns, numbers), strict=True):
                if isinstance(found, HadoopError):
                    self._report_file(number, f"not Parquet, or damaged: {found}")
                    continue
                columns, n_rows = found
                chosen = choose_columns(tuple(name for name, _ in columns), self.plan.options)
                if chosen.problem:
                    self._report_file(number, chosen.problem)
                    continue
                wanted = {chosen.text, chosen.title, chosen.id, chosen.language, *fields}
                kept = tuple(column for column in columns if column[0] in wanted)
                groups.setdefault(kept, []).append(number)
                self.n_rows[number] = n_rows
        return groups

    def _columns(self, number: int) -> tuple[list[tuple[str, str]], int] | HadoopError:
        try:
            return self._hadoop.columns(self._files[number].source)
        except HadoopError as error:
            return error

    def _rows(self, numbers: Sequence[int], names: Sequence[str]) -> Any:
        """Return the rows of Parquet files of the same columns, None where Spark cannot."""
        from pyspark.errors import PySparkException
        from pyspark.sql import functions as f

        columns = [f.col("`" + name.replace("`", "``") + "`") for name in names]
        try:
            # A damaged file is read up to the damage; the driver counts what is missing.
            table = self._read(numbers, "parquet", ignoreCorruptFiles=True)
            return table.select(
                "_metadata.file_path",
                "_metadata.file_block_start",
                "_metadata.row_index",
                *(column.alias(f"column_{at}") for at, column in enumerate(columns)),
            )
        except PySparkException as error:
            for number in numbers:
                del self.n_rows[number]
                self._report_file(number, f"Spark cannot read it: {cause(error)}")
            return None


def _session(spark: Any) -> Any:
    own = configured_session(spark)
    own.conf.set("spark.sql.files.maxPartitionBytes", SPLIT_BYTES)
    # Some hundred small files to a task; files up to one split are not divided.
    own.conf.set("spark.sql.files.openCostInBytes", SPLIT_BYTES >> 8)
    own.conf.set("spark.sql.files.minPartitionNum", 1)
    return own


def _problem(file: SparkFile) -> str:
    """Return why a file cannot be read, empty if it can."""
    if reader_of(file) is None:
        return f"a file of unknown type; files that are read: {', '.join(SUFFIXES)}"
    if way(file) == WHOLE and file.length > LARGEST:
        return f"larger than {LARGEST >> 20} MB; write it as JSON Lines or Parquet"
    return ""


def way(file: SparkFile) -> str:
    """Return how a file is read."""
    reader = reader_of(file)
    if reader is not None and reader.name == "parquet":
        return TABLE
    by_lines = reader is not None and reader.name == "jsonl"
    return LINES if by_lines and not file.id.lower().endswith(".gz") else WHOLE
