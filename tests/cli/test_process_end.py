"""How the command ends its process."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import atexit, sys
from analyzer.__main__ import run
atexit.register(lambda: print("cleaned up", flush=True))
sys.argv = ["analyzer", "check", "--no-cache", {name!r}]
run()
"""


def ended(name: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run a check in a process that has something to do at its end."""
    command = [sys.executable, "-c", SCRIPT.format(name=name)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_process_writes_all_and_cleans_up_before_it_ends(tmp_path: Path) -> None:
    (tmp_path / "lamp.md").write_text("# Lamp\n\nThe lamp is on the desk.\n", "utf-8")
    done = ended("lamp.md", tmp_path)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "cleaned up")
    assert "1 article" in done.stdout


def test_the_status_of_an_error_stays(tmp_path: Path) -> None:
    done = ended("missing.md", tmp_path)
    assert done.returncode == 2
    assert "missing.md" in done.stderr
