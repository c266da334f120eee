"""What a full disk, a folder that may not be written and an interrupt leave behind."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from samples import document

COMMAND = [sys.executable, "-m", "analyzer"]
SMALL = 6_000  # bytes that a file may have


@pytest.fixture
def content(scratch: Path) -> Path:
    folder = scratch / "content"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number:02}.md").write_text(document(number // 2, 30))
    return folder


def ran(*arguments: str, limit: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a command, on a disk on which no file may be longer than the limit."""

    def limited() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, check=False, preexec_fn=limited
    )


def state(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


OUTPUTS = {
    "report": ["report", "content", "-o", "out", "-q"],
    "check": ["check", "content", "--exit-zero", "--no-cache", "-o", "out/found.txt"],
    "baseline": ["check", "content", "--exit-zero", "--no-cache", "--isolated",
                 "--baseline", "out/known.jsonl", "--update-baseline"],
}  # fmt: skip


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_full_disk_leaves_the_old_output(content: Path, name: str) -> None:
    out = Path("out")
    out.mkdir()
    (content / "00.md").write_text(document(77, 12))
    assert ran(*OUTPUTS[name]).returncode == 0
    before = {key: data for key, data in state(out).items() if ".analyzer" not in key}
    (content / "00.md").write_text(document(78, 40))
    done = ran(*OUTPUTS[name], limit=SMALL)
    assert done.returncode == 2
    assert "error: " in done.stderr
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    left = {key: data for key, data in state(out).items() if ".analyzer" not in key}
    assert left == before
    assert ran(*OUTPUTS[name]).returncode == 0


def test_a_cache_that_cannot_be_written_is_done_without(content: Path) -> None:
    for number in range(20, 40):
        (content / f"{number}.md").write_text(document(number, 30))
    plain = ran("check", "content", "--exit-zero", "--no-cache")
    full = ran("check", "content", "--exit-zero", limit=SMALL)
    assert (full.returncode, full.stdout) == (0, plain.stdout)
    assert ran("check", "content", "--exit-zero").stdout == plain.stdout


def test_a_place_that_may_not_be_written_is_told(content: Path) -> None:
    for arguments in (
        ["report", "content", "-o", "/proc/none"],
        ["report", "content", "-o", "content/00.md"],
        ["check", "content", "-o", "/proc/none", "--no-cache"],
        ["check", "content", "-o", "nowhere/at/all.txt", "--no-cache"],
    ):
        done = ran(*arguments)
        assert done.returncode == 2, arguments
        assert "cannot write" in done.stderr or "is a file" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_device_is_written_to_and_not_replaced(content: Path) -> None:
    Path("link.txt").symlink_to("real.txt")
    assert ran("check", "content", "--exit-zero", "--no-cache", "-o", "link.txt").stderr == ""
    assert Path("link.txt").is_symlink()
    assert Path("real.txt").read_text()
    done = ran("check", "content", "--exit-zero", "--no-cache", "-o", "/dev/null")
    assert done.returncode == 0
    assert not Path("/dev/null").is_file()
    full = ran("check", "content", "--exit-zero", "--no-cache", "-o", "/dev/full")
    assert full.returncode == 2
    assert "cannot write: No space left" in full.stderr


@pytest.mark.parametrize("sign", [signal.SIGINT])
def test_an_interrupt_ends_at_once_with_a_message(content: Path, sign: signal.Signals) -> None:
    assert ran("report", "content", "-o", "out", "-q").returncode == 0
    before = state(Path("out"))
    for number in range(400):
        (content / f"more{number}.md").write_text(document(number, 60))
    with subprocess.Popen(
        [*COMMAND, "report", "content", "-o", "out", "-q"],
        stderr=subprocess.PIPE, text=True, env={**os.environ, "COLUMNS": "200"},
    ) as process:  # fmt: skip
        begun = time.monotonic()
        while not Path("out/.analyzer-resume").exists() and time.monotonic() - begun < 60:
            time.sleep(0.05)
        process.send_signal(sign)
        begun = time.monotonic()
        _, errors = process.communicate(timeout=60)
    assert time.monotonic() - begun < 20  # on a busy machine; a second as a rule
    assert process.returncode == 130
    assert errors == "interrupted; --resume goes on from here\n"
    after = state(Path("out"))
    after.pop("out/.analyzer-resume")
    assert after == before
    assert ran("report", "content", "-o", "out", "--resume", "-q").returncode == 0
    assert json.loads(Path("out/run.json").read_text())["articles"] == 420
