"""The state after a full disk, a read-only folder and an interrupt."""

import json
import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from forked import Forks
from samples import document

from analyzer.cli.main import main

pytestmark = pytest.mark.slow

SMALL_FILES = {resource.RLIMIT_FSIZE: 3_000}  # bytes


# Keeps nothing in memory that may be on disk.
SPILLING = "from analyzer.storage import spool; spool.SMALL = 1"
# Kills itself before the nth file of the report is put in place.
KILLED = """
import os, pathlib
left, real = {nth}, pathlib.Path.replace
def replace(self, target):
    global left
    left -= self.parent.name == ".analyzer-part"
    if not left:
        os.kill(os.getpid(), 9)
    return real(self, target)
pathlib.Path.replace = replace
"""
# Interrupts itself when the first batch has been measured.
INTERRUPTED = """
import os, signal
from analyzer.pipeline.checkpoint import Checkpoint
real = Checkpoint.keep
def keep(self, key, value):
    try:
        return real(self, key, value)
    finally:
        os.kill(os.getpid(), signal.SIGINT)
Checkpoint.keep = keep
"""


@pytest.fixture
def small_disk(scratch: Path) -> Iterator[Path]:
    """A disk of two megabytes in memory, where one may be mounted."""
    disk = scratch / "disk"
    disk.mkdir()
    options = ["-t", "tmpfs", "-o", "size=2m", "tmpfs"]
    try:
        subprocess.run(["mount", *options, str(disk)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk may be mounted here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture
def content(scratch: Path) -> Path:
    folder = scratch / "content"
    folder.mkdir()
    for number in range(10):
        (folder / f"{number:02}.md").write_text(document(number // 2, 30))
    return folder


def run_in_process(*arguments: str) -> int:
    """Run a command in this process, which is fast; return its exit status."""
    return CliRunner().invoke(main, arguments, catch_exceptions=False).exit_code


def state(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


OUTPUTS = {
    "report": ["report", "content", "-o", "out", "-q"],
    "check": ["check", "content", "--exit-zero", "--no-cache", "-o", "out/found.txt"],
    "baseline": ["check", "content", "--exit-zero", "--no-cache", "--isolated",
                 "--baseline", "out/known.jsonl", "--update-baseline"],
}  # fmt: skip


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_full_disk_leaves_the_old_output(content: Path, forks: Forks, name: str) -> None:
    out = Path("out")
    out.mkdir()
    (content / "00.md").write_text(document(77, 12))
    assert run_in_process(*OUTPUTS[name]) == 0
    before = {key: data for key, data in state(out).items() if ".analyzer" not in key}
    (content / "00.md").write_text(document(78, 40))
    done = forks.run(*OUTPUTS[name], limits=SMALL_FILES)
    assert done.returncode == 2
    assert "error: " in done.stderr
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    left = {key: data for key, data in state(out).items() if ".analyzer" not in key}
    assert left == before
    assert run_in_process(*OUTPUTS[name]) == 0


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_disk_that_is_really_full_leaves_the_old_output(
    content: Path, small_disk: Path, forks: Forks, name: str
) -> None:
    Path("out").symlink_to(small_disk)
    assert run_in_process(*OUTPUTS[name]) == 0
    before = state(small_disk)
    (small_disk / "other").write_bytes(bytes(small_disk_left(small_disk) - 8_000))
    (content / "00.md").write_text(document(78, 400))
    done = forks.run(*OUTPUTS[name])
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "No space left on device" in done.stderr
    after = state(small_disk)
    assert {key: data for key, data in after.items() if key in before} == before
    (small_disk / "other").unlink()
    (content / "00.md").write_text(document(78, 40))
    assert run_in_process(*OUTPUTS[name]) == 0


def small_disk_left(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_bsize


def test_a_full_disk_of_temporary_files_is_reported(
    content: Path, small_disk: Path, forks: Forks, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_in_process("report", "content", "-o", "out", "-q") == 0
    before = state(Path("out"))
    (small_disk / "other").write_bytes(bytes(small_disk_left(small_disk) - 16_000))
    monkeypatch.setenv("TMPDIR", str(small_disk))
    done = forks.run(*OUTPUTS["report"], before=SPILLING)
    assert done.returncode == 2
    assert f"{small_disk}: cannot set aside: No space left on device" in done.stderr
    left = state(Path("out"))
    left.pop("out/.analyzer-resume", None)
    assert left == before


@pytest.mark.parametrize("nth", [1, 4, 7])
def test_a_report_killed_while_its_files_are_replaced_is_recognised_as_interrupted(
    content: Path, forks: Forks, nth: int
) -> None:
    report = OUTPUTS["report"] + ["--format", "csv"]
    assert run_in_process(*report) == 0
    old = state(Path("out"))
    (content / "00.md").write_text(document(78, 40))
    done = forks.run(*report, before=KILLED.format(nth=nth))
    assert done.returncode == -signal.SIGKILL
    cut = state(Path("out"))
    assert "out/run.json" not in cut
    assert run_in_process(*report) == 0
    new = state(Path("out"))
    visible = {key: data for key, data in cut.items() if ".analyzer" not in key}
    assert all(data in (old[key], new[key]) for key, data in visible.items())
    assert sum(data == new[key] != old[key] for key, data in visible.items()) <= nth - 1


CONCISE = ["--exit-zero", "--format", "concise"]  # shorter than the limit


def test_a_check_goes_on_where_its_cache_cannot_be_written(content: Path, forks: Forks) -> None:
    plain = forks.run("check", "content", *CONCISE, "--no-cache")
    full = forks.run("check", "content", *CONCISE, limits=SMALL_FILES)
    assert (full.returncode, full.stdout) == (0, plain.stdout)
    assert forks.run("check", "content", *CONCISE).stdout == plain.stdout


def test_a_path_that_may_not_be_written_is_reported(content: Path, forks: Forks) -> None:
    for arguments in (
        ["report", "content", "-o", "/proc/none"],
        ["report", "content", "-o", "content/00.md"],
        ["check", "content/00.md", "-o", "/proc/none", "--no-cache"],
        ["check", "content/00.md", "-o", "nowhere/at/all.txt", "--no-cache"],
    ):
        done = forks.run(*arguments)
        assert done.returncode == 2, arguments
        assert "cannot write" in done.stderr or "is a file" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_device_is_written_to_and_not_replaced(content: Path, forks: Forks) -> None:
    Path("link.txt").symlink_to("real.txt")
    check = ["check", "content/00.md", "--exit-zero", "--no-cache", "-o"]
    assert forks.run(*check, "link.txt").stderr == ""
    assert Path("link.txt").is_symlink()
    assert Path("real.txt").read_text()
    done = forks.run(*check, "/dev/null")
    assert done.returncode == 0
    assert not Path("/dev/null").is_file()
    full = forks.run(*check, "/dev/full")
    assert full.returncode == 2
    assert "cannot write: No space left" in full.stderr


def test_an_interrupt_ends_at_once_with_a_message(
    content: Path, forks: Forks, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_in_process("report", "content", "-o", "out", "-q") == 0
    before = state(Path("out"))
    (content / "more.md").write_text(document(78, 40))
    monkeypatch.setenv("COLUMNS", "200")
    done = forks.run(*OUTPUTS["report"], before=INTERRUPTED)
    assert done.returncode == 130
    assert done.stderr == "interrupted; continue with --resume\n"
    after = state(Path("out"))
    assert after.pop("out/.analyzer-resume")
    assert after == before
    assert run_in_process("report", "content", "-o", "out", "--resume", "-q") == 0
    assert json.loads(Path("out/run.json").read_text())["articles"] == 11
