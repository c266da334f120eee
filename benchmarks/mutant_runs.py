"""Running tests on a changed module, in a process of its own."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import resource
import select
import signal
import sys
from collections.abc import Callable, Sequence
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
    "pathspec", "jinja2", "rich", "yaml", "Stemmer", "pyphen", "charset_normalizer",
    "hypothesis.extra.numpy", "sklearn.base", "sqlite3",
)  # fmt: skip
ARGUMENTS = [
    "-q", "-x", "-p", "no:cacheprovider", "-p", "no:cov", "-p", "no:xdist",
    "-W", "ignore:Module already imported",
]  # fmt: skip
# More than the tests took, in processor time, and in time.
TIMES, SECONDS, WAITING = 5, 10, 10
GIGABYTES = 3
PASSED, NONE, MEMORY = 0, 5, 77


def warm() -> None:
    """Set what all tests are run with, and import what they need."""
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    os.environ |= {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    for name in WARM:
        importlib.import_module(name)
    hypothesis.settings.register_profile(
        "mutation", derandomize=True, database=None, deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    )  # fmt: skip
    hypothesis.settings.load_profile("mutation")


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
    """A plugin that runs the chosen tests, and writes which one failed."""

    def __init__(self, tests: Sequence[str], output: Path) -> None:
        self.place = {name: place for place, name in enumerate(tests)}
        self.output = output

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.place),
            key=lambda item: self.place[item.nodeid],
        )

    def pytest_exception_interact(self, node: Any, call: Any) -> None:
        self.output.write_text(node.nodeid, "utf-8")
        if isinstance(call.excinfo.value, MemoryError):
            os._exit(MEMORY)


def forked(work: Callable[[], int], seconds: float) -> str:
    """Do work in a process of its own; return how it ended."""
    pid = os.fork()
    if not pid:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        limit = int(TIMES * seconds + SECONDS)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        most = pages * resource.getpagesize() + (GIGABYTES << 30)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
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
    """Tries mutants, with the tests of every file."""

    def __init__(self, tests: Sequence[Tests], scratch: Path, budget: float) -> None:
        self.tests, self.budget = tests, budget
        self.noticed = scratch / "noticed"
        self.arguments = [*ARGUMENTS, f"--basetemp={scratch / 'pytest'}"]

    def files(self, mutant: Mutant) -> list[tuple[Tests, list[str], float]]:
        """Return the files with tests for a mutant, those tests and their time."""
        found = []
        for file in self.tests:
            names = file.of(mutant)
            if names:
                taken = file.collecting + sum(file.seconds[name] for name in names)
                found.append((file, names, taken))
        return sorted(found, key=lambda each: each[2])

    def run(self, mutant: Mutant, code: CodeType) -> dict[str, Any]:
        """Tell how a mutant ends: what noticed it, or how many tests did not."""
        files = self.files(mutant)
        passed, left, taken = 0, 0, 0.0
        # One by one the quickest, the others together: each batch imports the package anew.
        for batch in (*(files[at : at + 1] for at in range(2)), files[2:5], files[5:]):
            taken += sum(seconds for _, _, seconds in batch)
            names = [name for _, names, _ in batch for name in names]
            if not batch or (taken > self.budget and passed):
                left += len(names)
                continue
            end = forked(
                lambda batch=batch, names=names: self._tests(mutant, code, batch, names),
                sum(seconds for _, _, seconds in batch),
            )
            if end:
                told = self.noticed.read_text("utf-8") if self.noticed.exists() else ""
                self.noticed.unlink(missing_ok=True)
                return {"end": end, "by": told}
            passed += len(names)
        return {"end": "survived" if passed else "uncovered", "passed": passed, "left": left}

    def _tests(
        self, mutant: Mutant, code: CodeType, batch: Sequence[Any], names: Sequence[str]
    ) -> int:
        sys.meta_path.insert(0, Changed(mutant.module, code))
        chosen = Chosen(names, self.noticed)
        return int(
            pytest.main([*self.arguments, *(file.file for file, _, _ in batch)], [chosen])
        )
