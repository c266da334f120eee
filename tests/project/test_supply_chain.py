"""Nothing is fetched at run time, and no input is executed."""

import ast
import re
import socket
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

ROOT = Path(__file__).parents[2]
FORBIDDEN_MODULES = {"pickle", "shelve", "marshal", "dill", "joblib", "cloudpickle"}
FORBIDDEN_CALLS = {"eval", "exec", "__import__", "system", "popen", "unsafe_load", "full_load"}
Run = Callable[..., Result]


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which every socket is an error."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked for")

    class Refused(socket.socket):
        def __init__(self, *_: object, **__: object) -> None:
            refused()

    monkeypatch.setattr(socket, "socket", Refused)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refused)


@pytest.mark.slow
def test_the_main_commands_run_without_a_network(
    run: Run, scratch: Path, offline: None
) -> None:
    formats = "csv,html,json,parquet,excel"
    assert run("report", ROOT / "seeds", "-o", "out", "--format", formats).exit_code == 0
    assert run("check", ROOT / "seeds", "--format", "sarif").exit_code == 1
    assert run("explain", "keyword-stuffing").exit_code == 0
    Path("page.html").write_text(
        "<html><head><link rel=stylesheet href='https://example.invalid/a.css'>"
        "<script src='https://example.invalid/a.js'></script></head><body>"
        "<p>An ordinary sentence stands here.</p><img src='https://example.invalid/a.png'>"
    )
    assert run("report", "page.html", "-o", "page").exit_code == 0


def calls() -> Iterator[tuple[str, str]]:
    for path in (ROOT / "analyzer").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((str(path), alias.name.split(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield str(path), node.module.split(".")[0]
            elif isinstance(node, ast.Call):
                name = getattr(node.func, "id", "")
                name = name or getattr(node.func, "attr", "")
                yield str(path), f"{name}()"


def test_no_input_can_be_executed() -> None:
    found = list(calls())
    assert not [each for each in found if each[1] in FORBIDDEN_MODULES]
    assert not [each for each in found if each[1].removesuffix("()") in FORBIDDEN_CALLS
                and each[1].endswith("()")]  # fmt: skip
    for path in (ROOT / "analyzer").rglob("*.py"):
        text = path.read_text("utf-8")
        assert "allow_pickle=True" not in text, path
        assert "shell=True" not in text, path


def test_every_dependency_has_a_lowest_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"]]
    for extra in ("parquet", "excel", "feeds", "docx", "odt", "epub", "pdf", "warc"):
        wanted += project["optional-dependencies"][extra]
    for line in wanted:
        assert re.fullmatch(r"[\w.-]+>=\d[\d.]*", line), line
