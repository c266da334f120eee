"""recurring-line: lines that are left out when articles are compared."""

from examples import LINES, PLAIN

from analyzer.analysis import analyze

FOOTER = "Support our reporting for the price of a coffee a week, paid by card or by cheque."
WITH_FOOTER = [f"{' '.join(LINES[at : at + 3])}\n\n{FOOTER}" for at in (0, 3, 6, 9)]


def test_a_line_of_several_articles_is_left_out_of_comparisons_only() -> None:
    analysis = analyze(list(WITH_FOOTER))
    assert not len(analysis.findings)
    assert (analysis.articles["originality"] == 100).all()
    assert FOOTER in analysis.body(0)


def test_a_line_of_two_articles_is_compared() -> None:
    analysis = analyze(WITH_FOOTER[:2])
    assert "shared-sentence" in set(analysis.findings["rule"])


def test_copies_of_a_whole_article_are_compared() -> None:
    analysis = analyze([PLAIN, PLAIN, PLAIN])
    assert (analysis.articles["originality"] == 0).all()
