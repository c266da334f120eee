"""recurring-line: texts that it flags, and texts that pass."""

from examples import LINES, PLAIN
from rule_examples import flags

from analyzer import Article
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


def test_long_prose_recurs_only_at_the_end_of_most_pages_of_a_folder() -> None:
    note = "The author keeps bees, writes about rivers and lakes, and has been the editor of a "
    note += "magazine on inland shipping in Rouen for eleven years and a half, on and off."
    own = [
        " ".join(f"The {name}{verb} {verb} {name} number {verb}." for verb in "abcdefghijkl")
        for name in ("lamp", "mill", "quay", "rope", "sail")
    ]

    def flagged(*texts: str) -> list[bool]:
        pages = [Article(f"p/{at}.md", text, "", f"p/{at}.md") for at, text in enumerate(texts)]
        return flags(RULE, *pages)

    ending = [f"{text}\n\n{note}" for text in own[:3]]
    assert flagged(*ending, *own[3:]) == [True] * 3 + [False] * 2
    assert flagged(*ending, *own[3:], *own[3:]) == [False] * 7
    inside = ["\n\n".join([*text.split(". "), note, *text.split(". ")]) for text in own[:3]]
    assert flagged(*inside) == [False] * 3
