"""Paragraphs that sites repeat on purpose."""

import pytest
from examples import LINES, PLAIN

from analyzer import Article, analyze
from analyzer.segmentation import build_corpus
from analyzer.settings import Settings
from analyzer.similarity.stock_text import is_stock_text

LEGAL = (
    "The photographs may be printed with the permission of the museum. Rights are reserved, "
    "and no liability is accepted for damages. The licence ends where this notice is removed."
)
APPEAL = (
    "Did you enjoy this walk? Subscribe to our letter, which is free, and tell your friends. "
    "It comes every Friday, and a click is enough to leave again."
)
NAMES = (
    "Thanks to Ada Lorn, Ben Quist, Carla Mey, Dirk Oster, Elin Vask, Finn Tarrow, Greta Sund "
    "and Hans Bleek."
)
AUTHOR = (
    "Mara Holt is a journalist who lives above a bakery. Her first book won a prize of the "
    "coastal libraries, and she teaches at the university."
)


def stock(*paragraphs: str) -> list[bool]:
    corpus = build_corpus([Article("a.md", "\n\n".join(paragraphs), title="A walk")])
    return [bool(flag) for flag in is_stock_text(corpus)]


@pytest.mark.parametrize("text", [LEGAL, APPEAL, NAMES, AUTHOR])
def test_words_and_capitals_show_stock_text(text: str) -> None:
    assert stock(PLAIN.split("\n\n")[0], text) == [False, True]


def test_a_note_about_an_author_is_at_the_end() -> None:
    assert stock(AUTHOR, *LINES[:4])[0] is False


@pytest.mark.parametrize(
    "text",
    [
        "The court said that the harbour was liable for damages, and that it would not appeal.",
        "Readers share a ferry every Friday, and members of the club sign the book.",
        "Anna Berg and Paul Horn met in Kiel, where both had been born and had studied.",
    ],
)
def test_prose_about_courts_readers_and_people_is_none(text: str) -> None:
    assert stock(text, *LINES[:4])[0] is False


@pytest.mark.parametrize("text", [APPEAL, LEGAL])
def test_a_passage_of_stock_text_is_a_note(text: str) -> None:
    settings = Settings(select=("duplicate-passage",))
    halves = LINES[: len(LINES) // 2], LINES[len(LINES) // 2 :]

    def severities(shared: str) -> set[str]:
        articles = [
            Article(name, "\n\n".join([*own, shared]), source=name)
            for name, own in zip(("a.md", "b.md"), halves, strict=True)
        ]
        return set(analyze(articles, settings=settings).findings["severity"])

    long = f"{text} {text.replace('The', 'A').replace('It', 'This letter')} {text}"
    assert severities(long) == {"note"}
