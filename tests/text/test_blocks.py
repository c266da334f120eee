"""Where the blocks of a plain text begin and end."""

import textwrap
from random import Random

import pytest
from growth import assert_linear
from hypothesis import given
from hypothesis import strategies as st
from pages import ARTICLES, CHINESE, ENGLISH, PROSE, REPORT

from analyzer.text.blocks import split_blocks

WIDTHS = (40, 56, 60, 66, 72, 78, 80, 90, 100, 120)
WORDS = [
    "the", "old", "ferry", "crosses", "a", "narrow", "sound", "between", "two", "islands",
    "every", "hour", "and", "carries", "bicycles", "letters", "milk", "from", "farms", "to",
]  # fmt: skip


def blocks(text: str) -> list[str]:
    """The blocks with their white space as single spaces."""
    return [
        " ".join(text[first:last].split())
        for first, last in zip(*split_blocks(text), strict=True)
    ]


def fill(paragraphs: list[str], width: int, gap: str) -> str:
    return gap.join(textwrap.fill(paragraph, width) for paragraph in paragraphs)


def story(random: Random) -> list[str]:
    """A few paragraphs of a few sentences each."""
    return [
        " ".join(
            " ".join(random.choices(WORDS, k=random.randint(6, 18))).capitalize() + "."
            for _ in range(random.randint(3, 7))
        )
        for _ in range(random.randint(1, 6))
    ]


APART = [
    "One line.\n\nAnother line.",
    "One line.\n \t\nAnother line.",
    "One line.\r\n\r\nAnother line.",
    "One line.\r\rAnother line.",
    "\n\n  One line.  \n\n\n\tAnother line.\n",
    "One line.\n\xa0\nAnother line.",
]


@pytest.mark.parametrize("text", APART)
def test_blank_lines_part_blocks(text: str) -> None:
    assert blocks(text) == ["One line.", "Another line."]


@pytest.mark.parametrize("character", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_no_other_character_ends_a_line(character: str) -> None:
    assert len(split_blocks(f"One{character}{character}two")[0]) == 1


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\r\t\n", "\xa0\u3000"])
def test_a_text_of_white_space_has_no_blocks(text: str) -> None:
    assert split_blocks(text) == ([], [])


@given(st.text(st.sampled_from("ab. -1)\n\r\t\xa0é汉A"), max_size=300))
def test_blocks_cover_all_but_white_space_in_order(text: str) -> None:
    start, end = split_blocks(text)
    rest, last = "", 0
    for first, following in zip(start, end, strict=True):
        assert last <= first < following
        assert text[first:following].strip() == text[first:following]
        rest += text[last:first]
        last = following
    assert not (rest + text[last:]).strip()


@pytest.mark.parametrize("seed", range(100))
def test_wrapping_does_not_change_the_blocks(seed: int) -> None:
    random = Random(seed)
    whole = story(random)
    assert blocks(fill(whole, random.randint(40, 120), "\n\n")) == whole


@pytest.mark.parametrize("name", sorted(PROSE.keys() - {"chinese"}))
@pytest.mark.parametrize("width", WIDTHS)
def test_prose_of_any_language_may_be_wrapped(name: str, width: int) -> None:
    whole = PROSE[name].split("\n\n")
    assert blocks(fill(whole, width, "\n\n")) == whole


@pytest.mark.parametrize("width", [20, 30, 36, 40])
def test_chinese_is_wrapped_between_any_two_characters(width: int) -> None:
    whole = CHINESE.split("\n\n")
    lines = fill(whole, width, "\n\n")
    assert ["".join(block.split()) for block in blocks(lines)] == whole


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("name", ARTICLES)
def test_line_ends_of_other_systems_give_the_same_blocks(name: str, end: str) -> None:
    text = fill(ARTICLES[name].split("\n\n"), 72, "\n\n")
    assert blocks(text.replace("\n", end)) == blocks(text)


def test_no_break_spaces_give_the_same_blocks() -> None:
    text = fill(ENGLISH.split("\n\n"), 72, "\n\n")
    assert blocks(text.replace("the ", "the\xa0")) == blocks(text)


def test_long_paragraphs_one_a_line_stay_apart() -> None:
    assert blocks(ENGLISH.replace("\n\n", "\n")) == ENGLISH.split("\n\n")


def test_wrapped_paragraphs_without_blank_lines_are_told_by_their_last_lines() -> None:
    whole = ENGLISH.split("\n\n")
    assert blocks(fill(whole, 72, "\n")) == whole


SHORT_LINES = [
    ["Share post:", "Popular", "More like this", "Related"],
    ["Home", "News", "Sport", "Weather and tides", "Harbour", "About us", "Contact"],
    ["市议会批准新预算", "河畔音乐节迎来人潮", "图书馆重新开放", "新桥提前完工"],
    ["Roses are red,", "Violets are blue,", "Ferries are white,", "And punctual too."],
    ["4 eggs", "200 g of flour", "a pinch of salt", "half a litre of milk", "butter to fry"],
]


@pytest.mark.parametrize("lines", SHORT_LINES)
def test_short_lines_are_blocks_of_their_own(lines: list[str]) -> None:
    assert blocks("\n".join(lines)) == lines


@pytest.mark.parametrize("mark", ["- ", "* ", "• ", "1. ", "a) "])
def test_items_are_blocks_of_their_own(mark: str) -> None:
    items = [f"{mark}{line}" for line in ("the weather", "the time of day", "the plants")]
    assert blocks("\n".join(["They noted:", *items])) == ["They noted:", *items]


def test_items_of_a_wrapped_text_are_blocks_of_their_own() -> None:
    whole = [line for line in REPORT.split("\n") if line]
    text = "\n".join(textwrap.fill(line, 60) for line in REPORT.split("\n"))
    assert blocks(text) == whole


def test_a_dash_that_wrapping_put_first_opens_no_item() -> None:
    text = textwrap.fill(
        "The ferry was very late because of the storm - not for the first time this year - and "
        "nobody was surprised to find the harbour empty and dark when it came in at last.",
        45,
    )
    assert "\n- not" in text
    assert len(blocks(text)) == 1


def test_an_indented_line_opens_a_paragraph() -> None:
    whole = ENGLISH.split("\n\n")
    text = "\n".join(textwrap.fill(block, 60, initial_indent="    ") for block in whole)
    assert blocks(text) == whole


@pytest.mark.parametrize(
    "text",
    ["word ", "x\n", "- a\n", "a b c d e f g\n"],
    ids=["one line", "short lines", "items", "equal lines"],
)
def test_hostile_texts_are_split_in_linear_time(text: str) -> None:
    def split_repeated(characters: int) -> None:
        start, end = split_blocks(text * (characters // len(text)))
        assert len(start) == len(end) > 0

    assert_linear(split_repeated, 200_000)
