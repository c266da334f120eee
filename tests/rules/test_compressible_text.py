"""compressible-text: texts that it flags, and texts that pass."""

import pytest
from examples import FEW_WORDS, PASTED, PLAIN, SAID_TWICE
from rule_examples import flags

from analyzer.rules.compressible_text import RULE


@pytest.mark.parametrize("text", [PASTED, FEW_WORDS])
def test_the_rule_flags(text: str) -> None:
    assert flags(RULE, text) == [True]


@pytest.mark.parametrize("text", [PLAIN, SAID_TWICE])
def test_the_rule_passes(text: str) -> None:
    assert flags(RULE, text) == [False]
