"""Lists of variants of one keyword, and lists that are none."""

from pathlib import Path

import pytest

from analyzer import Article, read
from analyzer.phrases.keyword_variants import keyword_variants
from analyzer.segmentation import build_corpus

TOWNS = ("Kiel", "Emden", "Jever", "Husum", "Leer", "Varel", "Norden")


def count(text: str, title: str = "", language: str = "en") -> int:
    article = Article("page.md", text, title=title, language=language)
    return int(keyword_variants(build_corpus([article])).count[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We are near: " + ", ".join(f"piano tuning {town}" for town in TOWNS) + ".", 7),
        ("We offer " + ", ".join(f"piano tuning in {town}" for town in TOWNS) + ".", 6),
        ("We do piano tuning in Kiel, piano tuning in Leer and piano tuning in Emden or "
         "piano tuning in Husum.", 3),
        ("Book cheap rooms, cheap beach rooms, cheap city rooms and cheap quiet rooms.", 3),
        ("Find wooden boat oars, wooden boat sails, wooden boat hulls, wooden boat parts.", 3),
    ],
)  # fmt: skip
def test_a_keyword_of_one_or_two_words_makes_a_list(text: str, expected: int) -> None:
    assert count(f"The quay was busy.\n\n{text}") == expected


@pytest.mark.parametrize(
    "text",
    [
        "We tried sea blue, sky blue, ice blue, steel blue, night blue and royal blue.",
        "Members are Dr Anna Berg, Dr Paul Horn, Dr Eva Lang, Dr Jan Kroll and Dr Ida Brand.",
        "Trains stop in Kiel and Emden, Jever and Husum, Leer and Varel.",
    ],
)
def test_colours_and_names_are_no_list(text: str) -> None:
    assert count(f"The quay was busy.\n\n{text}") == 0


def test_steps_on_lines_of_their_own_are_no_list(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("\n".join(f"- Open the {name} menu" for name in ("file", "view", "help")))
    assert keyword_variants(build_corpus(list(read([page])))).count.tolist() == [0]


def test_a_german_noun_is_a_keyword_where_the_title_has_it() -> None:
    said = "Wir kommen gern. " + ", ".join(f"Klavierstimmer {town}" for town in TOWNS) + "."
    assert count(said, "Klavierstimmer im Norden", "de") == len(TOWNS)
    assert count(said, "Musik im Norden", "de") == 0


def test_the_keyword_is_where_the_first_item_has_it() -> None:
    text = "Find wooden boat oars, wooden boat sails, wooden boat hulls, wooden boat parts."
    corpus = build_corpus([Article("page.md", f"The quay was busy.\n\n{text}")])
    found = keyword_variants(corpus)
    words = corpus.token_id[found.begin[0] : found.end[0] + 1].tolist()
    assert [corpus.vocabulary[word] for word in words] == ["wooden", "boat"]
