"""What is wrong with the columns of records, reported once for all rows that share it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from analyzer.errors import Diagnostic

if TYPE_CHECKING:
    from analyzer.errors import ProblemHandler

Record = tuple[int, Mapping[str, object]]
MOST_KINDS = 100  # of problems that are held; others are reported at once


class ColumnProblems:
    """Gathers the problems of one file's columns, and reports them at its end.

    Parameters
    ----------
    source : str
    on_problem : callable

    Attributes
    ----------
    n_rows : int
        How many rows have a problem.
    """

    def __init__(self, source: str, on_problem: ProblemHandler) -> None:
        self._source, self._report = source, on_problem
        self.n_rows = 0
        self._rows: dict[str, tuple[int, int]] = {}

    def __enter__(self) -> ColumnProblems:
        return self

    def add(self, problem: str, row: int) -> None:
        """Add a row whose columns have a problem."""
        self.n_rows += 1
        first, count = self._rows.get(problem, (row, 0))
        if not count and len(self._rows) == MOST_KINDS:
            self._report(Diagnostic(self._source, problem, row))
        else:
            self._rows[problem] = first, count + 1

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if kind is not None and not issubclass(kind, Exception):
            return  # the reading was stopped
        for problem, (row, count) in self._rows.items():
            also = f"; {count:,} rows have these columns" if count > 1 else ""
            self._report(Diagnostic(self._source, f"{problem}{also}", row))


def with_known_columns(
    records: Iterable[Record],
    problem_of: Callable[[Mapping[str, object]], str],
    source: str,
    on_problem: ProblemHandler,
) -> Iterator[Record]:
    """Yield the records whose columns have no problem, and report the others at the end."""
    with ColumnProblems(source, on_problem) as problems:
        for row, record in records:
            if problem := problem_of(record):
                problems.add(problem, row)
            else:
                yield row, record
