"""What changed since an earlier run, for the index."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analyzer.reports.changes import totals_line
from analyzer.reports.html.context import PageContext
from analyzer.reports.html.templates import clip, message, number

MOST_CHANGES = 50
MOST_MESSAGES = 3


@dataclass(frozen=True, slots=True)
class Change:
    """An article that changed.

    Attributes
    ----------
    kind : str
        Such as "worse" or "new".
    link, title : str
        The link is empty for an article that is not in this run.
    quality, originality : str
        Before and now, or once where they are equal.
    messages : list of (str, str, int)
        New and fixed: the change, the message and how many findings have it.
    more : int
        How many messages are left out.
    """

    kind: str
    link: str
    title: str
    quality: str
    originality: str
    messages: list[tuple[str, str, int]]
    more: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since an earlier run, and the totals of all runs."""

    totals: str
    articles: list[Change]
    more: int
    trend: list[dict[str, Any]]


def changes(context: PageContext) -> Changes | None:
    """Return what changed; None where the run is not compared with another."""
    tables = context.analysis.tables
    if "changes" not in tables:
        return None
    messages = _messages(tables["finding_changes"])
    count = len(tables["changes"]["article"])
    return Changes(
        totals_line(tables),
        [_change(context, at, messages) for at in range(min(count, MOST_CHANGES))],
        max(count - MOST_CHANGES, 0),
        [context.row("trend", at) for at in range(len(tables["trend"]["run"]))],
    )


def _change(
    context: PageContext, at: int, messages: Mapping[str, Counter[tuple[str, str]]]
) -> Change:
    row = context.row("changes", at)
    article = context.position.get(row["article"], -1)
    own = messages.get(row["article"], Counter())
    # New findings first, then those that are most often.
    ordered = sorted(own.items(), key=lambda item: (item[0][0] != "new", -item[1]))
    return Change(
        row["change"],
        context.link(article, origin="index") if article >= 0 else "",
        context.title(article) if article >= 0 else clip(row["article"]),
        _step(row["quality_before"], row["quality"]),
        _step(row["originality_before"], row["originality"]),
        [(change, text, times) for (change, text), times in ordered[:MOST_MESSAGES]],
        max(len(ordered) - MOST_MESSAGES, 0),
    )


def _messages(table: Mapping[str, Any]) -> dict[str, Counter[tuple[str, str]]]:
    """Return how often each article has each new and each fixed message."""
    found: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    columns = (table[name] for name in ("article", "change", "message"))
    for article, change, text in zip(*columns, strict=True):
        if change != "removed":
            found[article][change, message(text)] += 1
    return found


def _step(before: float | None, now: float | None) -> str:
    known = [number(score) for score in (before, now) if score is not None]
    return " → ".join(dict.fromkeys(known))
