"""What the rows of a file show of their language, found by executors.

Several tasks may read a file. Each returns what its rows show, and the driver merges
that by file before the rows are read as articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

import msgspec

from analyzer.readers.byte_lines import fallback_decoder
from analyzer.readers.json import parsed
from analyzer.readers.parquet import cells
from analyzer.readers.records import Record, undeclared_texts
from analyzer.readers.shared_language import (
    LanguageEvidence,
    LanguagePrior,
    language_evidence,
)
from analyzer.readers.skipped import is_own_record
from analyzer.spark.hadoop import key_of
from analyzer.spark.pieces import Read, iterate_runs, rows_of
from analyzer.spark.plan import Plan
from analyzer.storage.codec import decode, encode

EVIDENCE = "file long, evidence binary"


def finding_in_lines(plan: Plan) -> Read:
    """Return the function from rows of ``key``, ``start`` and ``line`` to evidence."""
    most = plan.options.limits.article_bytes

    def read(tables: Iterator[Any]) -> Iterator[Any]:
        rows = chain.from_iterable(rows_of(table) for table in tables)
        for (key, start), split in groupby(rows, itemgetter(0, 1)):
            number = plan.at[key_of(key)]
            lines = (row[2] if len(row[2]) <= most else None for row in split)
            numbered = enumerate(lines, plan.rows_before.get((number, start), 0) + 1)
            records = parsed(numbered, plan.files[number], plan.options, _ignore)
            others = (record for record in records if not is_own_record(record[1]))
            yield _evidence(plan, number, others)

    return read


def finding_in_tables(plan: Plan, names: Sequence[str]) -> Read:
    """Return the function from rows of ``key``, ``start``, ``row`` and values to evidence."""

    def records(number: int, runs: Iterable[Any]) -> Iterator[Record]:
        repair = fallback_decoder(plan.files[number], _ignore)
        for run in runs:
            columns = [cells(column, 0, repair) for column in run.columns[3:]]
            for values in zip(*columns, strict=True):
                yield 0, dict(zip(names, values, strict=True))

    def read(tables: Iterator[Any]) -> Iterator[Any]:
        runs = chain.from_iterable(iterate_runs(table) for table in tables)
        for (key, _), split in groupby(runs, itemgetter(0)):
            number = plan.at[key_of(key)]
            yield _evidence(plan, number, records(number, (run for _, run in split)))

    return read


def priors_of(rows: Iterable[tuple[int, bytes]]) -> Mapping[int, LanguagePrior]:
    """Return what the rows of each file say together, from rows of `EVIDENCE`."""
    found: dict[int, LanguageEvidence] = {}
    for number, evidence in rows:
        part = LanguageEvidence(*decode(evidence))
        found.setdefault(number, LanguageEvidence()).merge(part)
    return {number: evidence.prior() for number, evidence in found.items()}


def _evidence(plan: Plan, number: int, records: Iterator[Record]) -> Any:
    import pyarrow as pa

    evidence = language_evidence(undeclared_texts(records, plan.options))
    data = encode(list(msgspec.structs.astuple(evidence)))
    columns = [pa.array([number], pa.int64()), pa.array([data], pa.binary())]
    return pa.RecordBatch.from_arrays(columns, ["file", "evidence"])


def _ignore(_: object) -> None:
    """Ignore problems, which are reported when the records are read as articles."""
