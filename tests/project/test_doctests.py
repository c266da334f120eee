"""The examples in docstrings and in the documents give the output that is written."""

import doctest

import pytest
from generated import (
    DOCUMENTS,
    MODULES,
    ROOT,
    changed_examples,
    examples_of_document,
    examples_of_module,
)

HINT = "run `make generate`"


def outputs(tests: list[doctest.DocTest]) -> list[str]:
    return [output for _, _, output in changed_examples(tests)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module(name: str) -> None:
    assert outputs(examples_of_module(name)) == [], HINT


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_examples_of_a_document(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert outputs(examples_of_document(name)) == [], HINT
