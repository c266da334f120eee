"""The repeated phrases of an article: which are shown, and where they appear."""

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
from analyzer.reports.html.templates import clip, percent
from analyzer.reports.layout import Layout, Occurrences, plural
from analyzer.rules.scoring import NOTE_PROBABILITY

MOST_PHRASES = 6
MOST_LISTED = 20
BORDERS = 80  # paragraphs, beyond which the lines between them would hide the phrases


@dataclass(frozen=True, slots=True)
class Chosen:
    """A phrase to show: its row of the phrases table and its occurrences."""

    row: dict[str, Any]
    occurrences: Occurrences


@dataclass(frozen=True, slots=True)
class RepeatedPhrase:
    """A phrase, ready for the template.

    Attributes
    ----------
    phrase : str
    copies : int
        The number that its occurrences in the text share.
    facts : str
        How often and where it appears.
    spoken : str
        The paragraphs in which it appears, for screen readers.
    strip : Strip
    """

    phrase: str
    copies: int
    facts: str
    spoken: str
    strip: charts.Strip


def choose(
    context: PageContext, index: int, layout: Layout, located: Sequence[PlacedFinding]
) -> list[Chosen]:
    """Return the phrases to show: by stuffing probability, then by words covered."""
    table = context.analysis.tables["phrases"]
    stuffing, count, words = table["stuffing_probability"], table["count"], table["words"]
    numbers = sorted(
        context.phrases.get(index, ()),
        key=lambda at: (-(stuffing[at] or 0), -count[at] * words[at]),
    )
    chosen = []
    for number in numbers[:MOST_PHRASES]:
        row = context.row("phrases", number)
        occurrences = layout.occurrences(row["phrase"]) or _of_findings(row["phrase"], located)
        if occurrences is not None:
            chosen.append(Chosen(row, occurrences))
    return chosen


def _of_findings(phrase: str, located: Sequence[PlacedFinding]) -> Occurrences | None:
    """Return the occurrences of a phrase that have findings."""
    spans = sorted(
        {(p.start, p.end) for p in located if p.finding.group == phrase and p.marked}
    )
    if not spans:
        return None
    start, end = zip(*spans, strict=True)
    return Occurrences(start, end, (False,) * len(spans))


def phrase_values(
    layout: Layout, chosen: Sequence[Chosen], copies: Sequence[int]
) -> dict[str, Any]:
    """Return the template values of the phrases and of the borders between paragraphs.

    Parameters
    ----------
    copies : sequence of int
        The number of each phrase, which its occurrences share.
    """
    blocks = [(piece.start, piece.end) for piece in layout.pieces if piece.kind < Block.TITLE]
    scale = charts.Scale(blocks)
    phrases = [
        RepeatedPhrase(
            clip(phrase.row["phrase"]),
            number,
            ", ".join(_facts(phrase.row)),
            _spoken(blocks, phrase.occurrences),
            scale.strip(phrase.occurrences),
        )
        for number, phrase in zip(copies, chosen, strict=True)
    ]
    return {"phrases": phrases, "borders": scale.borders() if len(blocks) <= BORDERS else ""}


def _facts(row: dict[str, Any]) -> Iterator[str]:
    yield f"appears {plural(row['count'], 'time')}"
    if row["sentence_initial"]:
        yield f"{row['sentence_initial']} at the start of a sentence"
    if row["in_title"]:
        yield "also in the title"
    if (row["stuffing_probability"] or 0) >= NOTE_PROBABILITY:
        yield f"stuffing probability {percent(row['stuffing_probability'])}"


def _spoken(blocks: Sequence[tuple[int, int]], occurrences: Occurrences) -> str:
    found = sorted({bisect_right(blocks, (start, math.inf)) for start in occurrences.start})
    listed = ", ".join(map(str, found[:MOST_LISTED]))
    listed += " and more" if len(found) > MOST_LISTED else ""
    return f"In paragraph{'' if len(found) == 1 else 's'} {listed} of {len(blocks)}"
