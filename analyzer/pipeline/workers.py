"""Processes that measure batches of articles in parallel.

Batches are measured in any order and their results are returned in the order of the
batches, so that a run gives the same bytes for any number of processes.

A failing article does not affect the others of its batch: it is measured apart.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import copy_context
from itertools import cycle
from threading import Lock, current_thread, main_thread
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec.structs import replace

from analyzer.article import Article
from analyzer.errors import AnalyzerError, Diagnostic, ProblemHandler, format_exception
from analyzer.pipeline.batch import BATCH_CHARACTERS, BatchResult, analyze_batch
from analyzer.pipeline.context import AUTOMATIC, Measured, Work
from analyzer.rules.finding import Finding
from analyzer.rules.reference_profile import Profile
from analyzer.rules.unmeasurable_article import RULE
from analyzer.settings import Settings

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

NOTHING = Article("", "")


def measure_batch(
    articles: Sequence[Article],
    settings: Settings,
    profile: Profile,
    on_problem: ProblemHandler,
    *,
    tables: bool = True,
) -> Iterator[BatchResult]:
    """Yield the result of a batch, or one for each article if one of them fails.

    Parameters
    ----------
    articles : sequence of Article
    settings : Settings
    profile : Profile
    on_problem : callable
        Called with each article that could not be measured; it may raise.
    tables : bool
        Whether to fill the tables of a report.
    """
    try:
        yield analyze_batch(articles, settings, profile, tables=tables)
        return
    except AnalyzerError:
        raise
    except Exception as error:
        failed = error
    if len(articles) > 1:
        for article in articles:
            yield from measure_batch([article], settings, profile, on_problem, tables=tables)
        return
    message = RULE.message.format(label=format_exception(failed))
    on_problem(Diagnostic(articles[0].id or "an article without a name", message))
    part = analyze_batch([NOTHING], settings, profile, tables=tables)
    finding = Finding(0, 0, 0, RULE.name, RULE.severity, 0.0, "", 0.0, message, "")
    yield replace(part, findings=[finding])


def failed(part: BatchResult) -> bool:
    """Return whether a result is that of an article that could not be measured."""
    return any(finding.rule == RULE.name for finding in part.findings)


Result = TypeVar("Result")


class Task(Generic[Result]):
    """A call that runs immediately or, where there is a limit, in a thread.

    Without the memory for a thread it runs where its result is asked for. `Thread.start`
    would wait for ever for a thread that ends before it has begun.

    Parameters
    ----------
    work : callable
    limit : iterator of lock, or None
        Calls with the same lock follow each other.
    """

    def __init__(self, work: Callable[[], Result], limit: Iterator[Lock] | None) -> None:
        self._work: Callable[[], Result] | None = work
        self._limit = next(limit) if limit else Lock()
        self._result: list[Result] = []
        self._error: BaseException | None = None
        self._begun, self._running, self._context = Lock(), Lock(), copy_context()
        self._running.acquire()
        if limit is None:
            self._begin()
            return
        with suppress(RuntimeError, MemoryError):
            _thread.start_new_thread(self._begin, ())

    def result(self) -> Result:
        """Wait for the call and return its result.

        Raises
        ------
        Exception
            What the call raised.
        """
        self._begin()
        with self._running:
            if self._error is not None:
                raise self._error
            return self._result[0]

    def _begin(self) -> None:
        """Make the call, unless it has begun elsewhere; nothing here takes memory."""
        if not self._begun.acquire(blocking=False):
            return
        try:
            self._context.run(self._do)
        except Exception as error:
            self._error = error
        finally:
            self._work = None  # frees what it refers to
            self._running.release()

    def _do(self) -> None:
        assert self._work is not None
        with self._limit:
            self._result.append(self._work())


def thread_limit(jobs: int) -> Iterator[Lock] | None:
    """Return a limit for threads; None for one job, which needs no thread.

    It has one lock for each job, in turn: unlike a semaphore, a lock takes no memory to be
    released.
    """
    return cycle([Lock() for _ in range(jobs)]) if jobs > 1 else None


# Batches submitted ahead for each process, so that none has to wait.
AHEAD = 2
# One process per processor, once there is more text than this: to start processes, and to load
# what they need, takes as long as to measure a batch.
FEW_CHARACTERS = 3 * BATCH_CHARACTERS
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_profile: Any = None


class Workers:
    """Processes that are started with the first batch; with one job, this process.

    Parameters
    ----------
    jobs : int
        0 for one per processor; `AUTOMATIC` for as many where it pays.
    profile : Profile
    on_problem : callable
        Called with each article that could not be measured, in the order of the articles.
    tables : bool
        Whether to fill the tables of a report.
    """

    def __init__(
        self, jobs: int, profile: Profile, on_problem: ProblemHandler, *, tables: bool = True
    ) -> None:
        self._automatic = jobs == AUTOMATIC
        self._most = (0 if self._automatic else jobs) or os.cpu_count() or 1
        self._n_characters = 0
        self._profile, self._report, self._tables = profile, on_problem, tables
        self._executor: ProcessPoolExecutor | None = None

    @property
    def jobs(self) -> int:
        """The number of processes in use."""
        return 1 if self._automatic and self._executor is None else self._most

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: object, *error: object) -> None:
        if self._executor is None:
            return
        if kind is not None:  # nobody waits for what they still measure
            for process in list((self._executor._processes or {}).values()):
                process.kill()
            # Whoever waits for the rest of a result learns that it will not come.
            self._executor._result_queue._writer.close()  # type: ignore[attr-defined]
        self._executor.shutdown(cancel_futures=True)

    def submit(self, articles: Sequence[Article], settings: Settings) -> Measured:
        """Start to measure a batch; the returned function yields its results once."""
        self._n_characters += sum(len(article.text) for article in articles)
        is_little = self._automatic and self._n_characters <= FEW_CHARACTERS
        if self._most == 1 or (is_little and self._executor is None):
            return lambda: measure_batch(
                articles, settings, self._profile, self._report, tables=self._tables
            )
        with _signals_deferred():
            if self._executor is None:
                self._executor = _executor(self._most, self._profile)
            future = self._executor.submit(_measured, articles, settings, self._tables)
        return lambda: self._result(future)

    def prefetch(self, work: Iterable[Work]) -> Iterator[Work]:
        """Yield items in order, after some more of them have been submitted."""
        submitted: deque[Work] = deque()
        most = AHEAD * self._most if self._most > 1 else 0
        for one in work:
            submitted.append(one)
            if len(submitted) > most:
                yield submitted.popleft()
        yield from submitted

    def _result(
        self, future: Future[tuple[list[BatchResult], list[Diagnostic]]]
    ) -> Iterator[BatchResult]:
        from concurrent.futures.process import BrokenProcessPool

        try:
            results, problems = future.result()
        except BrokenProcessPool as error:
            message = "a process of --jobs has died, perhaps for want of memory; use fewer"
            raise AnalyzerError(message) from error
        for problem in problems:
            self._report(problem)
        yield from results


@contextmanager
def _signals_deferred() -> Iterator[None]:
    """Handle signals at the end: a pool that is being started cannot be shut down."""
    if current_thread() is not main_thread():
        yield
        return
    arrived: list[int] = []
    former = {}
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and callable(signal.getsignal(number)):
            former[number] = signal.signal(number, lambda given, _: arrived.append(given))
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
        for number in arrived:
            signal.raise_signal(number)


def _executor(jobs: int, profile: Profile) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context
    from threading import active_count

    # Forking is fastest, and safe while this process has one thread.
    forked = sys.platform == "linux" and active_count() == 1
    context = get_context("fork" if forked else "spawn")
    return ProcessPoolExecutor(jobs, context, _initialize, (profile,))


def _initialize(profile: Profile) -> None:
    global _profile  # noqa: PLW0603
    _profile = profile
    # The parent decides when an interrupt ends them, and takes them with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in SIGNALS[1:]:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    _thread.start_new_thread(_end_with_parent, ())


def _end_with_parent() -> None:
    """End this process when its parent has ended, however that came about."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _measured(
    articles: Sequence[Article], settings: Settings, tables: bool
) -> tuple[list[BatchResult], list[Diagnostic]]:
    problems: list[Diagnostic] = []
    results = list(measure_batch(articles, settings, _profile, problems.append, tables=tables))
    return results, problems
