"""Modules that a check of one file does not load, because start-up dominates its time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from stories import QUARRY, VALLEY

from analyzer.cli.main import main

HEAVY = {
    "pandas", "sklearn", "scipy", "rich", "jinja2", "yaml", "lxml", "trafilatura", "pyarrow",
    "pyphen", "charset_normalizer", "openpyxl", "sqlite3", "subprocess", "tempfile",
    "tomllib", "numpy.ma", "importlib.resources", "importlib.metadata", "email", "difflib",
    "hashlib", "multiprocessing", "concurrent.futures", "urllib.request", "html", "csv", "xml",
    "feedparser", "defusedxml", "mammoth", "pypdfium2", "warcio",
}  # fmt: skip
PROGRAM = """
import json, sys
sys.argv = ["analyzer", *sys.argv[1:]]
from analyzer.cli.main import main
try:
    main()
except SystemExit:
    pass
print(json.dumps(sorted(sys.modules)))
"""


def loaded(folder: Path, *arguments: str) -> set[str]:
    """Return the modules that are loaded at the end of a check."""
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("COVERAGE", "COV_"))
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "check", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("text", [VALLEY, QUARRY])
def test_a_check_of_one_file_loads_nothing_heavy(scratch: Path, text: str) -> None:
    Path("one.md").write_text(text, "utf-8")
    allowed = {"hashlib"} if text == QUARRY else set()
    assert loaded(scratch, "one.md") & HEAVY - allowed == set()


def test_a_check_of_folders_loads_no_library_of_tables_or_models(repository: Path) -> None:
    modules = loaded(repository, "content", "--format", "concise")
    assert modules & {"pandas", "sklearn", "scipy", "rich", "jinja2"} == set()
    assert modules & {"pygls", "lsprotocol", "mcp", "asyncio", "analyzer.server"} == set()


def test_every_format_is_written_without_them(scratch: Path) -> None:
    from analyzer.checks.formats import FORMATS

    Path("one.md").write_text(QUARRY, "utf-8")
    formats = [f"--format={name}=out.{name}" for name in FORMATS]
    modules = loaded(scratch, "one.md", *formats)
    assert modules & {"pandas", "sklearn", "scipy", "rich", "jinja2"} == set()


def test_a_check_against_an_archive_loads_none_of_them(scratch: Path) -> None:
    Path("one.md").write_text(QUARRY, "utf-8")
    assert CliRunner().invoke(main, ["archive", "add", "old", "one.md"]).exit_code == 0
    Path("two.md").write_text(QUARRY, "utf-8")
    modules = loaded(scratch, "two.md", "--archive", "old", "--format", "concise=found.txt")
    assert "archived-article" in Path("found.txt").read_text("utf-8")
    heavy = {"pandas", "sklearn", "scipy", "rich", "jinja2", "multiprocessing", "numpy.ma"}
    assert modules & heavy == set()
