"""Signals, closed streams and processes: no worker is left, and the status is true."""

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from forked import Forks
from samples import document

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "analyzer"]
REPORT = ["report", "content", "-o", "out", "-q", "--jobs", "2"]
SMALL_BATCHES = """
from analyzer.pipeline.batch import batches
batches.__defaults__ = (8_000, None)
"""
# Its workers write half of a result.
HALF_RESULTS = """
import os, pathlib, struct, sys, time
from analyzer.pipeline import workers
def measure_batch(*_, **__):
    frame = sys._getframe()
    while "result_queue" not in frame.f_locals:
        frame = frame.f_back
    writer = frame.f_locals["result_queue"]._writer
    os.write(writer.fileno(), struct.pack("!i", 1000) + b"cut")
    pathlib.Path("half").touch()
    time.sleep(100)
workers.measure_batch = measure_batch
"""
# Python drops what a finalizer raises.
IN_FINALIZER = """
import os, signal, time
from analyzer.pipeline.checkpoint import Checkpoint
class Finalized:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
real = Checkpoint.keep
def keep(self, key, value):
    Checkpoint.keep = real
    Finalized()
    time.sleep(10)
    return real(self, key, value)
Checkpoint.keep = keep
"""
needs_proc = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="needs /proc")
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the articles of several small batches in it."""
    folder = tmp_path_factory.mktemp("processes")
    (folder / "content").mkdir()
    for number in range(16):
        (folder / "content" / f"{number:03}.md").write_text(document(number, 40))
    return folder


@pytest.fixture
def folder(articles: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of articles without a report, the current one."""
    monkeypatch.chdir(articles)
    shutil.rmtree("out", ignore_errors=True)
    return articles


def workers_in(folder: Path) -> list[int]:
    """The processes of this program with a folder as their current one."""
    found = []
    for path in Path("/proc").iterdir():
        try:
            if path.name.isdigit() and (path / "cwd").resolve() == folder:
                found.append(int(path.name))
        except OSError:
            continue
    return [process for process in found if process != os.getpid()]


def none_left(folder: Path) -> bool:
    until = time.monotonic() + 10
    while workers_in(folder) and time.monotonic() < until:
        time.sleep(0.05)
    return not workers_in(folder)


def wait(condition: Callable[[], object], process: int = 0) -> None:
    """Wait until a condition holds or a process has ended, at most a minute."""
    until = time.monotonic() + 60
    while not condition() and time.monotonic() < until and not has_ended(process):
        time.sleep(0.01)


def has_ended(process: int) -> bool:
    """Whether a process is no more, or waits for its parent to read its status."""
    try:
        return process > 0 and " Z " in Path(f"/proc/{process}/stat").read_text("utf-8")
    except OSError:
        return True


def assert_is_ended(folder: Path, number: int, status: int, errors: str) -> None:
    assert status in (128 + number, -number, 0)
    if status == 128 + number:
        assert errors.startswith("interrupted")
    assert "Traceback" not in errors
    assert none_left(folder)
    assert not Path("out/articles.csv").exists() or Path("out/run.json").exists()


def catches(process: int, number: int) -> bool:
    """Whether a process has a handler for a signal."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    (caught,) = re.findall(r"^SigCgt:\s*(\w+)$", status, re.MULTILINE)
    return bool(int(caught, 16) >> (number - 1) & 1)


@needs_proc
@pytest.mark.parametrize("delay", [0, 0.1])
@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_a_run_that_has_just_been_started(
    folder: Path, number: signal.Signals, delay: float
) -> None:
    with subprocess.Popen([*COMMAND, *REPORT], stderr=subprocess.PIPE, text=True) as process:
        wait(
            lambda: catches(process.pid, SIGNALS[-1]), process.pid
        )  # the last to get a handler
        time.sleep(delay)
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
    assert_is_ended(folder, number, process.returncode, errors)


@needs_proc
@pytest.mark.parametrize("moment", ["first worker", "batches", "files"])
@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_a_run_and_its_workers(
    folder: Path, forks: Forks, number: signal.Signals, moment: str
) -> None:
    def begun() -> bool:
        kept = Path("out/.analyzer-resume")
        return {
            "first worker": lambda: len(workers_in(folder)) > 1,
            "batches": lambda: kept.exists() and kept.stat().st_size > 0,
            "files": Path("out/.analyzer-part").exists,
        }[moment]()

    with forks.started(*REPORT, before=SMALL_BATCHES) as running:
        wait(begun, running.pid)
        os.kill(running.pid, number)
        done = running.completed()
    assert_is_ended(folder, number, done.returncode, done.stderr)


def test_a_signal_ends_a_run_whose_workers_are_writing_results(
    folder: Path, forks: Forks
) -> None:
    with forks.started(*REPORT, before=HALF_RESULTS) as running:
        wait(Path("half").exists, running.pid)
        os.kill(running.pid, signal.SIGINT)
        done = running.completed(10)
    Path("half").unlink()
    assert_is_ended(folder, signal.SIGINT, done.returncode, done.stderr)
    assert done.returncode == 128 + signal.SIGINT


def test_a_signal_in_a_finalizer_ends_a_run(folder: Path, forks: Forks) -> None:
    done = forks.run(*REPORT, before=IN_FINALIZER)
    assert_is_ended(folder, signal.SIGTERM, done.returncode, done.stderr)
    assert done.returncode == 128 + signal.SIGTERM


@needs_proc
def test_workers_end_when_their_parent_is_killed(folder: Path, forks: Forks) -> None:
    with forks.started(*REPORT, before=SMALL_BATCHES) as running:
        wait(lambda: len(workers_in(folder)) > 2, running.pid)
        assert workers_in(folder)
        os.kill(running.pid, signal.SIGKILL)
        assert running.completed().returncode == -signal.SIGKILL
    assert none_left(folder)


@pytest.mark.parametrize(
    ("redirection", "message"),
    [(">/dev/full", "No space left"), (">&-", "not writable")],
)
def test_output_that_cannot_be_written_is_an_error(
    scratch: Path, redirection: str, message: str
) -> None:
    Path("a.md").write_text(document(1, 40) * 2)
    call = f'"{sys.executable}" -m analyzer check a.md --report-level note'
    done = subprocess.run(
        ["/bin/sh", "-c", f"{call} {redirection}"], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    assert message in done.stderr
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ("check a.md --report-level note --fail-level never", 0),
        ("check a.md --report-level note --fail-level note", 1),
        ("check a.md none.md --report-level note -q --format concise", 2),
        ("check a.md --report-level note --format jsonl --format json=a.json", 1),
        ("check --show-settings", 0),
        ("report a.md -o out", 0),
        ("init a.md", 0),
        ("compare a.md b.md", 0),
        ("explain", 0),
    ],
)
def test_a_reader_that_closes_its_pipe_early_does_not_change_the_status(
    scratch: Path, arguments: str, status: int
) -> None:
    for name in ("a.md", "b.md"):
        Path(name).write_text(document(1, 40) * 2)
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*COMMAND, *arguments.split()],
        stdout=writer, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(writer)
    assert "Broken pipe" not in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == status
    assert Path("a.json").exists() == ("a.json" in arguments)


def test_a_closed_standard_input_is_an_error(scratch: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f'"{sys.executable}" -m analyzer check - <&-'],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "standard input is closed" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
@pytest.mark.parametrize("megabytes", [60, 100, 150, 200])
@pytest.mark.parametrize("jobs", [1, 2])
def test_too_little_memory_is_an_error_without_a_traceback(
    folder: Path, megabytes: int, jobs: int
) -> None:
    call = f'"{sys.executable}" -m analyzer check content --no-cache -q --jobs {jobs}'
    done = subprocess.run(
        ["/bin/sh", "-c", f"ulimit -v {megabytes * 1000}; {call}"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    if done.returncode != 1 or not done.stdout:  # findings
        assert done.returncode == 2
        assert done.stderr.startswith("error: ")


@pytest.mark.parametrize("files", [8, 16, 32])
@pytest.mark.parametrize("jobs", [1, 2])
def test_few_open_files_are_enough_or_an_error(
    folder: Path, forks: Forks, files: int, jobs: int
) -> None:
    arguments = ["report", "content", "-o", "out", "-q", "--jobs", jobs]
    done = forks.run(*arguments, limits={resource.RLIMIT_NOFILE: files})
    assert "Traceback" not in done.stderr
    assert done.returncode == 0 or (done.returncode == 2 and "error: " in done.stderr)
    assert Path("out/run.json").exists() == (done.returncode == 0)


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="needs /proc")
def test_an_interrupt_while_the_program_is_loaded_leaves_no_traceback(scratch: Path) -> None:
    program = (
        "import os, signal, sys, threading\n"
        "from analyzer import __main__\n"
        "os.kill(os.getpid(), signal.SIGINT)\n"
        "import time; time.sleep(10)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGINT
    assert done.stderr == ""


def test_an_error_of_a_library_after_an_interrupt_has_the_status_of_the_interrupt(
    folder: Path, forks: Forks
) -> None:
    # NumPy cannot be loaded again after an interrupt while it was loaded.
    replaced = (
        "import os, signal, analyzer.cli.main\n"
        "def main(**_):\n"
        "    from analyzer.cli.signals import handle, raise_interrupt\n"
        "    handle(raise_interrupt)\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "    except KeyboardInterrupt:\n"
        "        raise ImportError('cannot load module more than once') from None\n"
        "analyzer.cli.main.main = main\n"
    )
    done = forks.run("check", "content", before=replaced)
    assert done.returncode == 128 + signal.SIGTERM
    assert done.stderr == "interrupted\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "a.md", "--config", "/dev/zero"],
        ["check", "a.md", "--baseline", "/dev/zero"],
        ["check", "a.md", "--profile", "/dev/zero"],
        ["check", "a.md", "--archive", "/dev/zero"],
        ["archive", "add", "/dev/zero", "a.md"],
        ["archive", "add", "/dev/full", "a.md"],
        ["archive", "add", "--rebuild", "/dev/zero", "a.md"],
        ["check", "/dev/zero"],
    ],
)
def test_a_device_without_an_end_is_an_error(
    scratch: Path, forks: Forks, arguments: list[str]
) -> None:
    Path("a.md").write_text(document(1, 40))
    done = forks.run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("error: /dev/")
    assert "Traceback" not in done.stderr
