"""recurring-line: texts that it flags, and texts that pass."""

from examples import LINES, PLAIN
from rule_examples import flags

from analyzer.analysis import analyze
from analyzer.rules.recurring_line import RULE

FOOTER = "Support our reporting for the price of a coffee a week."
WITH_FOOTER = [f"{' '.join(LINES[at : at + 3])}\n\n{FOOTER}" for at in (0, 3, 6, 9)]


def test_the_rule_flags_a_line_that_several_articles_end_with() -> None:
    assert flags(RULE, *WITH_FOOTER) == [True] * 4


def test_the_rule_passes_copies_of_a_whole_article() -> None:
    assert flags(RULE, PLAIN, PLAIN, PLAIN) == [False] * 3


def test_a_recurring_line_is_left_out_of_comparisons_only() -> None:
    analysis = analyze(list(WITH_FOOTER))
    assert set(analysis.findings["rule"]) == {"recurring-line"}
    assert (analysis.articles["originality"] == 100).all()
    assert FOOTER in analysis.body(0)
