"""Pieces of work side by side come to what they come to one by one."""

import threading
import time
from contextvars import ContextVar

import pytest

from analyzer.pipeline import workers
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
    while len(at_work) < 2:
        time.sleep(0.001)
    waited: list[bool] = []
    tasks.append(Task(lambda: waited.append(gate.is_set()), limit))
    later = threading.Timer(0.2, gate.set)
    later.start()
    for task in tasks:
        task.result()
    later.join()
    assert waited == [True]  # the third waited for one of the first


def test_work_is_done_where_its_thread_cannot_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers._thread, "start_new_thread", lambda *_: 0)
    tasks = [Task(lambda number=number: number, thread_limit(2)) for number in range(5)]
    assert [task.result() for task in tasks] == [0, 1, 2, 3, 4]
