"""repeated-opening: texts that it flags, and texts that pass."""

import pytest
from examples import PLAIN, REFRAIN, SAID_TWICE
from rule_examples import flags

from analyzer.rules.repeated_opening import RULE


@pytest.mark.parametrize("text", [REFRAIN])
def test_the_rule_flags(text: str) -> None:
    assert flags(RULE, text) == [True]


@pytest.mark.parametrize("text", [PLAIN, SAID_TWICE])
def test_the_rule_passes(text: str) -> None:
    assert flags(RULE, text) == [False]
