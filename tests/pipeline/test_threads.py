"""Pieces of work side by side come to what they come to one by one."""

import threading
from contextvars import ContextVar

import pytest

from analyzer.pipeline.workers import Task, thread_limit

NAME: ContextVar[str] = ContextVar("name", default="nobody")


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_each_piece_has_its_own_result_in_any_order(jobs: int) -> None:
    limit = thread_limit(jobs)
    tasks = [Task(lambda number=number: number**2, limit) for number in range(20)]
    assert [task.result() for task in reversed(tasks)] == [n**2 for n in reversed(range(20))]


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_error_is_raised_where_the_result_is_asked_for(jobs: int) -> None:
    limit = thread_limit(jobs)
    task, fine = Task(lambda: 1 // 0, limit), Task(lambda: 7, limit)
    with pytest.raises(ZeroDivisionError):
        task.result()
    assert fine.result() == 7


@pytest.mark.parametrize("jobs", [1, 2])
def test_work_sees_what_was_set_around_it(jobs: int) -> None:
    token = NAME.set("somebody")
    task = Task(NAME.get, thread_limit(jobs))
    NAME.reset(token)
    assert task.result() == "somebody"


def test_no_more_are_at_work_than_the_limit_says() -> None:
    limit, gate = thread_limit(2), threading.Event()
    at_work: list[int] = []

    def work() -> None:
        at_work.append(1)
        gate.wait(5)

    tasks = [Task(work, limit) for _ in range(2)]
    later = threading.Timer(0.2, gate.set)
    later.start()
    tasks.append(Task(lambda: at_work.append(3), limit))
    assert gate.is_set()  # the third waited for one of the first
    for task in tasks:
        task.result()
    later.join()
