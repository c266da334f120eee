"""The public names exist, and importing them is fast."""

import subprocess
import sys

import pytest

import analyzer


@pytest.mark.parametrize("name", analyzer.__all__)
def test_every_public_name_exists(name: str) -> None:
    assert getattr(analyzer, name) is not None
    assert name in dir(analyzer)


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
