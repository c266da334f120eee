"""The view of one article: everything that its template shows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from analyzer.article import Block
from analyzer.reports.html import similar_content
from analyzer.reports.html.breakdown import Row, cards, score_breakdown
from analyzer.reports.html.context import SENTENCE_RULES, PageContext
from analyzer.reports.html.findings import (
    Highlight,
    PlacedFinding,
    Segment,
    cut,
    locate,
    named_anchor,
    split_by_block,
)
from analyzer.reports.html.messages import linked_message
from analyzer.reports.html.repeated_phrases import Chosen, choose, phrase_values
from analyzer.reports.html.source_tables import SourceTable, source_tables
from analyzer.reports.html.suppressing import comment_signs, override_paths
from analyzer.reports.html.templates import clip, language_tag, visible
from analyzer.reports.layout import Layout

Spans = frozenset[tuple[int, int]]

# The element and the class of each kind of block.
ELEMENTS = {
    Block.PARAGRAPH: ("p", ""),
    Block.HEADING: ("h3", ""),
    Block.LIST_ITEM: ("p", "list-item"),
    Block.QUOTE: ("blockquote", ""),
    Block.TABLE: ("table", ""),
    Block.FRAGMENT: ("p", "list-item"),
    Block.CAPTION: ("p", "caption"),
    Block.LINKS: ("p", "list-item"),
    Block.TITLE: ("p", "title"),
    Block.CODE: ("p", "code"),
    Block.BOILERPLATE: ("p", "boilerplate"),
}


WIDE = 5  # columns, beyond which a table takes the room of the notes


@dataclass(frozen=True, slots=True)
class Note:
    """A note beside a block: a row with findings in that block."""

    row: Row
    points: float
    count: int
    first: bool
    line: int


# Rows of cells of parts: whether a block begins with the part, and its segments.
TableRows = Sequence[list[list[tuple[bool, list[Segment]]]]]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of the text, or a table of several blocks, ready for the template."""

    tag: str
    kind: str
    anchor: str
    segments: list[Segment]
    notes: list[Note]
    table: TableRows = ()


def article_view(context: PageContext, index: int, layout: Layout) -> dict[str, Any]:
    """Return the values of the article template."""
    located = locate(index, layout, context.findings_of(index))
    rows = score_breakdown(located)
    chosen = choose(context, index, layout, located)
    groups = _groups(located)
    copies = _number_copies(groups, chosen)
    marks = _marks(rows, groups, copies, chosen)
    pairs, verbatim, more_pairs = similar_content.sentence_pairs(
        context, index, _sentence_anchors(layout, located)
    )
    language = context.analysis.tables["articles"]["language"][index]
    return {
        "index": index,
        "figures": context.row("articles", index),
        "title": context.title(index),
        "name": clip(layout.article.id),
        "source": clip(layout.article.source),
        "language": language_tag(language),
        "source_link": partial(context.source_link, index),
        "cards": cards(rows),
        "rules": sorted({row.rule for row in rows}),
        "comment": comment_signs(layout.article),
        "in_several_lines": any(len(row.locations) > 1 for row in rows),
        "paths": override_paths(layout.article),
        "accept_link": context.index_link("accept"),
        "linked_message": partial(linked_message, context, origin="article"),
        "paragraphs": list(
            _paragraphs(layout, located, rows, marks, _named(context, index, layout))
        ),
        **phrase_values(layout, chosen, [copies[_spans_of(phrase)] for phrase in chosen]),
        "pairs": pairs,
        "verbatim": verbatim,
        "more_pairs": more_pairs,
        "similar": similar_content.similar_articles(context, index),
        "passages": similar_content.passages(context, index),
    }


def _named(context: PageContext, index: int, layout: Layout) -> dict[int, list[Segment]]:
    """Return, by block, empty segments with the anchors that messages elsewhere link to."""
    begins = [piece.start for piece in layout.pieces]
    named: dict[int, list[Segment]] = {}
    for start in context.named.get(index, ()) if begins else ():
        block = max(bisect_right(begins, start) - 1, 0)
        named.setdefault(block, []).append(Segment("", anchor=named_anchor(index, start)))
    return named


def _sentence_anchors(layout: Layout, located: Sequence[PlacedFinding]) -> dict[str, str]:
    """Return the anchors of the sentences that have findings, by their text."""
    prose = layout.article.prose
    return {
        " ".join(prose[placed.start : placed.end].split()): placed.anchor
        for placed in reversed(located)
        if placed.finding.rule in SENTENCE_RULES
    }


def _groups(located: Iterable[PlacedFinding]) -> dict[tuple[str, str], Spans]:
    """Return the spans of the findings that are copies of each other, by group."""
    groups: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for placed in located:
        if placed.marked:
            key = placed.finding.rule, placed.finding.group
            groups.setdefault(key, set()).add((placed.start, placed.end))
    return {key: frozenset(spans) for key, spans in groups.items()}


def _spans_of(phrase: Chosen) -> Spans:
    return frozenset(zip(phrase.occurrences.start, phrase.occurrences.end, strict=True))


def _number_copies(
    groups: dict[tuple[str, str], Spans], chosen: Sequence[Chosen]
) -> dict[Spans, int]:
    """Return a number for each set of spans that are copies of each other.

    A phrase and the findings with the same spans share a number.
    """
    sets = [*groups.values(), *map(_spans_of, chosen)]
    return {spans: number for number, spans in enumerate(dict.fromkeys(sets))}


def _marks(
    rows: Sequence[Row],
    groups: dict[tuple[str, str], Spans],
    copies: dict[Spans, int],
    chosen: Sequence[Chosen],
) -> list[Highlight]:
    marks = [
        Highlight(
            placed.start,
            placed.end,
            row.number,
            copies[groups[placed.finding.rule, placed.finding.group]],
            row.kind,
            placed.anchor,
        )
        for row in rows
        for placed in row.marked
    ]
    for spans in map(_spans_of, chosen):
        marks += [Highlight(start, end, 0, copies[spans], "") for start, end in spans]
    return list(_unique_anchors(sorted(marks)))


def _unique_anchors(marks: Iterable[Highlight]) -> Iterator[Highlight]:
    """Keep each anchor on the first highlight only, since ids must be unique."""
    used = {""}
    for mark in marks:
        yield mark._replace(anchor="") if mark.anchor in used else mark
        used.add(mark.anchor)


def _paragraphs(
    layout: Layout,
    located: Sequence[PlacedFinding],
    rows: Sequence[Row],
    marks: Sequence[Highlight],
    named: Mapping[int, list[Segment]],
) -> Iterator[Paragraph]:
    pieces, notes = layout.pieces, _notes(rows, layout)
    unmarked = {p.block: p.anchor for p in reversed(located) if not p.marked}
    inside = list(split_by_block(marks, [(piece.start, piece.end) for piece in pieces]))
    tables = {table.first: table for table in source_tables(layout.article, pieces)}
    at = 0
    while at < len(pieces):
        piece, table = pieces[at], tables.get(at)
        if table is not None:
            parts = [
                [[(p.begins, named.get(p.block, []) * p.begins
                   + _segments(layout, p.start, p.end, inside[p.block])) for p in cell]
                 for cell in row]
                for row in table.rows
            ]  # fmt: skip
            beside = [note for block in range(at, table.last) for note in notes.get(block, ())]
            yield Paragraph("table", _table_class(table), "", [], beside, parts)
            at = table.last
            continue
        segments = named.get(at, []) + _segments(layout, piece.start, piece.end, inside[at])
        own = unmarked.get(at, "") if piece.kind == Block.BOILERPLATE else ""
        tag, kind = ELEMENTS[piece.kind]
        yield Paragraph(tag, kind, own, segments, notes.get(at, []))
        at += 1


def _segments(
    layout: Layout, start: int, end: int, marks: Sequence[Highlight]
) -> list[Segment]:
    """Return the segments of a span of the prose, with signs for what cannot be shown."""
    found = cut(layout.article.prose, start, end, marks)
    return [part._replace(text=visible(part.text)) for part in found]


def _table_class(table: SourceTable) -> str:
    wide = len(table.rows[0]) > WIDE
    return " ".join(["source"] + ["wide"] * wide + ["headed"] * table.header)


def _notes(rows: Sequence[Row], layout: Layout) -> dict[int, list[Note]]:
    """Return the notes beside each block, in the order of the rows."""
    notes: dict[int, list[Note]] = {}
    for row in rows:
        by_block: dict[int, list[PlacedFinding]] = {}
        for placed in row.locations:
            if placed.marked or placed.paragraph:
                by_block.setdefault(placed.block, []).append(placed)
        for number, (block, found) in enumerate(sorted(by_block.items())):
            points = sum(placed.finding.points for placed in found)
            line = layout.pieces[block].line
            note = Note(row, points, len(found), number == 0, line)
            notes.setdefault(block, []).append(note)
    return notes
