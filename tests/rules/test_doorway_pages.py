"""doorway-pages: pages that are one template, and pages that are not."""

from itertools import pairwise

import numpy as np
import pytest
from examples import LINES
from hypothesis import given
from hypothesis import strategies as st
from rule_examples import flags

from analyzer import Article, analyze, read
from analyzer.rules.doorway_pages import RULE
from analyzer.settings import Settings
from analyzer.similarity.page_templates import candidate_groups, framed, sketches
from analyzer.similarity.rows import NgramRows, pointers

TEMPLATE = """Do you need a piano tuner in {0}? We have tuned pianos in {0} since our
grandfather bought his first fork, and we know every church hall of {0}.

A visit takes two hours. We listen to each string, clean the hammers and show you which
felts are worn. Most instruments in {0} hold their pitch for a year.

Book before noon and we come to {0} on the same day. Stairs and pets do not scare us.
"""
TOWNS = ("Ghent", "Bruges", "Namur", "Mons", "Ostend")


def page(town: str, text: str = TEMPLATE, title: str = "Piano tuning in {0}") -> Article:
    return Article(f"{town}.md", text.format(town), title=title.format(town))


PAGES = [page(town) for town in TOWNS]


def findings(*articles: Article) -> list[tuple[str, str, float]]:
    analysis = analyze(list(articles), settings=Settings(select=("doorway-pages",)))
    table = analysis.findings
    return list(zip(table["severity"], table["message"], table["points"], strict=True))


def test_the_rule_flags_five_pages_of_one_template() -> None:
    assert flags(RULE, *PAGES) == [True] * 5


def test_the_message_names_what_is_in_the_slots_and_the_first_page() -> None:
    found = findings(*PAGES[:3])
    assert {severity for severity, _, _ in found} == {"warning"}
    assert {message for _, message, _ in found} == {
        '3 pages are one template with different words filled in ("Ghent / Bruges / Namur"), '
        "first Ghent.md; merge them, or write for each what is true only there"
    }
    assert all(points > 80 for _, _, points in found)


def test_more_than_five_slots_end_in_an_ellipsis() -> None:
    found = findings(*PAGES, page("Leuven"))
    assert '"Ghent / Bruges / Namur / Mons / Ostend / …"' in found[0][1]


def test_keyword_variants_of_several_words_fill_slots_too() -> None:
    variants = ("Cheap piano movers", "Grand piano carriers", "Careful upright transport")
    text = f"{{0}} are hard to find. {TEMPLATE.replace('{0}', 'Ghent')} Ask for {{0}} today."
    assert flags(RULE, *(page(name, text, "{0} near you") for name in variants)) == [True] * 3


@pytest.mark.parametrize(
    "pages",
    [
        PAGES[:2],
        # Slots that are numbers or dates.
        [page(f"season {year}") for year in range(2019, 2024)],
        [page(name) for name in ("March 2021", "April 2021", "May 2021")],
        [page(version) for version in ("1.9.0", "1.10.0", "1.11.0")],
        # Names of code.
        [page(name) for name in ("useState", "useMemo", "useEffect")],
        # Copies under one title.
        [Article(town, TEMPLATE.format(town), title="Piano tuning") for town in TOWNS],
        # Titles that are no part of the template.
        [
            Article(town, TEMPLATE.format("Ghent"), title=line)
            for town, line in zip(TOWNS, LINES, strict=False)
        ],
        # A third of each page is its own.
        [
            page(town, f"{TEMPLATE}\n\n{' '.join(LINES[at : at + 4])}")
            for town, at in zip(TOWNS, (0, 4, 8), strict=False)
        ],
        # A few words only.
        [page(town, "We tune pianos in {0}.") for town in TOWNS],
    ],
)
def test_the_rule_passes(pages: list[Article]) -> None:
    assert flags(RULE, *pages) == [False] * len(pages)


def test_names_that_the_page_has_as_code_are_reference_pages(tmp_path) -> None:
    for name in ("filter", "reduce", "zip"):
        text = TEMPLATE.format(name) + f"\nCall `{name}` to begin.\n"
        (tmp_path / f"{name}.md").write_text(f"# The function {name}\n\n{text}")
    assert flags(RULE, *read([tmp_path])) == [False] * 3


def test_pages_that_show_code_are_reference_pages() -> None:
    shown = [f"# Piano {town}\n\n{TEMPLATE.format(town)}\n\n    tune --now\n" for town in TOWNS]
    assert analyze(shown, markup="markdown").templates["kind"].tolist() == ["siblings"]
    plain = [text.replace("    tune --now", "Tune it now.") for text in shown]
    assert analyze(plain, markup="markdown").templates["kind"].tolist() == ["doorway"]


def test_pages_that_are_no_part_of_a_template_are_left_out() -> None:
    other = Article("other.md", " ".join(LINES), title="Piano tuning in Liège")
    base = page("Liège", TEMPLATE + "\n\n" + " ".join(LINES))
    assert flags(RULE, other, *PAGES, base) == [False, *[True] * 5, False]


def test_two_templates_are_two_groups() -> None:
    text = "\n\n".join(f"{line[:-1]}, they say in {{0}}." for line in LINES[:6])
    pages = [page(town, text, "Stories from {0}") for town in TOWNS]
    messages = {message for _, message, _ in findings(*PAGES, *pages)}
    assert len(messages) == 2


def test_the_order_of_the_pages_changes_nothing() -> None:
    forwards = flags(RULE, *PAGES, Article("x", " ".join(LINES), title="x"))
    assert flags(RULE, Article("x", " ".join(LINES), title="x"), *PAGES[::-1]) == forwards[::-1]


def test_a_check_reports_one_finding_for_the_group(tmp_path, run) -> None:
    for town in TOWNS:
        text = f"# Piano tuning in {town}\n\n{TEMPLATE.format(town)}"
        (tmp_path / f"{town}.md").write_text(text)
    result = run("check", "--isolated", "--no-cache", str(tmp_path))
    assert result.exit_code == 1
    assert result.output.count("[doorway-pages]") == 1
    assert "[duplicate-passage]" not in result.output
    assert "[near-duplicate-article]" not in result.output


@given(st.lists(st.lists(st.integers(0, 4), max_size=12), min_size=1, max_size=6))
def test_the_frame_is_what_counting_pairs_of_words_gives(texts: list[list[int]]) -> None:
    pages = [np.array(text, np.uint64) for text in texts]
    pairs = [set(pairwise(text)) for text in texts]

    def common(text: list[int], at: int) -> bool:
        pair = tuple(text[at : at + 2])
        return len(pair) == 2 and at >= 0 and 2 * sum(pair in p for p in pairs) > len(texts)

    expected = [
        [common(text, at) or (at > 0 and common(text, at - 1)) for at in range(len(text))]
        for text in texts
    ]
    assert [frame.tolist() for frame in framed(pages)] == expected


def test_candidates_are_found_among_many_pages() -> None:
    rng = np.random.default_rng(7)
    template = rng.integers(0, 1 << 60, 300).astype(np.uint64)
    texts = [rng.integers(0, 1 << 60, 300).astype(np.uint64) for _ in range(400)]
    members = [17, 130, 290, 399]
    for number in members:
        texts[number] = np.where(np.arange(300) % 6 == 0, texts[number], template)
    rows = sketches(pointers(np.full(400, 300)), np.concatenate(texts))
    assert [group.tolist() for group in candidate_groups(rows, 0.25)] == [members]


def test_no_text_has_no_candidates() -> None:
    empty = NgramRows(np.zeros(1, np.int64), np.zeros(0, np.uint64))
    assert list(candidate_groups(empty, 0.25)) == []
