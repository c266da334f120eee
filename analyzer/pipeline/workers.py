"""Processes that measure batches of articles side by side.

Batches are measured in any order and taken in theirs, so that what comes of
them is the same however many there are.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import copy_context
from threading import BoundedSemaphore, Thread
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from analyzer.errors import AnalyzerError, Problem, ProblemHandler
from analyzer.pipeline.batch import measure_batch

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from analyzer.article import Article
    from analyzer.pipeline.batch import BatchResult
    from analyzer.rules.reference_profile import Profile
    from analyzer.settings import Settings

Result = TypeVar("Result")


class Task(Generic[Result]):
    """A piece of work, done at once or, where there is a limit, in a thread.

    Parameters
    ----------
    work : callable
    limit : semaphore or None
        How many may be at work.
    """

    def __init__(self, work: Callable[[], Result], limit: BoundedSemaphore | None) -> None:
        self._work: Callable[[], Result] | None = work
        self._limit = limit
        self._result: list[Result] = []
        self._error: BaseException | None = None
        self._thread: Thread | None = None
        if limit is None:
            self._do()
            return
        limit.acquire()
        self._thread = Thread(target=copy_context().run, args=[self._do], daemon=True)
        self._thread.start()

    def result(self) -> Result:
        """Wait for the work, and return what came of it.

        Raises
        ------
        Exception
            What the work raised.
        """
        if self._thread is not None:
            self._thread.join()
        if self._error is not None:
            raise self._error
        return self._result[0]

    def _do(self) -> None:
        assert self._work is not None
        try:
            self._result.append(self._work())
        except Exception as error:
            self._error = error
        finally:
            self._work = None  # and what it held on to
            if self._limit is not None:
                self._limit.release()


def at_once(jobs: int) -> BoundedSemaphore | None:
    """Return a limit to so many threads; none where one piece follows the other."""
    return BoundedSemaphore(jobs) if jobs > 1 else None


Work = TypeVar("Work")
Measured = Callable[[], Iterator["BatchResult"]]
# Batches begun for each process, so that none waits for the next.
AHEAD = 2
_profile: Any = None


class Workers:
    """So many processes, started when there is something to do; one is this process.

    Parameters
    ----------
    jobs : int
        0 for one for each processor.
    profile : Profile
    on_problem : callable
        Told of each article that could not be measured, in the order of the articles.
    tables : bool
        Whether to fill the tables of a report.
    """

    def __init__(
        self, jobs: int, profile: Profile, on_problem: ProblemHandler, *, tables: bool = True
    ) -> None:
        self.jobs = jobs or os.cpu_count() or 1
        self._profile, self._report, self._tables = profile, on_problem, tables
        self._executor: Executor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *error: object) -> None:
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)

    def start(self, articles: Sequence[Article], settings: Settings) -> Measured:
        """Begin to measure a batch; what is returned yields its parts, once."""
        if self.jobs == 1:
            return lambda: measure_batch(
                articles, settings, self._profile, self._report, tables=self._tables
            )
        if self._executor is None:
            self._executor = _executor(self.jobs, self._profile)
        future = self._executor.submit(_measured, articles, settings, self._tables)
        return lambda: self._taken(future)

    def ahead(self, work: Iterable[Work]) -> Iterator[Work]:
        """Yield what comes, in its order, with some more begun already."""
        begun: deque[Work] = deque()
        most = AHEAD * self.jobs if self.jobs > 1 else 0
        for one in work:
            begun.append(one)
            if len(begun) > most:
                yield begun.popleft()
        yield from begun

    def _taken(
        self, future: Future[tuple[list[BatchResult], list[Problem]]]
    ) -> Iterator[BatchResult]:
        from concurrent.futures.process import BrokenProcessPool

        try:
            parts, problems = future.result()
        except BrokenProcessPool as error:
            message = "a process of --jobs has died, perhaps for want of memory; use fewer"
            raise AnalyzerError(message) from error
        for problem in problems:
            self._report(problem)
        yield from parts


def _executor(jobs: int, profile: Profile) -> Executor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context
    from threading import active_count

    # To copy this process is quickest, and safe while it has one thread.
    copied = sys.platform == "linux" and active_count() == 1
    context = get_context("fork" if copied else "spawn")
    return ProcessPoolExecutor(jobs, context, _begin, (profile,))


def _begin(profile: Profile) -> None:
    global _profile  # noqa: PLW0603
    _profile = profile


def _measured(
    articles: Sequence[Article], settings: Settings, tables: bool
) -> tuple[list[BatchResult], list[Problem]]:
    problems: list[Problem] = []
    parts = list(measure_batch(articles, settings, _profile, problems.append, tables=tables))
    return parts, problems
