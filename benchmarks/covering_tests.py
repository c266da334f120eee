"""Which tests run which lines, and how long they take: what `mutation.py` chooses by.

Every file of tests is run once, in a process of its own. What is made once for many tests,
when their file is imported or in a fixture that they share, counts for all tests of the file.
"""

from __future__ import annotations

import ast
import hashlib
import re
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import coverage
import msgspec
import pytest
from mutants import Mutant

# Lines of a module, and the tests that run each, as bits.
Lines = dict[int, int]


class Measured(msgspec.Struct):
    """A file of tests.

    Attributes
    ----------
    digest : str
        Of this file and of the package.
    collecting : float
        Seconds until the first test.
    tests : dict
        Seconds of each test; those that did not pass are left out.
    lines : dict
        By path in the package and line, the tests that run it: bits in hexadecimal.
    """

    digest: str
    collecting: float
    tests: dict[str, float]
    lines: dict[str, dict[int, str]]


class Recorder:
    """A plugin that tells coverage which test runs, and takes the times."""

    def __init__(self, measuring: coverage.Coverage) -> None:
        self.measuring, self.now = measuring, ""
        self.seconds: dict[str, float] = {}
        self.collecting, self.failed = 0.0, set[str]()

    def switch(self, context: str) -> None:
        self.now = context
        self.measuring.switch_context(context)

    def pytest_collection_finish(self) -> None:
        self.collecting = time.process_time()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        began = time.process_time()
        self.switch(item.nodeid)
        result = yield
        self.switch("")
        self.seconds[item.nodeid] = time.process_time() - began
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        now = self.now
        if fixturedef.scope != "function":
            self.switch("")
        result = yield
        self.switch(now)
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self.failed.add(report.nodeid)


def digest(package: Path, file: Path) -> str:
    """Return a hash of a file of tests and of the package."""
    every = hashlib.sha256(file.read_bytes())
    for path in sorted(package.rglob("*.py")):
        every.update(path.read_bytes())
    return every.hexdigest()


def measure(package: Path, file: Path, arguments: list[str], output: Path) -> None:
    """Run a file of tests, and write what is `Measured`; the package is not yet imported."""
    measuring = coverage.Coverage(data_file=None, source=[str(package)], messages=False)
    recorder = Recorder(measuring)
    measuring.start()
    pytest.main([*arguments, str(file)], plugins=[recorder])
    measuring.stop()
    tests = {name: s for name, s in recorder.seconds.items() if name not in recorder.failed}
    bits = {name: 1 << place for place, name in enumerate(tests)} | {"": 1 << len(tests)}
    data = measuring.get_data()
    lines = {
        Path(path).relative_to(package).as_posix(): {
            line: hex(sum({bits.get(context, 0) for context in contexts}))
            for line, contexts in data.contexts_by_lineno(path).items()
        }
        for path in data.measured_files()
    }
    found = Measured(digest(package, file), recorder.collecting, tests, lines)
    output.write_bytes(msgspec.json.encode(found))


class Tests:
    """The tests of one file, to be chosen from."""

    def __init__(self, package: Path, file: Path, measured: Measured) -> None:
        self.package, self.file, self.collecting = package, file.name, measured.collecting
        self._words = set(re.findall(r"\w+", file.read_text("utf-8")))
        self.seconds = measured.tests
        self._names = list(measured.tests)
        self._shared = 1 << len(self._names)
        self._lines = {
            module: {line: int(mask, 16) for line, mask in lines.items()}
            for module, lines in measured.lines.items()
        }

    def of(self, mutant: Mutant) -> list[str]:
        """Return the tests that may notice a mutant, quickest first."""
        mask = 0
        if not mutant.on_import:
            mask |= self._running(mutant.module, range(mutant.first, mutant.last + 1))
        for name in mutant.names:
            for module, lines in mentions(self.package, name).items():
                mask |= self._running(module, lines)
        if mutant.on_import and mutant.names & self._words:
            mask = self._shared - 1
        chosen = [name for bit, name in enumerate(self._names) if mask >> bit & 1]
        return sorted(chosen, key=self.seconds.__getitem__)

    def _running(self, module: str, lines: Iterable[int]) -> int:
        held = self._lines.get(module, {})
        mask = 0
        for line in lines:
            mask |= held.get(line, 0)
        return self._shared - 1 if mask & self._shared else mask


@cache
def mentions(package: Path, name: str) -> dict[str, list[int]]:
    """Return the lines inside functions of the package on which a name stands."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    found = {}
    for path in sorted(package.rglob("*.py")):
        source = path.read_text("utf-8")
        if word.search(source):
            inside = _lines_of_functions(path)
            lines = [
                number
                for number, line in enumerate(source.splitlines(), 1)
                if number in inside and word.search(line)
            ]
            found[path.relative_to(package).as_posix()] = [
                near for line in lines for near in inside[line]
            ]
    return found


@cache
def _lines_of_functions(path: Path) -> dict[int, range]:
    """Return the lines of the statements in functions, each with those of its statement."""
    lines: dict[int, range] = {}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in (n for part in node.body for n in ast.walk(part)):
                if isinstance(inner, ast.stmt):
                    body = getattr(inner, "body", None)
                    last = body[0].lineno - 1 if body else inner.end_lineno or inner.lineno
                    whole = range(inner.lineno, max(last, inner.lineno) + 1)
                    lines |= dict.fromkeys(whole, whole)
    return lines


def read(path: Path) -> Measured:
    """Read what `measure` wrote."""
    return msgspec.json.decode(path.read_bytes(), type=Measured)
