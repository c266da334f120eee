"""near-duplicate-article: texts that it flags, and texts that pass."""

from examples import LINES, PLAIN, REFRAIN
from rule_examples import flags

from analyzer.rules.near_duplicate_article import RULE


def test_the_rule_flags_both_articles() -> None:
    assert flags(RULE, PLAIN, "\n\n".join(LINES[:5])) == [True, True]


def test_the_rule_passes_articles_with_nothing_in_common() -> None:
    assert flags(RULE, PLAIN, REFRAIN) == [False, False]
