"""Measure what each test costs, in seconds of CPU time, its child processes included.

    python benchmarks/suite_costs.py [--most 60] [PYTEST ARGUMENT ...]

Runs the tests in this process. Unlike the durations of pytest, the figures do not depend on
what else the machine does. The last line is the total, with the time to load the tests.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator

import pytest


def cpu_seconds() -> float:
    """Return the CPU time of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Costs:
    """A plugin of pytest that adds up the costs of tests, set-up included."""

    def __init__(self) -> None:
        self.tests: Counter[str] = Counter()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Measure a test from its set-up to its end."""
        begun = cpu_seconds()
        try:
            return (yield)
        finally:
            self.tests[item.nodeid] += cpu_seconds() - begun  # type: ignore[assignment]


def main() -> int:
    """Run the tests, and print the costs of files and of the most expensive tests."""
    arguments = sys.argv[1:]
    most = 60
    if arguments[:1] == ["--most"]:
        most, arguments = int(arguments[1]), arguments[2:]
    costs = Costs()
    status = pytest.main(["-q", "-p", "no:cacheprovider", *arguments], plugins=[costs])
    files: Counter[str] = Counter()
    for name, seconds in costs.tests.items():
        files[name.partition("::")[0]] += seconds
    for title, counts in (("files", files), ("tests", costs.tests)):
        print(f"\n{title}")
        for name, seconds in counts.most_common(most):
            print(f"{seconds:7.2f} s  {name}")
    print(f"\n{costs.tests.total():.1f} s in tests, {cpu_seconds():.1f} s in all")
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
