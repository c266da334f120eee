"""page-boilerplate: texts that it flags, and texts that pass."""

import pytest
from examples import PLAIN, SCRAPED
from rule_examples import flags

from analyzer.rules.page_boilerplate import RULE


@pytest.mark.parametrize("text", [SCRAPED])
def test_the_rule_flags(text: str) -> None:
    assert flags(RULE, text) == [True]


@pytest.mark.parametrize("text", [PLAIN])
def test_the_rule_passes(text: str) -> None:
    assert flags(RULE, text) == [False]
