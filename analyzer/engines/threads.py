"""Some pieces of work side by side in this process.

Work on large arrays leaves the interpreter to others most of the time, so that threads
share the processors without copying what they work on. Python waits for none of them
when it is interrupted.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from threading import BoundedSemaphore, Thread
from typing import Generic, TypeVar

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
