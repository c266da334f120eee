"""The console examples in documents: commands of Analyzer, with the output that they give."""

import os
import re
import shlex
import shutil
import subprocess
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).parents[1]
CONSOLE = re.compile(r"^( *)```console\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
# The width of output in the documents.
COLUMNS = "88"
# git in the examples does not read the settings of the user.
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{
        f"GIT_{role}_{name}": "editor@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for name in ("NAME", "EMAIL")
    },
}


def with_transcripts(text: str) -> str:
    """Return a document whose console examples have the output that they give now.

    A line ``$ analyzer ...`` is a command; ``| head -n N`` at its end keeps the first N
    lines. ``$ echo $?`` shows the exit status of the command before, ``$ ls``
    the files of a folder; ``git`` and ``sed`` run in a shell. All run in one folder, which
    has a copy of ``seeds/``, committed where the examples have ``git``.
    """
    with tempfile.TemporaryDirectory() as folder, chdir(folder), _width(COLUMNS):
        shutil.copytree(ROOT / "seeds", "seeds")
        shell = Shell()
        if "$ git " in text:
            run_in_shell("git init -q -b main && git add seeds && git commit -q -m Articles")
        return CONSOLE.sub(lambda found: shell.example(found[1], found[2]), text)


@contextmanager
def _width(columns: str) -> Iterator[None]:
    """Show what a terminal of that width shows."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = columns
    try:
        with patch("analyzer.reports.terminal.columns_of", lambda _: int(columns)):
            yield
    finally:
        os.environ.pop("COLUMNS")
        if before is not None:
            os.environ["COLUMNS"] = before


def run_in_shell(command: str) -> str:
    """Return what a command of the system prints."""
    return subprocess.run(
        ["/bin/sh", "-c", command],
        env={**os.environ, **GIT},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


class Shell:
    """Run the commands of console examples in this process."""

    def __init__(self) -> None:
        self.status = 0

    def example(self, indent: str, example: str) -> str:
        """Return an example: its commands, each with its output, indented as it was."""
        commands = [line.strip() for line in example.splitlines()]
        shown = "".join(
            f"{line}\n{self._output(line[2:])}" for line in commands if line.startswith("$ ")
        )
        return textwrap.indent(f"```console\n{shown}```", indent)

    def _output(self, command: str) -> str:
        command, _, limit = command.partition(" | head -n ")
        if command == "echo $?":
            output = f"{self.status}\n"
        elif command.startswith("ls "):
            output = " ".join(sorted(path.name for path in Path(command[3:]).iterdir())) + "\n"
        elif command.startswith(("git ", "sed ")):
            output = run_in_shell(command)
        else:
            output = self._run(shlex.split(command))
        lines = output.splitlines()[: int(limit) if limit else None]
        return "".join(f"{line.rstrip()}\n" for line in lines)

    def _run(self, words: list[str]) -> str:
        from click.testing import CliRunner

        from analyzer.cli.main import main

        if words[0] != "analyzer":
            raise ValueError(f"not a command of the examples: {words[0]}")
        result = CliRunner().invoke(main, words[1:], catch_exceptions=False)
        self.status = result.exit_code
        return result.output
