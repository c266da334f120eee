"""recurring-line: lines that are left out when articles are compared."""

from examples import LINES, PLAIN

from analyzer import Article
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


def test_long_prose_recurs_only_at_the_end_of_most_pages_of_a_folder() -> None:
    note = "The author keeps bees, writes about rivers and lakes, and has been the editor of a "
    note += "magazine on inland shipping in Rouen for eleven years and a half, on and off."
    own = [
        " ".join(f"The {name}{verb} {verb} {name} number {verb}." for verb in "abcdefghijkl")
        for name in ("lamp", "mill", "quay", "rope", "sail")
    ]

    def flagged(*texts: str) -> list[bool]:
        """Whether the note is left out, so that no page shares it with another."""
        pages = [Article(f"p/{at}.md", text, "", f"p/{at}.md") for at, text in enumerate(texts)]
        recurring = analyze(pages).boilerplate
        pages_with_note = set(
            recurring[recurring["text"].str.contains("bees")]["first_article"]
        )
        return [bool(pages_with_note) and note in text for text in texts]

    ending = [f"{text}\n\n{note}" for text in own[:3]]
    assert flagged(*ending, *own[3:]) == [True] * 3 + [False] * 2
    assert flagged(*ending, *own[3:], *own[3:]) == [False] * 7
    inside = ["\n\n".join([*text.split(". "), note, *text.split(". ")]) for text in own[:3]]
    assert flagged(*inside) == [False] * 3
