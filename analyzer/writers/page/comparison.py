"""What an article shares: near-duplicate sentences, passages and like articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analyzer.writers.page.material import Material, anchor
from analyzer.writers.page.visible import clip, percent, visible
from analyzer.writers.page.word_diff import Diff, word_diff

MOST_PAIRS = 30
EXCERPT = 400


@dataclass(frozen=True, slots=True)
class Sentence:
    """One side of a pair: whose, where, and its words with what the other lacks."""

    article: int
    title: str
    link: str
    line: int
    words: Diff


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences that are near-duplicates, with the likeness as it is shown."""

    left: Sentence
    right: Sentence
    same: str
    within: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another article that this one is like, or shares a passage with."""

    title: str
    link: str
    kind: str
    figures: str
    text: str = ""


def sentence_pairs(material: Material, article: int) -> tuple[list[Pair], int]:
    """Return the near-duplicate pairs of an article, and how many more there are."""
    rows = material.sentences.get(article, [])
    chosen = sorted(rows, key=lambda row: _rank(material, row))[:MOST_PAIRS]
    return [_pair(material, article, row) for row in chosen], len(rows) - len(chosen)


def _rank(material: Material, row: int) -> tuple[bool, int]:
    table = material.analysis.tables["sentences"]
    return table["scope"][row] != "within", row


def _pair(material: Material, article: int, number: int) -> Pair:
    row = material.row("sentences", number)
    left, right = word_diff(visible(row["sentence_a"]), visible(row["sentence_b"]))
    one, two = _sentence(material, row, "a", left), _sentence(material, row, "b", right)
    if two.article == article and one.article != article:
        one, two = two, one
    return Pair(one, two, percent(row["jaccard"]), row["scope"] == "within")


def _sentence(material: Material, row: dict[str, Any], side: str, words: Diff) -> Sentence:
    article = material.position.get(row[f"article_{side}"], 0)
    place = _place(material, article, row, side)
    link = material.link(article, place, origin="article")
    return Sentence(article, material.title(article), link, row[f"line_{side}"], words)


def _place(material: Material, article: int, row: dict[str, Any], side: str) -> str:
    """Return the anchor of the finding that tells of a sentence, if one does."""
    if row["scope"] == "within":
        found = material.within.get((article, row[f"sentence_{side}"]))
        return anchor(article, found) if found is not None else ""
    lines = material.shared.get((article, str(row["cluster"])), ())
    return anchor(article, lines[0].start) if lines else ""


def like_articles(material: Material, article: int) -> list[Likeness]:
    """Return the articles that an article is like."""
    likenesses = []
    for number in material.duplicates.get(article, ()):
        row = material.row("duplicates", number)
        here, there = ("a", "b") if _is(material, row["article_a"], article) else ("b", "a")
        likenesses.append(
            _likeness(
                material,
                row[f"article_{there}"],
                row["kind"],
                f"{percent(row[f'containment_{here}'])} of this article is in it, "
                f"{percent(row[f'containment_{there}'])} of it is here",
            )
        )
    return likenesses


def passages(material: Material, article: int) -> list[Likeness]:
    """Return the passages that an article has in common with others."""
    found = []
    for number in material.passages.get(article, ()):
        row = material.row("passages", number)
        here, there = ("a", "b") if _is(material, row["article_a"], article) else ("b", "a")
        figures = f"{row['words']} words, from line {row[f'line_{here}']} here"
        figures += f", from line {row[f'line_{there}']} there"
        text = clip(row["text"], EXCERPT)
        found.append(_likeness(material, row[f"article_{there}"], "", figures, text))
    return found


def _is(material: Material, name: str, article: int) -> bool:
    return material.position.get(name) == article


def _likeness(
    material: Material, name: str, kind: str, figures: str, text: str = ""
) -> Likeness:
    other = material.position.get(name, -1)
    if other < 0:
        return Likeness(clip(name), "", kind, figures, text)
    link = material.link(other, origin="article")
    return Likeness(material.title(other), link, kind, figures, text)
