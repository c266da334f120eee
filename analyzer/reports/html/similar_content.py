"""What an article shares with others: sentences, passages, and similar articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from analyzer.reports.html.context import PageContext
from analyzer.reports.html.findings import anchor
from analyzer.reports.html.kinds import Kind, kind_of
from analyzer.reports.html.templates import clip, percent, visible

Owner = Literal["both", "left", "right"]
Diff = list[tuple[Owner, str]]
# One piece per word with the white space after it; per character in unspaced scripts.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_PIECE = re.compile(rf"[{_UNSPACED}]\s*|[^\W{_UNSPACED}]+\s*|\W\s*")
# Letters of the two sides side by side, which would read as one word.
_SEAM = re.compile(rf"[^\W{_UNSPACED}]{{2}}")
LONGEST = 200


def word_diff(left: str, right: str) -> Diff:
    """Return the words of both sentences in order, with the side they belong to.

    Letter case is ignored; common words are written as in the first sentence.
    Sentences of more than 200 pieces are not compared word by word.

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
            removed, added = "".join(a[i:j]), "".join(b[k:m])
            yield "left", removed + " " * bool(_SEAM.fullmatch(removed[-1:] + added[:1]))
            yield "right", added


def _folded(pieces: list[str]) -> list[str]:
    return [piece.strip().casefold() for piece in pieces]


def _joined(pieces: Iterable[tuple[Owner, str]]) -> Iterator[tuple[Owner, str]]:
    """Drop empty pieces, and move trailing white space out of the differences."""
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
    """One sentence of a pair: its article, line and link.

    The article is -1 and the link empty if the sentence is from an archive.
    """

    article: int
    link: str
    line: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two near-duplicate sentences and their differences.

    Attributes
    ----------
    left, right : Side
        The left one is in the article of the page.
    title : str
        The article of the right one; empty if it is the same article.
    similarity : str
    words : Diff
    """

    left: Side
    right: Side
    title: str
    similarity: str
    words: Diff


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Sentences that are identical in another article."""

    title: str
    sides: list[tuple[Side, Side]]


@dataclass(frozen=True, slots=True)
class SimilarArticle:
    """Another article that is similar or shares passages."""

    title: str
    link: str
    kind: Kind
    figures: list[str]


def sentence_pairs(
    context: PageContext, article: int, anchors: dict[str, str]
) -> tuple[list[Pair], list[Verbatim], int]:
    """Return the differing pairs, the identical ones, and the number of pairs left out.

    Parameters
    ----------
    anchors : dict of str to str
        The anchors of the article's sentences that have findings.
    """
    rows = [context.row("sentences", number) for number in context.sentences.get(article, ())]
    rows.sort(key=lambda row: row["scope"] != "within")
    changed = [row for row in rows if row["sentence_a"] != row["sentence_b"]]
    pairs = [_pair(context, article, row, anchors) for row in changed[:MOST_PAIRS]]
    verbatim: dict[str, list[tuple[Side, Side]]] = {}
    for row in rows:
        if row["sentence_a"] == row["sentence_b"]:
            left, right = _sides(context, article, row, anchors)
            title = _title(context, row, right, article)
            verbatim.setdefault(title, []).append((left, right))
    return (
        pairs,
        [Verbatim(title, sides) for title, sides in verbatim.items()],
        max(len(changed) - MOST_PAIRS, 0),
    )


def _pair(
    context: PageContext, article: int, row: dict[str, Any], anchors: dict[str, str]
) -> Pair:
    left, right = _sides(context, article, row, anchors)
    one, two = visible(row["sentence_a"]), visible(row["sentence_b"])
    if row["article_b"] != row["article_a"] and _is(context, row["article_b"], article):
        one, two = two, one
    title = _title(context, row, right, article)
    return Pair(left, right, title, percent(row["jaccard"]), word_diff(one, two))


def _title(context: PageContext, row: dict[str, Any], right: Side, article: int) -> str:
    """Return the title of the second side's article; empty if it is the same article."""
    if row["scope"] == "archive":
        return clip(row["article_b"])
    return context.title(right.article) if right.article != article else ""


def _sides(
    context: PageContext, article: int, row: dict[str, Any], anchors: dict[str, str]
) -> tuple[Side, Side]:
    """Return both sides, first the one in the article of the page."""
    one, two = _side(context, row, "a", anchors), _side(context, row, "b", anchors)
    return (one, two) if one.article == article else (two, one)


def _side(
    context: PageContext, row: dict[str, Any], side: str, anchors: dict[str, str]
) -> Side:
    if side == "b" and row["scope"] == "archive":
        return Side(-1, "", row["line_b"])
    article = context.position.get(row[f"article_{side}"], 0)
    target = anchors.get(row[f"sentence_{side}"], "")
    if not target.startswith(f"a{article}-"):
        found = context.sentence_findings.get((article, str(row["cluster"])), ())
        target = anchor(article, found[0].start) if found else ""
    link = context.link(article, target, origin="article")
    return Side(article, link, row[f"line_{side}"])


def similar_articles(context: PageContext, article: int) -> list[SimilarArticle]:
    """Return the near-duplicates of an article."""
    similar = []
    for number in context.duplicates.get(article, ()):
        row = context.row("duplicates", number)
        here, there = _orient(context, row, article)
        figures = (
            f"{percent(row[f'containment_{here}'])} of this article also appears there, "
            f"{percent(row[f'containment_{there}'])} of the other one here"
        )
        if row["scope"] == "archive":
            facts = [figures, *filter(None, (row["date_b"], clip(row["url_b"])))]
            similar.append(
                SimilarArticle(clip(row["article_b"]), "", kind_of("archived"), facts)
            )
        else:
            other = row[f"article_{there}"]
            similar.append(_similar_article(context, other, row["kind"], [figures]))
    return similar


def passages(context: PageContext, article: int) -> list[SimilarArticle]:
    """Return the articles that share passages with an article."""
    found: dict[str, list[str]] = {}
    for number in context.passages.get(article, ()):
        row = context.row("passages", number)
        lines = f"line {row['line']} here, line {row['first_line']} there"
        if row["articles"] > 2:
            lines += f", in {row['articles']} articles"
        figures = f"{row['words']}-word passage, {lines}: “{clip(row['text'], MOST_SHOWN)}”"
        found.setdefault(row["first_article"], []).append(figures)
    return [_similar_article(context, other, "", lines) for other, lines in found.items()]


def _orient(context: PageContext, row: dict[str, Any], article: int) -> tuple[str, str]:
    """Return the side of a pair that is the article, then the other side."""
    return ("a", "b") if _is(context, row["article_a"], article) else ("b", "a")


def _is(context: PageContext, name: str, article: int) -> bool:
    return context.position.get(name) == article


def _similar_article(
    context: PageContext, name: str, kind: str, figures: list[str]
) -> SimilarArticle:
    other = context.position.get(name, -1)
    if other < 0:
        return SimilarArticle(clip(name), "", kind_of(kind), figures)
    return SimilarArticle(
        context.title(other), context.link(other, origin="article"), kind_of(kind), figures
    )
