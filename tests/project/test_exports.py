"""The public names exist, and importing them is fast."""

import subprocess
import sys
from pathlib import Path

import pytest

import analyzer


@pytest.mark.parametrize("name", analyzer.__all__)
def test_every_public_name_exists(name: str) -> None:
    assert getattr(analyzer, name) is not None
    assert name in dir(analyzer)


def test_only_public_names_are_listed() -> None:
    assert dir(analyzer) == sorted(analyzer.__all__)
    assert not [name for name in dir(analyzer) if name.startswith("_") and name[:2] != "__"]


@pytest.mark.slow
def test_a_type_checker_finds_wrong_uses() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "tests/typed_use.py"],
        check=False, capture_output=True, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'analyse'"):
        analyzer.analyse  # noqa: B018


HEAVY = "pandas", "sklearn", "scipy", "rich", "jinja2", "trafilatura", "pyarrow", "yaml"


def test_analyzing_imports_no_heavy_library() -> None:
    code = (
        "import sys, analyzer; analyzer.analyze(['A short text. A short text.']).tables;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
