"""Rows of the tables of templates and of boilerplate.

They are pages and sentences that recur with other words in slots, blocks of the page, and
lines that recur in a run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from analyzer.article import Article, Ints, line_columns
from analyzer.pipeline.context import CorpusMeasurements
from analyzer.pipeline.table_columns import empty_table
from analyzer.rules.doorway_pages import RULE as DOORWAYS
from analyzer.rules.doorway_pages import shown_slots
from analyzer.rules.measurement import Measurement
from analyzer.rules.recurring_line import RULE as RECURRING
from analyzer.rules.shared_sentence import RULE as SENTENCES
from analyzer.similarity.page_templates import FEWEST_PAGES, framed
from analyzer.tables import Table
from analyzer.text.boilerplate import boilerplate_kind
from analyzer.text.tokens import fold, word_hash
from analyzer.text.word_boundaries import split_tokens

# Texts that are compared to find the slots.
COMPARED = 5
LONGEST = 300  # characters of a template that are shown, before the sign for what is left out
SLOT = "…"


def template_rows(
    texts: Sequence[Article], ids: Sequence[str], across: CorpusMeasurements
) -> Table:
    """Return the rows of the table of templates, the pages first."""
    found = {rule.name: measurement for rule, measurement in across}
    table = empty_table("templates")
    pages = found.get(DOORWAYS.name)
    members: list[set[int]] = []
    if pages is not None and pages.rows:
        members = [set(articles) for articles in pages.rows["members"]]
        _add_pages(table, pages, texts, ids)
    if SENTENCES.name in found:
        _add_sentences(table, found[SENTENCES.name], members, texts, ids)
    return table


def slots_of(texts: Sequence[str]) -> tuple[str, float, list[str]]:
    """Return the first of some texts with marks for its slots, and what fills the slots.

    Returns
    -------
    template : str
    share : float
        The share of its words that is not in a slot.
    slots : list of str, length n_texts
        What each text has in the slots.

    Examples
    --------
    >>> slots_of(["Call us in Hull before noon.", "Call us in York before noon."])
    ('Call us in … before noon.', 0.8333333333333334, ['Hull', 'York'])
    """
    tokens = [split_tokens(text) for text in texts]
    hashes = [
        word_hash(
            [fold(text[a:b]) for a, b in zip(t.start.tolist(), t.end.tolist(), strict=True)]
        )
        for text, t in zip(texts, tokens, strict=True)
    ]
    frames = framed(hashes)
    spans = [
        [(int(t.start[first]), int(t.end[last - 1])) for first, last in _runs(~frame)]
        for t, frame in zip(tokens, frames, strict=True)
    ]
    fillers = [
        ", ".join(" ".join(text[a:b].split()) for a, b in own)
        for text, own in zip(texts, spans, strict=True)
    ]
    template, end = "", 0
    for start, after in spans[0]:
        template += texts[0][end:start] + SLOT
        end = after
    share = float(frames[0].mean()) if len(frames[0]) else 0.0
    return " ".join((template + texts[0][end:]).split()), share, fillers


def _runs(flags: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0)).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def _add_pages(
    table: Table, found: Measurement, texts: Sequence[Article], ids: Sequence[str]
) -> None:
    rows = found.rows
    for number, members in enumerate(rows["members"]):
        beginnings = [
            _beginning(texts[article].prose[start:])
            for article, start in zip(
                members[:COMPARED], rows["starts"][number][:COMPARED], strict=True
            )
        ]
        template, _, _ = slots_of([text for text, _ in beginnings])
        if beginnings[0][1] and not template.endswith(SLOT):
            template = f"{template} {SLOT}"
        _add(table, template, len(members), rows["share"][number], rows["slots"][number])
        _locate(table, texts[members[0]], ids[members[0]], rows["starts"][number][0])
        table["kind"].append(rows["kind"][number])


def _beginning(text: str) -> tuple[str, bool]:
    """Return whole words of the beginning of a text, and whether more follows."""
    if len(text) <= LONGEST:
        return text, False
    words = text[: LONGEST + 1].rsplit(None, 1)
    return (words[0] if len(words) > 1 else text[:LONGEST]).rstrip(), True


def _add_sentences(
    table: Table,
    found: Measurement,
    pages: Sequence[set[int]],
    texts: Sequence[Article],
    ids: Sequence[str],
) -> None:
    """Add the sentences of three and more articles that differ, but for those of templates."""
    for spans in _groups(found):
        articles = found.article[spans]
        first = spans[np.unique(articles, return_index=True)[1]]
        members = found.article[first].tolist()
        if len(members) < FEWEST_PAGES or any(set(members) <= page for page in pages):
            continue
        ends = found.start[first].tolist(), found.end[first].tolist()
        sentences = [
            texts[article].prose[start:end]
            for article, start, end in zip(members[:COMPARED], *ends, strict=False)
        ]
        template, share, fillers = slots_of(sentences)
        fillers = [filler for filler in fillers if filler]
        if (
            len({filler.casefold() for filler in fillers}) < FEWEST_PAGES
            or SLOT not in template
        ):
            continue
        _add(table, template, len(members), share, " / ".join(shown_slots(fillers)))
        _locate(table, texts[members[0]], ids[members[0]], ends[0][0])
        numbered = all(any(letter.isdigit() for letter in filler) for filler in fillers)
        table["kind"].append("series" if numbered else "boilerplate")


def _groups(found: Measurement) -> Iterator[Ints]:
    """Yield the spans of each group, by article."""
    order = np.argsort(found.group, kind="stable")
    if len(order):
        yield from np.split(order, np.flatnonzero(np.diff(found.group[order])) + 1)


def _add(table: Table, template: str, articles: int, share: float, slots: str) -> None:
    shown, is_shortened = _beginning(template)
    values = (f"{shown} {SLOT}" if is_shortened else shown, articles, round(share, 6), slots)
    for name, value in zip(("template", "articles", "share", "slots"), values, strict=True):
        table[name].append(value)


def _locate(table: Table, article: Article, name: str, start: int) -> None:
    position = np.array([start], np.int64)
    begin, _ = article.locate(position, position + 1)
    table["first_article"].append(name)
    table["first_line"].append(line_columns(article.text, begin.tolist())[0][0])


LONGEST_LINE = 400  # characters of a text; what is longer is shortened


class _Text(msgspec.Struct):
    shown: str
    article: int
    line: int
    articles: int = 0
    last: int = -1


class BoilerplateTexts:
    """The distinct texts of boilerplate, added article by article."""

    def __init__(self) -> None:
        self._texts: dict[str, _Text] = {}

    def add(self, text: str, article: int, line: int) -> None:
        """Add a text of an article."""
        shown = " ".join(text.split())
        shown = shown if len(shown) <= LONGEST_LINE else f"{shown[:LONGEST_LINE]}…"
        known = self._texts.setdefault(shown.casefold(), _Text(shown, article, line))
        if known.last != article:
            known.articles += 1
            known.last = article

    def add_recurring(self, texts: Sequence[Article], across: CorpusMeasurements) -> None:
        """Add the lines that recur across the run."""
        for rule, found in across:
            if rule.name != RECURRING.name:
                continue
            groups = np.unique(found.group, return_index=True)[1].tolist()
            for span in groups:
                article = int(found.article[span])
                start, end = int(found.start[span]), int(found.end[span])
                position = np.array([start], np.int64)
                begin, _ = texts[article].locate(position, position + 1)
                line = line_columns(texts[article].text, begin.tolist())[0][0]
                shown = " ".join(texts[article].prose[start:end].split())
                held = int(found.weight[int(found.group[span])])
                self._texts[shown.casefold()] = _Text(shown, article, line, held)

    def rows(self, ids: Sequence[str]) -> Table:
        """Return the rows of the table, the text of most articles first."""
        table = empty_table("boilerplate")
        ordered = sorted(self._texts.values(), key=lambda text: (-text.articles, text.shown))
        for text in ordered:
            table["text"].append(text.shown)
            table["articles"].append(text.articles)
            table["share"].append(round(text.articles / max(len(ids), 1), 6))
            table["first_article"].append(ids[text.article])
            table["first_line"].append(text.line)
            table["kind"].append(boilerplate_kind(text.shown))
        return table
