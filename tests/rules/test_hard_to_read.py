"""hard-to-read: texts that it flags, and texts that pass."""

import pytest
from examples import BUREAUCRACY, PLAIN, REFRAIN
from rule_examples import flags

from analyzer.rules.hard_to_read import RULE


@pytest.mark.parametrize("text", [BUREAUCRACY])
def test_the_rule_flags(text: str) -> None:
    assert flags(RULE, text) == [True]


@pytest.mark.parametrize("text", [PLAIN, REFRAIN])
def test_the_rule_passes(text: str) -> None:
    assert flags(RULE, text) == [False]
