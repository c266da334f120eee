"""Rows of the table of boilerplate: blocks of the page, and lines that recur in a run."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from analyzer.article import Article
from analyzer.pipeline.context import CorpusMeasurements
from analyzer.rules.recurring_line import RULE as RECURRING
from analyzer.rules.tables import empty_table
from analyzer.tables import Table
from analyzer.text.boilerplate_cues import boilerplate_kind
from analyzer.text.positions import line_columns

LONGEST = 400  # characters of a text; what is longer is shortened


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
        shown = shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
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
