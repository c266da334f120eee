"""duplicate-passage: texts that it flags, and texts that pass."""

from examples import BUREAUCRACY, LINES, PLAIN, REFRAIN
from rule_examples import flags

from analyzer.rules.duplicate_passage import RULE


def test_the_rule_flags_both_articles() -> None:
    assert flags(RULE, PLAIN, f"{BUREAUCRACY} {' '.join(LINES[3:6])}") == [True, True]


def test_the_rule_passes_articles_with_nothing_in_common() -> None:
    assert flags(RULE, PLAIN, REFRAIN) == [False, False]
