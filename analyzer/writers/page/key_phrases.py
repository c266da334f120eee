"""The key phrases of an article: which are shown, and where they fall."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analyzer.article import Block
from analyzer.layout import Layout, PhrasePlaces
from analyzer.scoring import TOLD_PROBABILITY
from analyzer.writers.page import drawing
from analyzer.writers.page.located import Located, body_numbers
from analyzer.writers.page.material import Material
from analyzer.writers.page.visible import clip, percent

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
    strip: drawing.Strip


def choose(
    material: Material, index: int, layout: Layout, located: Sequence[Located]
) -> list[Chosen]:
    """Return the phrases that are shown: the stuffed ones, then the most frequent."""
    table = material.analysis.tables["phrases"]
    stuffing, count, words = table["stuffing"], table["count"], table["words"]
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


def _told(phrase: str, located: Sequence[Located]) -> PhrasePlaces | None:
    """Return the places of a phrase that findings tell of."""
    places = sorted(
        {(p.start, p.end) for p in located if p.finding.group == phrase and p.marked}
    )
    if not places:
        return None
    start, end = zip(*places, strict=True)
    return PhrasePlaces(start, end, (False,) * len(places))


def key_phrase(layout: Layout, chosen: Chosen, copies: int) -> KeyPhrase:
    """Return a phrase as it is shown."""
    row, places = chosen.row, chosen.places
    facts = [f"{row['count']} times"]
    if row["sentence_initial"]:
        facts.append(f"{row['sentence_initial']} at the head of a sentence")
    if row["in_title"]:
        facts.append("in the title")
    if (row["stuffing"] or 0) >= TOLD_PROBABILITY:
        facts.append(f"{percent(row['stuffing'])} likely to be stuffed")
    return KeyPhrase(
        clip(row["phrase"]),
        copies,
        ", ".join(facts),
        _spoken(layout, places),
        drawing.strip(places, _body(layout)),
    )


def fields(layout: Layout) -> str:
    """Return the lines that part the paragraphs on every strip."""
    return drawing.borders(_body(layout))


def _body(layout: Layout) -> list[tuple[int, int]]:
    return [(piece.start, piece.end) for piece in layout.pieces if piece.kind < Block.TITLE]


def _spoken(layout: Layout, places: PhrasePlaces) -> str:
    numbers = body_numbers(layout)
    begins = [piece.start for piece in layout.pieces]
    blocks = {bisect_right(begins, start) - 1 for start in places.start}
    found = sorted({numbers[block] for block in blocks if block >= 0})
    listed = ", ".join(map(str, found[:MOST_LISTED]))
    listed += " and more" if len(found) > MOST_LISTED else ""
    return f"In paragraph{'' if len(found) == 1 else 's'} {listed} of {max(numbers, default=0)}"
