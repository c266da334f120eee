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
