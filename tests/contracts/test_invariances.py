"""Layout, order and boilerplate change no score; repetition never improves one."""

import textwrap
from functools import cache

import pandas as pd
import pytest
from samples import document

import analyzer
from analyzer import Article

SAID = "The ferry left the quay at noon with forty people and one goat aboard."


@cache
def scores(text: str, title: str | None = "") -> tuple[float, ...]:
    found = analyzer.analyze([Article("x", text, title=title)]).articles
    return tuple(found[["quality", "originality", "stuffing_probability"]].iloc[0].fillna(-1))


def wrapped(text: str, width: int) -> str:
    return "\n\n".join(
        textwrap.fill(block, width, break_long_words=False, break_on_hyphens=False)
        for block in text.split("\n\n")
    )


TEXTS = [*(document(seed, 20 + seed) for seed in range(6)), document(0, 20), "", "One."]
REPEATING = [document(seed, 40, 0.6) for seed in range(3)] + [f"{SAID} {SAID}\n\n{SAID}"]
CHANGES = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "NBSP": lambda text: text.replace(" ", "\u00a0"),
    "blank ends": lambda text: f"\n\n{text}\n \n",
    **{
        f"width {width}": lambda text, width=width: wrapped(text, width)
        for width in (30, 40, 72, 100)
    },
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("number", range(len(REPEATING)))
def test_no_score_changes_with_the_layout(number: int, change: str) -> None:
    text = REPEATING[number]
    assert scores(CHANGES[change](text)) == scores(text)


@pytest.mark.parametrize("number", range(len(REPEATING)))
def test_no_score_changes_with_boilerplate_around_the_body(number: int) -> None:
    page = "Harbour news in brief\n\nDate: 3 May 2021\n\n{}\n\nShare post:\n\nTags\n\nRelated\n"
    bare = "Harbour news in brief\n\n{}"
    text = REPEATING[number]
    assert scores(page.format(text), None) == scores(bare.format(text), None)


def test_no_score_changes_with_the_order_or_number_of_articles() -> None:
    given = [Article(f"{n}", text) for n, text in enumerate(TEXTS)]
    columns = ["quality", "originality", "stuffing_probability", "words", "nearest_similarity"]
    one = analyzer.analyze(given).articles.set_index("article")[columns]
    other = analyzer.analyze(given[::-1]).articles.set_index("article")[columns]
    pd.testing.assert_frame_equal(one, other.loc[one.index])
    for article in given:
        alone = analyzer.analyze([article]).articles["quality"].iloc[0]
        together = one.loc[article.id, "quality"]
        assert alone == together or (pd.isna(alone) and pd.isna(together))


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["sentence", "paragraph", "phrase"])
def test_another_copy_never_raises_quality_nor_lowers_stuffing(unit: str) -> None:
    for seed in range(2):
        before = 200.0
        stuffed = -1.0
        for copies in (2, 3, 4, 6, 9, 13):
            blocks = document(seed, 25, 0.0).split("\n\n")
            if unit == "phrase":
                blocks = [
                    f"Old harbour lamps glow. {block}" if at < copies else block
                    for at, block in enumerate(blocks)
                ]
            elif unit == "sentence":
                blocks[0] = " ".join([blocks[0], *[SAID] * copies])
            else:
                blocks += [SAID] * copies
            quality, _, stuffing = scores("\n\n".join(blocks))
            assert quality <= before
            assert stuffing >= stuffed
            before, stuffed = quality, stuffing
