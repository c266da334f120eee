"""What an article shares: near-duplicate sentences, passages and like articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from analyzer.reports.html.context import PageContext
from analyzer.reports.html.findings import anchor
from analyzer.reports.html.visible import clip, percent, visible

Owner = Literal["both", "left", "right"]
Diff = list[tuple[Owner, str]]
# One piece per word with the blanks behind it; scripts without blanks, by the
# character.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_PIECE = re.compile(rf"[{_UNSPACED}]\s*|[^\W{_UNSPACED}]+\s*|\W\s*")
# A letter of the one side and one of the other, which would read as one word.
_SEAM = re.compile(rf"[^\W{_UNSPACED}]{{2}}")
LONGEST = 200


def word_diff(left: str, right: str) -> Diff:
    """Return what both sentences have, and what either has alone, in their order.

    Letter case counts as no difference; the words are the first sentence's.
    Sentences of more than 200 pieces are told apart as a whole.

    Examples
    --------
    >>> word_diff("It rains.", "It rained.")
    [('both', 'It '), ('left', 'rains'), ('both', ' '), ('right', 'rained'), ('both', '.')]
    """
    a, b = _PIECE.findall(left), _PIECE.findall(right)
    if max(len(a), len(b)) > LONGEST:
        return [("left", left), ("right", right)] if left != right else [("both", left)]
    matcher = SequenceMatcher(None, _folded(a), _folded(b), autojunk=False)
    return list(_joined(_pieces(matcher, a, b)))


def _pieces(
    matcher: SequenceMatcher[str], a: list[str], b: list[str]
) -> Iterator[tuple[Owner, str]]:
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield "both", "".join(a[i:j])
        else:
            gone, come = "".join(a[i:j]), "".join(b[k:m])
            yield "left", gone + " " * bool(_SEAM.fullmatch(gone[-1:] + come[:1]))
            yield "right", come


def _folded(pieces: list[str]) -> list[str]:
    return [piece.strip().casefold() for piece in pieces]


def _joined(pieces: Iterable[tuple[Owner, str]]) -> Iterator[tuple[Owner, str]]:
    """Leave out what is empty; a blank at an edge stands outside the difference."""
    for side, text in pieces:
        if side == "both" or text == text.rstrip():
            yield from [(side, text)] if text else []
        else:
            yield side, text.rstrip()
            yield "both", text[len(text.rstrip()) :]


MOST_PAIRS = 30
MOST_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Side:
    """One sentence of a pair: in which article, on which line, and its address.

    The article is -1, and there is no address, where it is one of an archive.
    """

    article: int
    link: str
    line: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences that are near-duplicates, and where they differ.

    Attributes
    ----------
    left, right : Side
        The left one is of the article that is shown.
    title : str
        The article of the right one; empty where it is the same.
    same : str
        How alike they are.
    words : Diff
    """

    left: Side
    right: Side
    title: str
    same: str
    words: Diff


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Sentences that another article has word for word."""

    title: str
    sides: list[tuple[Side, Side]]


@dataclass(frozen=True, slots=True)
class SimilarArticle:
    """Another article that this one is like, or shares passages with."""

    title: str
    link: str
    kind: str
    figures: list[str]


def sentence_pairs(
    material: PageContext, article: int, told: dict[str, str]
) -> tuple[list[Pair], list[Verbatim], int]:
    """Return the pairs that differ, those that do not, and how many more there are.

    Parameters
    ----------
    told : dict of str to str
        The anchors of the article's sentences that findings tell of.
    """
    rows = [material.row("sentences", number) for number in material.sentences.get(article, ())]
    rows.sort(key=lambda row: row["scope"] != "within")
    changed = [row for row in rows if row["sentence_a"] != row["sentence_b"]]
    pairs = [_pair(material, article, row, told) for row in changed[:MOST_PAIRS]]
    verbatim: dict[str, list[tuple[Side, Side]]] = {}
    for row in rows:
        if row["sentence_a"] == row["sentence_b"]:
            left, right = _sides(material, article, row, told)
            title = _title(material, row, right, article)
            verbatim.setdefault(title, []).append((left, right))
    return (
        pairs,
        [Verbatim(title, sides) for title, sides in verbatim.items()],
        max(len(changed) - MOST_PAIRS, 0),
    )


def _pair(
    material: PageContext, article: int, row: dict[str, Any], told: dict[str, str]
) -> Pair:
    left, right = _sides(material, article, row, told)
    one, two = visible(row["sentence_a"]), visible(row["sentence_b"])
    if row["article_b"] != row["article_a"] and _is(material, row["article_b"], article):
        one, two = two, one
    title = _title(material, row, right, article)
    return Pair(left, right, title, percent(row["jaccard"]), word_diff(one, two))


def _title(material: PageContext, row: dict[str, Any], right: Side, article: int) -> str:
    """Return the article of the second side, empty where it is the one that is shown."""
    if row["scope"] == "archive":
        return clip(row["article_b"])
    return material.title(right.article) if right.article != article else ""


def _sides(
    material: PageContext, article: int, row: dict[str, Any], told: dict[str, str]
) -> tuple[Side, Side]:
    """Return both sides, first the one of the article that is shown."""
    one, two = _side(material, row, "a", told), _side(material, row, "b", told)
    return (one, two) if one.article == article else (two, one)


def _side(material: PageContext, row: dict[str, Any], side: str, told: dict[str, str]) -> Side:
    if side == "b" and row["scope"] == "archive":
        return Side(-1, "", row["line_b"])
    article = material.position.get(row[f"article_{side}"], 0)
    place = told.get(row[f"sentence_{side}"], "")
    if not place.startswith(f"a{article}-"):
        found = material.shared.get((article, str(row["cluster"])), ())
        place = anchor(article, found[0].start) if found else ""
    link = material.link(article, place, origin="article")
    return Side(article, link, row[f"line_{side}"])


def similar_articles(material: PageContext, article: int) -> list[SimilarArticle]:
    """Return the articles that an article is like."""
    likenesses = []
    for number in material.duplicates.get(article, ()):
        row = material.row("duplicates", number)
        here, there = _orient(material, row, article)
        figures = (
            f"{percent(row[f'containment_{here}'])} of this article is in it, "
            f"{percent(row[f'containment_{there}'])} of it is here"
        )
        if row["scope"] == "archive":
            facts = [figures, *filter(None, (row["date_b"], clip(row["url_b"])))]
            likenesses.append(
                SimilarArticle(clip(row["article_b"]), "", "published before", facts)
            )
        else:
            other = row[f"article_{there}"]
            likenesses.append(_likeness(material, other, row["kind"], [figures]))
    return likenesses


def passages(material: PageContext, article: int) -> list[SimilarArticle]:
    """Return the articles that an article has passages in common with."""
    found: dict[str, list[str]] = {}
    for number in material.passages.get(article, ()):
        row = material.row("passages", number)
        here, there = _orient(material, row, article)
        lines = f"line {row[f'line_{here}']} here, line {row[f'line_{there}']} there"
        figures = f"{row['words']} words: {lines}: “{clip(row['text'], MOST_SHOWN)}”"
        found.setdefault(row[f"article_{there}"], []).append(figures)
    return [_likeness(material, other, "", lines) for other, lines in found.items()]


def _orient(material: PageContext, row: dict[str, Any], article: int) -> tuple[str, str]:
    """Return which side of a pair is the article, and which the other one."""
    return ("a", "b") if _is(material, row["article_a"], article) else ("b", "a")


def _is(material: PageContext, name: str, article: int) -> bool:
    return material.position.get(name) == article


def _likeness(
    material: PageContext, name: str, kind: str, figures: list[str]
) -> SimilarArticle:
    other = material.position.get(name, -1)
    if other < 0:
        return SimilarArticle(clip(name), "", kind, figures)
    return SimilarArticle(
        material.title(other), material.link(other, origin="article"), kind, figures
    )
