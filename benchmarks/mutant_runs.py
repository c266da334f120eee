"""Running tests on a changed module, in a process of its own."""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import os
import resource
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import hypothesis
import pytest
from covering_tests import Tests
from mutants import Mutant

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "analyzer"
# Imported before the first fork; none of them starts threads.
WARM = (
    "numpy", "scipy.sparse", "pandas", "msgspec", "click.testing", "sentencex", "pyromark",
    "jinja2", "rich", "yaml", "Stemmer", "pyphen", "charset_normalizer",
    "hypothesis.extra.numpy", "sklearn.base", "sqlite3", "_hypothesis_pytestplugin",
)  # fmt: skip
ARGUMENTS = [
    "-q", "-x", "-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin",
    "-W", "ignore:Module already imported",
]  # fmt: skip
# What a test may take more than before: so many times, and seconds; in time, and not in
# processor time, so many times that.
TIMES, SECONDS, WAITING = 2, 8, 10
GIGABYTES = 3
PASSED, NONE, MEMORY = 0, 5, 77
NAMED = 3


def warm(scratch: Path, examples: int) -> None:
    """Set what all tests are run with, and import what they need."""
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    # What pytest rewrites is kept for the next process.
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(scratch / "compiled")
    os.environ |= {
        "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }  # fmt: skip
    for name in WARM:
        importlib.import_module(name)
    hypothesis.settings.register_profile(
        "mutation", max_examples=examples, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    )  # fmt: skip
    hypothesis.settings.load_profile("mutation")
    made = hypothesis.settings.__init__

    def fewer(self: hypothesis.settings, *given: Any, **more: Any) -> None:
        if isinstance(more.get("max_examples"), int):
            more["max_examples"] = min(more["max_examples"], examples)
        made(self, *given, **more)

    hypothesis.settings.__init__ = fewer  # type: ignore[method-assign]
    # Nor do the children look through what is here for garbage.
    gc.collect()
    gc.freeze()


class Changed(SourceFileLoader):
    """Finds and loads the one module that is changed."""

    def __init__(self, module: str, code: CodeType) -> None:
        name = module.removesuffix(".py").replace("/", ".")
        super().__init__(f"analyzer.{name}", str(PACKAGE / module))
        self.changed = code

    def find_spec(self, name: str, *_: Any) -> ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def get_code(self, _: str) -> CodeType:
        return self.changed


class Chosen:
    """A plugin that runs the chosen tests, each in limited time, and writes which failed."""

    def __init__(self, seconds: Mapping[str, float], output: Path) -> None:
        self.seconds, self.output = seconds, output

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.seconds),
            key=lambda item: self.seconds[item.nodeid],
        )

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self.output.write_text(item.nodeid, "utf-8")
        limit_time(self.seconds[item.nodeid])

    def pytest_exception_interact(self, call: Any) -> None:
        if isinstance(call.excinfo.value, MemoryError):
            os._exit(MEMORY)


def limit_time(seconds: float) -> None:
    """Have the process die of much more processor time from now than this."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    limit = int(time.process_time() + TIMES * seconds + SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, most))


def limit_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    most = pages * resource.getpagesize() + (GIGABYTES << 30)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def forked(work: Callable[[], int], seconds: float) -> str:
    """Do work that usually takes some time in a process of its own; return how it ended."""
    pid = os.fork()
    if not pid:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        limit_time(seconds)
        limit_memory()
        code = 1
        try:
            code = work()
        finally:
            os._exit(code)
    waiting = os.pidfd_open(pid)
    ended, _, _ = select.select([waiting], [], [], WAITING * (TIMES * seconds + SECONDS))
    os.close(waiting)
    # What tests started goes too.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if not ended or code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "time"
    if code == MEMORY:
        return "memory"
    return "" if code in (PASSED, NONE) else "failed" if code > 0 else "crash"


class Trial:
    """Tries mutants, with the tests of every file.

    Attributes
    ----------
    noticed : Counter of (module, file)
        How many mutants of a module a file has noticed: those go first that notice more
        in less time.
    """

    def __init__(self, tests: Sequence[Tests], scratch: Path, budget: float) -> None:
        self.tests, self.budget = tests, budget
        self.noticed = Counter[tuple[str, str]]()
        self.told = scratch / "noticed"
        self.arguments = [*ARGUMENTS, f"--basetemp={scratch / 'pytest'}"]

    def prefer(self, module: str) -> None:
        """Have the files that name a module go first, as if they had noticed some mutants."""
        name = module.removesuffix(".py").replace("/", ".")
        for tests in self.tests:
            if f"analyzer.{name}" in (ROOT / "tests" / tests.file).read_text("utf-8"):
                self.noticed[module, tests.file] += NAMED

    def run(self, mutant: Mutant, code: CodeType) -> dict[str, Any]:
        """Tell how a mutant ends: what noticed it, or how many tests did not."""
        passed, left, taken = 0, 0, 0.0
        for file, names, seconds in self._files(mutant):
            taken += seconds
            if taken > self.budget and passed:
                left += len(names)
                continue
            self.told.write_text("importing", "utf-8")
            end = forked(partial(self._tests, mutant, code, file, names), seconds)
            if end:
                self.noticed[mutant.module, file.file] += 1
                return {"end": end, "by": self.told.read_text("utf-8"), "file": file.file}
            passed += len(names)
        return {"end": "survived" if passed else "uncovered", "passed": passed, "left": left}

    def _files(self, mutant: Mutant) -> list[tuple[Tests, list[str], float]]:
        """Return the files with tests for a mutant, those tests and their time."""
        found = []
        for file in self.tests:
            names = file.of(mutant)
            if names:
                taken = file.collecting + sum(file.seconds[name] for name in names)
                found.append((file, names, taken))
        return sorted(
            found,
            key=lambda each: each[2] / (1 + self.noticed[mutant.module, each[0].file]) ** 2,
        )

    def _tests(self, mutant: Mutant, code: CodeType, file: Tests, names: Sequence[str]) -> int:
        sys.meta_path.insert(0, Changed(mutant.module, code))
        chosen = Chosen({name: file.seconds[name] for name in names}, self.told)
        path = str(ROOT / "tests" / file.file)
        return int(pytest.main([*self.arguments, path], [chosen]))
