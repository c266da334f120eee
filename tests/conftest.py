"""Fixtures for the whole suite, and the profiles of hypothesis."""

import gc
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser import DESK, Browser
from click.testing import CliRunner, Result
from forked import Forks
from hypothesis import settings
from stories import CONTENT

from analyzer.cli.main import main

Git = Callable[..., str]

# No profile has a deadline: a loaded machine must not fail a test.
settings.register_profile("default", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, max_examples=50, print_blob=True
)
settings.register_profile("fast", deadline=None, derandomize=True, max_examples=10)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_collection_finish() -> None:
    """Leave what has been loaded out of every later collection of garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def run() -> Callable[..., Result]:
    """Run a command in this process; standard output and error apart."""
    return lambda *arguments, **more: CliRunner().invoke(
        main, [str(argument) for argument in arguments], catch_exceptions=False, **more
    )


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """Run commands in processes of their own, which are forks of one."""
    opened = Forks()
    yield opened
    opened.close()


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Run git in the scratch folder, without the settings of the user."""
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A. Tester")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "tester@example.org")

    def command(*arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=tmp_path, check=True, capture_output=True, text=True
        )
        return done.stdout

    return command


@pytest.fixture
def repository(scratch: Path, git: Git) -> Path:
    """A repository with a folder of articles, committed; the current folder."""
    folder = scratch / "content"
    folder.mkdir()
    for name, text in CONTENT.items():
        (folder / name).write_text(text, "utf-8")
    git("init", "--quiet", "--initial-branch", "main")
    git("add", "--all")
    git("commit", "--quiet", "--message", "Begin")
    return scratch


@pytest.fixture(scope="session")
def window() -> Iterator[Browser]:
    """A window of headless Chromium for the whole session."""
    with Browser() as opened:
        yield opened


@pytest.fixture
def browser(window: Browser) -> Browser:
    """The window in its first state: no history, desktop size, light, with scripts."""
    window.errors()
    window.devtools("Page.resetNavigationHistory")  # it holds 50 pages, then drops some
    window.size(*DESK)
    window.media()
    window.devtools("Emulation.setScriptExecutionDisabled", value=False)
    return window
