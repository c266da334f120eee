"""Editors in a terminal for the tests: keys go in, the screen comes out as text."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60  # seconds
HOME = ".home"  # of the editor, in the folder; `analyzer` is there too
WIDTH, HEIGHT = 140, 30


class Screen:
    """A program in a terminal of tmux.

    Parameters
    ----------
    socket : str
        The name of the tmux server, which is one of its own.
    """

    def __init__(self, socket: str) -> None:
        self._socket = socket

    def tmux(self, *arguments: str) -> str:
        command = ["tmux", "-L", self._socket, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def type(self, *keys: str) -> None:
        """Press keys, named as tmux names them."""
        self.tmux("send-keys", *keys)

    def text(self) -> str:
        return self.tmux("capture-pane", "-p")

    def until(self, *words: str) -> str:
        """Wait until the screen shows some words, and return it."""
        end = time.monotonic() + PATIENCE
        while not all(word in (shown := self.text()) for word in words):
            assert time.monotonic() < end, f"{words} not in:\n{shown}"
            time.sleep(0.2)
        return shown


@contextmanager
def screen(folder: Path, *command: str) -> Iterator[Screen]:
    """Run an editor in a folder, with `analyzer` on its path."""
    made = folder / HOME
    made.mkdir(exist_ok=True)
    program = made / "analyzer"
    root = Path(__file__).parents[1]
    program.write_text(f'#!/bin/sh\nPYTHONPATH={root} exec {sys.executable} -m analyzer "$@"\n')
    program.chmod(0o755)
    socket = f"analyzer-{os.getpid()}"
    opened = Screen(socket)
    environment = os.environ | {
        "PATH": f"{made}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(made), "TERM": "screen-256color", "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    size = ("-x", str(WIDTH), "-y", str(HEIGHT))
    start = ["tmux", "-L", socket, "-f", os.devnull, "new-session", "-d", *size, *command]
    subprocess.run(start, cwd=folder, env=environment, check=True)
    try:
        yield opened
    finally:
        opened.tmux("kill-server")
