"""What the page of one article shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from analyzer.article import Block
from analyzer.reports.html import shared
from analyzer.reports.html.context import SENTENCE_RULES, PageContext
from analyzer.reports.html.findings import PlacedFinding, Row, locate, score_breakdown
from analyzer.reports.html.highlights import Highlight, Segment, by_block, cut
from analyzer.reports.html.key_phrases import Chosen, choose, key_phrases
from analyzer.reports.html.visible import clip, language_tag, visible
from analyzer.reports.layout import Layout

Places = frozenset[tuple[int, int]]

# How each kind of block is shown: its element and its class.
SHOWN = {
    Block.PARAGRAPH: ("p", ""),
    Block.HEADING: ("h3", ""),
    Block.LIST_ITEM: ("p", "l"),
    Block.QUOTE: ("blockquote", ""),
    Block.TABLE: ("p", "t"),
    Block.TITLE: ("p", "h"),
    Block.CODE: ("p", "c"),
    Block.BOILERPLATE: ("p", "f"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside a block: a row that has places in it."""

    row: Row
    anchor: str
    points: float
    count: int
    first: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block as it is shown."""

    line: int
    tag: str
    kind: str
    anchor: str
    segments: list[Segment]
    notes: list[Note]


def article_view(material: PageContext, index: int, layout: Layout) -> dict[str, Any]:
    """Return everything that the template of an article shows."""
    located = locate(index, layout, material.findings_of(index))
    rows = score_breakdown(located)
    chosen = choose(material, index, layout, located)
    groups = _groups(located)
    copies = _number_copies(groups, chosen)
    marks = _marks(rows, groups, copies, chosen)
    pairs, verbatim, more_pairs = shared.sentence_pairs(
        material, index, _told_sentences(layout, located)
    )
    language = material.analysis.tables["articles"]["language"][index]
    return {
        "index": index,
        "figures": material.row("articles", index),
        "title": material.title(index),
        "name": clip(layout.article.id),
        "source": clip(layout.article.source),
        "language": language_tag(language),
        "rows": rows,
        "paragraphs": list(_paragraphs(layout, located, rows, marks)),
        **key_phrases(layout, chosen, [copies[_places_of(phrase)] for phrase in chosen]),
        "pairs": pairs,
        "verbatim": verbatim,
        "more_pairs": more_pairs,
        "like": shared.similar_articles(material, index),
        "passages": shared.passages(material, index),
    }


def _told_sentences(layout: Layout, located: Sequence[PlacedFinding]) -> dict[str, str]:
    """Return the anchors of the sentences that findings tell of, by their words."""
    prose = layout.article.prose
    return {
        " ".join(prose[place.start : place.end].split()): place.anchor
        for place in reversed(located)
        if place.finding.rule in SENTENCE_RULES
    }


def _groups(located: Iterable[PlacedFinding]) -> dict[tuple[str, str], Places]:
    """Return the places of the findings that are copies of each other."""
    groups: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for place in located:
        if place.marked:
            key = place.finding.rule, place.finding.group
            groups.setdefault(key, set()).add((place.start, place.end))
    return {key: frozenset(places) for key, places in groups.items()}


def _places_of(phrase: Chosen) -> Places:
    return frozenset(zip(phrase.places.start, phrase.places.end, strict=True))


def _number_copies(
    groups: dict[tuple[str, str], Places], chosen: Sequence[Chosen]
) -> dict[Places, int]:
    """Give a number to each set of places that are copies of each other.

    A phrase and the findings that tell of it at the same places share one.
    """
    sets = [*groups.values(), *map(_places_of, chosen)]
    return {places: at for at, places in enumerate(dict.fromkeys(sets))}


def _marks(
    rows: Sequence[Row],
    groups: dict[tuple[str, str], Places],
    copies: dict[Places, int],
    chosen: Sequence[Chosen],
) -> list[Highlight]:
    marks = [
        Highlight(
            place.start,
            place.end,
            row.number,
            copies[groups[place.finding.rule, place.finding.group]],
            row.kind,
            place.anchor,
        )
        for row in rows
        for place in row.marked
    ]
    for places in map(_places_of, chosen):
        marks += [Highlight(start, end, 0, copies[places], "") for start, end in places]
    return list(_named_once(sorted(marks)))


def _named_once(marks: Iterable[Highlight]) -> Iterator[Highlight]:
    """Take the name away from a mark that begins where one of that name has begun."""
    met = {""}
    for mark in marks:
        yield mark._replace(anchor="") if mark.anchor in met else mark
        met.add(mark.anchor)


def _paragraphs(
    layout: Layout,
    located: Sequence[PlacedFinding],
    rows: Sequence[Row],
    marks: Sequence[Highlight],
) -> Iterator[Paragraph]:
    blocks = [(piece.start, piece.end) for piece in layout.pieces]
    notes = _notes(rows)
    unmarked = {place.block: place.anchor for place in reversed(located) if not place.marked}
    prose = layout.article.prose
    shown = visible(prose) == prose
    for at, (piece, inside) in enumerate(
        zip(layout.pieces, by_block(marks, blocks), strict=True)
    ):
        segments = list(cut(prose, piece.start, piece.end, inside))
        if not shown:
            segments = [part._replace(text=visible(part.text)) for part in segments]
        own = unmarked.get(at, "") if piece.kind == Block.BOILERPLATE else ""
        tag, kind = SHOWN[piece.kind]
        yield Paragraph(piece.line, tag, kind, own, segments, notes.get(at, []))


def _notes(rows: Sequence[Row]) -> dict[int, list[Note]]:
    """Return the notes beside each block, heaviest row first."""
    notes: dict[int, list[Note]] = {}
    for row in rows:
        by_place: dict[int, list[PlacedFinding]] = {}
        for place in row.places:
            if place.marked or place.paragraph:
                by_place.setdefault(place.block, []).append(place)
        for turn, (block, places) in enumerate(sorted(by_place.items())):
            points = sum(place.finding.points for place in places)
            note = Note(row, places[0].anchor, points, len(places), turn == 0)
            notes.setdefault(block, []).append(note)
    return notes
