"""repeated-phrase: texts that it flags, and texts that pass."""

import pytest
from examples import PHRASED, PLAIN, SAID_TWICE
from rule_examples import flags

from analyzer.rules.repeated_phrase import RULE


@pytest.mark.parametrize("text", [PHRASED])
def test_the_rule_flags(text: str) -> None:
    assert flags(RULE, text) == [True]


@pytest.mark.parametrize("text", [PLAIN, SAID_TWICE])
def test_the_rule_passes(text: str) -> None:
    assert flags(RULE, text) == [False]
