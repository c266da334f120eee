"""The parts of the HTML report."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.article import Article, Block, prose_spans
from analyzer.readers import read
from analyzer.reports.html.charts import WIDTH, Scale, histogram, ring
from analyzer.reports.html.findings import (
    Highlight,
    cut,
    split_by_block,
)
from analyzer.reports.html.issues import rule_page
from analyzer.reports.html.similar_content import word_diff
from analyzer.reports.html.templates import (
    breakable,
    clip,
    language_tag,
    message,
    number,
    percent,
    visible,
)
from analyzer.reports.layout import Layout, Occurrences, lay_out

SIZE = 40
spans = st.tuples(st.integers(0, SIZE), st.integers(1, SIZE)).map(
    lambda pair: (pair[0], min(pair[0] + pair[1], SIZE))
)
marks = st.lists(spans.filter(lambda span: span[0] < span[1]), max_size=8).map(
    lambda found: sorted(
        Highlight(start, end, at + 1, at, "quality", f"m{at}")
        for at, (start, end) in enumerate(found)
    )
)
blocks = st.sets(st.integers(0, SIZE), min_size=2, max_size=8).map(
    lambda edges: list(zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)


@given(marks, blocks)
def test_segments_give_the_highlights_of_every_character(marks, blocks):
    text = "abcdefghij" * 4
    for (start, end), inside in zip(blocks, split_by_block(marks, blocks), strict=True):
        found = []
        for segment in cut(text, start, end, inside):
            found += [(letter, segment.copies) for letter in segment.text]
        expected = [
            (text[at], {str(m.copies) for m in marks if m.start <= at < m.end})
            for at in range(start, end)
        ]
        assert [(letter, set(filter(None, c.split(",")))) for letter, c in found] == expected


@given(marks)
def test_a_highlight_has_its_number_at_its_end_and_its_anchor_at_its_start(marks):
    text, at = "abcdefghij" * 4, 0
    for segment in cut(text, 0, SIZE, marks):
        begins = {m.anchor for m in marks if m.start == at}
        at += len(segment.text)
        assert segment.anchor in begins or (not segment.anchor and not begins)
        assert set(segment.rows) == {m.row for m in marks if m.end == at}


def test_the_time_for_many_highlights_in_one_block_is_not_quadratic():
    text = "a " * 20_000
    many = [Highlight(at, at + 1, 1, 0, "quality") for at in range(0, 40_000, 2)]
    assert sum(len(segment.text) for segment in cut(text, 0, len(text), many)) == len(text)


VOCABULARY = ["the", "a", "Bridge", "bridge,", "gate", "橋", "門", "closes"]
WORDS = st.lists(st.sampled_from(VOCABULARY), max_size=9)


def squeeze(text: str) -> str:
    return "".join(text.split()).casefold()


@given(WORDS.map(" ".join), WORDS.map(" ".join))
def test_a_difference_contains_both_sentences(left, right):
    pieces = word_diff(left, right)
    assert squeeze("".join(t for side, t in pieces if side != "right")) == squeeze(left)
    assert squeeze("".join(t for side, t in pieces if side != "left")) == squeeze(right)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("It rains.", "It rains.", [("both", "It rains.")]),
        ("It rains.", "it rains.", [("both", "It rains.")]),
        ("So it is", "So is", [("both", "So "), ("left", "it"), ("both", " "), ("both", "is")]),
        ("雨が降る", "雪が降る", [("left", "雨"), ("right", "雪"), ("both", "が降る")]),
        ("Rail.", "Home.", [("left", "Rail"), ("both", " "), ("right", "Home"), ("both", ".")]),
    ],
)  # fmt: skip
def test_differences_are_shown_word_by_word(left, right, expected):
    assert word_diff(left, right) == expected


def test_very_long_sentences_are_not_compared_word_by_word():
    long = "word " * 500
    assert word_diff(long, long + "more") == [("left", long), ("right", long + "more")]


@given(st.lists(st.floats(0, 100)))
def test_a_distribution_counts_every_score_once(scores):
    bars = histogram(scores)
    assert sum(bar.count for bar in bars) == len(scores)
    assert all(bar.height > 0 for bar in bars if bar.count)
    assert bars[-1].count == sum(score == 100 for score in scores)


def test_a_strip_is_scaled_to_the_length_of_the_paragraphs():
    occurrences = Occurrences((0, 50, 199), (5, 55, 200), (True, False, True))
    drawn = Scale([(0, 100), (100, 200)]).strip(occurrences)
    assert drawn.within == f"M{WIDTH // 4} 0v9"
    assert drawn.initial.startswith("M0 0v9M")


def test_a_strip_skips_what_is_between_the_paragraphs():
    occurrences = Occurrences((500,), (505,), (False,))
    assert Scale([(0, 100), (500, 600)]).strip(occurrences).within == f"M{WIDTH // 2} 0v9"


def test_a_cluster_is_drawn_with_a_line_for_every_pair():
    nodes, edges = ring([3, 7, 9], [(3, 7, 1.0), (7, 9, 0.25)])
    assert [node.article for node in nodes] == [3, 7, 9]
    assert len(edges) == 2
    assert edges[0].thickness > edges[1].thickness


def test_a_large_cluster_is_drawn_in_part():
    pairs = [(0, other, 0.5) for other in range(1, 100)]
    nodes, edges = ring(range(100), pairs)
    assert len(nodes) == 24
    assert len(edges) == 23


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a\0b", "a␀b"),
        ("a\x7fb\x9fc", "a␡b\ufffdc"),
        ("\u202eevil", "[U+202E]evil"),
        ("\ud800", "\ufffd"),
        ("line\nline\ttab", "line\nline\ttab"),
        ("\u2067עברית\u2069", "\u2067עברית\u2069"),
    ],
)
def test_characters_that_cannot_be_shown_become_symbols(text, expected):
    assert visible(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(100.0, "100"), (97.25, "97.25"), (0.0, "0"), (-0.5, "−0.5"), (float("nan"), "")],
)
def test_numbers_are_exact_and_short(value, expected):
    assert number(value) == expected


def test_labels_of_any_length_are_clipped():
    assert clip("a" * 10**6, 20) == "a" * 19 + "…"
    assert clip("two\nlines") == "two lines"
    assert percent(None) == ""


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "en"), ("zh-Hant", "zh-Hant"), ('en" onload="x', ""), ("", ""), ("english!", "")],
)
def test_only_a_well_formed_language_code_is_used(language, expected):
    assert language_tag(language) == expected


def test_a_rule_page_is_split_at_its_headings():
    page = rule_page(
        "a-rule", "a-rule: short.\n\nWhy it matters\n----\nReaders\nleave.\n\nOther\n----\nx"
    )
    assert page.summary == "short."
    assert page.sections == [("Why it matters", "Readers leave.")]


def test_a_missing_rule_page_is_no_error():
    assert rule_page("a-rule", "").sections == []


MARKUP = """---
title: A day
---

Some *prose* with an &amp; entity and a [link](http://example.invalid/a_b).

- one item
- another **bold** item

```python
code()
```
"""


@pytest.fixture
def layout(tmp_path) -> Layout:
    (tmp_path / "page.md").write_text(MARKUP)
    return next(iter(lay_out(read([tmp_path / "page.md"]))))


def test_spans_of_the_source_are_converted_back_to_the_prose(layout):
    markup = layout.article.markup
    for start in range(len(markup.prose)):
        for end in (start + 1, start + 7):
            if end > len(markup.prose) or "\n" in markup.prose[start:end]:
                continue
            there = markup.locate(np.array([start]), np.array([end]))
            back = prose_spans(layout.article, there[0].tolist(), there[1].tolist())
            assert back == ([start], [end])


def test_spans_of_plain_text_do_not_change():
    assert prose_spans(Article("a", "some text"), [1, 2], [3, 4]) == ([1, 2], [3, 4])


def test_a_span_inside_markup_is_no_error(layout):
    text = layout.article.text
    start, end = prose_spans(layout.article, [0, len(text) - 1], [3, len(text)])
    assert all(
        0 <= a <= b <= len(layout.article.prose) for a, b in zip(start, end, strict=True)
    )


def test_the_blocks_of_a_layout_are_those_of_the_article(layout):
    prose = layout.article.prose
    shown = [(piece.kind, prose[piece.start : piece.end]) for piece in layout.pieces]
    assert (Block.FRAGMENT, "one item") in shown
    assert (Block.PARAGRAPH, "Some prose with an & entity and a link.") in shown
    assert [piece.line for piece in layout.pieces][:2] == [5, 7]


def test_a_layout_has_the_occurrences_of_repeated_phrases():
    text = "Harbour ferry links grow. We like them.\n\nThe harbour ferry links shrink again."
    layout = next(iter(lay_out([Article("a", text)])))
    occurrences = layout.occurrences("Harbour ferry links")
    assert [
        text[a:b].lower() for a, b in zip(occurrences.start, occurrences.end, strict=True)
    ] == ["harbour ferry links"] * 2
    assert occurrences.initial[0]
    assert layout.occurrences("no such phrase") is None


def test_a_line_of_a_message_may_end_after_each_slash_of_a_path():
    assert breakable("in docs/<a>/b.md") == "in docs/<wbr>&lt;a&gt;/<wbr>b.md"


def test_messages_are_not_cut():
    long = "This sentence is one message of ordinary words. " * 15
    assert message(long) == long.strip()
