"""near-duplicate-sentence: texts that it flags, and texts that pass."""

import pytest
from examples import PASTED, PLAIN, REFRAIN, SAID_TWICE
from rule_examples import flags

from analyzer.rules.near_duplicate_sentence import RULE


@pytest.mark.parametrize("text", [SAID_TWICE, PASTED])
def test_the_rule_flags(text: str) -> None:
    assert flags(RULE, text) == [True]


@pytest.mark.parametrize("text", [PLAIN, REFRAIN])
def test_the_rule_passes(text: str) -> None:
    assert flags(RULE, text) == [False]
