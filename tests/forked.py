"""Run commands in processes of their own that need not start Python and load the package.

A server loads the package once, and forks for each command. The hash seed, and what is read
from the environment while Python starts, are the server's: tests of those start Python anew.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

STREAMS = ("stdin", "stdout", "stderr")


@dataclass(frozen=True)
class Completed:
    """The exit status of a command, negative where a signal ended it, and its output."""

    returncode: int
    stdout: str
    stderr: str


class Running:
    """A command that has been started."""

    def __init__(self, server: "subprocess.Popen[str]", folder: Path) -> None:
        self._server = server
        self._folder = folder
        self.pid = int(self._answer())

    def _answer(self) -> str:
        assert self._server.stdout
        return self._server.stdout.readline()

    def completed(self, timeout: float = 120) -> Completed:
        """Wait for the end of the command; kill it after some seconds."""
        timer = Timer(timeout, os.kill, (self.pid, signal.SIGKILL))
        timer.start()
        status = os.waitstatus_to_exitcode(int(self._answer()))
        timer.cancel()
        output = ((self._folder / name).read_text("utf-8") for name in STREAMS[1:])
        return Completed(status, *output)


class Forks:
    """A server that runs one command at a time."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def close(self) -> None:
        """End the server."""
        self._server.communicate()

    @contextmanager
    def started(
        self, *arguments: object, limits: Mapping[int, int] | None = None, before: str = ""
    ) -> Iterator[Running]:
        """Start a command in the current folder.

        Parameters
        ----------
        *arguments : object
            Those of the command line.
        limits : mapping of int to int, optional
            The most that the process may have of a resource, such as RLIMIT_FSIZE.
        before : str
            A program that is run in the process first.
        """
        assert self._server.stdin
        with tempfile.TemporaryDirectory(prefix="forked-") as folder:
            request = {
                "arguments": [str(each) for each in arguments],
                "environment": dict(os.environ),
                "current": os.getcwd(),  # noqa: PTH109
                "limits": list((limits or {}).items()),
                "before": before,
                "folder": folder,
            }
            self._server.stdin.write(json.dumps(request) + "\n")
            self._server.stdin.flush()
            yield Running(self._server, Path(folder))

    def run(self, *arguments: object, **conditions: Any) -> Completed:
        """Run a command in the current folder to its end; see `started`."""
        with self.started(*arguments, **conditions) as running:
            return running.completed()


def load() -> None:
    """Load what commands load, by running some on a short text."""
    from click.testing import CliRunner

    from analyzer.cli.main import main

    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder, "a.md")
        text.write_text("A short text. A short text.\n")
        for arguments in (["report", folder, "-q", "-o", f"{folder}/out"], ["check", text]):
            CliRunner().invoke(main, [*map(str, arguments), "--isolated"])


def serve() -> None:
    """Fork for each request, a line of standard input; write process ids and wait statuses."""
    load()
    for line in sys.stdin:
        if not (process := os.fork()):
            return command(json.loads(line))
        print(process, flush=True)
        print(os.waitpid(process, 0)[1], flush=True)
    return None


def command(request: dict[str, Any]) -> None:
    """Run a command in this process, as a shell would."""
    os.chdir(request["folder"])
    for number, name in enumerate(STREAMS):
        opened = os.open(name, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(request["current"])
    os.environ.clear()
    os.environ.update(request["environment"])
    tempfile.tempdir = None  # it was set from the environment of the server
    sys.argv = ["analyzer", *request["arguments"]]
    exec(request["before"], {})
    for name, most in request["limits"]:
        resource.setrlimit(name, (most, most))
    from analyzer.__main__ import run

    run()


if __name__ == "__main__":
    serve()
