"""The key phrases of an article: which are shown, and where they fall."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from analyzer.article import Block
from analyzer.reports.html import charts
from analyzer.reports.html.context import PageContext
from analyzer.reports.html.findings import PlacedFinding
from analyzer.reports.html.visible import clip, percent
from analyzer.reports.layout import Layout, PhrasePlaces
from analyzer.rules.scoring import NOTE_PROBABILITY

MOST_PHRASES = 6
MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Chosen:
    """A phrase that is shown: its row of the table, and its places."""

    row: dict[str, Any]
    places: PhrasePlaces


@dataclass(frozen=True, slots=True)
class KeyPhrase:
    """A phrase as it is shown.

    Attributes
    ----------
    phrase : str
    copies : int
        The number that its places in the text are lit by.
    facts : str
        How often, and how it stands out.
    spoken : str
        In which paragraphs it stands: the strip in words.
    strip : Strip
    """

    phrase: str
    copies: int
    facts: str
    spoken: str
    strip: charts.Strip


def choose(
    material: PageContext, index: int, layout: Layout, located: Sequence[PlacedFinding]
) -> list[Chosen]:
    """Return the phrases that are shown: the stuffed ones, then the most frequent."""
    table = material.analysis.tables["phrases"]
    stuffing, count, words = table["stuffing_probability"], table["count"], table["words"]
    numbers = sorted(
        material.phrases.get(index, ()),
        key=lambda at: (-(stuffing[at] or 0), -count[at] * words[at]),
    )
    chosen = []
    for number in numbers[:MOST_PHRASES]:
        row = material.row("phrases", number)
        places = layout.places(row["phrase"]) or _told(row["phrase"], located)
        if places is not None:
            chosen.append(Chosen(row, places))
    return chosen


def _told(phrase: str, located: Sequence[PlacedFinding]) -> PhrasePlaces | None:
    """Return the places of a phrase that findings tell of."""
    places = sorted(
        {(p.start, p.end) for p in located if p.finding.group == phrase and p.marked}
    )
    if not places:
        return None
    start, end = zip(*places, strict=True)
    return PhrasePlaces(start, end, (False,) * len(places))


def key_phrases(
    layout: Layout, chosen: Sequence[Chosen], copies: Sequence[int]
) -> dict[str, Any]:
    """Return the phrases as they are shown, and the lines between the paragraphs.

    Parameters
    ----------
    copies : sequence of int
        The numbers that the phrases are lit by.
    """
    blocks = [(piece.start, piece.end) for piece in layout.pieces if piece.kind < Block.TITLE]
    scale = charts.Scale(blocks)
    phrases = [
        KeyPhrase(
            clip(phrase.row["phrase"]),
            number,
            ", ".join(_facts(phrase.row)),
            _spoken(blocks, phrase.places),
            scale.strip(phrase.places),
        )
        for number, phrase in zip(copies, chosen, strict=True)
    ]
    return {"phrases": phrases, "fields": scale.borders()}


def _facts(row: dict[str, Any]) -> Iterator[str]:
    yield f"{row['count']} times"
    if row["sentence_initial"]:
        yield f"{row['sentence_initial']} at the head of a sentence"
    if row["in_title"]:
        yield "in the title"
    if (row["stuffing_probability"] or 0) >= NOTE_PROBABILITY:
        yield f"{percent(row['stuffing_probability'])} likely to be stuffed"


def _spoken(blocks: Sequence[tuple[int, int]], places: PhrasePlaces) -> str:
    found = sorted({bisect_right(blocks, (start, math.inf)) for start in places.start})
    listed = ", ".join(map(str, found[:MOST_LISTED]))
    listed += " and more" if len(found) > MOST_LISTED else ""
    return f"In paragraph{'' if len(found) == 1 else 's'} {listed} of {len(blocks)}"
