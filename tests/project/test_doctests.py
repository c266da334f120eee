"""The examples in docstrings and in the documents give what they say."""

import doctest
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import analyzer

ROOT = Path(__file__).parents[2]
MODULES = [
    found.name
    for found in pkgutil.walk_packages(analyzer.__path__, "analyzer.")
    if not found.name.endswith("__main__")
]
WITH_EXAMPLES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    if ">>> " in path.read_text("utf-8")
)


@pytest.mark.parametrize("name", ["analyzer", *MODULES])
def test_the_examples_of_a_module(name):
    result = doctest.testmod(import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert not result.failed


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_of_a_document(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    # A fence that ends a block of code would be taken for what the last line gives.
    text = (ROOT / name).read_text("utf-8").replace("```", "")
    parsed = doctest.DocTestParser().get_doctest(text, {}, name, name, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    assert not runner.run(parsed).failed
