"""Signals, closed streams and processes: no worker is left, and the status is true."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from samples import document

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "analyzer"]


@pytest.fixture
def content(scratch: Path) -> Path:
    folder = scratch / "content"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number:03}.md").write_text(document(number, 60))
    return folder


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


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="needs /proc")
@pytest.mark.parametrize("delay", [0.3, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_run_and_its_workers(
    content: Path, number: signal.Signals, delay: float
) -> None:
    command = [*COMMAND, "report", "content", "-o", "out", "-q", "--jobs", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(delay)
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
    assert process.returncode in (128 + number, -number, 0)
    if process.returncode == 128 + number:
        assert errors.startswith("interrupted")
    assert "Traceback" not in errors
    assert none_left(content.parent)
    assert not Path("out/articles.csv").exists() or Path("out/run.json").exists()


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="needs /proc")
def test_workers_end_when_their_parent_is_killed(content: Path) -> None:
    command = [*COMMAND, "report", "content", "-o", "out", "-q", "--jobs", "2"]
    with subprocess.Popen(command) as process:
        until = time.monotonic() + 60
        while len(workers_in(content.parent)) < 3 and time.monotonic() < until:
            time.sleep(0.02)
        process.kill()
    assert none_left(content.parent)


@pytest.mark.parametrize(
    ("redirection", "message"),
    [(">/dev/full", "No space left"), (">&-", "not writable"), ("| true", "Broken pipe")],
)
def test_output_that_cannot_be_written_is_an_error(
    scratch: Path, redirection: str, message: str
) -> None:
    Path("a.md").write_text(document(1, 40) * 2)
    call = f'"{sys.executable}" -m analyzer check a.md --report-level note'
    slow = f"(sleep 0; {call}; echo status $? >&2)" if "|" in redirection else call
    done = subprocess.run(
        ["/bin/sh", "-c", f"{slow} {redirection}"], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    assert message in done.stderr
    assert "status 2" in done.stderr or done.returncode == 2


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
    content: Path, megabytes: int, jobs: int
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
def test_few_open_files_are_enough_or_an_error(content: Path, files: int, jobs: int) -> None:
    call = f'"{sys.executable}" -m analyzer report content -o out -q --jobs {jobs}'
    done = subprocess.run(
        ["/bin/sh", "-c", f"ulimit -n {files}; {call}"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
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
def test_a_device_without_an_end_is_an_error(scratch: Path, arguments: list[str]) -> None:
    Path("a.md").write_text(document(1, 40))
    done = subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: /dev/")
    assert "Traceback" not in done.stderr
