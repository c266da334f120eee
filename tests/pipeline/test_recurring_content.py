"""Templates, boilerplate and common content: what recurs across the articles of a run."""

from collections import Counter

import numpy as np
import pytest
from examples import LINES, PLAIN, SCRAPED
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer import Article, analyze
from analyzer.pipeline.batch import analyze_batch
from analyzer.pipeline.report import WORDS, common_content
from analyzer.pipeline.template_rows import slots_of
from analyzer.rules.reference_profile import shipped_profile
from analyzer.settings import Settings

TOWNS = ("Ghent", "Bruges", "Namur", "Mons")
PAGE = """We tune pianos in {0} from Monday to Friday, and we know every church of {0} by its
organ. A visit takes two hours, and most of that goes into listening to each single string.
Book before noon and we come on the same day."""
SIGNED = (
    "This walk through {0} was drawn, measured twice and written down on one rainy evening "
    "after supper by our member {1}."
)


def test_pages_of_one_template_are_one_row() -> None:
    pages = [
        Article(f"{town}.md", PAGE.format(town), title=f"Piano tuning in {town}")
        for town in TOWNS
    ]
    rows = analyze([Article("plain", PLAIN), *pages]).templates.to_dict("records")
    assert len(rows) == 1
    assert rows[0]["template"].startswith("We tune pianos in … from Monday to Friday")
    assert (rows[0]["articles"], rows[0]["kind"]) == (4, "doorway")
    assert rows[0]["slots"] == "Ghent / Bruges / Namur / Mons"
    assert (rows[0]["first_article"], rows[0]["first_line"]) == ("Ghent.md", 1)
    assert 0.8 < rows[0]["share"] < 1


def test_a_long_template_ends_with_a_sign_after_a_whole_word() -> None:
    text = f"{PAGE} {' '.join(LINES[:6])}"
    pages = [Article(f"{town}.md", text.format(town), title=town) for town in TOWNS]
    (template,) = analyze([Article("plain", PLAIN), *pages]).templates["template"]
    shown = template.removesuffix(" …")
    assert template.endswith(" …")
    assert f"{' '.join(text.split()).replace('{0}', '…')} ".startswith(f"{shown} ")
    assert 250 < len(shown) <= 300


@pytest.mark.parametrize(
    ("fillers", "kind"),
    [
        ([("Ghent", "Ann"), ("Mons", "Bo"), ("Spa", "Cy")], "boilerplate"),
        ([("1990", "7"), ("1991", "8"), ("1992", "9")], "series"),
    ],
)
def test_a_sentence_with_other_words_in_its_slots_is_one_row(fillers, kind) -> None:
    texts = [
        f"{' '.join(LINES[3 * at : 3 * at + 3])}\n\n{SIGNED.format(*own)}"
        for at, own in enumerate(fillers)
    ]
    rows = analyze(texts).templates.to_dict("records")
    assert [row["template"] for row in rows] == [SIGNED.format("…", "…")]
    assert rows[0]["slots"] == " / ".join(", ".join(own) for own in fillers)
    assert (rows[0]["articles"], rows[0]["kind"], rows[0]["first_line"]) == (3, kind, 3)


def test_texts_without_slots_are_no_templates() -> None:
    assert len(analyze([PLAIN, PLAIN, PLAIN]).templates) == 0
    assert len(analyze([]).templates) == 0


def test_slots_may_be_empty_or_at_the_ends() -> None:
    assert slots_of(["Old mills of Ghent", "Old mills of Ghent", "mills of Ghent, Mons"])[
        2
    ] == [
        "",
        "",
        "Mons",
    ]
    assert slots_of([""]) == ("", 0.0, [""])


def test_boilerplate_is_listed_with_its_articles_and_kind() -> None:
    footer = "Support our walks for the price of a coffee a week."
    texts = [f"{' '.join(LINES[at : at + 3])}\n\n{footer}" for at in (1, 4, 7)]
    table = analyze([SCRAPED, SCRAPED, *texts]).boilerplate.set_index("text")
    assert table.loc["Share this post:", ["articles", "share", "kind"]].tolist() == [
        2,
        0.4,
        "sharing",
    ]
    assert table.loc[footer, ["articles", "first_line"]].tolist() == [3, 3]
    assert table["articles"].is_monotonic_decreasing


def test_common_content_counts_lines_that_recur() -> None:
    footer = "Support our walks for the price of a coffee a week, dear reader."
    texts = [f"{' '.join(LINES[at : at + 3])}\n\n{footer}" for at in (0, 3, 6)]
    words = [len(text.replace(",", "").split()) for text in texts]
    common = analyze([*texts, ""]).articles["common_content"]
    assert common[:3].tolist() == pytest.approx([13 / n for n in words], abs=0.01)
    assert np.isnan(common.iloc[3])


letters = st.lists(st.sampled_from("abc"), max_size=12)


@settings(max_examples=40)
@given(st.lists(letters, min_size=1, max_size=5), st.sampled_from([3, 1 << 20]))
def test_common_content_is_what_comparing_all_articles_gives(texts, at_once) -> None:
    articles = [Article(str(at), " ".join(text)) for at, text in enumerate(texts)]
    results = [
        analyze_batch(part, Settings(), shipped_profile())
        for part in (articles[:2], articles[2:])
        if part
    ]
    found = common_content(results, at_once)

    def sequences(text: list[str]) -> list[tuple[str, ...]]:
        n = min(WORDS, len(text))
        return [tuple(text[at : at + n]) for at in range(len(text) - n + 1)] if text else []

    holders = Counter(gram for text in texts for gram in set(sequences(text)))
    for text, share in zip(texts, found.tolist(), strict=True):
        common = [
            any(
                start <= at < start + WORDS and holders[gram] > 1
                for start, gram in enumerate(sequences(text))
            )
            for at in range(len(text))
        ]
        assert share == pytest.approx(np.mean(common)) if text else np.isnan(share)
